package cwm.jena.testing;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Graph;
import org.apache.jena.query.Query;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;

/// What a query answers, or should. Texts are for failures that people read.
sealed interface Answer {

  /// Of `SELECT`.
  record Rows(Set<Var> variables, List<Binding> rows) implements Answer {
    static Rows of(RowSet rows) {
      return new Rows(Set.copyOf(rows.getResultVars()), rows.stream().toList());
    }

    @Override
    public String toString() {
      return variables + rows.stream().map(row -> "\n  " + row).collect(joining());
    }
  }

  /// Of `ASK`.
  record Truth(boolean value) implements Answer {}

  /// Of `CONSTRUCT` and `DESCRIBE`.
  record Statements(Graph graph) implements Answer {
    @Override
    public String toString() {
      return graph.stream().map(triple -> "\n  " + triple).sorted().collect(joining());
    }
  }

  /// Runs a query to its end.
  ///
  /// @throws org.apache.jena.query.QueryException if it fails
  static Answer of(Query query, QueryExec execution) {
    return switch (query.queryType()) {
      case SELECT -> Rows.of(execution.select());
      case ASK -> new Truth(execution.ask());
      case CONSTRUCT -> new Statements(execution.construct());
      case DESCRIBE -> new Statements(execution.describe());
      case CONSTRUCT_JSON, UNKNOWN ->
          throw new IllegalArgumentException("no query of SPARQL 1.1: " + query);
    };
  }
}
