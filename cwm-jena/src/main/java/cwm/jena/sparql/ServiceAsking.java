package cwm.jena.sparql;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.query.Query;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.riot.rowset.RowSetReaderRegistry;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpAsQuery;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.op.OpJoin;
import org.apache.jena.sparql.algebra.op.OpService;
import org.apache.jena.sparql.algebra.op.OpSlice;
import org.apache.jena.sparql.algebra.op.OpTable;
import org.apache.jena.sparql.algebra.table.TableData;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.Rename;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.engine.iterator.QueryIter;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.service.ServiceExecutorRegistry;
import org.apache.jena.sparql.service.bulk.ChainingServiceExecutorBulk;
import org.apache.jena.sparql.service.bulk.ServiceExecutorBulk;
import org.apache.jena.sparql.util.Context;

/// Has ARQ ask [Services] for SERVICE, and nobody else.
final class ServiceAsking implements ChainingServiceExecutorBulk {
  /// Stands in names of variables that ARQ has renamed to keep them apart.
  private static final char RENAMED = '/';

  private final Services services;

  ServiceAsking(Services services) {
    this.services = services;
  }

  /// What asks nobody else.
  ServiceExecutorRegistry registry() {
    return new ServiceExecutorRegistry().addBulkLink(this);
  }

  /// What asks in a context, if nobody has put something else there.
  static Optional<ServiceAsking> of(Context context) {
    ServiceExecutorRegistry registry = ServiceExecutorRegistry.get(context);
    return registry != null
            && registry.getBulkChain().size() == 1
            && registry.getBulkChain().getFirst() instanceof ServiceAsking asking
        ? Optional.of(asking)
        : Optional.empty();
  }

  @Override
  public QueryIterator createExecution(
      OpService service,
      QueryIterator input,
      ExecutionContext context,
      ServiceExecutorBulk otherwise) {
    return join(service, input, ServiceIterator.Manner.INNER, context);
  }

  /// Rows joined with what an endpoint says.
  QueryIterator join(
      OpService service,
      QueryIterator input,
      ServiceIterator.Manner manner,
      ExecutionContext context) {
    return new ServiceIterator(this, service, input, manner, context);
  }

  /// Asks an endpoint for the solutions of a pattern that go with one of some rows.
  ///
  /// @param shared variables of the pattern that all rows bind, to no blank nodes
  List<Binding> ask(
      Node endpoint, Op pattern, Set<Var> shared, List<Binding> rows, ExecutionContext context) {
    Op renamed = Rename.reverseVarRename(pattern, true);
    Op sent = shared.isEmpty() ? renamed : OpJoin.create(values(shared, rows), renamed);
    QueryIterator solutions = QueryIterPlainWrapper.create(ask(endpoint, sent, context), context);
    return Iter.toList(
        renamed.equals(pattern)
            ? solutions
            : QueryIter.map(solutions, namesHere(pattern, renamed)));
  }

  /// Asks an endpoint for one solution of a pattern, whichever, to see whether it answers.
  void askForOne(Node endpoint, Op pattern, ExecutionContext context) {
    Op renamed = Rename.reverseVarRename(pattern, true);
    var _ = ask(endpoint, new OpSlice(renamed, Query.NOLIMIT, 1), context);
  }

  private Iterator<Binding> ask(Node endpoint, Op sent, ExecutionContext context) {
    if (!endpoint.isURI()) {
      throw new SparqlException(
          SparqlException.Kind.FAILED,
          "SERVICE %s: what is asked must be an IRI, given or bound before".formatted(endpoint));
    }
    String answer = services.ask(endpoint.getURI(), OpAsQuery.asQuery(sent).serialize());
    return RowSetReaderRegistry.getFactory(ResultSetLang.RS_JSON)
        .create(ResultSetLang.RS_JSON)
        .read(
            new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)),
            context.getContext());
  }

  /// What rows have for variables, each once.
  private static OpTable values(Set<Var> shared, List<Binding> rows) {
    Set<Binding> values = new LinkedHashSet<>();
    for (Binding row : rows) {
      BindingBuilder value = Binding.builder();
      shared.forEach(variable -> value.add(nameThere(variable), row.get(variable)));
      values.add(value.build());
    }
    List<Var> names = shared.stream().map(ServiceAsking::nameThere).toList();
    return OpTable.create(new TableData(names, List.copyOf(values)));
  }

  private static Var nameThere(Var here) {
    return Var.alloc(here.getName().substring(here.getName().lastIndexOf(RENAMED) + 1));
  }

  /// What all variables of the query that was sent are called here.
  private static Map<Var, Var> namesHere(Op pattern, Op sent) {
    Set<Var> sentNames = OpVars.visibleVars(sent);
    Map<Var, Var> names = new HashMap<>();
    for (Var here : OpVars.visibleVars(pattern)) {
      if (sentNames.contains(nameThere(here))) {
        names.put(nameThere(here), here);
      }
    }
    return names;
  }
}
