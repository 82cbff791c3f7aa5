package cwm.app.config;

import java.nio.file.Path;
import java.util.Map;

/// Where a process looks for its configuration, so that a test can be the world.
///
/// @param directory where it runs
/// @param variables its environment
/// @param systemFile the configuration of the machine
public record Surroundings(Path directory, Map<String, String> variables, Path systemFile) {

  /// Those of this process.
  public static Surroundings ofProcess() {
    return new Surroundings(Path.of(""), System.getenv(), Path.of("/etc/cwm/cwm.toml"));
  }
}
