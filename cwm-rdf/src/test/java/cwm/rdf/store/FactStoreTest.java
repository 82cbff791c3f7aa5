package cwm.rdf.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FactStoreTest {
  private final FactStore store = new FactStore(new TermDictionary());

  @Test
  void factThatIsAssertedAfterItWasDerivedSurvivesTheDropOfDerivedFacts() {
    store.derive(1, 2, 3, 0);
    store.nextGeneration();
    assertThat(store.assertFact(1, 2, 3)).isFalse();
    store.dropDerived(0);
    assertThat(store.contains(1, 2, 3)).isTrue();
    assertThat(store.derivedOnlyCount()).isZero();
  }

  @Test
  void factThatWasRetractedStaysWhileItIsDerived() {
    store.assertFact(1, 2, 3);
    store.derive(1, 2, 3, 0);
    assertThat(store.retract(listOf(1, 2, 3))).isEqualTo(1);
    assertThat(store.contains(1, 2, 3)).isTrue();
    assertThat(store.derivedOnlyCount()).isEqualTo(1);
  }

  @Test
  void removalTakesWhatIsMeantHoweverItCame() {
    store.assertFact(1, 2, 3);
    store.derive(1, 2, 4, 0);
    store.assertFact(5, 2, 3);
    store.derive(5, 2, 3, 0);
    store.derive(5, 6, 7, 0);
    store.nextGeneration();

    assertThat(store.removeIf((table, row) -> table.subject(row) == 1)).isEqualTo(2);
    assertThat(store.factCount()).isEqualTo(2);
    assertThat(store.derivedOnlyCount()).isEqualTo(1);
    assertThat(store.contains(1, 2, 3)).isFalse();
    assertThat(store.contains(5, 2, 3)).isTrue();
    assertThat(store.removeIf((table, row) -> !table.isDerived(row))).isZero();

    store.assertFact(1, 2, 3);
    assertThat(store.table(2).orElseThrow().rowCount()).isEqualTo(2);
  }

  @Test
  void nobodyGoesBackToBeforeARemoval() {
    store.assertFact(1, 2, 3);
    store.nextGeneration();
    store.removeIf((_, _) -> true);
    assertThatThrownBy(() -> store.truncate(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void retractCountsFactsNamedTwiceOnce() {
    store.assertFact(1, 2, 3);
    TripleList facts = listOf(1, 2, 3);
    facts.accept(1, 2, 3);
    assertThat(store.retract(facts)).isEqualTo(1);
    assertThat(store.factCount()).isZero();
  }

  @Test
  void lowestStratumThatConcludesAFactIsKept() {
    store.derive(1, 2, 3, 2);
    store.derive(1, 2, 3, FactStore.STRATUM_MAX);
    store.derive(1, 2, 3, 1);
    store.dropDerived(2);
    assertThat(store.contains(1, 2, 3)).isTrue();
  }

  @Test
  void highestStratumFitsBesideTheFlags() {
    store.assertFact(1, 2, 3);
    store.derive(1, 2, 3, FactStore.STRATUM_MAX);
    FactTable table = store.table(2).orElseThrow();
    assertThat(table.stratum(0)).isEqualTo(FactStore.STRATUM_MAX);
    assertThat(table.isAsserted(0)).isTrue();
    assertThat(table.isDerived(0)).isTrue();
  }

  @Test
  void truncateTakesBackThatADerivedFactWasAsserted() {
    store.derive(1, 2, 3, 1);
    store.nextGeneration();
    store.assertFact(1, 2, 3);
    store.nextGeneration();
    store.truncate(0);
    FactTable table = store.table(2).orElseThrow();
    assertThat(table.isAsserted(0)).isFalse();
    assertThat(store.derivedOnlyCount()).isEqualTo(1);
  }

  @Test
  void factThatComesAgainWhenTheTableGrowsIsKnown() {
    // Dense pairs, so that the table is laid out as bits once it is large enough.
    for (int subject = 1; subject <= 70; subject++) {
      for (int object = 1; object <= 70; object++) {
        assertThat(store.assertFact(subject, 2, object)).isTrue();
        assertThat(store.assertFact(subject, 2, object)).isFalse();
        assertThat(store.derive(subject, 2, object, 0)).isFalse();
      }
    }
    assertThat(store.factCount()).isEqualTo(4_900);
  }

  @Test
  void historyEndsWhereFactsWereRemoved() {
    store.assertFact(1, 2, 3);
    store.nextGeneration();
    store.retract(new TripleList());
    int removal = store.generation() - 1;
    store.assertFact(4, 5, 6);
    store.truncate(removal);
    assertThat(store.contains(1, 2, 3)).isTrue();
    assertThat(store.contains(4, 5, 6)).isFalse();
    assertThatThrownBy(() -> store.truncate(removal - 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void generationThatIsOpenCannotBeRestored() {
    assertThatThrownBy(() -> store.truncate(store.generation()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void snapshotKeepsFactsThatAreRemovedAndRefusesThoseThatComeInTheirPlace() {
    store.assertFact(1, 2, 3);
    Snapshot snapshot = store.snapshot();
    store.retract(listOf(1, 2, 3));
    store.assertFact(4, 2, 5);
    assertThat(snapshot.contains(1, 2, 3)).isTrue();
    assertThat(snapshot.contains(4, 2, 5)).isFalse();
  }

  @Test
  void truncateTakesBackThatFactsOfADenseTableWereDerived() {
    int[] subjects = IntStream.range(0, 1_600).map(i -> 1 + i / 40).toArray();
    int[] objects = IntStream.range(0, 1_600).map(i -> 1 + i % 40).toArray();
    for (int i = 0; i < subjects.length; i++) {
      store.assertFact(subjects[i], 2, objects[i]);
    }
    store.nextGeneration();
    store.deriveAll(subjects, 2, objects, 0, subjects.length, 0);
    store.nextGeneration();
    FactTable table = store.table(2).orElseThrow();
    assertThat(derivedCount(table)).isEqualTo(1_600);
    store.truncate(0);
    assertThat(derivedCount(table)).isZero();
    store.deriveAll(subjects, 2, objects, 0, subjects.length, 0);
    assertThat(derivedCount(table)).isEqualTo(1_600);
  }

  private static long derivedCount(FactTable table) {
    return IntStream.range(0, table.rowCount()).filter(table::isDerived).count();
  }

  @Test
  void denseTableMayBecomeSparse() {
    for (int i = 0; i < 2_000; i++) {
      store.assertFact(1 + i / 40, 2, 1 + i % 40);
    }
    for (int i = 0; i < 100; i++) {
      store.derive(1_000_000 * (1 + i % 7), 2, 10_000_000 + 1_000_000 * i, 0);
    }
    assertThat(store.factCount()).isEqualTo(2_100);
    assertThat(store.contains(50, 2, 40)).isTrue();
    assertThat(store.contains(50, 2, 41)).isFalse();
    assertThat(store.contains(2_000_000, 2, 11_000_000)).isTrue();
    assertThat(store.contains(2_000_000, 2, 12_000_000)).isFalse();
  }

  @Test
  void severalThreadsMayAskATableForTheIndexesItLacks() throws Exception {
    try (var executor = Executors.newFixedThreadPool(4)) {
      for (int turn = 0; turn < 300; turn++) {
        var read = new FactStore(new TermDictionary());
        for (int i = 0; i < 3_000; i++) {
          read.derive(1 + i % 50, 2, 1 + i / 50, 0);
        }
        FactTable table = read.table(2).orElseThrow();
        List<Callable<Integer>> readers =
            Collections.nCopies(
                4,
                () ->
                    table.bySubject(3_000).rows(7, 0, 3_000).length
                        + table.byObject(3_000).rows(7, 0, 3_000).length
                        + table.find(7, 7));
        for (Future<Integer> found : executor.invokeAll(readers)) {
          assertThat(found.get()).isEqualTo(60 + 50 + 306);
        }
      }
    }
  }

  /// Rows past a snapshot's stand in the chains of the indexes that it shares. If truncating and
  /// adding linked them anew, a reader who is just passing over them would end up among the facts
  /// of another subject.
  @Test
  void readerOfASnapshotStaysOnItsChainWhileLaterFactsComeAndGo() throws Exception {
    for (int object = 1; object <= 10; object++) {
      store.assertFact(1 + object % 2, 1, object);
    }
    FactTable table = store.table(1).orElseThrow();
    table.bySubject(table.rowCount());
    store.nextGeneration();
    Snapshot snapshot = store.snapshot();
    var writerIsDone = new AtomicBoolean();
    try (var executor = Executors.newSingleThreadExecutor()) {
      Future<Integer> strayCount = executor.submit(() -> countStrays(snapshot, writerIsDone));
      for (int turn = 0; turn < 200_000; turn++) {
        for (int object = 11; object <= 16; object++) {
          store.assertFact(1 + (turn + object) % 2, 1, object);
        }
        table.bySubject(table.rowCount());
        store.nextGeneration();
        store.truncate(store.generation() - 2);
      }
      writerIsDone.set(true);
      assertThat(strayCount.get()).isZero();
    }
  }

  /// Asks for the five facts of subject 1 until the writer is done, and counts the wrong answers.
  private static int countStrays(Snapshot snapshot, AtomicBoolean writerIsDone) {
    int strayCount = 0;
    while (!writerIsDone.get()) {
      int[] found = {0};
      snapshot.match(1, 1, TermDictionary.NONE, (_, _, object) -> found[0] += 1 - object % 2);
      strayCount += found[0] == 5 ? 0 : 1;
    }
    return strayCount;
  }

  private static TripleList listOf(int subject, int predicate, int object) {
    var facts = new TripleList();
    facts.accept(subject, predicate, object);
    return facts;
  }
}
