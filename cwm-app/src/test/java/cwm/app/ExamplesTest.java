package cwm.app;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The programs in `examples/`: each has its command line in its first line, as a comment, and what
/// that prints in a file beside it, `NAME.expected.n3` (or `.ttl`, or `.txt`).
///
/// The expected answers were derived by hand. With `-Dcwm.golden.rewrite=true` the files are
/// written; check by hand again what changed.
class ExamplesTest {
  private static final Path FOLDER = CommandRun.ROOT.resolve("examples");
  private static final String COMMAND = "# cwm ";
  private static final String EXPECTED = ".expected.";

  @ParameterizedTest
  @MethodSource("programs")
  void printsWhatIsExpected(String program) {
    CommandRun run = CommandRun.of(arguments(program));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    Golden.check(expected(program), run.out());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void printsTheSameTwice(String program) {
    CommandRun first = CommandRun.of(arguments(program));
    assertThat(CommandRun.of(arguments(program))).isEqualTo(first);
  }

  @Test
  void everyFileBelongsToAProgram() {
    Set<String> known = new TreeSet<>(Set.of("cluster.sh")); // ClusterScriptTest has it
    for (String program : programs()) {
      known.add(expected(program).getFileName().toString());
      for (String argument : command(program)) {
        if (argument.startsWith("examples/")) {
          known.add(argument.substring("examples/".length()));
        }
      }
    }
    assertThat(files())
        .as("files in examples/: a program starts with '%sexamples/...'", COMMAND)
        .isEqualTo(known);
  }

  /// Programs by name, such as `family.n3`.
  private static List<String> programs() {
    return files().stream()
        .filter(name -> name.endsWith(".n3") && !name.contains(EXPECTED))
        .filter(name -> firstLine(name).startsWith(COMMAND))
        .toList();
  }

  private static Object[] arguments(String program) {
    return command(program).stream()
        .map(text -> text.startsWith("examples/") ? CommandRun.ROOT.resolve(text) : text)
        .toArray();
  }

  private static List<String> command(String program) {
    return List.of(firstLine(program).substring(COMMAND.length()).split(" "));
  }

  private static Path expected(String program) {
    List<String> command = command(program);
    String name = program.substring(0, program.lastIndexOf('.')) + EXPECTED;
    Optional<String> extension =
        Stream.of("--strings:txt", "--turtle:ttl", "--ntriples:nt")
            .filter(each -> command.contains(each.substring(0, each.indexOf(':'))))
            .findFirst()
            .map(each -> each.substring(each.indexOf(':') + 1));
    return FOLDER.resolve(name + extension.orElse("n3"));
  }

  private static String firstLine(String name) {
    try (Stream<String> lines = Files.lines(FOLDER.resolve(name))) {
      return lines.findFirst().orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> files() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(Files::isRegularFile) // folders are programs in Java, with tests of their own
          .map(file -> file.getFileName().toString())
          .collect(toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
