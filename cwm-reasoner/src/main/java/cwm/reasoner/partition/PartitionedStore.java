package cwm.reasoner.partition;

import cwm.rdf.store.FactPositions;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The facts of one machine: a [FactStore] for each worker, which holds the partitions that the
/// worker owns.
///
/// At first there is one worker, which owns everything. Once there are enough facts for it to pay
/// ([Spreading#factCountMin]) they are spread over all workers: while they are loaded, or between
/// two supersteps. On one of several machines ([Site]) facts are spread from the beginning, and
/// only those of this machine's workers are here.
///
/// Owned by one thread, except that between two barriers each worker has its own store for itself;
/// others may then read rows that were there at the barrier ([cwm.rdf.store.FactRows]).
public final class PartitionedStore {
  private final TermDictionary dictionary;
  private final Spreading spreading;
  private final FactPositions positions = new FactPositions();
  private final int firstWorker;
  private final boolean isAlone;
  private List<FactStore> stores;
  private @Nullable Partitioner partitioner;
  private int[] workerByPartition = {0};

  // For `hash` and `graph`: where terms belong as subjects.
  private @Nullable SubjectWorkers bySubject;

  /// An empty store.
  public PartitionedStore(TermDictionary dictionary, Spreading spreading) {
    this.dictionary = dictionary;
    this.spreading = spreading;
    firstWorker = 0;
    isAlone = true;
    stores = List.of(new FactStore(dictionary));
  }

  /// The empty store of one of several machines.
  public PartitionedStore(TermDictionary dictionary, Spreading spreading, Site site) {
    this.dictionary = dictionary;
    this.spreading = spreading;
    firstWorker = site.firstWorker();
    isAlone = false;
    stores =
        IntStream.range(0, site.workerCount()).mapToObj(_ -> new FactStore(dictionary)).toList();
    place(
        site.partitioner(),
        site.workerByPartition().stream().mapToInt(Integer::intValue).toArray());
  }

  /// One worker that has all facts of a store.
  public PartitionedStore(FactStore store) {
    dictionary = store.dictionary();
    spreading = Spreading.NONE;
    firstWorker = 0;
    isAlone = true;
    stores = List.of(store);
  }

  public TermDictionary dictionary() {
    return dictionary;
  }

  public Spreading spreading() {
    return spreading;
  }

  /// The order in which inputs state facts. One of several machines does not note it itself: it
  /// would know that of its own facts only, so whoever deals facts out tells all machines of all.
  public FactPositions positions() {
    return positions;
  }

  /// The facts that each of this machine's workers owns.
  public List<FactStore> stores() {
    return stores;
  }

  /// The number of this machine's first worker; the others follow. It is not 0 if other machines
  /// come before.
  public int firstWorker() {
    return firstWorker;
  }

  /// The facts that a worker of this machine owns.
  ///
  /// @param worker the worker's number
  public FactStore storeOf(int worker) {
    return stores.get(worker - firstWorker);
  }

  /// Whether a worker is one of this machine's.
  public boolean isHere(int worker) {
    return worker >= firstWorker && worker < firstWorker + stores.size();
  }

  /// Whether facts are spread over more than one worker, or could be: there are partitions.
  public boolean isSpread() {
    return partitioner != null;
  }

  public long factCount() {
    long count = 0;
    for (FactStore store : stores) {
      count += store.factCount();
    }
    return count;
  }

  /// How many facts were concluded by rules and stand in no input.
  public long derivedOnlyCount() {
    return stores.stream().mapToLong(FactStore::derivedOnlyCount).sum();
  }

  /// The tables of all workers, worker by worker, without those of working relations.
  public List<FactTable> tables() {
    return stores.stream().flatMap(store -> store.tables().stream()).toList();
  }

  /// The tables of a predicate, of those workers that ever had facts of it.
  public List<FactTable> tables(int predicate) {
    return stores.stream().flatMap(store -> store.table(predicate).stream()).toList();
  }

  /// What places facts; only once they are spread.
  public Partitioner partitioner() {
    if (partitioner == null) {
      throw new IllegalStateException("one worker has all facts");
    }
    return partitioner;
  }

  /// The worker that has the facts with these terms, or [Partitioner#ANY]; see
  /// [Partitioner#partition].
  public int workerOf(int subject, int predicate, int object) {
    if (partitioner == null) {
      return 0;
    }
    if (bySubject != null && subject != TermDictionary.NONE) {
      return bySubject.workerOf(subject);
    }
    int partition = partitioner.partition(subject, predicate, object);
    return partition == Partitioner.ANY ? partition : workerByPartition[partition];
  }

  /// As [#workerOf] for facts of one predicate: places `start` to before `end` of two columns.
  ///
  /// @param workers takes the workers' numbers, from its beginning on
  public void workersOf(
      int[] subjects, int predicate, int[] objects, int start, int end, int[] workers) {
    if (bySubject != null) {
      bySubject.workersOf(subjects, start, end, workers);
      return;
    }
    for (int at = start; at < end; at++) {
      workers[at - start] = workerOf(subjects[at], predicate, objects[at]);
    }
  }

  // ---------------------------------------------------------------- facts of inputs

  /// Says that what is asserted from now on is another input's.
  public void startDocument() {
    positions.startDocument();
  }

  /// Notes that an input states the fact; see [FactStore#assertFact].
  public boolean assertFact(int subject, int predicate, int object) {
    if (isAlone) {
      positions.add(subject, predicate, object);
    }
    boolean isNew =
        storeOf(workerOf(subject, predicate, object)).assertFact(subject, predicate, object);
    if (isNew && isToBeSpread()) {
      spread();
    }
    return isNew;
  }

  /// As [#assertFact] for `triples[0, 3 * count)`, three ids each, in this order, at less cost.
  public void assertFacts(int[] triples, int count) {
    for (int at = 0; isAlone && at < 3 * count; at += 3) {
      positions.add(triples[at], triples[at + 1], triples[at + 2]);
    }
    if (partitioner == null) {
      stores.getFirst().assertFacts(triples, count);
      if (isToBeSpread()) {
        spread();
      }
      return;
    }
    int[][] parts = new int[stores.size()][3 * count];
    int[] lengths = new int[parts.length];
    for (int at = 0; at < 3 * count; at += 3) {
      int worker = workerOf(triples[at], triples[at + 1], triples[at + 2]) - firstWorker;
      System.arraycopy(triples, at, parts[worker], lengths[worker], 3);
      lengths[worker] += 3;
    }
    for (int worker = 0; worker < parts.length; worker++) {
      stores.get(worker).assertFacts(parts[worker], lengths[worker] / 3);
    }
  }

  /// Notes that a rule of `stratum` concluded the fact; see [FactStore#derive].
  public boolean derive(int subject, int predicate, int object, int stratum) {
    boolean isNew =
        storeOf(workerOf(subject, predicate, object)).derive(subject, predicate, object, stratum);
    if (isNew && isToBeSpread()) {
      spread();
    }
    return isNew;
  }

  /// Begins a generation at all workers.
  public void nextGeneration() {
    stores.forEach(FactStore::nextGeneration);
  }

  /// Whether an input states a fact that is here.
  public boolean isAsserted(int subject, int predicate, int object) {
    int worker = workerOf(subject, predicate, object);
    if (!isHere(worker)) {
      return false;
    }
    Optional<FactTable> table = storeOf(worker).table(predicate);
    int row = table.map(known -> known.find(subject, object)).orElse(-1);
    return row >= 0 && table.orElseThrow().isAsserted(row);
  }

  /// Takes back that an input states these facts; see [FactStore#retract].
  public int retract(TripleList facts) {
    facts.forEach(positions::remove);
    int count = 0;
    for (FactStore store : stores) {
      count += store.retract(facts);
    }
    return count;
  }

  /// Drops facts, whether inputs state them or rules concluded them; see [FactStore#removeIf].
  ///
  /// @return how many
  public long removeIf(FactStore.RowPredicate isRemoved) {
    FactStore.RowPredicate noting =
        (table, row) -> {
          boolean isGone = isRemoved.test(table, row);
          if (isGone) {
            positions.remove(table.subject(row), table.predicate(), table.object(row));
          }
          return isGone;
        };
    return stores.stream().mapToLong(store -> store.removeIf(noting)).sum();
  }

  // ---------------------------------------------------------------- spreading

  /// Whether facts should be spread that one worker has now.
  public boolean isToBeSpread() {
    return !isSpread()
        && spreading.workerCount() > 1
        && stores.getFirst().factCount() >= spreading.factCountMin();
  }

  /// Deals the facts out to all workers. Each keeps its generation, and its bits. Θ(facts).
  public void spread() {
    FactStore whole = stores.getFirst();
    Partitioner chosen =
        Partitioner.of(
            spreading.strategy(), spreading.partitionCount(), dictionary, largePredicates(whole));
    int workerCount = spreading.workerCount();
    int[] workers =
        IntStream.range(0, chosen.partitionCount())
            .map(partition -> partition % workerCount)
            .toArray();
    stores = whole.split(workerCount, (s, p, o) -> workers[chosen.partition(s, p, o)]);
    place(chosen, workers);
  }

  private void place(Partitioner chosen, int[] workers) {
    partitioner = chosen;
    workerByPartition = workers;
    if (chosen instanceof HashPartitioner || chosen instanceof GraphPartitioner) {
      bySubject = new SubjectWorkers(chosen, workers);
    }
  }

  /// The predicates of which one worker alone would have more than its share.
  private Set<Integer> largePredicates(FactStore whole) {
    long share = whole.factCount() / (4L * spreading.workerCount());
    Set<Integer> large = new HashSet<>();
    for (FactTable table : whole.allTables()) {
      if (table.rowCount() > share) {
        large.add(table.predicate());
      }
    }
    return large;
  }
}
