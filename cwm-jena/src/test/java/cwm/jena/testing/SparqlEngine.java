package cwm.jena.testing;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.jena.query.Query;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.service.ServiceExecutorRegistry;

/// What the suites put to the test: an empty dataset that documents are read into and that is then
/// asked.
public interface SparqlEngine {
  /// A query, not yet asked.
  ///
  /// @param base against which relative IRIs of the query are resolved
  /// @throws org.apache.jena.query.QueryException if the text is no SPARQL query
  Query parse(String text, String base);

  /// Adds the statements of a document.
  ///
  /// @param base the document's IRI
  /// @param graph the name of the graph that they go to, none for the default graph
  void load(Path file, String base, Optional<String> graph);

  /// A query about the dataset, ready to be run once. `FROM` and `FROM NAMED` choose among its
  /// named graphs.
  ///
  /// @param services what answers `SERVICE`; nothing else may
  QueryExec execution(Query query, ServiceExecutorRegistry services);
}
