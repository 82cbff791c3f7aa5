package cwm.rdf.store;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.FactStoreModel.Fact;
import cwm.rdf.store.FactStoreModel.State;
import cwm.rdf.testing.RandomSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Runs operations on a [FactStore] and on its model side by side, and compares the two.
///
/// Indexes are built when they are first asked for, so [Operation.Compare] is an operation too: a
/// store that is looked at after every change would never have to build one over old rows.
final class StoreHistory {
  static final int PREDICATE_COUNT = 3;
  static final int TERM_COUNT = 6;
  private static final int STRATUM_COUNT = 4;
  private static final int SNAPSHOT_MAX = 8;

  /// One thing that happens to a store.
  sealed interface Operation {
    record AssertFact(Fact fact) implements Operation {}

    record Derive(Fact fact, int stratum) implements Operation {}

    record NextGeneration() implements Operation {}

    /// Goes back.
    ///
    /// @param backCount how many ended generations to undo, as far as the history goes
    record Truncate(int backCount) implements Operation {}

    record Retract(List<Fact> facts) implements Operation {}

    record DropDerived(int stratumMin) implements Operation {}

    record TakeSnapshot() implements Operation {}

    record Compare() implements Operation {}
  }

  /// A snapshot and the facts there were when it was taken.
  record Taken(Snapshot snapshot, Set<Fact> facts) {
    /// Fails if the snapshot does not hold these facts (any more).
    void check() {
      assertThat(snapshot.factCount()).isEqualTo(facts.size());
      for (int predicate = 0; predicate <= PREDICATE_COUNT; predicate++) {
        checkMatches(TermDictionary.NONE, predicate, TermDictionary.NONE);
        for (int term = 1; term <= TERM_COUNT; term++) {
          checkMatches(term, predicate, TermDictionary.NONE);
          checkMatches(TermDictionary.NONE, predicate, term);
        }
      }
      assertThat(universe(f -> snapshot.contains(f.subject(), f.predicate(), f.object())))
          .isEqualTo(facts);
    }

    private void checkMatches(int subject, int predicate, int object) {
      List<Fact> matches = new ArrayList<>();
      snapshot.match(subject, predicate, object, (s, p, o) -> matches.add(new Fact(s, p, o)));
      Set<Fact> expected = new HashSet<>(facts);
      expected.removeIf(
          fact ->
              (subject != TermDictionary.NONE && fact.subject() != subject)
                  || (predicate != TermDictionary.NONE && fact.predicate() != predicate)
                  || (object != TermDictionary.NONE && fact.object() != object));
      if (matches.size() != expected.size() || !expected.equals(Set.copyOf(matches))) {
        assertThat(matches)
            .as("matches of %d %d %d", subject, predicate, object)
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  private final FactStore store = new FactStore(new TermDictionary());
  private final FactStoreModel model = new FactStoreModel();
  private final Deque<Taken> snapshots = new ArrayDeque<>();

  static List<Operation> random(RandomSource random, int count) {
    return random.many(count, () -> operation(random));
  }

  private static Operation operation(RandomSource random) {
    return switch (random.below(32)) {
      case 0, 1, 2, 3, 4 -> new Operation.NextGeneration();
      case 5, 6 -> new Operation.Truncate(random.below(5));
      case 7 -> new Operation.Retract(random.many(random.below(8), () -> fact(random)));
      case 8 -> new Operation.DropDerived(random.below(STRATUM_COUNT));
      case 9, 10 -> new Operation.TakeSnapshot();
      case 11 -> new Operation.Compare();
      case 12, 13, 14, 15, 16, 17, 18, 19 -> new Operation.AssertFact(fact(random));
      default -> new Operation.Derive(fact(random), random.below(STRATUM_COUNT));
    };
  }

  private static Fact fact(RandomSource random) {
    return new Fact(
        random.between(1, TERM_COUNT),
        random.between(1, PREDICATE_COUNT),
        random.between(1, TERM_COUNT));
  }

  /// Of all facts there can be, those that `holds` accepts.
  private static Set<Fact> universe(Predicate<Fact> holds) {
    Set<Fact> facts = new HashSet<>();
    for (int subject = 1; subject <= TERM_COUNT; subject++) {
      for (int predicate = 1; predicate <= PREDICATE_COUNT; predicate++) {
        for (int object = 1; object <= TERM_COUNT; object++) {
          facts.add(new Fact(subject, predicate, object));
        }
      }
    }
    facts.removeIf(holds.negate());
    return facts;
  }

  /// Runs the operation on both and compares what it returns, and the counts.
  void run(Operation operation) {
    switch (operation) {
      case Operation.AssertFact(Fact fact) ->
          assertThat(store.assertFact(fact.subject(), fact.predicate(), fact.object()))
              .isEqualTo(model.assertFact(fact));
      case Operation.Derive(Fact fact, int stratum) ->
          assertThat(store.derive(fact.subject(), fact.predicate(), fact.object(), stratum))
              .isEqualTo(model.derive(fact, stratum));
      case Operation.NextGeneration() ->
          assertThat(Arrays.stream(store.nextGeneration()).boxed())
              .isEqualTo(model.nextGeneration());
      case Operation.Truncate(int backCount) -> {
        int last = Math.max(model.generation() - 1 - backCount, model.oldestEnded());
        store.truncate(last);
        model.truncate(last);
      }
      case Operation.Retract(List<Fact> facts) -> {
        var list = new TripleList();
        facts.forEach(fact -> list.accept(fact.subject(), fact.predicate(), fact.object()));
        assertThat(store.retract(list)).isEqualTo(model.retract(facts));
      }
      case Operation.DropDerived(int stratumMin) -> {
        store.dropDerived(stratumMin);
        model.dropDerived(stratumMin);
      }
      case Operation.TakeSnapshot() -> takeSnapshot();
      case Operation.Compare() -> compare();
    }
    assertThat(store.generation()).isEqualTo(model.generation());
    assertThat(store.factCount()).isEqualTo(model.facts().size());
    assertThat(store.derivedOnlyCount()).isEqualTo(model.derivedOnlyCount());
  }

  /// Takes a snapshot, which [#compare()] will look at as long as there are not too many later
  /// ones.
  Taken takeSnapshot() {
    var taken = new Taken(store.snapshot(), Set.copyOf(model.facts().keySet()));
    snapshots.add(taken);
    if (snapshots.size() > SNAPSHOT_MAX) {
      snapshots.remove();
    }
    return taken;
  }

  /// Compares all that can be read from the store and from its latest snapshots.
  void compare() {
    assertThat(readStates()).isEqualTo(model.facts());
    for (int predicate = 1; predicate <= PREDICATE_COUNT; predicate++) {
      Optional<FactTable> table = store.table(predicate);
      List<Fact> rows = model.rows(predicate);
      assertThat(table.map(FactTable::rowCount).orElse(0)).isEqualTo(rows.size());
      table.ifPresent(facts -> compareTable(facts, rows));
    }
    assertThat(universe(f -> store.contains(f.subject(), f.predicate(), f.object())))
        .isEqualTo(model.facts().keySet());
    snapshots.forEach(Taken::check);
  }

  private Map<Fact, State> readStates() {
    Map<Fact, State> states = new LinkedHashMap<>();
    for (FactTable table : store.tables()) {
      for (int row = 0; row < table.rowCount(); row++) {
        int stratum = table.isDerived(row) ? table.stratum(row) : FactStoreModel.NOT_DERIVED;
        var fact = new Fact(table.subject(row), table.predicate(), table.object(row));
        states.put(fact, new State(table.isAsserted(row), stratum, table.generation(row)));
      }
    }
    return states;
  }

  private void compareTable(FactTable table, List<Fact> rows) {
    for (int row = 0; row < rows.size(); row++) {
      assertThat(table.find(rows.get(row).subject(), rows.get(row).object())).isEqualTo(row);
    }
    List<Integer> generations =
        rows.stream()
            .map(row -> Objects.requireNonNull(model.facts().get(row)).generation())
            .toList();
    for (int generation = -1; generation <= model.generation(); generation++) {
      int last = generation;
      assertThat(table.rowCountAt(last))
          .as("rows at the end of generation %d", last)
          .isEqualTo((int) generations.stream().filter(since -> since <= last).count());
    }
    for (int term = 1; term <= TERM_COUNT; term++) {
      int id = term;
      assertThat(table.bySubject(rows.size()).rows(id, 0, rows.size()))
          .isEqualTo(numbers(rows, 0, fact -> fact.subject() == id));
      assertThat(table.byObject(rows.size()).rows(id, 0, rows.size()))
          .isEqualTo(numbers(rows, 0, fact -> fact.object() == id));
      int start = rows.size() / 3;
      int end = rows.size() - start;
      assertThat(table.bySubject(end).rows(id, start, end))
          .isEqualTo(numbers(rows.subList(0, end), start, fact -> fact.subject() == id));
    }
  }

  /// The numbers, from `start` on, of the facts that are wanted.
  private static int[] numbers(List<Fact> rows, int start, Predicate<Fact> wanted) {
    return IntStream.range(start, rows.size()).filter(row -> wanted.test(rows.get(row))).toArray();
  }
}
