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

  /// Terms of a history in which most of what happens happens to the same facts.
  static final int FEW_TERMS = 6;

  /// Terms of a history with tables large enough to be laid out in every way there is.
  static final int MANY_TERMS = 60;

  private static final int STRATUM_COUNT = 4;
  private static final int SNAPSHOT_MAX = 8;

  /// One thing that happens to a store.
  sealed interface Operation {
    record AssertFact(Fact fact) implements Operation {}

    record Derive(Fact fact, int stratum) implements Operation {}

    /// Derives facts that all have the predicate `predicate` at once.
    record DeriveAll(int predicate, List<Fact> facts, int stratum) implements Operation {}

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
  record Taken(Snapshot snapshot, Set<Fact> facts, int termCount) {
    /// Fails if the snapshot does not hold these facts (any more).
    void check() {
      assertThat(snapshot.factCount()).isEqualTo(facts.size());
      for (int predicate = 0; predicate <= PREDICATE_COUNT; predicate++) {
        checkMatches(TermDictionary.NONE, predicate, TermDictionary.NONE);
        for (int term = 1; term <= termCount; term++) {
          checkMatches(term, predicate, TermDictionary.NONE);
          checkMatches(TermDictionary.NONE, predicate, term);
        }
      }
      assertThat(
              universe(termCount, f -> snapshot.contains(f.subject(), f.predicate(), f.object())))
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

  private final int termCount;
  private final FactStore store = new FactStore(new TermDictionary());
  private final FactStoreModel model = new FactStoreModel();
  private final Deque<Taken> snapshots = new ArrayDeque<>();

  /// @param termCount how many terms facts are made of
  StoreHistory(int termCount) {
    this.termCount = termCount;
  }

  static List<Operation> random(RandomSource random, int count, int termCount) {
    return random.many(count, () -> operation(random, termCount));
  }

  private static Operation operation(RandomSource random, int termCount) {
    return switch (random.below(36)) {
      case 0, 1, 2, 3, 4 -> new Operation.NextGeneration();
      case 5, 6 -> new Operation.Truncate(random.below(5));
      case 7 -> new Operation.Retract(random.many(random.below(8), () -> fact(random, termCount)));
      case 8 -> new Operation.DropDerived(random.below(STRATUM_COUNT));
      case 9, 10 -> new Operation.TakeSnapshot();
      case 11 -> new Operation.Compare();
      case 12, 13, 14, 15, 16, 17, 18, 19 -> new Operation.AssertFact(fact(random, termCount));
      case 20, 21, 22, 23 -> deriveAll(random, termCount);
      default -> new Operation.Derive(fact(random, termCount), random.below(STRATUM_COUNT));
    };
  }

  private static Operation deriveAll(RandomSource random, int termCount) {
    int predicate = random.between(1, PREDICATE_COUNT);
    int count = random.below(termCount * termCount);
    List<Fact> facts = random.many(count, () -> fact(random, predicate, termCount));
    return new Operation.DeriveAll(predicate, facts, random.below(STRATUM_COUNT));
  }

  private static Fact fact(RandomSource random, int termCount) {
    return fact(random, random.between(1, PREDICATE_COUNT), termCount);
  }

  private static Fact fact(RandomSource random, int predicate, int termCount) {
    return new Fact(random.between(1, termCount), predicate, random.between(1, termCount));
  }

  /// Of all facts there can be, those that `holds` accepts.
  private static Set<Fact> universe(int termCount, Predicate<Fact> holds) {
    Set<Fact> facts = new HashSet<>();
    for (int subject = 1; subject <= termCount; subject++) {
      for (int predicate = 1; predicate <= PREDICATE_COUNT; predicate++) {
        for (int object = 1; object <= termCount; object++) {
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
      case Operation.DeriveAll(int predicate, List<Fact> facts, int stratum) -> {
        int[] subjects = facts.stream().mapToInt(Fact::subject).toArray();
        int[] objects = facts.stream().mapToInt(Fact::object).toArray();
        store.deriveAll(subjects, predicate, objects, 0, facts.size(), stratum);
        facts.forEach(fact -> model.derive(fact, stratum));
      }
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
    var taken = new Taken(store.snapshot(), Set.copyOf(model.facts().keySet()), termCount);
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
    assertThat(universe(termCount, f -> store.contains(f.subject(), f.predicate(), f.object())))
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
    compareSelection(table, rows);
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
    for (int term = 1; term <= termCount; term++) {
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

  /// Looks all pairs up at once, in all rows and in some.
  private void compareSelection(FactTable table, List<Fact> rows) {
    int start = rows.size() / 4;
    for (List<Fact> visible : List.of(rows, rows.subList(start, rows.size() - start))) {
      Set<Fact> expected = Set.copyOf(visible);
      int first = visible.size() == rows.size() ? 0 : start;
      for (int subject = 1; subject <= termCount; subject++) {
        int[] subjects = new int[termCount];
        Arrays.fill(subjects, subject);
        int[] objects = IntStream.rangeClosed(1, termCount).toArray();
        int[] selected = new int[termCount];
        int count =
            table.select(
                subjects,
                objects,
                0,
                termCount,
                first,
                first + visible.size(),
                selected,
                new PairBatch());
        int id = subject;
        assertThat(Arrays.copyOf(selected, count))
            .isEqualTo(
                IntStream.range(0, termCount)
                    .filter(i -> expected.contains(new Fact(id, table.predicate(), i + 1)))
                    .toArray());
      }
    }
  }

  /// The numbers, from `start` on, of the facts that are wanted.
  private static int[] numbers(List<Fact> rows, int start, Predicate<Fact> wanted) {
    return IntStream.range(start, rows.size()).filter(row -> wanted.test(rows.get(row))).toArray();
  }
}
