package cwm.rdf.store;

import cwm.rdf.store.StoreHistory.Operation;
import cwm.rdf.store.StoreHistory.Taken;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Shrinker;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// Random histories: whatever happens to a store, it holds what a model of plain maps holds.
class FactStorePropertyTest {

  @RandomSeeds(500)
  void storeHoldsWhatItsModelHolds(long seed) {
    var random = new RandomSource(seed);
    verify(
        StoreHistory.random(random, random.between(1, 250), StoreHistory.FEW_TERMS),
        StoreHistory.FEW_TERMS);
  }

  @RandomSeeds(50)
  void largeTableHoldsWhatItsModelHolds(long seed) {
    var random = new RandomSource(seed);
    verify(
        StoreHistory.random(random, random.between(1, 60), StoreHistory.MANY_TERMS),
        StoreHistory.MANY_TERMS);
  }

  private static void verify(List<Operation> operations, int termCount) {
    Shrinker.verify(
        operations,
        some -> {
          var history = new StoreHistory(termCount);
          some.forEach(history::run);
          history.compare();
        });
  }

  @RandomSeeds(10)
  void snapshotStaysAsItIsForAnotherThread(long seed) throws Exception {
    var random = new RandomSource(seed);
    var history = new StoreHistory(StoreHistory.FEW_TERMS);
    var latest = new AtomicReference<Taken>(history.takeSnapshot());
    var writerIsDone = new AtomicBoolean();
    try (var executor = Executors.newSingleThreadExecutor()) {
      Future<?> reader = executor.submit(() -> checkAgainAndAgain(latest, writerIsDone));
      try {
        for (int i = 0; i < 100; i++) {
          StoreHistory.random(random, 50, StoreHistory.FEW_TERMS).forEach(history::run);
          latest.set(history.takeSnapshot());
        }
      } finally {
        writerIsDone.set(true);
      }
      reader.get();
    }
  }

  private static void checkAgainAndAgain(AtomicReference<Taken> latest, AtomicBoolean isDone) {
    do {
      latest.get().check();
    } while (!isDone.get());
  }
}
