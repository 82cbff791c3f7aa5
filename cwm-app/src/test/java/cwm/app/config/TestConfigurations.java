package cwm.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Configurations as tests write them, in a folder of their own.
final class TestConfigurations {
  private final Path folder;

  TestConfigurations(Path folder) {
    this.folder = folder;
  }

  Surroundings surroundings(Map<String, String> variables) {
    return new Surroundings(folder, variables, folder.resolve("system.toml"));
  }

  Configuration read(String toml) {
    return read(toml, Map.of(), Map.of());
  }

  Configuration read(String toml, Map<String, String> variables, Map<String, String> flags) {
    write("cwm.toml", toml);
    return ConfigurationReader.read(surroundings(variables), new Flags(Optional.empty(), flags));
  }

  /// All that is wrong with a file.
  List<String> mistakes(String toml) {
    return mistakes(toml, Map.of(), Map.of());
  }

  List<String> mistakes(String toml, Map<String, String> variables, Map<String, String> flags) {
    var exception =
        catchThrowableOfType(ConfigurationException.class, () -> read(toml, variables, flags));
    assertThat(exception).as("nothing wrong with\n%s", toml).isNotNull();
    assertThat(exception.mistakes())
        .allSatisfy(
            mistake ->
                assertThat(mistake.message().startsWith("cwm.toml:" + mistake.line() + ": "))
                    .isEqualTo(mistake.isInFile()));
    return exception.mistakes().stream().map(Mistake::message).toList();
  }

  Path write(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
