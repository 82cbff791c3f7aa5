package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.testing.Golden;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What N3 looks like when people read it: `golden/writer`.
class N3WriterGoldenTest {
  private static final String BASE = "http://example.org/document";

  static List<Path> cases() {
    return Golden.cases("writer");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void textLooksAsAgreed(Path folder) {
    String input = Golden.text(folder.resolve("input.n3"));
    var dictionary = new TermDictionary();
    var statements = new TripleList();
    ReadReport report =
        new N3Reader(dictionary, Syntax.N3)
            .read(Source.ofString("input.n3", input), BASE, statements);
    var out = new ByteArrayOutputStream();
    new N3Writer(dictionary, Syntax.N3, report.prefixes(), null).write(statements, out);
    String text = out.toString(StandardCharsets.UTF_8);
    Golden.check(folder.resolve("expected.n3"), text);
    assertThat(N3Reader.parse(text, BASE).orThrow().asFormula())
        .isEqualTo(N3Reader.parse(input, BASE).orThrow().asFormula());
  }
}
