package cwm.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The jars and the runner of an engine that comes from Maven Central, as `cwm-bench/peers` lays
/// them out.
///
/// @param directory that of one engine, with `classes` and `lib`
record JavaPeer(Path directory) {

  Optional<String> missing() {
    return Files.isDirectory(directory.resolve("lib"))
        ? Optional.empty()
        : Optional.of("mvn -q -f cwm-bench/peers/pom.xml package");
  }

  String classPath() {
    return directory.resolve("classes") + ":" + directory.resolve("lib") + "/*";
  }

  /// The version of one of its jars.
  String version(String artifact) {
    try (Stream<Path> jars = Files.list(directory.resolve("lib"))) {
      return jars.map(jar -> jar.getFileName().toString())
          .filter(name -> name.startsWith(artifact + "-"))
          .map(name -> name.substring(artifact.length() + 1, name.length() - ".jar".length()))
          .findFirst()
          .orElse("of unknown version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
