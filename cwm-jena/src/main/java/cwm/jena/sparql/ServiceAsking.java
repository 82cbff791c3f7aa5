package cwm.jena.sparql;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.riot.rowset.RowSetReaderRegistry;
import org.apache.jena.shared.JenaException;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpAsQuery;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.op.OpService;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.Rename;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIter;
import org.apache.jena.sparql.engine.iterator.QueryIterCommonParent;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.engine.iterator.QueryIterSingleton;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.sparql.service.ServiceExecutorRegistry;
import org.apache.jena.sparql.service.single.ServiceExecutor;

/// Has ARQ ask [Services] for SERVICE, and nobody else.
final class ServiceAsking implements ServiceExecutor {
  /// Stands in names of variables that ARQ has renamed to keep them apart.
  private static final char RENAMED = '/';

  private final Services services;

  ServiceAsking(Services services) {
    this.services = services;
  }

  /// What asks nobody else.
  ServiceExecutorRegistry registry() {
    return new ServiceExecutorRegistry().add(this);
  }

  @Override
  public QueryIterator createExecution(
      OpService service, OpService original, Binding row, ExecutionContext context) {
    try {
      return new QueryIterCommonParent(rows(service, context), row, context);
    } catch (SparqlException | JenaException e) {
      if (service.getSilent()) {
        return QueryIterSingleton.create(row, context); // as if it knew nothing that says otherwise
      }
      throw e;
    }
  }

  private QueryIterator rows(OpService service, ExecutionContext context) {
    Node endpoint = service.getService();
    if (!endpoint.isURI()) {
      throw new SparqlException(
          SparqlException.Kind.FAILED,
          "SERVICE %s: what is asked must be an IRI, given or bound before".formatted(endpoint));
    }
    Op pattern = service.getSubOp();
    Op sent = Rename.reverseVarRename(pattern, true);
    String answer = services.ask(endpoint.getURI(), OpAsQuery.asQuery(sent).serialize());
    RowSet rows =
        RowSetReaderRegistry.getFactory(ResultSetLang.RS_JSON)
            .create(ResultSetLang.RS_JSON)
            .read(
                new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)),
                context.getContext());
    QueryIterator found = QueryIterPlainWrapper.create(rows.materialize(), context);
    return sent.equals(pattern) ? found : QueryIter.map(found, namesHere(pattern, sent));
  }

  /// What all variables of the query that was sent are called here.
  private static Map<Var, Var> namesHere(Op pattern, Op sent) {
    Set<Var> sentNames = OpVars.visibleVars(sent);
    Map<Var, Var> names = new HashMap<>();
    for (Var here : OpVars.visibleVars(pattern)) {
      Var there = Var.alloc(here.getName().substring(here.getName().lastIndexOf(RENAMED) + 1));
      if (sentNames.contains(there)) {
        names.put(there, here);
      }
    }
    return names;
  }
}
