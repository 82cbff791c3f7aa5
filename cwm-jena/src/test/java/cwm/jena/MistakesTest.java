package cwm.jena;

import static cwm.jena.Documents.read;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Source;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/// What messages say about documents with mistakes.
class MistakesTest {
  private static final String XML_HEAD =
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
          + " xmlns='http://example.org/'>\n";
  private static final String XML_END = "</rdf:RDF>";
  private static final String FURTHER = "; nothing behind it was read";
  private static final String ELSEWHERE =
      "; nothing but the document itself is read; declare in it what it needs";

  static final List<Arguments> DOCUMENTS =
      List.of(
          mistakes(
              RdfSyntax.RDFXML,
              XML_HEAD + "<A><p>x</A>" + XML_END,
              "2:10: The element type \"p\" must be terminated by the matching end-tag \"</p>\"."
                  + " [RDF-201]"
                  + FURTHER),
          mistakes(RdfSyntax.RDFXML, "", "1:1: Premature end of file. [RDF-201]" + FURTHER),
          mistakes(
              RdfSyntax.RDFXML,
              XML_HEAD + "<A><p xml:lang='e_n'>x</p><q xml:lang='f_r'>x</q></A>" + XML_END,
              "2:27: 'e_n' is no language tag [N3-107]; tags are letters and digits, such as en or"
                  + " de-CH",
              "2:50: 'f_r' is no language tag [N3-107]; tags are letters and digits, such as en or"
                  + " de-CH"),
          mistakes(
              RdfSyntax.RDFXML,
              "<!DOCTYPE rdf:RDF [\n<!ENTITY e SYSTEM 'file:///etc/passwd'>]>\n"
                  + XML_HEAD
                  + "<A><p>&e;</p></A>"
                  + XML_END,
              "2:40: the XML entity 'e', which is <file:///etc/passwd>, is not loaded [RDF-202]"
                  + ELSEWHERE),
          mistakes(
              RdfSyntax.RDFXML,
              "<!DOCTYPE rdf:RDF [\n<!ENTITY % e SYSTEM 'http://x/e'> %e;]>\n" + XML_HEAD + XML_END,
              "2:34: the XML entity '%e', which is <http://x/e>, is not loaded [RDF-202]"
                  + ELSEWHERE),
          mistakes(
              RdfSyntax.RDFXML,
              "<!DOCTYPE rdf:RDF SYSTEM 'http://x/y.dtd'>\n" + XML_HEAD + XML_END,
              "1:42: the DTD <http://x/y.dtd> is not loaded [RDF-202]" + ELSEWHERE),
          mistakes(
              RdfSyntax.JSONLD,
              "{\"@context\": [{}, \"https://schema.org/\"], \"name\": \"x\"}",
              ": the context <https://schema.org/> is not loaded [RDF-202]; nothing but the"
                  + " document itself is read; put the context into it"),
          mistakes(
              RdfSyntax.JSONLD,
              "{\"@context\": {\"@import\": \"https://schema.org/\"}, \"name\": \"x\"}",
              ": the context <https://schema.org/> is not loaded [RDF-202]; nothing but the"
                  + " document itself is read; put the context into it"),
          mistakes(
              RdfSyntax.JSONLD,
              "{\n  \"a\": 1,,}",
              "2:10: Invalid token=COMMA. Expected tokens are: [STRING] [RDF-201]" + FURTHER),
          mistakes(
              RdfSyntax.JSONLD,
              "{\"@id\": 5}",
              ": An @id entry was encountered whose value [5] was not a string. [RDF-201]"),
          mistakes(
              RdfSyntax.JSONLD,
              "{\"a:a\": \"\\ud800\"}",
              ": a literal holds half a surrogate pair [N3-105]; write the character as a whole"),
          mistakes(
              RdfSyntax.TRIG,
              "<a> <b> <c d> .\n<a> <e f> <c d>, <g> .\n'x' <b> <c> .",
              "1:9: the IRI <http://example.org/c d> holds the character U+0020 [N3-108]; IRIs"
                  + " cannot have it; write %20 for it",
              "2:5: the IRI <http://example.org/e f> holds the character U+0020 [N3-108]; IRIs"
                  + " cannot have it; write %20 for it",
              "3:9: Subject is a literal: \"x\" [RDF-201]" + FURTHER),
          mistakes(RdfSyntax.TRIG, "<a> <b> x:y .", "1:9: Undefined prefix: x [RDF-201]" + FURTHER),
          mistakes(
              RdfSyntax.NQUADS,
              "<http://x/a> <b> <c> .\n<http://x/a> <http://x/b> \"c\"@1 .",
              "1:14: the IRI <b> is relative [N3-109]; write it with its scheme, or give the base"
                  + " with --base",
              "1:18: the IRI <c> is relative [N3-109]; write it with its scheme, or give the base"
                  + " with --base",
              "2:31: Bad language tag [RDF-201]" + FURTHER),
          mistakes(
              RdfSyntax.NQUADS,
              "<http://x/a> <http://x/b>"
                  + " \"c\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .",
              "1:27: a literal of datatype"
                  + " <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> has no language tag"
                  + " [N3-119]; give it a language, or another datatype"),
          mistakes(
              RdfSyntax.RDFJSON,
              "{\"http://x/a\": [] }",
              "1:16: Expected a { character to start the JSON Object for a Predicate Object List"
                  + " but got a [LBRACKET] [RDF-201]"
                  + FURTHER),
          mistakes(
              RdfSyntax.TRIX,
              "<TriX xmlns='http://www.w3.org/2004/03/trix/trix-1/'><graph><triple>\n"
                  + "<plainLiteral>x</plainLiteral><uri>a:a</uri><uri>b:b</uri></triple></graph>"
                  + "</TriX>",
              "2:68: Subject is a literal [RDF-201]" + FURTHER));

  private static Arguments mistakes(RdfSyntax syntax, String text, String... mistakes) {
    return Arguments.of(syntax, text, List.of(mistakes));
  }

  @ParameterizedTest
  @FieldSource("DOCUMENTS")
  void everyMistakeIsToldWithItsPlace(RdfSyntax syntax, String text, List<String> mistakes) {
    assertThat(read(text, syntax).mistakes())
        .containsExactlyElementsOf(
            mistakes.stream()
                .map(mistake -> (mistake.startsWith(":") ? "document" : "document:") + mistake)
                .toList());
  }

  @Test
  void aStatementWithAMistakeIsLeftOut() {
    assertThat(
            read("<a:a> <b:b> <c d>, <e:e>, 'x'^^<f g> .", RdfSyntax.TRIG)
                .parsed()
                .document()
                .statements())
        .hasSize(1);
  }

  @Test
  void countsOfMistakesAreLimited() {
    Source source = Source.ofString("document", "<a:a> <b:b> <1 1>, <2 2>, <3 3>, <4 4> .");
    assertThat(read(source, RdfSyntax.TRIG, new ReaderLimits(10, 1000, 2)).mistakes())
        .hasSize(3)
        .last()
        .isEqualTo(
            "document:1:27: more than 2 mistakes; the others are left out [N3-199]; mend these"
                + " first");
  }

  @Test
  void literalsMayNotBeTooLong() {
    Source source = Source.ofString("document", "<a:a> <b:b> '" + "x".repeat(101) + "' .");
    assertThat(read(source, RdfSyntax.TRIG, new ReaderLimits(10, 100, 2)).mistakes())
        .containsExactly("document:1:13: a literal has 101 characters, more than 100 [N3-114]");
  }

  @Test
  void aStatementMayNotTakeTooMuchMemory() {
    String text = "<a:a> <b:b> '" + "x".repeat(5 << 20) + "' .";
    Source source = Source.ofString("document", text);
    assertThat(read(source, RdfSyntax.NQUADS, new ReaderLimits(10, 1 << 20, 2)).mistakes())
        .singleElement()
        .asString()
        .startsWith("document: there are 5,242,880 bytes without a statement [N3-114]");
  }

  @Test
  void bracketsMayNotNestTooDeep() {
    int depth = 2_000_000;
    List<Source> sources =
        List.of(
            Source.ofString("document", "<a:a> <b:b> " + "[ <c:c> ".repeat(depth)),
            Source.ofString("document", "<a:a> <b:b> " + "(".repeat(depth)));
    for (Source source : sources) {
      assertThat(read(source, RdfSyntax.TRIG, ReaderLimits.DEFAULT).mistakes())
          .containsExactly(
              "document: more than 5,000 brackets are open at once [N3-113]" + FURTHER);
    }
    Source json = Source.ofString("document", "[".repeat(depth));
    for (RdfSyntax syntax : List.of(RdfSyntax.JSONLD, RdfSyntax.RDFJSON)) {
      assertThat(read(json, syntax, ReaderLimits.DEFAULT).mistakes())
          .containsExactly(
              "document: more than 5,000 brackets are open at once [N3-113]" + FURTHER);
    }
  }

  @Test
  void whatMayNestIsRead() {
    int depth = 2_000;
    String turtle = "<a:a> <b:b> " + "[ <c:c> ".repeat(depth) + "1" + " ]".repeat(depth) + " .";
    assertThat(read(turtle, RdfSyntax.TRIG).parsed().orThrow().statements()).hasSize(depth + 1);
    String json =
        "{\"@id\": \"a:a\", \"b:b\": " + "{\"c:c\": ".repeat(depth) + "1" + "}".repeat(depth) + "}";
    assertThat(read(json, RdfSyntax.JSONLD).parsed().orThrow().statements()).hasSize(depth + 1);
  }

  @Test
  void entitiesMayNotGrowWithoutEnd() {
    var declarations = new StringBuilder("<!DOCTYPE rdf:RDF [<!ENTITY e0 'xxxxxxxxxx'>");
    for (int i = 1; i < 20; i++) {
      declarations.append("<!ENTITY e%d '%s'>".formatted(i, "&e%d;".formatted(i - 1).repeat(10)));
    }
    String text = declarations + "]>" + XML_HEAD + "<A><p>&e19;</p></A>" + XML_END;
    assertThat(read(text, RdfSyntax.RDFXML).mistakes())
        .singleElement()
        .asString()
        .contains("entity");
  }

  @Test
  void entitiesOfTheDocumentItselfAreExpanded() {
    String text =
        "<!DOCTYPE rdf:RDF [<!ENTITY ex 'http://example.org/'>]>\n"
            + XML_HEAD
            + "<A rdf:about='&ex;a'/>"
            + XML_END;
    assertThat(read(text, RdfSyntax.RDFXML).formula()).isEqualTo(Documents.n3(":a a :A ."));
  }
}
