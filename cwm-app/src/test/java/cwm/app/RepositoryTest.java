package cwm.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The house rules that no other tool checks. Each message names the fix.
class RepositoryTest {
  private static final int JAVA_LINES_MAX = 700;
  private static final long TEXT_BYTES_MAX = 2_000_000;
  private static final Set<String> SKIPPED_DIRECTORIES =
      Set.of("target", ".git", ".idea", ".vscode", "node_modules");

  private static final Pattern MACHINE_PATH =
      Pattern.compile("(^|[^\\w.])/((work|farm)/|home/\\w|Users/\\w)");
  private static final Pattern SLEEP = Pattern.compile("\\bThread\\.sleep\\(");
  private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME)\\b");
  private static final Pattern PACKAGE = Pattern.compile("src/(main|test)/java/(.*)/[^/]+\\.java");
  private static final Pattern CODE = Pattern.compile("(?ms)^\\s*```.*?^\\s*```|`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]+)(#[^)\\s]*)?\\)");

  private static final Path ROOT =
      Path.of(System.getProperty("cwm.root", "..")).toAbsolutePath().normalize();
  private static final List<Path> FILES = files();

  @Test
  void everyPackageIsDescribedAndNullMarked() {
    Map<String, List<Path>> packages =
        FILES.stream()
            .filter(file -> PACKAGE.matcher(name(file)).find())
            .collect(groupingBy(RepositoryTest::packageOf));
    packages.values().removeIf(files -> files.stream().anyMatch(RepositoryTest::isNullMarked));
    assertThat(packages.keySet())
        .as("packages without @NullMarked: add a package-info.java with it and one paragraph")
        .isEmpty();
  }

  @Test
  void noFileNamesADevelopersMachine() {
    assertThat(linesWith(MACHINE_PATH, _ -> true))
        .as("paths of one machine: write them relative to the project's root")
        .isEmpty();
  }

  @Test
  void testsWaitForConditions() {
    assertThat(linesWith(SLEEP, file -> isJava(file) && name(file).contains("src/test/")))
        .as("sleeping tests: wait for a condition, or use virtual time")
        .isEmpty();
  }

  @Test
  void mainSourcesAreFinished() {
    assertThat(linesWith(UNFINISHED, file -> name(file).contains("src/main/")))
        .as("unfinished code: finish it, or open an issue and remove the mark")
        .isEmpty();
  }

  @Test
  void javaFilesHoldOneConcept() {
    assertThat(names(file -> isJava(file) && text(file).lines().count() > JAVA_LINES_MAX))
        .as("files of more than %d lines: split off the second concept", JAVA_LINES_MAX)
        .isEmpty();
  }

  @Test
  void decisionsAreNumbered() {
    assertThat(
            names(file -> name(file).matches("docs/decisions/(?!\\d{4}-[a-z0-9-]+\\.md$).*\\.md")))
        .as("decisions: name the file like 0012-what-was-decided.md")
        .isEmpty();
  }

  @Test
  void changelogTellsWhatIsNew() {
    assertThat(text(ROOT.resolve("CHANGELOG.md")))
        .as("CHANGELOG.md: what is not released yet goes under this heading")
        .contains("## [Unreleased]");
  }

  @Test
  void linksBetweenDocumentsResolve() {
    List<String> broken = new ArrayList<>();
    for (Path document : FILES) {
      if (name(document).endsWith(".md")) {
        Matcher link = LINK.matcher(CODE.matcher(text(document)).replaceAll(""));
        while (link.find()) {
          String target = link.group(1);
          boolean isLocal = !target.contains(":");
          if (isLocal && !Files.exists(document.resolveSibling(target))) {
            broken.add(name(document) + " -> " + target);
          }
        }
      }
    }
    assertThat(broken)
        .as("links to files that do not exist: correct the path, relative to the document")
        .isEmpty();
  }

  private static List<String> names(Predicate<Path> offends) {
    return FILES.stream().filter(offends).map(RepositoryTest::name).toList();
  }

  private static List<String> linesWith(Pattern pattern, Predicate<Path> scope) {
    return FILES.stream().filter(scope).flatMap(file -> linesWith(pattern, file)).toList();
  }

  private static Stream<String> linesWith(Pattern pattern, Path file) {
    List<String> found = new ArrayList<>();
    int number = 0;
    for (String line : text(file).lines().toList()) {
      number++;
      if (pattern.matcher(line).find()) {
        found.add(name(file) + ":" + number + ": " + line.strip());
      }
    }
    return found.stream();
  }

  private static String packageOf(Path file) {
    Matcher matcher = PACKAGE.matcher(name(file));
    assertThat(matcher.find()).isTrue();
    return ROOT.relativize(file).getName(0) + ": " + matcher.group(2).replace('/', '.');
  }

  private static boolean isNullMarked(Path file) {
    return name(file).endsWith("/package-info.java") && text(file).contains("@NullMarked");
  }

  private static boolean isJava(Path file) {
    return name(file).endsWith(".java");
  }

  /// The path from the root, with `/` on every system.
  private static String name(Path file) {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }

  /// Byte by byte, since files with mistakes in their encoding belong to the tests.
  private static String text(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files() {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(
                Path directory, BasicFileAttributes attributes) {
              return SKIPPED_DIRECTORIES.contains(directory.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && attributes.size() <= TEXT_BYTES_MAX) {
                files.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(files);
  }
}
