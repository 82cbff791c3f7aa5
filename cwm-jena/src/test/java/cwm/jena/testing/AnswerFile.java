package cwm.jena.testing;

import cwm.jena.testing.Answer.Rows;
import cwm.jena.testing.Answer.Statements;
import cwm.jena.testing.Answer.Truth;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.jena.graph.Graph;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.Query;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFLanguages;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.rowset.RowSetReader;
import org.apache.jena.sparql.exec.QueryExecResult;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.sparql.resultset.RDFInput;
import org.apache.jena.sparql.vocabulary.ResultSetGraphVocab;

/// A file that holds the answer to a query: in a format of SPARQL's results, as a graph, or as a
/// result set written as a graph.
///
/// @param iri against which relative IRIs are resolved
record AnswerFile(Path path, String iri) {

  /// What the file says that `query` answers.
  Answer read(Query query) {
    Lang language = RDFLanguages.filenameToLang(path.toString());
    if (!RDFLanguages.isTriples(language)) {
      return readResults(language);
    }
    Graph graph = RDFParser.source(path).base(iri).toGraph();
    return switch (query.queryType()) {
      case SELECT ->
          Rows.of(RowSet.adapt(RDFInput.fromRDF(ModelFactory.createModelForGraph(graph))));
      case ASK -> new Truth(truth(ModelFactory.createModelForGraph(graph)));
      default -> new Statements(graph);
    };
  }

  private Answer readResults(Lang language) {
    try (InputStream input = Files.newInputStream(path)) {
      QueryExecResult result = RowSetReader.createReader(language).readAny(input, ARQ.getContext());
      return result.isBoolean() ? new Truth(result.booleanResult()) : Rows.of(result.rowSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean truth(Model model) {
    return model
        .listObjectsOfProperty(ResultSetGraphVocab.p_boolean)
        .mapWith(value -> value.asLiteral().getBoolean())
        .toList()
        .getFirst();
  }
}
