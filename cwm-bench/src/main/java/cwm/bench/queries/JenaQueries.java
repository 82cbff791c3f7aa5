package cwm.bench.queries;

import java.nio.file.Path;
import org.apache.jena.graph.Graph;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.Syntax;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.riot.rowset.RowSetWriterRegistry;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.graph.GraphFactory;

/// ARQ over the graph in memory that Jena makes by default.
final class JenaQueries implements QueryEngine {
  private final Graph graph = GraphFactory.createDefaultGraph();

  @Override
  public void load(Path data) {
    RDFParser.source(data).parse(graph);
  }

  @Override
  public Asked parse(String query) {
    Query parsed = QueryFactory.create(query, Syntax.syntaxSPARQL_11);
    return out -> {
      try (QueryExec execution = QueryExec.graph(graph).query(parsed).build()) {
        RowSetWriterRegistry.getFactory(ResultSetLang.RS_TSV)
            .create(ResultSetLang.RS_TSV)
            .write(out, execution.select(), execution.getContext());
      }
    };
  }
}
