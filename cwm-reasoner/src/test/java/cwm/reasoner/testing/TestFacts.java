package cwm.reasoner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.partition.PartitionedStore;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The facts of some stores together, as term objects.
///
/// @param factCount what the stores say how many there are
/// @param derivedOnlyCount what they say how many of them no input states
public record TestFacts(
    Set<Triple> asserted, Set<Triple> all, long factCount, long derivedOnlyCount) {

  public static TestFacts of(List<PartitionedStore> stores) {
    Set<Triple> asserted = new LinkedHashSet<>();
    Set<Triple> all = new LinkedHashSet<>();
    for (PartitionedStore store : stores) {
      TermDictionary dictionary = store.dictionary();
      for (FactTable table : store.tables()) {
        for (int row = 0; row < table.rowCount(); row++) {
          var fact = dictionary.triple(table.subject(row), table.predicate(), table.object(row));
          all.add(fact);
          if (table.isAsserted(row)) {
            asserted.add(fact);
          }
        }
      }
    }
    return new TestFacts(
        asserted,
        all,
        stores.stream().mapToLong(PartitionedStore::factCount).sum(),
        stores.stream().mapToLong(PartitionedStore::derivedOnlyCount).sum());
  }

  /// What no input states.
  public Set<Triple> derivedOnly() {
    Set<Triple> derived = new LinkedHashSet<>(all);
    derived.removeAll(asserted);
    return derived;
  }

  /// Requires that the facts are the closure of `statements`.
  ///
  /// @param expected that closure, blank nodes named in any way
  public void assertClosureOf(Set<Triple> statements, Set<Triple> expected) {
    assertThat(asserted).as("asserted").isEqualTo(statements);
    if (!graph(all).equals(graph(expected))) {
      assertThat(all).as("closure").isEqualTo(expected);
    }
    assertThat(factCount).isEqualTo(all.size());
    assertThat(derivedOnlyCount).isEqualTo(all.size() - statements.size());
  }

  /// Requires that others made the same of the same statements.
  public void assertSameClosureAs(TestFacts other) {
    if (!graph(all).equals(graph(other.all))) {
      assertThat(all).isEqualTo(other.all);
    }
  }

  /// The statements as a formula that binds their blank nodes, so that equality is isomorphism.
  private static Formula graph(Set<Triple> statements) {
    List<Term> nodes = new ArrayList<>();
    for (Term symbol : Formula.of(statements, Set.of()).freeSymbols()) {
      if (symbol instanceof BlankNode) {
        nodes.add(symbol);
      }
    }
    return Formula.of(statements, nodes);
  }
}
