package cwm.app;

import cwm.app.server.ServedStore;
import cwm.app.server.ServedSyntax;
import cwm.jena.sparql.GraphFacts;
import cwm.jena.sparql.Services;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.jena.sparql.SparqlStore;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Iri;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.RunContext;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.engine.ThinkReport;
import cwm.reasoner.partition.PartitionedStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The store of a single node that stays up.
///
/// Changes wait for the answers that are being given, and those that come later for them. Who takes
/// answers is to see to it that they take no longer than they may.
final class LiveStore implements ServedStore {
  private final PartitionedStore facts;
  private final NamedGraphs named;
  private final @Nullable Reasoner reasoner;
  private final Map<String, String> prefixes;
  private final Supplier<RunContext> runs;
  private final SparqlStore sparql;
  private final LoadReader loads;
  private final HeapRoom room;
  private final Duration patience;
  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

  // Whether a change broke off in its midst, so that nobody knows what there is.
  private volatile boolean isBroken;

  private volatile Size size;
  private volatile boolean isThinking;

  // Whether what is derived may follow from facts that are gone.
  private boolean hasRetracted;

  /// @param reasoner whose work is all that is derived; null if no rules are in force
  /// @param runs makes what a run of the rules is bound to
  /// @param loads reads what LOAD asks for
  /// @param services asks what SERVICE names
  /// @param room knows how much more there may be
  /// @param patience how long requests wait for others, unless they say so themselves
  LiveStore(
      PartitionedStore facts,
      NamedGraphs named,
      @Nullable Reasoner reasoner,
      Map<String, String> prefixes,
      Supplier<RunContext> runs,
      LoadReader loads,
      Services services,
      HeapRoom room,
      Duration patience) {
    this.facts = facts;
    this.named = named;
    this.reasoner = reasoner;
    this.prefixes = Map.copyOf(prefixes);
    this.runs = runs;
    this.loads = loads;
    this.patience = patience;
    this.room = room;
    size = counted();
    sparql = new SparqlStore(new DefaultGraph(), named, services);
  }

  /// Reads the documents that LOAD names.
  @FunctionalInterface
  interface LoadReader {
    /// The statements of a document.
    ///
    /// @param limit how long it may take to come
    /// @throws SparqlException if it may not be read, or has mistakes
    TripleList read(String iri, Duration limit);
  }

  /// What rules read. What is derived from what is taken away goes when the rules run again.
  private final class DefaultGraph implements GraphFacts {
    @Override
    public List<FactStore> stores() {
      return facts.stores();
    }

    @Override
    public void add(int subject, int predicate, int object) {
      facts.assertFact(subject, predicate, object);
    }

    @Override
    public void remove(TripleList removed) {
      hasRetracted |= facts.retract(removed) > 0;
    }
  }

  @Override
  public TermDictionary dictionary() {
    return facts.dictionary();
  }

  @Override
  public Map<String, String> prefixes() {
    return prefixes;
  }

  @Override
  public List<ServedSyntax> syntaxes() {
    return WebSyntax.all();
  }

  @Override
  public Optional<String> waitingFor() {
    return isBroken
        ? Optional.of("being started anew: a change broke off in its midst")
        : Optional.empty();
  }

  // ---------------------------------------------------------------- asking

  @Override
  public void ask(SparqlRequest.OfQuery query, Duration timeout, Consumer<SparqlAnswer> taker) {
    long endNanos = System.nanoTime() + timeout.toNanos();
    locked(
        lock.readLock(),
        timeout,
        () -> {
          SparqlAnswer answer = sparql.ask(query, Optional.of(until(endNanos)));
          if (answer instanceof SparqlAnswer.Rows rows) {
            try (rows) {
              taker.accept(rows);
            }
          } else {
            taker.accept(answer);
          }
          return true;
        });
  }

  @Override
  public Optional<TripleList> graph(Optional<String> name) {
    return reading(
        () -> {
          List<FactStore> stores = stores(name);
          if (name.isPresent() && stores.isEmpty()) {
            return Optional.empty();
          }
          var statements = new TripleList();
          for (FactStore store : stores) {
            store.tables().forEach(table -> table.forEach(statements));
          }
          return Optional.of(statements);
        });
  }

  private List<FactStore> stores(Optional<String> name) {
    return name.isEmpty()
        ? facts.stores()
        : named.find(dictionary().find(new Iri(name.get()))).stream().toList();
  }

  private static Duration until(long endNanos) {
    return Duration.ofNanos(
        Math.max(TimeUnit.MILLISECONDS.toNanos(1), endNanos - System.nanoTime()));
  }

  private <T> T reading(Supplier<T> work) {
    return locked(lock.readLock(), patience, work);
  }

  private <T> T locked(Lock lock, Duration patience, Supplier<T> work) {
    try {
      if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SparqlException(
            SparqlException.Kind.TIMED_OUT,
            "others asked for or changed the facts for longer than a request may wait");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new SparqlException(SparqlException.Kind.TIMED_OUT, "the node ends");
    }
    try {
      requireWhole();
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private void requireWhole() {
    if (isBroken) {
      throw new SparqlException(
          SparqlException.Kind.FAILED,
          "a change broke off in its midst, and what there is now may be wrong; start the node"
              + " anew");
    }
  }

  // ---------------------------------------------------------------- changing

  @Override
  public Change update(SparqlRequest.OfUpdate update, Duration timeout, boolean thinks) {
    long endNanos = System.nanoTime() + timeout.toNanos();
    Iterator<Read> documents = read(update.loadedDocuments(), endNanos).iterator();
    return changing(
        thinks,
        until(endNanos),
        () -> {
          sparql.update(
              update,
              Optional.of(until(endNanos)),
              (_, graph) -> add(graph, documents.next().orThrow()));
          return false;
        });
  }

  /// What became of a document that LOAD names.
  private record Read(TripleList statements, Optional<SparqlException> failure) {
    TripleList orThrow() {
      if (failure.isPresent()) {
        throw failure.get();
      }
      return statements;
    }
  }

  /// Reads documents while others may ask and change.
  private List<Read> read(List<String> documents, long endNanos) {
    List<Read> read = new ArrayList<>();
    long count = 0;
    for (String document : documents) {
      try {
        TripleList statements = loads.read(document, until(endNanos));
        count += statements.size();
        room.requireFor(count);
        read.add(new Read(statements, Optional.empty()));
      } catch (SparqlException e) {
        read.add(new Read(new TripleList(), Optional.of(e)));
      }
    }
    return read;
  }

  @Override
  public Change load(Optional<String> name, Document document, boolean replaces, boolean thinks) {
    room.requireFor(0);
    TripleList statements = SentDocuments.read(document, dictionary());
    room.requireFor(statements.size());
    return changing(
        thinks,
        patience,
        () -> {
          boolean isNew = name.isPresent() && stores(name).isEmpty();
          if (replaces) {
            empty(name);
          }
          add(name.map(iri -> dictionary().intern(new Iri(iri))), statements);
          return isNew;
        });
  }

  @Override
  public Optional<Change> drop(Optional<String> name, boolean thinks) {
    if (reading(() -> name.isPresent() && stores(name).isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        changing(
            thinks,
            patience,
            () -> {
              empty(name);
              return false;
            }));
  }

  private void add(Optional<Integer> graph, TripleList statements) {
    if (graph.isPresent()) {
      FactStore store = named.graph(graph.get());
      statements.forEach(store::assertFact);
    } else {
      facts.startDocument();
      statements.forEach(facts::assertFact);
    }
  }

  private void empty(Optional<String> name) {
    if (name.isPresent()) {
      named.drop(dictionary().find(new Iri(name.get())));
      return;
    }
    var stated = new TripleList();
    facts.tables().forEach(table -> table.forEachAsserted(stated));
    new DefaultGraph().remove(stated);
  }

  /// @param work tells whether it has made a graph; if it fails, part of it may have been done
  private Change changing(boolean thinks, Duration timeout, Supplier<Boolean> work) {
    room.requireFor(0);
    return locked(
        lock.writeLock(),
        timeout,
        () -> {
          boolean madeGraph = finished(thinks, work);
          return new Change(madeGraph, facts.factCount(), facts.derivedOnlyCount());
        });
  }

  private boolean finished(boolean thinks, Supplier<Boolean> work) {
    try {
      boolean madeGraph;
      try {
        madeGraph = work.get();
      } catch (RuntimeException e) {
        finishAfter(e, thinks);
        throw e;
      }
      finish(thinks);
      return madeGraph;
    } catch (Error e) { // above all, out of memory
      isBroken = true;
      throw e;
    }
  }

  /// What went wrong first is told.
  private void finishAfter(RuntimeException failure, boolean thinks) {
    try {
      finish(thinks);
    } catch (SparqlException e) {
      failure.addSuppressed(e);
    }
  }

  private void finish(boolean thinks) {
    try {
      if (thinks && reasoner != null) {
        think(reasoner);
      }
    } finally {
      size = counted();
      sparql.changed();
    }
  }

  private Size counted() {
    return new Size(facts.factCount(), facts.derivedOnlyCount());
  }

  @Override
  public Optional<Size> size() {
    return Optional.of(size);
  }

  @Override
  public Optional<String> doing() {
    return isThinking ? Optional.of("running the rules") : Optional.empty();
  }

  private void think(Reasoner rules) {
    if (hasRetracted) {
      hasRetracted = false;
      rules.factsRetracted();
    }
    isThinking = true;
    try {
      ThinkReport report = rules.think(runs.get());
      if (!report.inconsistencies().isEmpty()) {
        throw new SparqlException(
            SparqlException.Kind.FAILED,
            "the change is made, and what is known is inconsistent: "
                + report.inconsistencies().getFirst());
      }
    } catch (ReasonerException e) {
      throw new SparqlException(
          SparqlException.Kind.FAILED,
          "the change is made, but the rules could not run: " + e.getMessage());
    } finally {
      isThinking = false;
    }
  }
}
