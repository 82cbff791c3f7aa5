package cwm.app.server;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import cwm.jena.sparql.ResultFormat;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// `/sparql`: queries (SPARQL 1.1 Protocol §2.1). Without one, tells what it can do.
final class QueryEndpoint implements StoreEndpoint {
  static final String PATH = "/sparql";

  private static final String TYPE = "application/sparql-query";

  /// More than people or programs write, and what can be read and planned in little time: no other
  /// limit ends that. Data comes by updates.
  private static final long BYTES_MAX = 1 << 20;

  private static final String QUERY = "query";
  private static final String GRAPHS = "default-graph-uri";
  private static final String NAMED_GRAPHS = "named-graph-uri";
  private static final String TIMEOUT = "timeout";
  private static final Set<String> PARAMETERS =
      Stream.concat(Stream.of(QUERY, GRAPHS, NAMED_GRAPHS, TIMEOUT), FormatParameter.NAMES.stream())
          .collect(toUnmodifiableSet());

  private static final List<Accept.Offer<ResultFormat>> ROW_OFFERS =
      Stream.of(
              ResultFormat.JSON,
              ResultFormat.XML,
              ResultFormat.CSV,
              ResultFormat.TSV,
              ResultFormat.TABLE)
          .flatMap(
              format -> format.mediaTypes().stream().map(type -> new Accept.Offer<>(format, type)))
          .toList();

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public List<String> methods() {
    return List.of("GET", "HEAD", "POST");
  }

  @Override
  public Role role(String method) {
    return Role.READ;
  }

  @Override
  public void answer(Call call, ServedStore store) {
    Optional<SparqlText> sent =
        SparqlText.of(call, QUERY, TYPE, () -> call.bodyOfAtMost(BYTES_MAX, "ask a shorter query"));
    if (sent.isEmpty()) {
      call.parameters().requireKnown(PARAMETERS);
      describe(call, store);
      return;
    }
    Parameters parameters = sent.get().parameters();
    parameters.requireKnown(PARAMETERS);
    Duration timeout = timeout(call, parameters);
    Accept accept = FormatParameter.accept(call, parameters);
    SparqlRequest.OfQuery query =
        SparqlRequest.readQuery(sent.get().text(), "the query", call.iri());
    query.about(parameters.iris(GRAPHS), parameters.iris(NAMED_GRAPHS));
    if (query.isForStatements()) {
      answerStatements(call, accept, store, query, timeout);
    } else {
      answerRows(call, accept, store, query, timeout);
    }
  }

  /// How long the answer may take: as long as any, or less if the client says so.
  private static Duration timeout(Call call, Parameters parameters) {
    Duration longest = call.remaining();
    Optional<String> wished = parameters.find(TIMEOUT);
    if (wished.isEmpty()) {
      return longest;
    }
    if (!wished.get().matches("[1-9]\\d{0,8}")) {
      throw Refusal.of(
          Answer.BAD_REQUEST,
          "timeout is '%s'".formatted(wished.get()),
          "it is a whole number of milliseconds, such as 500");
    }
    Duration shorter = Duration.ofMillis(Long.parseLong(wished.get()));
    return shorter.compareTo(longest) < 0 ? shorter : longest;
  }

  /// The store is free again before a short answer is sent. A longer one is sent while it is found.
  private static void answerRows(
      Call call, Accept accept, ServedStore store, SparqlRequest.OfQuery query, Duration timeout) {
    List<Accept.Offer<ResultFormat>> chosen = accept.choose(ROW_OFFERS);
    if (chosen.isEmpty()) {
      throw Refusal.of(
          Answer.NOT_ACCEPTABLE,
          "rows are in none of the types that are accepted",
          "accept one of "
              + ROW_OFFERS.stream()
                  .map(offer -> offer.value().mediaTypes().getFirst())
                  .distinct()
                  .collect(joining(", ")));
    }
    ResultFormat format = chosen.getFirst().value();
    long endNanos = System.nanoTime() + timeout.toNanos();
    store.ask(
        query,
        timeout,
        answer ->
            call.write(
                chosen.getFirst().mediaType(),
                Duration.ofNanos(endNanos - System.nanoTime()),
                out -> {
                  switch (answer) {
                    case SparqlAnswer.Rows rows -> rows.write(format, out);
                    case SparqlAnswer.Truth truth -> truth.write(format, out);
                    case SparqlAnswer.Statements _ -> throw new IllegalStateException("no rows");
                  }
                }));
    call.finish();
  }

  /// The store is free again before they are written.
  private static void answerStatements(
      Call call, Accept accept, ServedStore store, SparqlRequest.OfQuery query, Duration timeout) {
    var writers = new StatementAnswers(store.syntaxes());
    List<Accept.Offer<ServedSyntax>> accepted = writers.accepted(accept);
    var found = new AtomicReference<SparqlAnswer>();
    store.ask(query, timeout, found::set);
    if (found.get() instanceof SparqlAnswer.Statements statements) {
      Map<String, String> prefixes = new HashMap<>(store.prefixes());
      prefixes.putAll(statements.prefixes());
      writers.answer(call, accepted, statements.statements(), statements.dictionary(), prefixes);
    }
  }

  private static void describe(Call call, ServedStore store) {
    var writers = new StatementAnswers(store.syntaxes());
    ServiceDescription description = ServiceDescription.of(call.iri(), store.syntaxes());
    writers.answer(
        call,
        writers.accepted(call.accept()),
        description.statements(),
        description.dictionary(),
        Map.of());
  }
}
