package cwm.jena.testing;

import cwm.jena.testing.SparqlSuite.Case;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.ResultSet;
import org.apache.jena.riot.ResultSetMgr;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.sparql.exec.QueryExec;

/// Runs one case of a suite.
///
/// @param engines makes empty engines for datasets
/// @param endpointEngines makes those of endpoints
record CaseRun(
    SparqlSuite suite,
    Case test,
    Supplier<SparqlEngine> engines,
    Supplier<SparqlEngine> endpointEngines) {

  /// Cases whose references write doubles of the data otherwise than the data do: `1.0e6` for
  /// `1.0E6`, and `0.0` for `0E1`.
  private static final Set<String> SPELLED_OTHERWISE =
      Set.of("csv-tsv-res/tsv03", "cast/cast-decimal");

  /// Why the case fails, empty if it passes.
  String failure() {
    try {
      return switch (test.type()) {
        case "positive-syntax" -> syntaxFailure();
        case "negative-syntax" -> syntaxFailure().isEmpty() ? "accepted" : "";
        case "query-eval" -> answerFailure();
        case "csv-result" -> csvFailure();
        default -> "unknown type " + test.type();
      };
    } catch (QueryException e) {
      return "failed: " + e;
    }
  }

  private String syntaxFailure() {
    try {
      parse(engines.get());
      return "";
    } catch (QueryException e) {
      return "refused: " + e.getMessage();
    }
  }

  private Query parse(SparqlEngine engine) {
    return engine.parse(suite.text(test.action()), test.base());
  }

  private String answerFailure() {
    SparqlEngine engine = engines.get();
    Query query = parse(engine);
    load(engine, query);
    Answer expected =
        new AnswerFile(suite.path(test.result()), test.iri(test.result())).read(query);
    try (QueryExec execution = engine.execution(query, endpoints().registry())) {
      Answer actual = Answer.of(query, execution);
      return difference(comparison(query), actual, expected);
    }
  }

  private AnswerComparison comparison(Query query) {
    var comparison = AnswerComparison.of(query, test.hasLaxCardinality());
    return SPELLED_OTHERWISE.contains(test.name())
        ? comparison.byValue(Set.copyOf(query.getProjectVars()))
        : comparison;
  }

  private String csvFailure() {
    SparqlEngine engine = engines.get();
    Query query = parse(engine);
    load(engine, query);
    try (QueryExec execution = engine.execution(query, endpoints().registry())) {
      String text =
          ResultSetMgr.asString(ResultSet.adapt(execution.select()), ResultSetLang.RS_CSV);
      return difference(
          AnswerComparison.unordered(),
          CsvText.rows(text),
          CsvText.rows(suite.text(test.result())));
    }
  }

  private static String difference(AnswerComparison comparison, Answer actual, Answer expected) {
    return comparison.accepts(actual, expected)
        ? ""
        : "expected " + expected + "\nbut was  " + actual;
  }

  private void load(SparqlEngine engine, Query query) {
    for (String file : test.data()) {
      engine.load(suite.path(file), test.iri(file), Optional.empty());
    }
    named(query)
        .forEach((iri, file) -> engine.load(suite.path(file), test.iri(file), Optional.of(iri)));
  }

  /// The files of named graphs: those of the case, and those that the query asks for.
  private Map<String, String> named(Query query) {
    Map<String, String> named = new LinkedHashMap<>(test.named());
    query.getGraphURIs().forEach(iri -> named.put(iri, test.file(iri)));
    query.getNamedGraphURIs().forEach(iri -> named.put(iri, test.file(iri)));
    return named;
  }

  private Endpoints endpoints() {
    Map<String, SparqlEngine> endpoints = new HashMap<>();
    test.services()
        .forEach(
            (iri, file) -> {
              SparqlEngine engine = endpointEngines.get();
              engine.load(suite.path(file), test.iri(file), Optional.empty());
              endpoints.put(iri, engine);
            });
    return new Endpoints(endpoints);
  }
}
