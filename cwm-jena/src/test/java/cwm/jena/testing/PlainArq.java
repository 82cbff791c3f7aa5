package cwm.jena.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
public final class PlainArq implements SparqlEngine {
  /// Cases that ARQ itself fails, over whatever store, each with its reason.
  public static final Map<String, String> FAILURES =
      Map.of(
          "sparql11/functions/bnode01",
          "BNODE(label) gives two nodes for one label in one row, if two columns ask for it",
          "sparql11/functions/plus-1-corrected",
          "+ concatenates strings, which is no SPARQL; not so where ARQ is strict",
          "sparql11/functions/plus-2-corrected",
          "+ concatenates strings, which is no SPARQL; not so where ARQ is strict",
          "sparql11/property-path/values_and_path",
          "?v path? ?v takes values of ?v from beside the path, though no graph has them");

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

  /// Has somebody read what was loaded.
  public <T> T read(Function<DatasetGraph, T> reader) {
    return Txn.calculateRead(dataset, () -> reader.apply(dataset));
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
