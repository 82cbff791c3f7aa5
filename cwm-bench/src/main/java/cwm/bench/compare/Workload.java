package cwm.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;

/// Facts and rules on disk, as the generator wrote them.
///
/// @param home where engines are run: Rulewerk's rules name the data relative to it
/// @param directory absolute
/// @param inputCount how many facts the data have
record Workload(String name, Path home, Path directory, long inputCount) {

  /// The facts as N-Triples.
  Path data() {
    return directory.resolve("data.nt");
  }

  /// The rules in the syntax of one engine, such as `rules.n3`.
  Path file(String fileName) {
    return directory.resolve(fileName);
  }

  boolean has(String fileName) {
    return Files.exists(file(fileName));
  }
}
