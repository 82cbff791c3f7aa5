package cwm.app;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Documents for people who change cwm name what there is.
class DocumentsTest {
  /// `Type`, `Type.member` or `Type#member` in backticks.
  private static final Pattern NAME =
      Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:[.#](\\w+))?(?:\\(\\))?`");

  private static final String SOURCES = sources();

  @Test
  void architectureNamesTypesThatExist() throws IOException {
    check(CommandRun.ROOT.resolve("ARCHITECTURE.md"));
  }

  @Test
  void contributingNamesTypesThatExist() throws IOException {
    check(CommandRun.ROOT.resolve("CONTRIBUTING.md"));
  }

  private static void check(Path document) throws IOException {
    Matcher name = NAME.matcher(Files.readString(document));
    List<String> missing = new ArrayList<>();
    int count = 0;
    while (name.find()) {
      count++;
      String type = name.group(1);
      String member = name.group(2);
      boolean isType =
          Pattern.compile("\\b(class|interface|record|enum) " + type + "\\b")
              .matcher(SOURCES)
              .find();
      boolean hasMember =
          member == null || Pattern.compile("\\b" + member + "\\b").matcher(SOURCES).find();
      if (!isType || !hasMember) {
        missing.add(name.group());
      }
    }
    assertThat(count).isPositive();
    assertThat(missing).as("%s names types that do not exist", document).isEmpty();
  }

  private static String sources() {
    try (Stream<Path> modules = Files.list(CommandRun.ROOT)) {
      return modules
          .map(module -> module.resolve("src"))
          .filter(Files::isDirectory)
          .map(DocumentsTest::sources)
          .collect(joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sources(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(DocumentsTest::text)
          .collect(joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
