package cwm.jena.testing;

import java.util.Iterator;
import java.util.Map;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecException;
import org.apache.jena.sparql.algebra.OpAsQuery;
import org.apache.jena.sparql.algebra.op.OpService;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIterCommonParent;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.engine.iterator.QueryIterSingleton;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.service.ServiceExecutorRegistry;
import org.apache.jena.sparql.service.single.ServiceExecutor;

/// Endpoints that `SERVICE` asks, in this process. There are no others: nothing is asked over the
/// network.
final class Endpoints implements ServiceExecutor {
  private final Map<String, SparqlEngine> engines;
  private final ServiceExecutorRegistry registry;

  Endpoints(Map<String, SparqlEngine> engines) {
    this.engines = Map.copyOf(engines);
    this.registry = new ServiceExecutorRegistry();
    registry.add(this);
  }

  /// What asks these endpoints.
  ServiceExecutorRegistry registry() {
    return registry;
  }

  @Override
  public QueryIterator createExecution(
      OpService service, OpService original, Binding row, ExecutionContext context) {
    SparqlEngine engine = engines.get(service.getService().toString());
    if (engine != null) {
      Iterator<Binding> answers = rows(engine, OpAsQuery.asQuery(service.getSubOp()));
      return new QueryIterCommonParent(
          QueryIterPlainWrapper.create(answers, context), row, context);
    }
    if (service.getSilent()) {
      return QueryIterSingleton.create(row, context);
    }
    throw new QueryExecException("no endpoint " + service.getService());
  }

  private Iterator<Binding> rows(SparqlEngine engine, Query query) {
    try (QueryExec execution = engine.execution(query, registry)) {
      return execution.select().materialize();
    }
  }
}
