package cwm.rdf.n3;

import cwm.rdf.term.Triple;
import cwm.rdf.testing.Golden;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What users are told about faulty documents, and what is read of them all the same:
/// `golden/reader`.
class N3ReaderGoldenTest {

  static List<Path> cases() {
    return Golden.cases("reader");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void mistakesAreExplainedAsAgreed(Path folder) {
    Path file = document(folder);
    String name = file.getFileName().toString();
    Parsed parsed = Documents.read(name, Golden.text(file), Syntax.ofFileName(name));
    String mistakes = lines(parsed.diagnostics().stream().map(Diagnostic::toString));
    String statements = lines(parsed.document().statements().stream().map(Triple::toString));
    Golden.check(folder.resolve("expected.txt"), mistakes + "\nread:\n" + statements);
  }

  private static Path document(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("document."))
          .findAny()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lines(Stream<String> texts) {
    return texts.map(text -> text + "\n").collect(Collectors.joining());
  }
}
