package cwm.app;

import static java.util.stream.Collectors.joining;

import cwm.app.config.Flags;
import cwm.app.config.Key;
import cwm.app.config.Keys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The flags that set what is configured, as [Keys] lists them.
final class ConfigurationFlags {
  private static final String FILE = "--config";

  private ConfigurationFlags() {}

  /// Adds all of them.
  static void addTo(CommandSpec command) {
    addFileTo(command);
    for (Key<?> key : Keys.ALL) {
      key.flag().ifPresent(flag -> command.addOption(option(key, flag)));
    }
  }

  /// Adds the one that names the file.
  static void addFileTo(CommandSpec command) {
    command.addOption(
        OptionSpec.builder(FILE)
            .paramLabel("FILE")
            .type(String.class)
            .description("the configuration file (default: ./cwm.toml, then the user's)")
            .build());
  }

  private static OptionSpec option(Key<?> key, String flag) {
    OptionSpec.Builder option =
        OptionSpec.builder(flag)
            .paramLabel(key.isRepeatable() ? "VALUE,..." : "VALUE")
            .description(key.doc().replace("`", ""));
    return key.isRepeatable()
        ? option.type(List.class).auxiliaryTypes(String.class).build()
        : option.type(String.class).build();
  }

  /// What the flags of a command line say.
  static Flags of(ParseResult parsed) {
    Map<String, String> values = new HashMap<>();
    for (Key<?> key : Keys.ALL) {
      key.flag()
          .filter(parsed::hasMatchedOption)
          .ifPresent(flag -> values.put(flag, text(parsed.matchedOption(flag))));
    }
    return new Flags(Optional.ofNullable(parsed.matchedOptionValue(FILE, (String) null)), values);
  }

  /// The last that was given; of what may be repeated, all.
  private static String text(OptionSpec option) {
    List<String> texts = option.originalStringValues();
    return option.isMultiValue() ? texts.stream().collect(joining(",")) : texts.getLast();
  }
}
