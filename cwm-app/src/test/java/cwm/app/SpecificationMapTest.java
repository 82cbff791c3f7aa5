package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// `docs/specification-map.md` claims what exists, and leaves nothing out.
class SpecificationMapTest {
  private static final Path MAP = CommandRun.ROOT.resolve("docs/specification-map.md");
  private static final Path SPECIFICATION =
      CommandRun.ROOT.resolve("../shared/specification.md").normalize();
  private static final int STEP_MAX = 8;

  /// A row of the map, without the backticks.
  private record Row(String name, String ours, String test, int step) {}

  @Test
  void whatIsClaimedExists() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Row row : rows()) {
      if (!exists(row.ours())) {
        wrong.add(row.name() + ": there is no " + row.ours());
      }
      if (!isTestClass(row.test())) {
        wrong.add(row.name() + ": there is no test " + row.test());
      }
    }
    assertThat(wrong).as("docs/specification-map.md: correct these rows").isEmpty();
  }

  @Test
  void eachNameStandsOnceWithItsStep() throws IOException {
    Set<String> seen = new HashSet<>();
    assertThat(rows())
        .hasSizeGreaterThan(200)
        .allSatisfy(
            row -> {
              assertThat(seen.add(row.name())).as("%s stands twice", row.name()).isTrue();
              assertThat(row.step()).as(row.name()).isBetween(1, STEP_MAX);
            });
  }

  @Test
  void nothingInTheSpecificationIsMissing() throws IOException {
    if (!Files.exists(SPECIFICATION)) {
      System.out.println("SKIPPED: no " + SPECIFICATION + ", so nobody checks what the map lacks");
    }
    assumeTrue(Files.exists(SPECIFICATION), "no " + SPECIFICATION);
    Set<String> names = SpecificationNames.in(Files.readString(SPECIFICATION));
    assertThat(names)
        .as("what is read from the specification")
        .hasSizeGreaterThan(190)
        .contains(
            "IpcMessage::Heartbeat.stats",
            "NodeConfig.max_connections",
            "NodeState::Offline",
            "[distributed] partition_strategy = graph",
            "--seed-nodes",
            "GET /cluster/health members[].healthy",
            "cluster.acquire_lock");
    Set<String> missing = new HashSet<>(names);
    rows().forEach(row -> missing.remove(row.name()));
    assertThat(missing).as("docs/specification-map.md lacks these").isEmpty();
  }

  private static List<Row> rows() throws IOException {
    try (Stream<String> lines = Files.lines(MAP)) {
      return lines
          .filter(line -> line.startsWith("| ") && !line.startsWith("| specification |"))
          .map(SpecificationMapTest::row)
          .toList();
    }
  }

  private static Row row(String line) {
    String[] cells = line.substring(1, line.lastIndexOf('|')).split("\\|", -1);
    assertThat(cells).as(line).hasSize(4);
    return new Row(
        cell(cells[0]), cell(cells[1]), cell(cells[2]), Integer.parseInt(cell(cells[3])));
  }

  private static String cell(String text) {
    return text.replace("`", "").strip();
  }

  /// Whether some module has the test class; the tests of other modules are not on the class path.
  private static boolean isTestClass(String name) throws IOException {
    String file = "src/test/java/" + name.replace('.', '/') + ".java";
    try (Stream<Path> modules = Files.list(CommandRun.ROOT)) {
      return name.endsWith("Test")
          && modules.anyMatch(module -> Files.exists(module.resolve(file)));
    }
  }

  /// Whether there is such a flag, class, or member of a class (`package.Type#member`).
  private static boolean exists(String ours) {
    if (ours.startsWith("--")) {
      return new CommandLine(new Options()).getCommandSpec().findOption(ours) != null;
    }
    int hash = ours.indexOf('#');
    try {
      Class<?> type = Class.forName(hash < 0 ? ours : ours.substring(0, hash));
      return hash < 0 || hasMember(type, ours.substring(hash + 1));
    } catch (ClassNotFoundException _) {
      return false;
    }
  }

  private static boolean hasMember(Class<?> type, String name) {
    return Stream.of(type.getDeclaredMethods()).map(Method::getName).anyMatch(name::equals)
        || Stream.of(type.getDeclaredFields()).map(Field::getName).anyMatch(name::equals);
  }
}
