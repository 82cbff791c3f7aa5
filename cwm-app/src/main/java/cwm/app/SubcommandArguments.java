package cwm.app;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// What is typed behind the name of a [Subcommand].
final class SubcommandArguments {
  private SubcommandArguments() {}

  /// A command below others, its options as they are added.
  static CommandSpec described(String description) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().description(description).sortOptions(false);
    return spec;
  }

  /// A command that only has others below it.
  static CommandSpec family(String name, String description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(description);
    addHelp(spec);
    return spec;
  }

  /// Adds a text that must be given, without a name.
  static void addRequired(CommandSpec spec, String label, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel(label)
            .type(String.class)
            .arity("1")
            .required(true)
            .description(description)
            .build());
  }

  /// Adds an option that is there or not.
  static void addSwitch(CommandSpec spec, String name, String description) {
    spec.addOption(
        OptionSpec.builder(name).type(Boolean.class).arity("0").description(description).build());
  }

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
