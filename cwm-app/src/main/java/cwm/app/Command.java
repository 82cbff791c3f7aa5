package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationException;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.Mistake;
import cwm.app.config.Surroundings;
import cwm.ipc.IpcException;
import cwm.rdf.RdfException;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.partition.Spreading;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Runs a command line: parses it, does what it says, and turns what goes wrong into messages and
/// an exit code.
final class Command {
  private static final String WITH = "--with";

  private Command() {}

  static ExitCode run(String[] args, Surroundings surroundings, Console console) {
    Optional<Subcommand> subcommand =
        args.length == 0 ? Optional.empty() : Subcommand.ofWord(args[0]);
    try {
      if (subcommand.isPresent()) {
        List<String> rest = List.of(args).subList(1, args.length);
        return subcommand.get().run(rest, surroundings, console);
      }
      return runOrThrow(args, surroundings, console);
    } catch (UsageException | ParameterException e) {
      console.say(e.getMessage() + hint(subcommand, surroundings));
      return ExitCode.USAGE;
    } catch (ConfigurationException e) {
      e.mistakes().forEach(mistake -> tell(mistake, console));
      return ExitCode.USAGE;
    } catch (RdfException | ReasonerException | IpcException | CommandException e) {
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

  /// Where to read on; and what whoever has a file of the subcommand's name may have meant.
  private static String hint(Optional<Subcommand> subcommand, Surroundings surroundings) {
    if (subcommand.isEmpty()) {
      return "; see cwm --help";
    }
    String word = subcommand.get().word();
    String hint = "; see cwm " + word + " --help";
    return Files.exists(surroundings.directory().resolve(word))
        ? hint + ", and for the file of that name write ./" + word
        : hint;
  }

  private static void tell(Mistake mistake, Console console) {
    if (mistake.isInFile()) {
      console.print(mistake.message() + System.lineSeparator()); // opens in editors
    } else {
      console.say(mistake.message());
    }
  }

  private static ExitCode runOrThrow(String[] args, Surroundings surroundings, Console console) {
    var options = new Options();
    CommandLine commandLine =
        new CommandLine(options)
            .setOverwrittenOptionsAllowed(true)
            .setExpandAtFiles(false)
            .setUnmatchedOptionsArePositionalParams(false);
    // Not by picocli, which would take what looks like an option for one.
    List<String> given = List.of(args);
    int with = given.contains(WITH) ? given.indexOf(WITH) : given.size();
    ParseResult parsed = commandLine.parseArgs(given.subList(0, with).toArray(String[]::new));
    options.arguments = given.subList(Math.min(with + 1, given.size()), given.size());
    if (parsed.isUsageHelpRequested()) {
      console.write(help(commandLine));
      return ExitCode.OK;
    }
    if (parsed.isVersionHelpRequested()) {
      console.write("cwm " + version() + System.lineSeparator());
      return ExitCode.OK;
    }
    if (options.builtins) {
      console.write(BuiltinsText.of(Builtins.installed().descriptions()));
      return ExitCode.OK;
    }
    Script script = Script.of(parsed);
    if (script.files().filter("-"::equals).count() > 1) {
      throw new UsageException("standard input can be read only once");
    }
    Configuration configuration =
        ConfigurationReader.read(
            surroundings, ConfigurationFlags.of(parsed, Options.CONFIGURATION));
    return run(options, script, configuration, console);
  }

  /// A node stays up; all else is done when its result is printed.
  private static ExitCode run(
      Options options, Script script, Configuration configuration, Console console) {
    Permissions permissions = Permissions.of(configuration.security(), options);
    Spreading spreading =
        configuration.distributed().spreading(Runtime.getRuntime().availableProcessors());
    if (configuration.distributed().enabled()) {
      NodeUsage.checkMember(options, script);
      NodeLog.configure(options.quiet);
      ClusterTask task = ClusterTask.of(options, script, configuration, spreading);
      return NodeCommand.ofCluster(
              configuration, new Session(options, script, spreading, console, permissions), task)
          .run(new Signals());
    }
    NodeUsage.refuseClusterFlags(options);
    if (options.http != null && configuration.server().http().isPresent()) {
      NodeUsage.checkSingle(options, script);
      NodeLog.configure(options.quiet);
      return NodeCommand.single(
              configuration, new Session(options, script, spreading, console, permissions))
          .run(new Signals());
    }
    if (options.inputs == null) {
      throw new UsageException("no input; name a file, or - for standard input");
    }
    return new Session(options, script, spreading, console, permissions).run();
  }

  private static String help(CommandLine commandLine) {
    List<String> footer = new ArrayList<>();
    footer.add("");
    footer.add("Commands, as the first argument (a file of such a name is ./config):");
    for (Subcommand subcommand : Subcommand.values()) {
      footer.add("  %-22s%s".formatted("cwm " + subcommand.usage(), subcommand.summary()));
    }
    var message = commandLine.getCommandSpec().usageMessage();
    footer.addAll(List.of(message.footer()));
    message.footer(footer.toArray(String[]::new));
    return commandLine.getUsageMessage();
  }

  private static String version() {
    return Optional.ofNullable(Command.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }
}
