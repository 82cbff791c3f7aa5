package cwm.jena.sparql;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TripleList;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The facts of one graph, for queries and updates. Owned by one thread while they change.
public interface GraphFacts {
  /// Where the facts are; none is in two stores. May be others after each change.
  List<FactStore> stores();

  /// Sees to it that the stores have all facts that agree with patterns, where facts are elsewhere.
  /// Stores that were handed out before stay as they are.
  ///
  /// @param boundSlots slots that have values
  /// @param rows their values, a row for each solution that the conjunction is to extend
  default void fetch(Sought sought, int[] boundSlots, RowList rows) {}

  /// Sees to it that the stores have all facts whose subject or object is a list.
  default void fetchLists() {
    var any = new Atom(new Pattern.Slot(0), new Pattern.Slot(1), new Pattern.Slot(2));
    fetch(Sought.of(any), new int[0], new RowList(0));
  }

  /// The facts that agree with one pattern, for who may not want all of them: stores that have some
  /// of them, then others with more. No fact is in two of them.
  ///
  /// @param sought one pattern, of constants and slots that have no values
  default Iterator<List<FactStore>> parts(Sought sought) {
    fetch(sought, new int[0], new RowList(0));
    return List.of(stores()).iterator();
  }

  /// How many of the facts that agree with a pattern, and that SPARQL sees, have which values,
  /// where that can be known without having the facts here.
  ///
  /// @param atom a pattern of constants and slots that differ and have no values
  /// @param slots those whose values tell facts apart, two at most
  default Optional<CountedRows> groups(Atom atom, int[] slots) {
    return Optional.empty();
  }

  /// Throws what has failed before, if something has: ARQ takes a row whose filter fails for one
  /// that does not pass it, whyever it failed.
  default void requireSound() {}

  /// Whether what updates change is changed when all of a request have succeeded, and not before.
  default boolean changesTogether() {
    return false;
  }

  /// Whether all facts are here, so that a term that the dictionary does not know is in none.
  default boolean areHere() {
    return true;
  }

  /// Adds a fact, as one that an input states.
  void add(int subject, int predicate, int object);

  /// Takes facts away, as far as they are there.
  void remove(TripleList facts);
}
