package cwm.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A bug, put into a copy of a source file.
///
/// @param file below the sources of `cwm.cluster`
/// @param original what stands there once or more, line breaks and blanks aside
/// @param bug what takes its place
record Mutation(String file, String original, String bug) {
  private static final Path SOURCES =
      Path.of(System.getProperty("cwm.root", ".."), "cwm-cluster/src/main/java/cwm/cluster");

  /// The name of the class that has the bug.
  String className() {
    return "cwm.cluster." + file.replace(".java", "").replace('/', '.');
  }

  /// The whole source with the bug.
  ///
  /// @throws IllegalStateException if the original is not there: then it has to follow the source
  String source() throws IOException {
    String source = Files.readString(SOURCES.resolve(file));
    String mutated = source.replace(original, bug);
    if (mutated.equals(source)) {
      throw new IllegalStateException(
          "'%s' is not in %s any more; what is to be broken instead?".formatted(original, file));
    }
    return mutated;
  }
}
