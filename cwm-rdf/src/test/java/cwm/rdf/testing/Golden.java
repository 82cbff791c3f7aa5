package cwm.rdf.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Expected texts in files: `src/test/resources/golden/<area>/<case>/`.
///
/// With `-Dcwm.golden.rewrite=true` the files are written instead of compared; the version control
/// then shows what changed.
public final class Golden {
  private static final String REWRITE_PROPERTY = "cwm.golden.rewrite";

  private Golden() {}

  /// The directories of an area's cases, sorted by name.
  public static List<Path> cases(String area) {
    // Set by Maven; elsewhere the tests' working directory is the module's.
    Path module = Path.of(System.getProperty("basedir", ""));
    Path folder = module.resolve("src/test/resources/golden").resolve(area);
    try (Stream<Path> cases = Files.list(folder)) {
      return cases.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The text of a file of a case.
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Checks that `file` holds `actual`, or makes it so when rewriting.
  public static void check(Path file, String actual) {
    if (Boolean.getBoolean(REWRITE_PROPERTY)) {
      rewrite(file, actual);
      return;
    }
    assertThat(actual)
        .as("%s; if the new text is right, rerun with -D%s=true", file, REWRITE_PROPERTY)
        .isEqualTo(Files.exists(file) ? text(file) : "");
  }

  private static void rewrite(Path file, String actual) {
    try {
      if (!Files.exists(file) || !Files.readString(file).equals(actual)) {
        Files.writeString(file, actual);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
