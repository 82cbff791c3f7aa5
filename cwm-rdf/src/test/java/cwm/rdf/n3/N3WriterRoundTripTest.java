package cwm.rdf.n3;

import static org.assertj.core.api.Assertions.assertThat;

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
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Shrinker;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the writer writes is read back as the same, up to names of blank nodes and variables.
class N3WriterRoundTripTest {
  private static final Map<String, String> PREFIXES =
      Map.of("", "http://example.org/ns#", "ex", "http://example.org/", "é.x", "urn:x:");

  private static final Iri A = new Iri("http://example.org/ns#a");

  @RandomSeeds(500)
  void n3IsReadBack(long seed) {
    Shrinker.verify(RandomGraphs.n3(seed), graph -> verifyReadBack(graph, Syntax.N3));
  }

  @RandomSeeds(500)
  void turtleIsReadBack(long seed) {
    Shrinker.verify(RandomGraphs.rdf(seed), graph -> verifyReadBack(graph, Syntax.TURTLE));
  }

  @RandomSeeds(500)
  void nTriplesAreReadBack(long seed) {
    Shrinker.verify(RandomGraphs.rdf(seed), graph -> verifyReadBack(graph, Syntax.NTRIPLES));
  }

  @RandomSeeds(500)
  void n3IsReadBackWithWhateverFlags(long seed) {
    var random = new RandomSource(seed);
    Set<N3Flag> flags = EnumSet.noneOf(N3Flag.class);
    for (N3Flag flag : N3Flag.values()) {
      if (random.oneIn(3)) {
        flags.add(flag);
      }
    }
    Shrinker.verify(RandomGraphs.n3(seed), graph -> verifyReadBack(graph, Syntax.N3, flags));
    Shrinker.verify(RandomGraphs.rdf(seed), graph -> verifyReadBack(graph, Syntax.TURTLE, flags));
  }

  @Test
  void listsMayNestDeeply() {
    Term list = ListTerm.EMPTY;
    while (list.depth() < 500) {
      list = ListTerm.of(Literal.of(1), list);
    }
    List<Triple> graph = List.of(new Triple(A, A, list));
    for (Syntax syntax : Syntax.values()) {
      verifyReadBack(graph, syntax);
    }
  }

  @Test
  void formulasMayNestDeeply() {
    Term formula = A;
    while (formula.depth() < 500) {
      Variable x = new Variable("x" + formula.depth());
      formula = Formula.of(List.of(new Triple(x, A, formula)), List.of(x));
    }
    verifyReadBack(List.of(new Triple(formula, A, A)), Syntax.N3);
  }

  @Test
  void tripleTermsAreReadBackFromTurtle() {
    Term inner = new TripleTerm(new Triple(BlankNode.of(1), A, Literal.of(1)));
    Term outer = new TripleTerm(new Triple(A, A, inner));
    verifyReadBack(
        List.of(new Triple(A, A, outer), new Triple(BlankNode.of(1), A, inner)), Syntax.TURTLE);
  }

  @Test
  void longChainsOfBlankNodesAreReadBack() {
    List<Triple> chain = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      chain.add(new Triple(BlankNode.of(i), A, BlankNode.of(i + 1)));
    }
    verifyReadBack(chain, Syntax.N3);
    verifyReadBack(chain.reversed(), Syntax.N3);
  }

  private static void verifyReadBack(List<Triple> graph, Syntax syntax) {
    verifyReadBack(graph, syntax, Set.of());
  }

  private static void verifyReadBack(List<Triple> graph, Syntax syntax, Set<N3Flag> flags) {
    var dictionary = new TermDictionary();
    TripleList statements = TripleList.of(dictionary, graph);
    var out = new ByteArrayOutputStream();
    new N3Writer(dictionary, syntax, PREFIXES, "http://example.org/a/b/", flags)
        .write(statements, out);
    String text = out.toString(StandardCharsets.UTF_8);
    verifyWithout(flags, text);
    Document read = N3Reader.parse(text, "http://other.example/", syntax).orThrow();
    assertThat(read.asFormula()).as(text).isEqualTo(new Document(graph, Map.of()).asFormula());
  }

  /// What shows of the flags in any text.
  private static void verifyWithout(Set<N3Flag> flags, String text) {
    if (flags.contains(N3Flag.NO_PREFIXES)) {
      assertThat(text).doesNotContain("@prefix");
    }
    if (flags.contains(N3Flag.NO_EMPTY_PREFIX)) {
      assertThat(text).doesNotContain("@prefix :");
    }
    if (flags.contains(N3Flag.ABSOLUTE_IRIS)) {
      assertThat(text).doesNotContain("@base");
    }
  }
}
