package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomGraphs;
import cwm.rdf.testing.RandomSeeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a document says does not depend on how many bytes a read returns.
class ByteWindowTest {
  @Test
  void tokensAreWholeWhereverAReadEnds() {
    String text =
        """
        <urn:x:some-subject> <urn:x:p> "a string", "in a language"@en, "typed"^^<urn:x:type> .
        <urn:x:s> <urn:x:p> "%s" , \"""long "string" \""", \"""tagged\"""@de-AT .
        <urn:x:s> <urn:x:p> "é𝒳", "\\t\\u00e9" , 1, 2.5, 3e4 , true, _:b.c .
        """
            .formatted("x".repeat(70_000));
    for (Syntax syntax : List.of(Syntax.N3, Syntax.TURTLE)) {
      List<String> whole = read(text, syntax, Integer.MAX_VALUE);
      assertThat(whole).hasSize(13);
      assertThat(read(text, syntax, 1)).isEqualTo(whole);
      assertThat(read(text, syntax, 5)).isEqualTo(whole);
    }
  }

  @Test
  void stringsOfNTriplesAreWholeWhereverTheWindowEnds() {
    String line = "<urn:x:s> <urn:x:p> \"text\" .\n";
    for (int padding = 0; padding < line.length() + 3; padding++) {
      int lineCount = (1 << 16) / line.length() + 2;
      String text = "#" + "x".repeat(padding) + "\n" + line.repeat(lineCount);
      assertThat(read(text, Syntax.NTRIPLES, Integer.MAX_VALUE))
          .hasSize(lineCount)
          .containsOnly("<urn:x:s> <urn:x:p> \"text\"");
    }
  }

  @RandomSeeds(200)
  void aDocumentSaysTheSameInReadsOfAnyLength(long seed) {
    assertSameInShortReads(written(RandomGraphs.n3(seed), Syntax.N3), Syntax.N3);
    assertSameInShortReads(written(RandomGraphs.rdf(seed), Syntax.NTRIPLES), Syntax.NTRIPLES);
  }

  private static void assertSameInShortReads(String text, Syntax syntax) {
    List<String> whole = read(text, syntax, Integer.MAX_VALUE);
    assertThat(read(text, syntax, 1)).isEqualTo(whole);
    assertThat(read(text, syntax, 3)).isEqualTo(whole);
  }

  private static String written(List<Triple> graph, Syntax syntax) {
    var dictionary = new TermDictionary();
    TripleList statements = TripleList.of(dictionary, graph);
    var out = new ByteArrayOutputStream();
    new N3Writer(dictionary, syntax, Map.of(), null).write(statements, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /// The statements and mistakes of a document of which a read returns so many bytes at most.
  private static List<String> read(String text, Syntax syntax, int readBytesMax) {
    var dictionary = new TermDictionary();
    List<String> read = new ArrayList<>();
    Source source = Source.ofStream("test", new Trickle(text, readBytesMax), 1);
    ReadReport report =
        new N3Reader(dictionary, syntax)
            .read(
                source,
                "urn:x:",
                (s, p, o) ->
                    read.add(
                        dictionary.term(s) + " " + dictionary.term(p) + " " + dictionary.term(o)));
    report.diagnostics().forEach(diagnostic -> read.add(diagnostic.toString()));
    return read;
  }

  private static final class Trickle extends FilterInputStream {
    private final int readBytesMax;

    Trickle(String text, int readBytesMax) {
      super(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
      this.readBytesMax = readBytesMax;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
      return super.read(target, start, Math.min(length, readBytesMax));
    }
  }
}
