package cwm.jena.sparql;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.Syntax;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.system.ErrorHandlerFactory;
import org.apache.jena.sparql.ARQConstants;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.service.ServiceExecutorRegistry;
import org.apache.jena.system.Txn;

/// ARQ over Jena's own store in memory, read by RIOT: the baseline that other engines are measured
/// against.
final class PlainArq implements SparqlEngine {
  private final DatasetGraph dataset = DatasetGraphFactory.createTxnMem();

  @Override
  public Query parse(String text, String base) {
    return QueryFactory.create(text, base, Syntax.syntaxSPARQL_11);
  }

  @Override
  public void load(Path file, String base, Optional<String> graph) {
    RDFParser parser =
        RDFParser.source(file)
            .base(base)
            .errorHandler(ErrorHandlerFactory.errorHandlerNoWarnings)
            .build();
    Txn.executeWrite(dataset, () -> parser.parse(graph(graph)));
  }

  private Graph graph(Optional<String> name) {
    return name.map(NodeFactory::createURI)
        .map(dataset::getGraph)
        .orElseGet(dataset::getDefaultGraph);
  }

  @Override
  public QueryExec execution(Query query, ServiceExecutorRegistry services) {
    return QueryExec.dataset(dataset)
        .query(query)
        .set(ARQConstants.registryServiceExecutors, services)
        .build();
  }
}
