package cwm.jena.sparql;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.util.List;

/// The facts of the named graphs, for queries and updates; graphs are named by ids. Owned by one
/// thread while they change.
///
/// A graph without facts does not exist.
public interface NamedFacts {
  TermDictionary dictionary();

  /// The names of the graphs that there are.
  List<Integer> names();

  /// Whether there is such a graph.
  boolean contains(int name);

  /// As [GraphFacts#stores] of a graph; empty if there is none.
  List<FactStore> stores(int name);

  /// As [GraphFacts#fetch] of a graph.
  default void fetch(int name, Sought sought, int[] boundSlots, RowList rows) {}

  /// As [GraphFacts#requireSound] of all graphs.
  default void requireSound() {}

  /// As [GraphFacts#add] of a graph, which is made if it is not there.
  void add(int name, int subject, int predicate, int object);

  /// As [GraphFacts#remove] of a graph.
  void remove(int name, TripleList facts);

  /// Those that are kept here.
  static NamedFacts of(NamedGraphs graphs) {
    return new NamedFacts() {
      @Override
      public TermDictionary dictionary() {
        return graphs.dictionary();
      }

      @Override
      public List<Integer> names() {
        return graphs.names();
      }

      @Override
      public boolean contains(int name) {
        return graphs.find(name).isPresent();
      }

      @Override
      public List<FactStore> stores(int name) {
        return graphs.find(name).stream().toList();
      }

      @Override
      public void add(int name, int subject, int predicate, int object) {
        graphs.graph(name).assertFact(subject, predicate, object);
      }

      @Override
      public void remove(int name, TripleList facts) {
        stores(name).forEach(store -> store.retract(facts));
      }
    };
  }
}
