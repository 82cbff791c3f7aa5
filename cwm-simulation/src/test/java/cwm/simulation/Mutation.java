package cwm.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A bug, put into a copy of a source file.
///
/// @param file below the sources of all modules, such as `cwm/cluster/Cluster.java`
/// @param original what stands there once or more, to the letter
/// @param bug what takes its place
public record Mutation(String file, String original, String bug) {
  private static final Path ROOT = Path.of(System.getProperty("cwm.root", ".."));

  /// The whole source with the bug.
  ///
  /// @throws IllegalStateException if the original is not there: then it has to follow the source
  String source() throws IOException {
    String module = file.replaceFirst("cwm/(\\w+)/.*", "cwm-$1");
    String source = Files.readString(ROOT.resolve(module).resolve("src/main/java").resolve(file));
    String mutated = source.replace(original, bug);
    if (mutated.equals(source)) {
      throw new IllegalStateException(
          "'%s' is not in %s any more; what is to be broken instead?".formatted(original, file));
    }
    return mutated;
  }
}
