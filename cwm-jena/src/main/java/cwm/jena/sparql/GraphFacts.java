package cwm.jena.sparql;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.TripleList;
import java.util.List;

/// The facts of one graph, for queries and updates. Owned by one thread while they change.
public interface GraphFacts {
  /// Where the facts are; none is in two stores. May be others after each change.
  List<FactStore> stores();

  /// Adds a fact, as one that an input states.
  void add(int subject, int predicate, int object);

  /// Takes facts away, as far as they are there.
  void remove(TripleList facts);
}
