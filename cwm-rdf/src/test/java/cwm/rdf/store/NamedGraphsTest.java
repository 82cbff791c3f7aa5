package cwm.rdf.store;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Iri;
import org.junit.jupiter.api.Test;

class NamedGraphsTest {
  private final TermDictionary dictionary = new TermDictionary();
  private final NamedGraphs graphs = new NamedGraphs(dictionary);
  private final int a = dictionary.intern(new Iri("a:a"));
  private final int p = dictionary.intern(new Iri("a:p"));
  private final int first = dictionary.intern(new Iri("g:1"));
  private final int second = dictionary.intern(BlankNode.of(1, 2));

  @Test
  void graphsKeepTheirFactsApart() {
    graphs.graph(first).assertFact(a, p, a);
    graphs.graph(second).assertFact(a, p, p);
    assertThat(graphs.graph(first).contains(a, p, a)).isTrue();
    assertThat(graphs.graph(first).contains(a, p, p)).isFalse();
    assertThat(graphs.graph(second).contains(a, p, p)).isTrue();
    assertThat(graphs.graph(first).dictionary()).isSameAs(dictionary).isSameAs(graphs.dictionary());
  }

  @Test
  void aFactOfTwoGraphsCountsTwice() {
    graphs.graph(first).assertFact(a, p, a);
    graphs.graph(second).assertFact(a, p, a);
    assertThat(graphs.factCount()).isEqualTo(2);
  }

  @Test
  void graphsAreInTheOrderOfTheirFirstUse() {
    graphs.graph(second);
    graphs.graph(first).assertFact(a, p, a);
    graphs.graph(second).assertFact(a, p, a);
    assertThat(graphs.names()).containsExactly(second, first);
  }

  @Test
  void aGraphWithoutFactsDoesNotExist() {
    FactStore made = graphs.graph(first);
    assertThat(graphs.names()).isEmpty();
    assertThat(graphs.find(first)).isEmpty();
    assertThat(graphs.isEmpty()).isTrue();
    made.assertFact(a, p, a);
    assertThat(graphs.names()).containsExactly(first);
    assertThat(graphs.find(first)).containsSame(made);
    assertThat(graphs.isEmpty()).isFalse();
    made.removeIf((_, _) -> true);
    assertThat(graphs.names()).isEmpty();
    assertThat(graphs.find(first)).isEmpty();
    assertThat(graphs.isEmpty()).isTrue();
  }

  @Test
  void aDroppedGraphIsGoneAndMayComeAnew() {
    graphs.graph(first).assertFact(a, p, a);
    graphs.graph(second).assertFact(a, p, a);
    graphs.drop(first);
    graphs.drop(p);
    assertThat(graphs.names()).containsExactly(second);
    graphs.graph(first).assertFact(a, p, p);
    assertThat(graphs.names()).containsExactly(second, first);
    assertThat(graphs.graph(first).contains(a, p, a)).isFalse();
  }

  @Test
  void allAreGoneAtOnce() {
    graphs.graph(first).assertFact(a, p, a);
    graphs.graph(second).assertFact(a, p, a);
    graphs.clear();
    assertThat(graphs.isEmpty()).isTrue();
    assertThat(graphs.factCount()).isZero();
  }
}
