package cwm.jena.sparql;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TripleList;
import cwm.reasoner.rule.Atom;
import java.util.List;

/// The facts of one graph, for queries and updates. Owned by one thread while they change.
public interface GraphFacts {
  /// Where the facts are; none is in two stores. May be others after each change.
  List<FactStore> stores();

  /// Sees to it that the stores have all facts that agree with patterns, where facts are elsewhere.
  /// Stores that were handed out before stay as they are.
  ///
  /// @param atoms a conjunction of constants and slots
  /// @param boundSlots slots that have values
  /// @param rows their values, a row for each solution that the conjunction is to extend
  default void fetch(List<Atom> atoms, int[] boundSlots, RowList rows) {}

  /// Throws what has failed before, if something has: ARQ takes a row whose filter fails for one
  /// that does not pass it, whyever it failed.
  default void requireSound() {}

  /// Whether what updates change is changed when all of a request have succeeded, and not before.
  default boolean changesTogether() {
    return false;
  }

  /// Whether a term that the dictionary does not know is in no fact.
  default boolean hasTermsOfAll() {
    return true;
  }

  /// Adds a fact, as one that an input states.
  void add(int subject, int predicate, int object);

  /// Takes facts away, as far as they are there.
  void remove(TripleList facts);
}
