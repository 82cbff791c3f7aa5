package cwm.app.config;

import static java.util.stream.Collectors.joining;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The places where a configuration file may be, the first that has one being the one.
///
/// Files are not laid over one another: what is in force then stands in one file, and no key or
/// permission comes from a file that somebody has forgotten.
///
/// @param places in the order in which they are looked at
record ConfigurationFiles(List<Place> places) {
  private static final String NAME = "cwm.toml";

  ConfigurationFiles {
    places = List.copyOf(places);
  }

  /// @param name as people know it
  record Place(String name, Path path) {}

  static ConfigurationFiles of(Surroundings surroundings) {
    List<Place> places = new ArrayList<>();
    places.add(new Place(NAME, surroundings.directory().resolve(NAME)));
    @Nullable String settings = userSettings(surroundings.variables());
    if (settings != null) {
      places.add(place(surroundings.directory().resolve(settings).resolve("cwm").resolve(NAME)));
    }
    places.add(place(surroundings.systemFile()));
    return new ConfigurationFiles(places);
  }

  /// The first that is there. A loop, since every run of the command comes here and a stream takes
  /// it a millisecond.
  Optional<Place> find() {
    for (Place place : places) {
      if (Files.exists(place.path())) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /// For people: the places, by name.
  @Override
  public String toString() {
    return places.stream().map(Place::name).collect(joining(", "));
  }

  private static Place place(Path path) {
    return new Place(path.toString(), path);
  }

  /// As the XDG Base Directory Specification has it: relative paths in its variables do not count.
  private static @Nullable String userSettings(Map<String, String> variables) {
    String settings = variables.getOrDefault("XDG_CONFIG_HOME", "");
    if (settings.startsWith("/")) {
      return settings;
    }
    String home = variables.getOrDefault("HOME", "");
    return home.startsWith("/") ? home + "/.config" : null;
  }
}
