package cwm.rdf.store;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a [FactStore] should hold, kept as plainly as can be: a map from facts to their state in
/// the order they came, and a copy of it for each generation that has ended.
final class FactStoreModel {
  record Fact(int subject, int predicate, int object) {}

  /// @param stratum the lowest that concluded the fact, or [#NOT_DERIVED]
  /// @param generation the one in which the fact came
  record State(boolean isAsserted, int stratum, int generation) {
    boolean isDerived() {
      return stratum != NOT_DERIVED;
    }

    boolean isGone() {
      return !isAsserted && !isDerived();
    }
  }

  static final int NOT_DERIVED = -1;

  private final TreeMap<Integer, Map<Fact, State>> ended = new TreeMap<>();
  private final Set<Integer> changedPredicates = new LinkedHashSet<>();
  private Map<Fact, State> facts = new LinkedHashMap<>();
  private int generation;

  FactStoreModel() {
    ended.put(-1, Map.of());
  }

  Map<Fact, State> facts() {
    return facts;
  }

  int generation() {
    return generation;
  }

  /// The oldest generation whose end can be restored.
  int oldestEnded() {
    return ended.firstKey();
  }

  /// The facts of a predicate in the order they came.
  List<Fact> rows(int predicate) {
    return facts.keySet().stream().filter(fact -> fact.predicate() == predicate).toList();
  }

  long derivedOnlyCount() {
    return facts.values().stream().filter(state -> !state.isAsserted()).count();
  }

  boolean assertFact(Fact fact) {
    State former = facts.get(fact);
    put(fact, true, former == null ? NOT_DERIVED : former.stratum());
    return former == null;
  }

  boolean derive(Fact fact, int stratum) {
    State former = facts.get(fact);
    if (former == null) {
      put(fact, false, stratum);
      return true;
    }
    boolean isLowest = !former.isDerived() || stratum < former.stratum();
    put(fact, former.isAsserted(), isLowest ? stratum : former.stratum());
    return false;
  }

  private void put(Fact fact, boolean isAsserted, int stratum) {
    State former = facts.get(fact);
    if (former == null) {
      changedPredicates.add(fact.predicate());
    }
    int since = former == null ? generation : former.generation();
    facts.put(fact, new State(isAsserted, stratum, since));
  }

  List<Integer> nextGeneration() {
    ended.put(generation++, new LinkedHashMap<>(facts));
    List<Integer> closed = List.copyOf(changedPredicates);
    changedPredicates.clear();
    return closed;
  }

  void truncate(int last) {
    facts = new LinkedHashMap<>(ended.get(last));
    ended.tailMap(last, false).clear();
    generation = last + 1;
    changedPredicates.clear();
  }

  int retract(Collection<Fact> retracted) {
    int count = 0;
    for (Fact fact : retracted) {
      State state = facts.get(fact);
      if (state != null && state.isAsserted()) {
        facts.put(fact, new State(false, state.stratum(), state.generation()));
        count++;
      }
    }
    endHistory();
    return count;
  }

  void dropDerived(int stratumMin) {
    facts.replaceAll(
        (_, state) ->
            state.stratum() >= stratumMin
                ? new State(state.isAsserted(), NOT_DERIVED, state.generation())
                : state);
    endHistory();
  }

  private void endHistory() {
    facts.values().removeIf(State::isGone);
    ended.clear();
    nextGeneration();
  }
}
