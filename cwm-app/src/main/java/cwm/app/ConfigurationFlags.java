package cwm.app;

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
    if (key.isYesNo()) {
      return option.type(Boolean.class).arity("0").build();
    }
    return key.isRepeatable()
        ? option.type(List.class).auxiliaryTypes(String.class).build()
        : option.type(String.class).build();
  }

  /// What the flags of a command line say that has all of them.
  static Flags of(ParseResult parsed) {
    return of(parsed, Keys.ALL.stream().flatMap(key -> key.flag().stream()).toList());
  }

  /// What these flags of a command line say. Loads none of the settings.
  static Flags of(ParseResult parsed, List<String> flags) {
    Map<String, String> values = new HashMap<>();
    for (String flag : flags) {
      if (parsed.hasMatchedOption(flag)) {
        values.put(flag, text(parsed.matchedOption(flag)));
      }
    }
    return new Flags(Optional.ofNullable(parsed.matchedOptionValue(FILE, (String) null)), values);
  }

  /// The last that was given; of what may be repeated, all.
  private static String text(OptionSpec option) {
    if (option.typeInfo().isBoolean()) {
      return String.valueOf(option.<Object>getValue());
    }
    List<String> texts = option.originalStringValues();
    return option.isMultiValue() ? String.join(",", texts) : texts.getLast();
  }
}
