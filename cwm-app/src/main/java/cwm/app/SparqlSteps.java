package cwm.app;

import cwm.jena.sparql.ResultFormat;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.jena.sparql.SparqlStore;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The SPARQL of one run: its requests, which are read before anything is done, and the answer of
/// the query among them.
final class SparqlSteps {
  private final Options options;
  private final Inputs inputs;
  private final Permissions permissions;
  private final Map<Directive.Ask, SparqlRequest> requests = new HashMap<>();
  private Optional<KeptAnswer> answer = Optional.empty();

  SparqlSteps(Options options, Inputs inputs, Permissions permissions) {
    this.options = options;
    this.inputs = inputs;
    this.permissions = permissions;
  }

  /// Reads the requests of a command line.
  ///
  /// @throws UsageException if it would print several results
  /// @throws CommandException if a file cannot be read, or is no SPARQL
  void read(Script script) {
    if (script.asked().findAny().isEmpty()) {
      refuse("--results", options.results != null, "is for queries in SPARQL; there is none");
      return;
    }
    script
        .asked()
        .forEach(ask -> requests.put(ask, SparqlFile.read(inputs, ask.file(), ask.base())));
    List<SparqlRequest.OfQuery> queries = script.asked().flatMap(this::query).toList();
    if (queries.size() > 1) {
      throw new UsageException(
          "there are %d queries in SPARQL, and one result is printed; run cwm once for each"
              .formatted(queries.size()));
    }
    boolean hasQuery = !queries.isEmpty();
    refuse("--strings", hasQuery && options.strings, "prints another result than the query");
    refuse("--derived", hasQuery && options.derived, "is about the store, not about answers");
    boolean hasRows = queries.stream().anyMatch(query -> !query.isForStatements());
    refuse(
        "--results",
        options.results != null && !hasRows,
        "is for the rows of SELECT and the yes or no of ASK; statements have --format");
    var _ = SparqlFile.format(options.results);
  }

  private static void refuse(String flag, boolean isGiven, String why) {
    if (isGiven) {
      throw new UsageException(flag + " " + why);
    }
  }

  private Stream<SparqlRequest.OfQuery> query(Directive.Ask ask) {
    return requests.get(ask) instanceof SparqlRequest.OfQuery query
        ? Stream.of(query)
        : Stream.empty();
  }

  /// Answers a query about a store, or changes the store.
  ///
  /// @throws CommandException if that fails
  void run(Directive.Ask ask, WorkingStore store) {
    var sparql =
        new SparqlStore(store.defaultGraph(), store.namedGraphs(), new WebServices(permissions));
    try {
      switch (Objects.requireNonNull(requests.get(ask))) {
        case SparqlRequest.OfQuery query ->
            answer = Optional.of(kept(sparql.ask(query, Optional.ofNullable(options.timeout))));
        case SparqlRequest.OfUpdate update ->
            sparql.update(update, Optional.ofNullable(options.timeout), loader(store));
      }
    } catch (SparqlException e) {
      throw new CommandException(ask.file() + ": " + e.getMessage());
    }
  }

  private SparqlStore.Loader loader(WorkingStore store) {
    var documents = new LoadDocuments(permissions, store.dictionary());
    return (iri, graph) -> {
      TripleList statements = documents.read(iri);
      TripleSink sink = graph.map(store::startGraph).orElseGet(store::startInput);
      statements.forEach(sink);
    };
  }

  private KeptAnswer kept(SparqlAnswer found) {
    ResultFormat format = SparqlFile.format(options.results);
    if (found instanceof SparqlAnswer.Rows rows) {
      try (rows) {
        return KeptAnswer.of(rows, format);
      }
    }
    return KeptAnswer.of(found, format);
  }

  /// Prints the answer of the query.
  ///
  /// @return whether there is one
  boolean print(Output output) {
    answer.ifPresent(kept -> kept.print(output));
    return answer.isPresent();
  }
}
