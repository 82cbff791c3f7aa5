package cwm.app;

import cwm.rdf.RdfException;
import cwm.reasoner.ReasonerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Runs a command line: parses it, does what it says, and turns what goes wrong into one message
/// and an exit code.
final class Command {
  private Command() {}

  static ExitCode run(String[] args, Console console) {
    try {
      return runOrThrow(args, console);
    } catch (UsageException | ParameterException e) {
      console.say(e.getMessage() + "; see cwm --help");
      return ExitCode.USAGE;
    } catch (RdfException | ReasonerException | CommandException e) {
      // As in `cwm ... | head`: whoever stopped reading knows.
      boolean isUnread = e instanceof RdfException failure && failure.code().equals("PIPE_CLOSED");
      if (!isUnread) {
        console.say(String.valueOf(e.getMessage()));
      }
      return ExitCode.FAILED;
    } catch (OutOfMemoryError _) {
      console.say(
          "out of memory: the heap is %,d MiB; give it more with CWM_JAVA_OPTS=-Xmx..."
              .formatted(Runtime.getRuntime().maxMemory() >> 20));
      return ExitCode.FAILED;
    }
  }

  private static ExitCode runOrThrow(String[] args, Console console) {
    var options = new Options();
    CommandLine commandLine =
        new CommandLine(options)
            .setOverwrittenOptionsAllowed(true)
            .setExpandAtFiles(false)
            .setUnmatchedOptionsArePositionalParams(false);
    ParseResult parsed = commandLine.parseArgs(args);
    if (parsed.isUsageHelpRequested()) {
      print(commandLine.getUsageMessage(), console);
      return ExitCode.OK;
    }
    if (parsed.isVersionHelpRequested()) {
      print("cwm " + version() + System.lineSeparator(), console);
      return ExitCode.OK;
    }
    if (options.inputs == null) {
      throw new UsageException("no input; name a file, or - for standard input");
    }
    if (Collections.frequency(options.inputs, "-") > 1) {
      throw new UsageException("standard input can be read only once");
    }
    return new Session(options, Script.of(parsed), console).run();
  }

  private static String version() {
    return Optional.ofNullable(Command.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  private static void print(String text, Console console) {
    try {
      console.out().write(text.getBytes(StandardCharsets.UTF_8));
      console.out().flush();
    } catch (IOException e) {
      throw new CommandException("cannot write to standard output: " + e.getMessage());
    }
  }
}
