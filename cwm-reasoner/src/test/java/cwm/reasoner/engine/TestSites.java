package cwm.reasoner.engine;

import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.testing.RandomSource;
import cwm.reasoner.Budget;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Partitioner;
import cwm.reasoner.partition.Site;
import cwm.reasoner.partition.Spreading;
import cwm.reasoner.testing.TestFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Several sites in this process, each with a dictionary, a store and a reasoner of its own; what
/// they send one another is translated from the ids of one to those of the other.
final class TestSites implements AutoCloseable {
  /// Sites, and what is between them.
  ///
  /// @param workerCounts of each site
  /// @param split for [PartitionStrategy#PREDICATE], the predicates that go by subject too
  record Layout(
      List<Integer> workerCounts,
      PartitionStrategy strategy,
      Set<Term> split,
      int batchSize,
      long mirroredFactMax) {
    Layout {
      workerCounts = List.copyOf(workerCounts);
      split = Set.copyOf(split);
    }

    /// One site with one worker.
    static Layout alone() {
      return new Layout(List.of(1), PartitionStrategy.HASH, Set.of(), 1_000, 0);
    }

    static Layout random(RandomSource random, Collection<Term> predicates) {
      List<Integer> workerCounts = new ArrayList<>();
      int siteCount = random.between(1, 4);
      for (int i = 0; i < siteCount; i++) {
        workerCounts.add(random.between(1, 2));
      }
      return new Layout(
          workerCounts,
          random.pick(List.of(PartitionStrategy.values())),
          random.oneIn(2) ? Set.of() : Set.of(random.pick(List.copyOf(predicates))),
          random.pick(List.of(1, 3, 1_000)),
          random.pick(List.of(0L, 10L, 1_000L, 100_000L)));
    }

    private int workerCount() {
      return workerCounts.stream().mapToInt(Integer::intValue).sum();
    }
  }

  /// Makes the engine of a site.
  interface Assemblies {
    Assembly of(int site);
  }

  private static final int PARTITION_COUNT = 64;

  private final Layout layout;
  private final List<TestSite> sites = new ArrayList<>();
  private final ExecutorService threads;

  // Guarded by `lock`.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition hasChanged = lock.newCondition();
  private final List<SiteNote> notes = new ArrayList<>();
  private int arrivedCount;
  private int meetingCount;
  private List<SiteNote> lastNotes = List.of();
  private @Nullable String failure;
  private boolean isDelaying;

  TestSites(Layout layout, Assemblies assemblies) {
    this(layout, assemblies, null);
  }

  private TestSites(Layout layout, Assemblies assemblies, @Nullable Resumption resumption) {
    this.layout = layout;
    threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
    int first = 0;
    for (int i = 0; i < layout.workerCounts().size(); i++) {
      sites.add(new TestSite(i, first, assemblies.of(i), resumption));
      first += layout.workerCounts().get(i);
      notes.add(SiteNote.PRESENT);
    }
  }

  /// What one site has.
  private final class TestSite implements Sites {
    private final int number;
    private final TermDictionary dictionary = new TermDictionary();
    private final PartitionedStore store;
    private final Reasoner reasoner;

    // Guarded by `lock`: what came since the last meeting, and what had come before.
    private List<Shipment> coming = new ArrayList<>();
    private List<Shipment> there = new ArrayList<>();
    private List<Shipment> overtaken = new ArrayList<>();

    TestSite(int number, int firstWorker, Assembly assembly, @Nullable Resumption resumption) {
      this.number = number;
      Set<Integer> split = Set.copyOf(layout.split().stream().map(dictionary::intern).toList());
      Partitioner partitioner =
          Partitioner.of(layout.strategy(), PARTITION_COUNT, dictionary, split);
      List<Integer> workers = new ArrayList<>();
      for (int partition = 0; partition < PARTITION_COUNT; partition++) {
        workers.add(partition % layout.workerCount());
      }
      var spreading =
          new Spreading(
              layout.workerCounts().get(number),
              layout.strategy(),
              0,
              Long.MAX_VALUE,
              layout.batchSize(),
              layout.mirroredFactMax());
      store =
          new PartitionedStore(
              dictionary,
              spreading,
              new Site(partitioner, workers, firstWorker, layout.workerCounts().get(number)));
      reasoner = new Reasoner(store, Builtins.standard(), this, assembly, 0, null, resumption);
    }

    private void derive(Triple fact, int stratum) {
      dictionary.intern(fact, (s, p, o) -> store.derive(s, p, o, stratum));
    }

    private boolean owns(Triple fact) {
      return store.isHere(
          store.workerOf(
              dictionary.intern(fact.subject()),
              dictionary.intern(fact.predicate()),
              dictionary.intern(fact.object())));
    }

    @Override
    public int count() {
      return layout.workerCounts().size();
    }

    @Override
    public int here() {
      return number;
    }

    @Override
    public int workerCount(int site) {
      return layout.workerCounts().get(site);
    }

    @Override
    public void send(int site, Shipment shipment) {
      TestSite receiver = sites.get(site);
      Shipment translated = TestSites.translate(shipment, id -> translate(id, receiver));
      lock.lock();
      try {
        receiver.coming.add(translated);
      } finally {
        lock.unlock();
      }
    }

    private int translate(int id, TestSite receiver) {
      return receiver.dictionary.intern(dictionary.term(id));
    }

    @Override
    public List<SiteNote> meet(SiteNote note) {
      lock.lock();
      try {
        notes.set(number, note);
        arrivedCount++;
        int meeting = meetingCount;
        if (arrivedCount == count()) {
          arrivedCount = 0;
          meetingCount++;
          lastNotes = List.copyOf(notes);
          for (TestSite site : sites) {
            if (!isDelaying) {
              site.overtaken.addAll(site.coming);
              site.coming = new ArrayList<>();
            }
            site.there.addAll(site.overtaken);
            site.overtaken = site.coming;
            site.coming = new ArrayList<>();
          }
          hasChanged.signalAll();
        }
        while (meetingCount == meeting && failure == null) {
          hasChanged.awaitUninterruptibly();
        }
        if (failure != null) {
          throw new SitesException(failure);
        }
        List<SiteNote> heard = new ArrayList<>();
        for (int site = 0; site < count(); site++) {
          heard.add(translate(lastNotes.get(site), sites.get(site)));
        }
        return heard;
      } finally {
        lock.unlock();
      }
    }

    private SiteNote translate(SiteNote note, TestSite sender) {
      return new SiteNote(
          note.hasRows(),
          note.roundCount(),
          note.counts().stream()
              .map(
                  count ->
                      new SiteNote.Count(
                          sender.translate(count.predicate(), this), count.factCount()))
              .toList(),
          note.rules(),
          note.isStale());
    }

    @Override
    public List<Shipment> take() {
      lock.lock();
      try {
        List<Shipment> taken = there;
        there = new ArrayList<>();
        return taken;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void fail(String reason) {
      lock.lock();
      try {
        failure = failure == null ? "site " + number + ": " + reason : failure;
        hasChanged.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private static Shipment translate(Shipment shipment, IntUnaryOperator translation) {
    return switch (shipment) {
      case Shipment.Rows sent -> {
        RowList before = sent.rows().get();
        int[] values = Arrays.stream(before.toArray()).map(translation).toArray();
        RowList rows = RowList.of(sent.width(), before.count(), values);
        yield new Shipment.Rows(
            sent.rule(),
            sent.body(),
            sent.match(),
            sent.order(),
            sent.step(),
            sent.worker(),
            sent.width(),
            () -> rows);
      }
      case Shipment.Concluded(var sent, int stratum, int worker) -> {
        FactColumns columns = sent.get();
        var facts = new FactColumns(translation.applyAsInt(columns.predicate()));
        for (int i = 0; i < columns.count(); i++) {
          facts.add(
              translation.applyAsInt(columns.subject(i)),
              translation.applyAsInt(columns.object(i)));
        }
        yield new Shipment.Concluded(() -> facts, stratum, worker);
      }
      case Shipment.Mirrored(var triples) -> new Shipment.Mirrored(translate(triples, translation));
      case Shipment.Asserted(var triples) -> new Shipment.Asserted(translate(triples, translation));
      case Shipment.Ordered(var sender, var triples) ->
          new Shipment.Ordered(sender, translate(triples, translation));
      case Shipment.Numbers numbers -> numbers;
    };
  }

  // ---------------------------------------------------------------- what a test does with them

  void add(Collection<Triple> statements) {
    for (Triple statement : statements) {
      TestSite owner =
          sites.stream().filter(site -> site.owns(statement)).findFirst().orElseThrow();
      owner.dictionary.intern(statement, owner.store::assertFact);
    }
  }

  /// As [#add], and tells all sites of the order, as whoever deals an input out does.
  void addInOrder(Collection<Triple> statements) {
    add(statements);
    for (TestSite site : sites) {
      for (Triple statement : statements) {
        site.dictionary.intern(statement, site.store.positions()::add);
      }
    }
  }

  /// From now on what is sent comes one meeting later than it should.
  void delayShipments() {
    isDelaying = true;
  }

  void retract(Collection<Triple> statements) {
    for (Triple statement : statements) {
      TestSite owner =
          sites.stream().filter(site -> site.owns(statement)).findFirst().orElseThrow();
      owner.store.retract(TripleList.of(owner.dictionary, List.of(statement)));
      owner.reasoner.factsRetracted();
    }
  }

  /// Has all sites think.
  ///
  /// @return what each says
  List<ThinkReport> think() {
    return think(Budget.unlimited());
  }

  List<ThinkReport> think(Budget budget) {
    failure = null;
    List<Future<ThinkReport>> running = new ArrayList<>();
    for (TestSite site : sites) {
      running.add(threads.submit(() -> site.reasoner.think(budget)));
    }
    List<ThinkReport> reports = new ArrayList<>();
    RuntimeException first = null;
    for (Future<ThinkReport> future : running) {
      try {
        reports.add(future.get());
      } catch (ExecutionException e) {
        RuntimeException thrown =
            e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
        first = first == null || first instanceof SitesException ? thrown : first;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    arrivedCount = 0; // of a meeting that failed
    sites.forEach(site -> site.coming.clear());
    sites.forEach(site -> site.there.clear());
    sites.forEach(site -> site.overtaken.clear());
    if (first != null) {
      throw first;
    }
    return reports;
  }

  /// Has a run end with an exception at one site when it has passed so many supersteps of its
  /// history.
  void breakAt(int superstep) {
    Reasoner first = sites.getFirst().reasoner;
    first.onBarrier(
        () -> {
          if (first.history().count() >= superstep) {
            throw new SitesException("broken off");
          }
        });
  }

  /// How many supersteps all sites have passed; 0 if they cannot be taken up.
  int passedCount() {
    return sites.stream()
        .map(site -> site.reasoner.history())
        .mapToInt(TestSites::count)
        .min()
        .orElse(0);
  }

  private static int count(History history) {
    return history.isOpen() ? history.count() : 0;
  }

  /// Other sites, which go on where these were.
  ///
  /// @param stated what inputs state
  /// @param superstep see [Resumption]
  TestSites resumed(Layout other, Collection<Triple> stated, int superstep) {
    History history = sites.getFirst().reasoner.history();
    List<Integer> strata = IntStream.rangeClosed(1, superstep).mapToObj(history::stratum).toList();
    var resumed =
        new TestSites(other, _ -> new Assembly(), new Resumption(strata, history.isEnd(superstep)));
    resumed.add(stated);
    for (int each = 1; each <= superstep; each++) {
      resumed.sites.forEach(site -> site.store.nextGeneration());
      for (TestSite site : sites) {
        site.reasoner
            .history()
            .forEachDerived(
                each,
                (stratum, s, p, o) -> resumed.derive(site.dictionary.triple(s, p, o), stratum));
      }
    }
    return resumed;
  }

  private void derive(Triple fact, int stratum) {
    sites.stream().filter(site -> site.owns(fact)).forEach(site -> site.derive(fact, stratum));
  }

  TestFacts facts() {
    return TestFacts.of(sites.stream().map(site -> site.store).toList());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private static Supplier<TripleList> translate(
      Supplier<TripleList> triples, IntUnaryOperator translation) {
    TripleList translated =
        TripleList.of(Arrays.stream(triples.get().toArray()).map(translation).toArray());
    return () -> translated;
  }
}
