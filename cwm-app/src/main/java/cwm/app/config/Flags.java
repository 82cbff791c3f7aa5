package cwm.app.config;

import java.util.Map;
import java.util.Optional;

/// What a command line says about the configuration.
///
/// @param file as `--config` says
/// @param values texts by flag, `--workers`
public record Flags(Optional<String> file, Map<String, String> values) {
  public static final Flags NONE = new Flags(Optional.empty(), Map.of());

  public Flags {
    values = Map.copyOf(values);
  }
}
