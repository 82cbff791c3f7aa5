package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.Golden;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Steps and their order: `golden/steps`. A case is a command line, in `command`, the files it
/// names, and what it prints: `expected.n3` or another extension on standard output, or if it fails
/// `expected.err`.
class StepsGoldenTest {
  /// Of files that are printed.
  private static final List<String> PRINTED =
      List.of(".n3", ".trig", ".nq", ".txt", ".csv", ".json");

  /// Of files that are only read.
  private static final List<String> READ = List.of(".rq", ".ru");

  static List<Path> cases() {
    return Golden.cases("steps");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void printsWhatIsExpected(Path folder) {
    CommandRun run = run(folder);
    Path expectedError = folder.resolve("expected.err");
    if (Files.exists(expectedError)) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(run.out()).isEmpty();
      Golden.check(expectedError, withoutFolder(run.err(), folder));
    } else {
      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
      Golden.check(expected(folder), run.out());
    }
  }

  @Test
  void helpIsWhatPeopleRead() {
    CommandRun run = CommandRun.of("--help");
    Golden.check(Golden.cases("help").getFirst().resolve("expected.txt"), run.out());
  }

  private static Path expected(Path folder) {
    return PRINTED.stream()
        .map(extension -> folder.resolve("expected" + extension))
        .filter(Files::exists)
        .findFirst()
        .orElse(folder.resolve("expected.n3"));
  }

  private static CommandRun run(Path folder) {
    return CommandRun.of(arguments(folder));
  }

  /// The words of the command line; what ends like a file is one of the folder.
  private static Object[] arguments(Path folder) {
    String[] words = Golden.text(folder.resolve("command")).strip().split(" ");
    return Stream.of(words).skip(1).map(word -> located(word, folder)).toArray();
  }

  private static String located(String word, Path folder) {
    int name = word.indexOf('=') + 1;
    return Stream.concat(PRINTED.stream(), READ.stream()).anyMatch(word::endsWith)
        ? word.substring(0, name) + folder.resolve(word.substring(name))
        : word;
  }

  private static String withoutFolder(String text, Path folder) {
    return text.replace(folder + "/", "");
  }
}
