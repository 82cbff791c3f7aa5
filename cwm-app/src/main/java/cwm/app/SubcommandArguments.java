package cwm.app;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// What is typed behind the name of a [Subcommand].
final class SubcommandArguments {
  private SubcommandArguments() {}

  /// Adds `--help`.
  static void addHelp(CommandSpec spec) {
    spec.addOption(OptionSpec.builder("--help").usageHelp(true).description("print this").build());
  }

  /// Parses the arguments. `--help`, of the command or of one below it, is answered.
  ///
  /// @return what was typed for the innermost command that was named, unless that was `--help`
  static Optional<ParseResult> parse(CommandLine commandLine, List<String> args, Console console) {
    ParseResult parsed = commandLine.parseArgs(args.toArray(String[]::new));
    while (!parsed.isUsageHelpRequested() && parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    if (parsed.isUsageHelpRequested()) {
      console.write(parsed.commandSpec().commandLine().getUsageMessage());
      return Optional.empty();
    }
    return Optional.of(parsed);
  }

  /// The number given with an option.
  ///
  /// @throws UsageException unless it is 1 to `max`
  static int number(ParseResult parsed, String option, int otherwise, int max) {
    int number = parsed.matchedOptionValue(option, otherwise);
    if (number < 1 || number > max) {
      throw new UsageException(option + " must be 1 to " + max + ", and is " + number);
    }
    return number;
  }
}
