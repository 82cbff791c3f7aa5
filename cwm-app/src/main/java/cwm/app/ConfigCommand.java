package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.ConfigurationText;
import cwm.app.config.Surroundings;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `cwm config show`: prints what is configured.
final class ConfigCommand {
  private static final String SHOW = "show";

  private ConfigCommand() {}

  static ExitCode run(List<String> args, Surroundings surroundings, Console console) {
    CommandLine commandLine = commandLine();
    ParseResult parsed = commandLine.parseArgs(args.toArray(String[]::new));
    if (parsed.isUsageHelpRequested()) {
      console.write(commandLine.getUsageMessage());
      return ExitCode.OK;
    }
    if (!parsed.hasSubcommand()) {
      throw new UsageException("cwm config has one command, 'show'");
    }
    ParseResult show = parsed.subcommand();
    if (show.isUsageHelpRequested()) {
      console.write(show.commandSpec().commandLine().getUsageMessage());
      return ExitCode.OK;
    }
    Configuration configuration =
        ConfigurationReader.read(surroundings, ConfigurationFlags.of(show));
    console.write(ConfigurationText.of(configuration));
    return ExitCode.OK;
  }

  private static CommandLine commandLine() {
    CommandSpec show =
        spec(
            "Prints what is configured, as a configuration file, and where each value comes from.");
    ConfigurationFlags.addTo(show);
    show.usageMessage().sortOptions(false);
    CommandSpec config = spec("Tells about the configuration.").name("cwm config");
    config.addSubcommand(SHOW, show);
    return new CommandLine(config)
        .setOverwrittenOptionsAllowed(true)
        .setExpandAtFiles(false)
        .setUsageHelpAutoWidth(true);
  }

  private static CommandSpec spec(String description) {
    CommandSpec spec = CommandSpec.create();
    spec.addOption(OptionSpec.builder("--help").usageHelp(true).description("print this").build());
    spec.usageMessage().description(description);
    return spec;
  }
}
