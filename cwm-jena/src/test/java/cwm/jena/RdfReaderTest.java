package cwm.jena;

import static cwm.jena.Documents.BASE;
import static cwm.jena.Documents.n3;
import static cwm.jena.Documents.read;
import static cwm.jena.Documents.readDataset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.jena.Documents.Read;
import cwm.jena.Documents.ReadDataset;
import cwm.rdf.RdfException;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Xsd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RdfReaderTest {
  private static final String XML_HEAD =
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
          + " xmlns='http://example.org/'>\n";
  private static final String XML_END = "</rdf:RDF>";

  /// One document in all syntaxes: `:a :p ( :x "y" ), "z"@en . _:n :q 1 .`
  private static String example(RdfSyntax syntax) {
    return switch (syntax) {
      case RDFXML ->
          XML_HEAD
              + """
              <rdf:Description rdf:about="a">
                <p rdf:nodeID="l1"/>
                <p xml:lang="en">z</p>
              </rdf:Description>
              <rdf:Description rdf:nodeID="l1">
                <rdf:first rdf:resource="x"/>
                <rdf:rest>
                  <rdf:Description>
                    <rdf:first>y</rdf:first>
                    <rdf:rest rdf:resource="http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"/>
                  </rdf:Description>
                </rdf:rest>
              </rdf:Description>
              <rdf:Description>
                <q rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</q>
              </rdf:Description>
              """
              + XML_END;
      case JSONLD ->
          """
          {
            "@context": {"@vocab": "http://example.org/"},
            "@graph": [
              {
                "@id": "a",
                "p": [
                  {"@list": [{"@id": "x"}, "y"]},
                  {"@value": "z", "@language": "en"}
                ]
              },
              {"q": 1}
            ]
          }
          """;
      case TRIG ->
          """
          PREFIX : <http://example.org/>
          :a :p ( :x "y" ), "z"@en .
          { [] :q 1 }
          """;
      case NQUADS ->
          """
          <http://example.org/a> <http://example.org/p> _:l1 .
          _:l1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> <http://example.org/x> .
          _:l1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l2 .
          _:l2 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> "y" .
          _:l2 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> \
          <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .
          <http://example.org/a> <http://example.org/p> "z"@en .
          _:n <http://example.org/q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
          """;
      case RDFJSON ->
          """
          {
            "http://example.org/a": {
              "http://example.org/p": [
                {"type": "bnode", "value": "_:l1"},
                {"type": "literal", "value": "z", "lang": "en"}
              ]
            },
            "_:l1": {
              "http://www.w3.org/1999/02/22-rdf-syntax-ns#first": [
                {"type": "uri", "value": "http://example.org/x"}
              ],
              "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest": [
                {"type": "bnode", "value": "_:l2"}
              ]
            },
            "_:l2": {
              "http://www.w3.org/1999/02/22-rdf-syntax-ns#first": [
                {"type": "literal", "value": "y"}
              ],
              "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest": [
                {"type": "uri", "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"}
              ]
            },
            "_:n": {
              "http://example.org/q": [
                {
                  "type": "literal",
                  "value": "1",
                  "datatype": "http://www.w3.org/2001/XMLSchema#integer"
                }
              ]
            }
          }
          """;
      case TRIX ->
          """
          <TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/">
            <graph>
              <triple>
                <uri>http://example.org/a</uri><uri>http://example.org/p</uri><id>l1</id>
              </triple>
              <triple>
                <id>l1</id><uri>http://www.w3.org/1999/02/22-rdf-syntax-ns#first</uri>
                <uri>http://example.org/x</uri>
              </triple>
              <triple>
                <id>l1</id><uri>http://www.w3.org/1999/02/22-rdf-syntax-ns#rest</uri><id>l2</id>
              </triple>
              <triple>
                <id>l2</id><uri>http://www.w3.org/1999/02/22-rdf-syntax-ns#first</uri>
                <plainLiteral>y</plainLiteral>
              </triple>
              <triple>
                <id>l2</id><uri>http://www.w3.org/1999/02/22-rdf-syntax-ns#rest</uri>
                <uri>http://www.w3.org/1999/02/22-rdf-syntax-ns#nil</uri>
              </triple>
              <triple>
                <uri>http://example.org/a</uri><uri>http://example.org/p</uri>
                <plainLiteral xml:lang="en">z</plainLiteral>
              </triple>
              <triple>
                <id>n</id><uri>http://example.org/q</uri>
                <typedLiteral datatype="http://www.w3.org/2001/XMLSchema#integer">1</typedLiteral>
              </triple>
            </graph>
          </TriX>
          """;
    };
  }

  @ParameterizedTest
  @EnumSource
  void everySyntaxIsReadIntoTheSameTerms(RdfSyntax syntax) {
    assertThat(read(example(syntax), syntax).formula())
        .isEqualTo(n3(":a :p ( :x \"y\" ), \"z\"@en . [] :q 1 ."));
  }

  @ParameterizedTest
  @EnumSource
  void aByteOrderMarkIsPassed(RdfSyntax syntax) {
    assertThat(read("\uFEFF" + example(syntax), syntax).formula())
        .isEqualTo(read(example(syntax), syntax).formula());
  }

  @ParameterizedTest
  @EnumSource
  void packedFilesAreUnpacked(RdfSyntax syntax, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("example.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(example(syntax).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read(Source.ofFile(file), syntax, ReaderLimits.DEFAULT).formula())
        .isEqualTo(read(example(syntax), syntax).formula());
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatIsCutShortCannotBeRead(RdfSyntax syntax, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("example.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(example(syntax).getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 12));
    assertThatThrownBy(() -> read(Source.ofFile(file), syntax, ReaderLimits.DEFAULT))
        .isInstanceOfSatisfying(
            RdfException.class, e -> assertThat(e.code()).isEqualTo("CANNOT_READ"))
        .hasMessageContaining("was the file cut short?");
  }

  // ---------------------------------------------------------------- identity

  @ParameterizedTest
  @EnumSource
  void theSameBytesGiveTheSameBlankNodes(RdfSyntax syntax) {
    Read first = read(example(syntax), syntax);
    assertThat(blankNodes(first)).isNotEmpty().isEqualTo(blankNodes(read(example(syntax), syntax)));
  }

  @ParameterizedTest
  @EnumSource
  void otherBytesGiveOtherBlankNodes(RdfSyntax syntax) {
    assertThat(blankNodes(read(example(syntax) + "\n", syntax)))
        .doesNotContainAnyElementsOf(blankNodes(read(example(syntax), syntax)));
  }

  @Test
  void blankNodesOfNTriplesAreNotThoseOfTheSameTextAsNQuads() {
    String text = "_:a <http://example.org/p> _:b .\n";
    var dictionary = new TermDictionary();
    var statements = new TripleList();
    new N3Reader(dictionary, Syntax.NTRIPLES)
        .read(Source.ofString("document", text), BASE, statements);
    new RdfReader(dictionary, RdfSyntax.NQUADS, ReaderLimits.DEFAULT)
        .read(Source.ofString("document", text), BASE, statements);
    assertThat(Set.of(statements.subject(0), statements.object(0)))
        .doesNotContain(statements.subject(1), statements.object(1));
  }

  private static Set<BlankNode> blankNodes(Read read) {
    var nodes = new HashSet<BlankNode>();
    read.parsed()
        .document()
        .statements()
        .forEach(
            triple -> {
              if (triple.subject() instanceof BlankNode node) {
                nodes.add(node);
              }
            });
    return nodes;
  }

  // ---------------------------------------------------------------- named graphs

  @ParameterizedTest
  @CsvSource({
    "NQUADS, <http://x/a> <http://x/p> <http://x/b> <http://x/g> .",
    "TRIG, <http://x/g> { <http://x/a> <http://x/p> <http://x/b> }",
    "TRIG, GRAPH _:g { <http://x/a> <http://x/p> <http://x/b> }",
    "JSONLD, '{\"@id\": \"http://x/g\", \"@graph\": {\"@id\": \"a:a\", \"b:b\": \"c\"}}'",
    "TRIX, '<TriX xmlns=\"http://www.w3.org/2004/03/trix/trix-1/\"><graph><uri>http://x/g</uri>"
        + "<triple><uri>a:a</uri><uri>b:b</uri><uri>c:c</uri></triple></graph></TriX>'"
  })
  void statementsOfNamedGraphsAreLeftOutWithAWarningIfNobodyTakesThem(
      RdfSyntax syntax, String text) {
    Read read = read(text, syntax);
    assertThat(read.parsed().orThrow().statements()).isEmpty();
    assertThat(read.report().leftOutCount()).isEqualTo(1);
    assertThat(read.report().namedStatementCount()).isZero();
    assertThat(read.report().warnings())
        .containsExactly(
            "document: left out 1 statement of named graphs; only the default graph is read");
    ReadDataset dataset = readDataset(text, syntax);
    assertThat(dataset.defaultGraph().size()).isZero();
    assertThat(dataset.named().names()).hasSize(1);
    assertThat(dataset.named().factCount()).isEqualTo(1);
    assertThat(dataset.report().namedStatementCount()).isEqualTo(1);
    assertThat(dataset.report().leftOutCount()).isZero();
    assertThat(dataset.report().warnings()).isEmpty();
  }

  @Test
  void eachGraphGetsItsStatements() {
    ReadDataset read =
        readDataset(
            "<a:a> <b:b> 1 . <g:g> { <a:a> <b:b> 2 . <a:a> <b:b> 3 } GRAPH <g:h> { <a:a> <b:b> 2 }"
                + " <g:g> { <a:a> <b:b> 4, 3 } <g:empty> {}",
            RdfSyntax.TRIG);
    TermDictionary dictionary = read.named().dictionary();
    assertThat(read.defaultGraph().toTriples(dictionary)).isEqualTo(triples("<a:a> <b:b> 1 ."));
    assertThat(read.named().names().stream().map(dictionary::term))
        .containsExactly(new Iri("g:g"), new Iri("g:h"));
    assertThat(read.graph("g:g")).isEqualTo(triples("<a:a> <b:b> 2, 3, 4 ."));
    assertThat(read.graph("g:h")).isEqualTo(triples("<a:a> <b:b> 2 ."));
    assertThat(read.report().document().statementCount()).isEqualTo(1);
    assertThat(read.report().namedStatementCount()).isEqualTo(5);
  }

  @Test
  void graphsOfADocumentShareBlankNodesAndThoseMayNameThem() {
    ReadDataset read =
        readDataset("_:x <b:b> 1 . <g:g> { <a:a> <b:b> _:x } _:x { _:x <b:b> 2 }", RdfSyntax.TRIG);
    int node = read.defaultGraph().subject(0);
    assertThat(read.named().names()).hasSize(2).contains(node);
    assertThat(read.named().graph(node).tables().getFirst().subject(0)).isEqualTo(node);
    assertThat(read.named().graph(read.named().names().getFirst()).tables().getFirst().object(0))
        .isEqualTo(node);
  }

  @Test
  void nilMayNameAGraph() {
    ReadDataset read =
        readDataset(
            "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> { <a:a> <b:b> 1 }", RdfSyntax.TRIG);
    assertThat(read.graph("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")).hasSize(1);
  }

  @Test
  void chainsBecomeListsWithinEachGraph() {
    ReadDataset read =
        readDataset("<a:a> <b:b> ( 1 2 ) . <g:g> { <a:a> <b:b> ( 3 ( _:x ) ) }", RdfSyntax.TRIG);
    assertThat(read.formula())
        .isEqualTo(
            n3(
                "<a:a> <b:b> ( 1 2 ) . ( <g:g> <a:a> ) <urn:x-test:in-graph> ( <b:b> ( 3 ( _:x ) )"
                    + " ) ."));
  }

  /// A list has no name by which another graph could mention it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<g:h> { <a:a> <b:b> _:x }",
        "<g:h> { <a:a> <b:b> <<( <a:a> <b:b> _:x )>> }",
        "_:x { <a:a> <b:b> 1 }",
        "{ <a:a> <b:b> _:x }"
      })
  void aChainThatAnotherGraphMentionsStaysAChain(String other) {
    ReadDataset read =
        readDataset(
            "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
                + other
                + " <g:g> { <a:a> <b:b> _:w . _:w rdf:first 1 ; rdf:rest _:x . _:x rdf:first 2 ;"
                + " rdf:rest _:y . _:y rdf:first 3 ; rdf:rest () }",
            RdfSyntax.TRIG);
    assertThat(read.graph("g:g")).hasSize(5);
    assertThat(read.graph("g:g").stream().map(Triple::object).filter(ListTerm.class::isInstance))
        .as("what follows the cell may be a list")
        .containsExactly(new ListTerm(List.of(Literal.of("3", Xsd.INTEGER))));
  }

  @Test
  void aChainOfTheDefaultGraphThatANamedOneMentionsStaysAChain() {
    ReadDataset read =
        readDataset(
            "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> _:x rdf:first 1 ; rdf:rest"
                + " () . <g:g> { _:x <b:b> 1 }",
            RdfSyntax.TRIG);
    assertThat(read.defaultGraph().size()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NQUADS | <a:a> <b:b> <c:c> `lit` .",
        "NQUADS | <a:a> <b:b> <c:c> <relative> .",
        "TRIG | <a:a b> { <a:a> <b:b> 1 }",
        "TRIG | ( 1 ) { <a:a> <b:b> 1 }",
        "TRIG | <<( <a:a> <b:b> 1 )>> { <a:a> <b:b> 1 }"
      })
  void whatCannotNameAGraphIsAMistake(RdfSyntax syntax, String text) {
    ReadDataset read = readDataset(text.replace('`', '"'), syntax);
    assertThat(read.report().document().diagnostics()).isNotEmpty();
    assertThat(read.named().isEmpty()).isTrue();
  }

  @Test
  void whatASinkOfANamedGraphThrowsReachesTheCaller() {
    var reader = new RdfReader(new TermDictionary(), RdfSyntax.NQUADS, ReaderLimits.DEFAULT);
    assertThatThrownBy(
            () ->
                reader.read(
                    Source.ofString("document", "<a:a> <b:b> <c:c> <g:g> ."),
                    BASE,
                    new TripleList(),
                    _ -> {
                      throw new IllegalStateException("enough");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("enough");
  }

  private static List<Triple> triples(String n3) {
    return N3Reader.parse(n3, BASE).orThrow().statements();
  }

  // ---------------------------------------------------------------- as in Turtle

  @Test
  void languageTagsAndDirectionsStayAsTheyAreWritten() {
    assertThat(read("<a:a> <b:b> 'x'@EN-us, 'y'@ar--rtl .", RdfSyntax.TRIG).formula())
        .isEqualTo(n3("<a:a> <b:b> 'x'@EN-us, 'y'@ar--rtl ."));
  }

  @Test
  void absoluteIrisStayAsTheyAreWritten() {
    String text = "<http://x/a/../b> <HTTP://X/%7e> <http://x/100%>, <../c>, <#d>, <> .";
    assertThat(read(text, RdfSyntax.TRIG).formula()).isEqualTo(n3(text));
  }

  @Test
  void tripleTermsAreRead() {
    String text = "<a:a> <b:b> <<( <c:c> <d:d> <<( <e:e> <f:f> 1 )>> )>> .";
    assertThat(read(text, RdfSyntax.TRIG).formula()).isEqualTo(n3(text));
  }

  @Test
  void prefixesAreTold() {
    assertThat(read(example(RdfSyntax.RDFXML), RdfSyntax.RDFXML).report().document().prefixes())
        .containsEntry("", "http://example.org/")
        .containsKey("rdf");
    assertThat(read("PREFIX x: <http://x/> {}", RdfSyntax.TRIG).report().document().prefixes())
        .containsExactly(Map.entry("x", "http://x/"));
  }

  @Test
  void whatIsOddButNoMistakeIsAWarning() {
    Read read = read(XML_HEAD + "<A rdf:ID='a'/>\n<B rdf:ID='a'/>" + XML_END, RdfSyntax.RDFXML);
    assertThat(read.mistakes()).isEmpty();
    assertThat(read.report().warnings()).singleElement().asString().contains("document:3:", "'a'");
  }

  // ---------------------------------------------------------------- streaming

  @ParameterizedTest
  @EnumSource(
      value = RdfSyntax.class,
      names = {"NQUADS", "TRIG", "RDFXML"})
  void statementsArriveWhileTheRestIsUnread(RdfSyntax syntax) {
    var rest = new Unending(syntax);
    Source source = Source.ofStream("unending", rest, 1);
    var reader = new RdfReader(new TermDictionary(), syntax, ReaderLimits.DEFAULT);
    assertThatThrownBy(
            () ->
                reader.read(
                    source,
                    BASE,
                    (_, _, _) -> {
                      throw new IllegalStateException("enough");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("enough");
    assertThat(rest.readCount).isLessThan(10 << 20);
  }

  /// Statements without end.
  private static final class Unending extends InputStream {
    private final byte[] head;
    private final byte[] statement;
    private int readCount;

    Unending(RdfSyntax syntax) {
      boolean isXml = syntax == RdfSyntax.RDFXML;
      head = (isXml ? XML_HEAD : "").getBytes(StandardCharsets.UTF_8);
      statement =
          (isXml ? "<A rdf:about='http://x/a'/>\n" : "<http://x/a> <http://x/b> <http://x/c> .\n")
              .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() {
      int at = readCount++;
      return at < head.length ? head[at] : statement[(at - head.length) % statement.length];
    }

    @Override
    public int read(byte[] target, int start, int count) {
      for (int i = start; i < start + count; i++) {
        target[i] = (byte) read();
      }
      return count;
    }
  }

  @Test
  void bytesThatAreNotUtf8AreAMistake() {
    for (RdfSyntax syntax : new RdfSyntax[] {RdfSyntax.TRIG, RdfSyntax.NQUADS, RdfSyntax.JSONLD}) {
      byte[] latin1 =
          (syntax == RdfSyntax.JSONLD ? "{\"a:a\": \"é\"}" : "<a:a> <b:b> \"é\" .")
              .getBytes(StandardCharsets.ISO_8859_1);
      Source source = Source.ofStream("document", new ByteArrayInputStream(latin1), 1);
      assertThat(read(source, syntax, ReaderLimits.DEFAULT).mistakes())
          .containsExactly("document: the document is not UTF-8 [N3-111]; save it as UTF-8");
    }
  }
}
