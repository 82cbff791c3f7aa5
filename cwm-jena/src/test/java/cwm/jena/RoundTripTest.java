package cwm.jena;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.RdfException;
import cwm.rdf.n3.Document;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import cwm.rdf.testing.RandomGraphs;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.Shrinker;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What the writer writes is read back as the same, up to names of blank nodes.
class RoundTripTest {
  private static final Map<String, String> PREFIXES =
      Map.of(
          "",
          "http://example.org/ns#",
          "ex",
          "http://example.org/",
          "é.x",
          "urn:x:",
          "urn",
          "urn:x:",
          "http",
          "http://example.org/a/b/");

  private static final Pattern ODD_IRI =
      Pattern.compile("<[^>]*(100%|\\.\\.|#[^>]*#|[\u0085\uE000])[^>]*>");

  @RandomSeeds(500)
  void rdfXmlIsReadBack(long seed) {
    Shrinker.verify(sayable(seed, RdfSyntax.RDFXML), graph -> verify(graph, RdfSyntax.RDFXML));
  }

  /// Processors of JSON-LD may write language tags in lower case (JSON-LD 1.1 §4.2.4), and this one
  /// does.
  @RandomSeeds(500)
  void jsonLdIsReadBack(long seed) {
    List<Triple> graph =
        sayable(seed, RdfSyntax.JSONLD).stream()
            .map(
                triple ->
                    new Triple(
                        lowerCased(triple.subject()),
                        triple.predicate(),
                        lowerCased(triple.object())))
            .toList();
    Shrinker.verify(graph, part -> verify(part, RdfSyntax.JSONLD));
  }

  private static Term lowerCased(Term term) {
    return switch (term) {
      case Literal(String lexical, _, String tag) when tag != null ->
          Literal.inLanguage(lexical, tag.toLowerCase(Locale.ROOT));
      case ListTerm(var items) ->
          new ListTerm(items.stream().map(RoundTripTest::lowerCased).toList());
      case Iri _, Literal _, BlankNode _, Variable _, Formula _, TripleTerm _ -> term;
    };
  }

  @RandomSeeds(200)
  void trigIsReadBack(long seed) {
    Shrinker.verify(RandomGraphs.rdf(seed), graph -> verify(graph, RdfSyntax.TRIG));
  }

  @RandomSeeds(200)
  void nQuadsAreReadBack(long seed) {
    Shrinker.verify(RandomGraphs.rdf(seed), graph -> verify(graph, RdfSyntax.NQUADS));
  }

  /// The statements that the syntax can say, but for those with IRIs that other parsers than ours
  /// find fault with or, as RDF/XML's, put in order.
  private static List<Triple> sayable(long seed, RdfSyntax syntax) {
    return RandomGraphs.rdf(seed).stream().filter(triple -> isSayable(triple, syntax)).toList();
  }

  private static boolean isSayable(Triple triple, RdfSyntax syntax) {
    if (ODD_IRI.matcher(triple.toString()).find()) {
      return false;
    }
    try {
      write(List.of(triple), syntax);
      return true;
    } catch (RdfException e) {
      assertThat(e.code()).isEqualTo("NOT_REPRESENTABLE");
      return false;
    }
  }

  private static void verify(List<Triple> graph, RdfSyntax syntax) {
    String text = write(graph, syntax);
    assertThat(Documents.read(text, syntax).formula())
        .as(text)
        .isEqualTo(new Document(graph, Map.of()).asFormula());
  }

  private static String write(List<Triple> graph, RdfSyntax syntax) {
    var dictionary = new TermDictionary();
    TripleList statements = TripleList.of(dictionary, graph);
    var out = new ByteArrayOutputStream();
    new RdfWriter(dictionary, syntax, PREFIXES).write(statements, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
