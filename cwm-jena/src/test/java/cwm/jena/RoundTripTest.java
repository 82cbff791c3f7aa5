package cwm.jena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.RdfException;
import cwm.rdf.n3.Document;
import cwm.rdf.store.NamedGraph;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import cwm.rdf.testing.RandomGraphs;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Shrinker;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.util.IsoMatcher;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  // ---------------------------------------------------------------- named graphs

  /// A statement and the name of its graph, which is nil for the default graph.
  private record Quad(Term graph, Triple triple) {}

  private static final List<Term> GRAPHS =
      List.of(
          Rdf.NIL,
          Rdf.NIL,
          new Iri("http://example.org/ns#g"),
          new Iri("urn:x:h"),
          BlankNode.of(1));

  private static List<Quad> quads(long seed, Predicate<Triple> isMeant) {
    var random = new RandomSource(seed);
    return RandomGraphs.rdf(seed).stream()
        .filter(isMeant)
        .map(triple -> new Quad(random.pick(GRAPHS), triple))
        .toList();
  }

  @RandomSeeds(500)
  void namedGraphsOfTriGAreReadBack(long seed) {
    Shrinker.verify(quads(seed, _ -> true), quads -> verifyDataset(quads, RdfSyntax.TRIG));
  }

  @RandomSeeds(500)
  void namedGraphsOfNQuadsAreReadBack(long seed) {
    Shrinker.verify(quads(seed, _ -> true), quads -> verifyDataset(quads, RdfSyntax.NQUADS));
  }

  private static void verifyDataset(List<Quad> quads, RdfSyntax syntax) {
    List<Triple> expected = new ArrayList<>();
    for (Quad quad : quads) {
      expected.add(
          quad.graph.equals(Rdf.NIL) ? quad.triple : Documents.inGraph(quad.graph, quad.triple));
    }
    String text = writeDataset(quads, syntax);
    assertThat(Documents.readDataset(text, syntax).formula())
        .as(text)
        .isEqualTo(new Document(expected, Map.of()).asFormula());
  }

  /// What Jena's own reader makes of both texts, whatever ours does.
  @RandomSeeds(200)
  void triGAndNQuadsAreOneDatasetForJena(long seed) {
    Shrinker.verify(
        quads(seed, triple -> isSayable(triple, RdfSyntax.TRIG)),
        quads -> {
          String triG = writeDataset(quads, RdfSyntax.TRIG);
          String nQuads = writeDataset(quads, RdfSyntax.NQUADS);
          DatasetGraph ofTriG = RDFParser.fromString(triG, Lang.TRIG).toDatasetGraph();
          DatasetGraph ofNQuads = RDFParser.fromString(nQuads, Lang.NQUADS).toDatasetGraph();
          assertThat(ofNQuads.stream().count()).isGreaterThanOrEqualTo(new HashSet<>(quads).size());
          assertThat(IsoMatcher.isomorphic(ofTriG, ofNQuads)).as(triG + nQuads).isTrue();
        });
  }

  private static String writeDataset(List<Quad> quads, RdfSyntax syntax) {
    var dictionary = new TermDictionary();
    var defaultGraph = new TripleList();
    Map<Term, TripleList> named = new LinkedHashMap<>();
    for (Quad quad : quads) {
      TripleList graph =
          quad.graph.equals(Rdf.NIL)
              ? defaultGraph
              : named.computeIfAbsent(quad.graph, _ -> new TripleList());
      dictionary.intern(quad.triple, graph);
    }
    List<NamedGraph> graphs = new ArrayList<>();
    named.forEach((name, graph) -> graphs.add(new NamedGraph(dictionary.intern(name), graph)));
    var out = new ByteArrayOutputStream();
    new RdfWriter(dictionary, syntax, PREFIXES).write(defaultGraph, graphs, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /// A cell that two graphs mention is one node, so its chain may not become a list in either.
  @ParameterizedTest
  @EnumSource(
      value = RdfSyntax.class,
      names = {"TRIG", "NQUADS"})
  void chainsThatGraphsShareAreReadBack(RdfSyntax syntax) {
    BlankNode cell = BlankNode.of(1);
    var a = new Iri("a:a");
    verifyDataset(
        List.of(
            new Quad(new Iri("g:g"), new Triple(cell, Rdf.FIRST, a)),
            new Quad(new Iri("g:g"), new Triple(cell, Rdf.REST, new ListTerm(List.of()))),
            new Quad(Rdf.NIL, new Triple(a, a, cell))),
        syntax);
  }

  @ParameterizedTest
  @EnumSource(
      value = RdfSyntax.class,
      names = {"RDFXML", "JSONLD"})
  void whereThereAreNoNamedGraphsNoneAreTaken(RdfSyntax syntax) {
    var a = new Iri("a:a");
    assertThatThrownBy(
            () -> writeDataset(List.of(new Quad(a, new Triple(a, new Iri("a:b"), a))), syntax))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("named graphs are not written as " + syntax.label());
  }

  // ---------------------------------------------------------------- one graph

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
