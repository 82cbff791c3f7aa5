package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.partition.PartitionedStore;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The facts of some predicates, of all workers together, for every worker to read.
///
/// It is apart from the facts that workers own: what is counted, printed or matched by a pattern
/// with a variable predicate is there, and so is whether a fact is asserted or derived. A fact
/// comes here in the superstep after the one that has it as new, for all workers at once, its owner
/// included.
///
/// Written between phases, read in them by any worker.
final class Mirror {
  private FactStore store;
  private final Set<Integer> predicates = new HashSet<>();
  private boolean hasAll;

  /// An empty mirror.
  Mirror(PartitionedStore facts) {
    store = new FactStore(facts.dictionary());
  }

  FactStore store() {
    return store;
  }

  /// The last generation that may be read.
  int last() {
    return store.generation() - 1;
  }

  boolean has(int predicate) {
    return hasAll || predicates.contains(predicate);
  }

  /// The predicates that were named one by one.
  Set<Integer> predicates() {
    return Collections.unmodifiableSet(predicates);
  }

  void add(int predicate) {
    predicates.add(predicate);
  }

  void addAll() {
    hasAll = true;
  }

  /// Takes all facts of its predicates anew, each with the generation that its owner has for it.
  /// All workers number their generations alike.
  void fill(PartitionedStore facts) {
    store = FactStore.merge(facts.stores(), this::has);
  }

  /// Takes all facts of its predicates anew, as one generation.
  void refill(PartitionedStore facts) {
    var fresh = new FactStore(facts.dictionary());
    FactStore.merge(facts.stores(), this::has).forEach(fresh::assertFact);
    fresh.nextGeneration();
    store = fresh;
  }

  /// Forgets all facts.
  void empty(TermDictionary dictionary) {
    store = new FactStore(dictionary);
  }

  /// Takes facts in, to be read from now on.
  ///
  /// @return the predicates of which there are new facts
  int[] deliver(List<Parcel.Mirrored> parcels) {
    parcels.forEach(parcel -> parcel.facts().get().forEach(store::assertFact));
    return store.nextGeneration();
  }
}
