package cwm.jena.sparql;

import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.shared.JenaException;
import org.apache.jena.sparql.ARQConstants;
import org.apache.jena.sparql.algebra.optimize.RewriteFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.UpdateExec;
import org.apache.jena.sparql.modify.request.UpdateLoad;
import org.apache.jena.sparql.service.ServiceExecutorRegistry;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.update.Update;

/// Answers SPARQL 1.1 over a store, without a copy of it: Apache Jena's ARQ parses and plans, and
/// basic graph patterns are searched for as the bodies of rules are ([PatternExecutor]).
///
/// What rules read is the default graph. Statements about formulas, rules among them, are not seen;
/// lists are seen as chains of `rdf:first` and `rdf:rest`. Nothing is read from elsewhere: FROM
/// chooses among the graphs of the store; SERVICE and LOAD are the caller's.
///
/// Any number of threads may ask while nobody updates.
public final class SparqlStore {
  /// Reads what LOAD asks for.
  @FunctionalInterface
  public interface Loader {
    /// Reads a document into a graph.
    ///
    /// @param graph the id of the graph's name; empty for the default graph
    /// @throws SparqlException if it is not allowed, or fails
    void load(String iri, Optional<Integer> graph);
  }

  private final GraphFacts facts;
  private final NamedFacts named;
  private final StoreDataset dataset;

  /// @param facts the default graph
  /// @param named the others, in the same dictionary
  public SparqlStore(GraphFacts facts, NamedGraphs named) {
    this(facts, named, Services.NONE);
  }

  /// @param facts the default graph
  /// @param named the others, in the same dictionary
  /// @param services asks the endpoints that SERVICE names
  public SparqlStore(GraphFacts facts, NamedGraphs named, Services services) {
    this(facts, NamedFacts.of(named), services);
  }

  /// @param facts the default graph
  /// @param named the others, in the same dictionary
  /// @param services asks the endpoints that SERVICE names
  public SparqlStore(GraphFacts facts, NamedFacts named, Services services) {
    JenaSystem.init();
    this.facts = facts;
    this.named = named;
    dataset = new StoreDataset(facts, named);
    dataset.getContext().set(ARQ.httpServiceAllowed, false);
    ServiceExecutorRegistry.set(dataset.getContext(), new ServiceAsking(services).registry());
    dataset
        .getContext()
        .set(ARQConstants.sysOptimizerFactory, (RewriteFactory) CancellableExpressions::optimizer);
    OwnFunctions.only(dataset.getContext());
  }

  /// The store as ARQ sees it.
  DatasetGraph dataset() {
    return dataset;
  }

  /// How many views of named graphs are kept.
  int keptViewCount() {
    return dataset.keptCount();
  }

  /// Says that the facts have been changed otherwise than by [#update].
  public void changed() {
    dataset.changed();
  }

  // ---------------------------------------------------------------- queries

  /// Begins to answer a query.
  ///
  /// @param timeout how long it may take until its last row is written
  /// @return rows are to be closed
  /// @throws SparqlException if it takes too long or fails
  public SparqlAnswer ask(SparqlRequest.OfQuery request, Optional<Duration> timeout) {
    Query query = request.query();
    dataset.forgetMissing();
    QueryExec execution = begin(query, timeout);
    try {
      if (query.isSelectType()) {
        var rows = new SoundRows(execution.select(), this::requireSound);
        return new SparqlAnswer.Rows(execution, rows, dataset.terms());
      }
      try (execution) {
        SparqlAnswer answer =
            query.isAskType()
                ? new SparqlAnswer.Truth(execution.ask())
                : statements(query, execution);
        requireSound();
        return answer;
      }
    } catch (JenaException e) {
      execution.close();
      throw failure(e);
    } catch (StackOverflowError e) {
      execution.close();
      throw tooDeep();
    } catch (RuntimeException e) { // of a service, or of facts that are elsewhere
      execution.close();
      throw e;
    }
  }

  private void requireSound() {
    facts.requireSound();
    named.requireSound();
  }

  private QueryExec begin(Query query, Optional<Duration> timeout) {
    var builder = QueryExec.dataset(dataset).query(query);
    timeout.ifPresent(time -> builder.timeout(time.toMillis(), TimeUnit.MILLISECONDS));
    return builder.build();
  }

  private SparqlAnswer statements(Query query, QueryExec execution) {
    Iterator<Triple> found =
        query.isConstructType() ? execution.constructTriples() : execution.describeTriples();
    // A dictionary never forgets, so what queries compute is not for the store's.
    var dictionary = new TermDictionary();
    TripleList statements = new FoldedLists(dataset.terms(), dictionary).fold(found);
    return new SparqlAnswer.Statements(
        statements, dictionary, query.getPrefixMapping().getNsPrefixMap());
  }

  static SparqlException failure(RuntimeException e) {
    return e instanceof QueryCancelledException
        ? new SparqlException(
            SparqlException.Kind.TIMED_OUT, "the query took longer than it may, and was ended")
        : new SparqlException(SparqlException.Kind.FAILED, "the query failed: " + e.getMessage());
  }

  // ---------------------------------------------------------------- updates

  /// Does updates one after the other. When one fails, those before it have been done, unless the
  /// facts [GraphFacts#changesTogether]; the message says how many these are.
  ///
  /// @param timeout for all of them
  /// @throws SparqlException if one fails
  public void update(SparqlRequest.OfUpdate request, Optional<Duration> timeout, Loader loader) {
    long startNanos = System.nanoTime();
    List<Update> updates = request.updates().getOperations();
    int doneCount = 0;
    try {
      for (Update update : updates) {
        update(
            update, timeout.map(time -> time.minusNanos(System.nanoTime() - startNanos)), loader);
        dataset.flush();
        doneCount += facts.changesTogether() ? 0 : 1;
      }
    } catch (JenaException e) {
      throw failure(failure(e), doneCount, updates.size());
    } catch (SparqlException e) {
      throw failure(e, doneCount, updates.size());
    } catch (StackOverflowError e) {
      throw failure(tooDeep(), doneCount, updates.size());
    } finally {
      dataset.flush(); // or who asks next would do it, beside others who ask
    }
  }

  private static SparqlException failure(SparqlException ofOne, int doneCount, int count) {
    if (count == 1) {
      return ofOne;
    }
    String done =
        switch (doneCount) {
          case 0 -> "none of the %,d updates has been done".formatted(count);
          case 1 -> "the first of %,d updates has been done".formatted(count);
          default -> "the first %,d of %,d updates have been done".formatted(doneCount, count);
        };
    return new SparqlException(ofOne.kind(), ofOne.getMessage() + "; " + done);
  }

  /// @param left may be over
  private void update(Update update, Optional<Duration> left, Loader loader) {
    if (left.filter(time -> !time.isPositive()).isPresent()) {
      throw new SparqlException(
          SparqlException.Kind.TIMED_OUT, "the updates took longer than they may");
    }
    if (update instanceof UpdateLoad load) {
      load(load, loader);
    } else {
      var builder = UpdateExec.dataset(dataset).update(update);
      left.ifPresent(time -> builder.timeout(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS));
      builder.execute();
    }
  }

  /// What ARQ evaluates recurses, as regular expressions do.
  static SparqlException tooDeep() {
    return new SparqlException(
        SparqlException.Kind.FAILED,
        "the request nests too deep, or a regular expression of it does on a long text");
  }

  private void load(UpdateLoad load, Loader loader) {
    try {
      loader.load(
          load.getSource(),
          Optional.ofNullable(load.getDest())
              .filter(name -> !Quad.isDefaultGraph(name))
              .map(dataset.terms()::intern));
    } catch (SparqlException e) {
      if (!load.isSilent()) {
        throw e;
      }
    }
    dataset.changed();
  }
}
