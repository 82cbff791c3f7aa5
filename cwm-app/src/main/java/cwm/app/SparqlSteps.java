package cwm.app;

import cwm.jena.sparql.ResultFormat;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.jena.sparql.SparqlStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.output.DeferredFileOutputStream;

/// The SPARQL of one run: its requests, which are read before anything is done, and the answer of
/// the query among them.
///
/// The rows of an answer are kept until the run is over, those of a large one in a file, so that
/// nothing is printed of an answer that fails.
final class SparqlSteps {
  private static final int REQUEST_BYTES_MAX = 64 << 20;
  private static final int KEPT_BYTES_MAX = 4 << 20;

  private final Options options;
  private final Inputs inputs;
  private final Permissions permissions;
  private final Map<Directive.Ask, SparqlRequest> requests = new HashMap<>();
  private Optional<Output.Content> rows = Optional.empty();
  private Optional<SparqlAnswer.Statements> statements = Optional.empty();
  private Optional<WorkingStore> asked = Optional.empty();

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
    script.asked().forEach(ask -> requests.put(ask, read(ask)));
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
    format();
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

  private SparqlRequest read(Directive.Ask ask) {
    Inputs.Opened opened = inputs.open(ask.file(), ask.base());
    try (InputStream in = opened.source().open()) {
      byte[] text = in.readNBytes(REQUEST_BYTES_MAX + 1);
      if (text.length > REQUEST_BYTES_MAX) {
        throw new CommandException(
            "%s has more than %,d bytes; load data as an input instead"
                .formatted(ask.file(), REQUEST_BYTES_MAX));
      }
      return SparqlRequest.read(
          new String(text, StandardCharsets.UTF_8), ask.file(), opened.base());
    } catch (IOException e) {
      throw new CommandException("cannot read " + ask.file() + ": " + e.getMessage());
    } catch (SparqlException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  private ResultFormat format() {
    String name = options.results == null ? ResultFormat.TABLE.toString() : options.results;
    return ResultFormat.ofName(name)
        .orElseThrow(
            () ->
                new UsageException(
                    "unknown results '%s'; there are %s"
                        .formatted(name, String.join(", ", ResultFormat.names()))));
  }

  /// Answers a query about a store, or changes the store.
  ///
  /// @throws CommandException if that fails
  void run(Directive.Ask ask, WorkingStore store) {
    var sparql = new SparqlStore(store.defaultGraph(), store.namedGraphs());
    try {
      switch (Objects.requireNonNull(requests.get(ask))) {
        case SparqlRequest.OfQuery query ->
            keep(sparql.ask(query, Optional.ofNullable(options.timeout)), store);
        case SparqlRequest.OfUpdate update ->
            sparql.update(
                update, Optional.ofNullable(options.timeout), new SparqlLoader(store, permissions));
      }
    } catch (SparqlException e) {
      throw new CommandException(ask.file() + ": " + e.getMessage());
    }
  }

  private void keep(SparqlAnswer answer, WorkingStore store) {
    switch (answer) {
      case SparqlAnswer.Truth truth -> rows = Optional.of(kept(out -> truth.write(format(), out)));
      case SparqlAnswer.Rows found -> {
        try (found) {
          rows = Optional.of(kept(out -> found.write(format(), out)));
        }
      }
      case SparqlAnswer.Statements found -> {
        statements = Optional.of(found);
        asked = Optional.of(store);
      }
    }
  }

  private static Output.Content kept(Output.Content content) {
    try {
      // Not closed where writing fails: the file goes with the process.
      DeferredFileOutputStream kept =
          DeferredFileOutputStream.builder()
              .setThreshold(KEPT_BYTES_MAX)
              .setPrefix("cwm-answer")
              .get();
      content.writeTo(kept);
      kept.close();
      if (kept.getFile() != null) {
        kept.getFile().deleteOnExit();
      }
      return out -> copy(kept, out);
    } catch (IOException | UncheckedIOException e) {
      throw new CommandException("cannot keep the answer in a temporary file: " + e.getMessage());
    }
  }

  private static void copy(DeferredFileOutputStream kept, OutputStream out) throws IOException {
    kept.writeTo(out);
    if (!kept.isInMemory()) {
      Files.deleteIfExists(kept.getFile().toPath());
    }
  }

  /// Prints the answer of the query.
  ///
  /// @return whether there is one
  boolean print(Output output) {
    rows.ifPresent(output::print);
    statements.ifPresent(
        found ->
            output.print(found.statements(), asked.orElseThrow().dictionary(), found.prefixes()));
    return rows.isPresent() || statements.isPresent();
  }
}
