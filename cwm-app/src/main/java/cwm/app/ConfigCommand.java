package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.config.ConfigurationReader;
import cwm.app.config.ConfigurationText;
import cwm.app.config.Surroundings;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `cwm config show`: prints what is configured.
final class ConfigCommand {
  private static final String SHOW = "show";

  private ConfigCommand() {}

  static ExitCode run(List<String> args, Surroundings surroundings, Console console) {
    Optional<ParseResult> typed = SubcommandArguments.parse(commandLine(), args, console);
    if (typed.isEmpty()) {
      return ExitCode.OK;
    }
    ParseResult show = typed.get();
    if (show.commandSpec().parent() == null) {
      throw new UsageException("cwm config has one command, 'show'");
    }
    Configuration configuration =
        ConfigurationReader.read(surroundings, ConfigurationFlags.of(show));
    console.write(ConfigurationText.of(configuration));
    return ExitCode.OK;
  }

  private static CommandLine commandLine() {
    CommandSpec show =
        SubcommandArguments.described(
            "Prints what is configured, as a configuration file, and where each value comes from.");
    SubcommandArguments.addHelp(show);
    ConfigurationFlags.addTo(show);
    CommandSpec config = SubcommandArguments.family("cwm config", "Tells about the configuration.");
    config.addSubcommand(SHOW, show);
    return new CommandLine(config)
        .setOverwrittenOptionsAllowed(true)
        .setExpandAtFiles(false)
        .setUsageHelpAutoWidth(true);
  }
}
