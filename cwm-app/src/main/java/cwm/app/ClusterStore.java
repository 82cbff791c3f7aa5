package cwm.app;

import cwm.app.server.ServedStore;
import cwm.app.server.ServedSyntax;
import cwm.cluster.ClusterException;
import cwm.cluster.state.JobResult;
import cwm.distributed.DistributedException;
import cwm.distributed.DistributedReasoner;
import cwm.distributed.QueryLog;
import cwm.distributed.QueryStrategy;
import cwm.distributed.QueryTerms;
import cwm.jena.sparql.Services;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Iri;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The store of a node in a cluster: what all nodes know, which each of them answers for and
/// changes alike.
///
/// An answer is of one version of all facts, and a change is made to one: if others change the
/// facts meanwhile, it is found anew.
final class ClusterStore implements ServedStore {
  private final DistributedReasoner reasoner;
  private final Map<String, String> prefixes;
  private final Function<String, TripleList> loader;
  private final Services services;
  private final HeapRoom room;
  private final Duration patience;

  /// @param loader reads what LOAD asks for
  /// @param services asks what SERVICE names
  /// @param room knows how much more there may be
  /// @param patience how long requests may take, unless they say so themselves
  ClusterStore(
      DistributedReasoner reasoner,
      Map<String, String> prefixes,
      Function<String, TripleList> loader,
      Services services,
      HeapRoom room,
      Duration patience) {
    this.reasoner = reasoner;
    this.prefixes = Map.copyOf(prefixes);
    this.loader = loader;
    this.services = services;
    this.room = room;
    this.patience = patience;
  }

  @Override
  public TermDictionary dictionary() {
    return reasoner.dictionary();
  }

  @Override
  public List<ServedSyntax> syntaxes() {
    return WebSyntax.all();
  }

  @Override
  public Map<String, String> prefixes() {
    return prefixes;
  }

  // ---------------------------------------------------------------- asking

  @Override
  public void ask(SparqlRequest.OfQuery query, Duration timeout, Consumer<SparqlAnswer> taker) {
    boolean _ =
        asking(
            () ->
                reasoner.ask(
                    query,
                    QueryStrategy.PARALLEL,
                    within(timeout),
                    answer -> {
                      taker.accept(answer);
                      return true;
                    }));
  }

  private QueryTerms within(Duration timeout) {
    return new QueryTerms(new QueryLog(), Optional.of(timeout), services);
  }

  @Override
  public Optional<TripleList> graph(Optional<String> name) {
    TripleList statements = asking(() -> reasoner.graph(id(name)));
    // A named graph without facts does not exist.
    return name.isEmpty() || statements.size() > 0 ? Optional.of(statements) : Optional.empty();
  }

  private boolean isMissing(Optional<String> name) {
    Optional<Integer> id = id(name);
    return id.isPresent() && !asking(() -> reasoner.hasGraph(id.get()));
  }

  private Optional<Integer> id(Optional<String> name) {
    return name.map(iri -> dictionary().intern(new Iri(iri)));
  }

  // ---------------------------------------------------------------- changing

  @Override
  public Change update(SparqlRequest.OfUpdate update, Duration timeout, boolean thinks) {
    room.requireFor(0);
    // What is found anew need not be read anew.
    Map<String, TripleList> documents = new HashMap<>();
    return change(
        false,
        asking(
            () ->
                reasoner.update(
                    update,
                    within(timeout),
                    iri -> documents.computeIfAbsent(iri, this::read),
                    !thinks)));
  }

  private TripleList read(String iri) {
    TripleList statements = loader.apply(iri);
    room.requireFor(statements.size());
    return statements;
  }

  @Override
  public Change load(Optional<String> name, Document document, boolean replaces, boolean thinks) {
    room.requireFor(0);
    TripleList statements = SentDocuments.read(document, dictionary());
    room.requireFor(statements.size());
    boolean isNew = isMissing(name);
    return change(
        isNew,
        asking(
            () ->
                replaces
                    ? reasoner.replace(id(name), statements, patience, !thinks)
                    : reasoner.add(id(name), statements, patience, !thinks)));
  }

  @Override
  public Optional<Change> drop(Optional<String> name, boolean thinks) {
    if (isMissing(name)) {
      return Optional.empty();
    }
    return Optional.of(
        change(
            false, asking(() -> reasoner.replace(id(name), new TripleList(), patience, !thinks))));
  }

  private static Change change(boolean madeGraph, Optional<JobResult> result) {
    return new Change(
        madeGraph, result.map(known -> new Size(known.factCount(), known.derivedCount())));
  }

  // ---------------------------------------------------------------- failures

  /// Something that waits for other nodes.
  @FunctionalInterface
  private interface Asking<T> {
    T ask() throws InterruptedException;
  }

  private static <T> T asking(Asking<T> asking) {
    try {
      return asking.ask();
    } catch (DistributedException | ClusterException e) {
      throw new SparqlException(SparqlException.Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new SparqlException(SparqlException.Kind.UNAVAILABLE, "the node ends");
    }
  }
}
