package cwm.jena.sparql;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.util.List;
import java.util.stream.IntStream;

/// A default graph for tests, in one store or in several.
final class TestFactsOfGraphs implements GraphFacts {
  private final List<FactStore> stores;

  TestFactsOfGraphs(TermDictionary dictionary, int storeCount) {
    stores = IntStream.range(0, storeCount).mapToObj(_ -> new FactStore(dictionary)).toList();
  }

  @Override
  public List<FactStore> stores() {
    return stores;
  }

  @Override
  public void add(int subject, int predicate, int object) {
    stores.get(subject % stores.size()).assertFact(subject, predicate, object);
  }

  @Override
  public void remove(TripleList facts) {
    stores.forEach(store -> store.retract(facts));
  }
}
