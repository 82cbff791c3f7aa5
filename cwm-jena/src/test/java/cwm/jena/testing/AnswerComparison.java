package cwm.jena.testing;

import cwm.jena.testing.Answer.Rows;
import cwm.jena.testing.Answer.Statements;
import cwm.jena.testing.Answer.Truth;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.SortCondition;
import org.apache.jena.riot.process.normalize.NormalizeRDFTerms;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.util.IsoMatcher;
import org.apache.jena.sparql.util.iso.BNodeIso.Match;
import org.apache.jena.sparql.util.iso.IsoAlgRows;

/// Whether an answer is the one expected.
///
/// Rows are a bag, and one renaming of blank nodes has to fit all of them. Terms are compared as
/// terms: `1` is not `01`, for both may be in the data. Only what a query computes may be written
/// in any way that its datatype has for the value.
///
/// Where the query orders its rows, the answer must have them in the order of the expected answer,
/// but for rows that the query leaves in any order: those that are alike in all it orders by. For
/// that each row gets its rank as one more value. What an answer does not show (a variable that is
/// not selected, an aggregate) cannot be compared; then the order must be the expected one.
///
/// @param sort what the rows are ordered by, empty if by nothing
/// @param isLax whether duplicates may be left out
/// @param computed the variables whose values may be written in any way
record AnswerComparison(List<SortCondition> sort, boolean isLax, Set<Var> computed) {
  private static final Var RANK = Var.alloc("/rank");

  /// Stands for no value, since Jena's comparison lets any value pass for none.
  private static final Node NO_VALUE = NodeFactory.createURI("urn:no-value");

  /// The rules that hold for a query.
  static AnswerComparison of(Query query, boolean isLax) {
    return new AnswerComparison(
        query.isOrdered() ? query.getOrderBy() : List.of(),
        isLax,
        Set.copyOf(query.getProject().getExprs().keySet()));
  }

  static AnswerComparison unordered() {
    return new AnswerComparison(List.of(), false, Set.of());
  }

  /// The same rules where the values of these variables may be written in any way.
  AnswerComparison byValue(Set<Var> variables) {
    return new AnswerComparison(sort, isLax, variables);
  }

  boolean accepts(Answer actual, Answer expected) {
    return switch (expected) {
      case Truth truth -> actual.equals(truth);
      case Statements(var expectedGraph) ->
          actual instanceof Statements(var graph) && IsoMatcher.isomorphic(graph, expectedGraph);
      case Rows expectedRows -> actual instanceof Rows rows && acceptsRows(rows, expectedRows);
    };
  }

  private boolean acceptsRows(Rows actual, Rows expected) {
    if (!actual.variables().equals(expected.variables())
        || actual.rows().size() > expected.rows().size()) {
      return false;
    }
    List<Integer> ranks = ranks(expected);
    return IsoAlgRows.isomorphic(
        comparable(actual, ranks), comparable(expected, ranks), Match.BNODES_TERM);
  }

  /// The rows with a value for each variable, and their ranks.
  private List<Binding> comparable(Rows rows, List<Integer> ranks) {
    List<Binding> comparable = new ArrayList<>();
    for (Binding row : rows.rows()) {
      BindingBuilder builder = Binding.builder();
      for (Var variable : rows.variables()) {
        builder.add(variable, comparable(variable, row));
      }
      int rank = ranks.get(comparable.size());
      builder.add(RANK, NodeFactory.createLiteralString(Integer.toString(rank)));
      comparable.add(builder.build());
    }
    return isLax ? List.copyOf(new LinkedHashSet<>(comparable)) : comparable;
  }

  private Node comparable(Var variable, Binding row) {
    Node value = row.get(variable);
    if (value == null) {
      return NO_VALUE;
    }
    return computed.contains(variable) ? NormalizeRDFTerms.getXSD().normalize(value) : value;
  }

  /// The place of each row, alike for rows that may change places.
  private List<Integer> ranks(Rows rows) {
    var tie = new Tie(sort, rows.variables());
    List<Integer> ranks = new ArrayList<>();
    int rank = 0;
    for (int index = 0; index < rows.rows().size(); index++) {
      if (index > 0 && !tie.isBetween(rows.rows().get(index - 1), rows.rows().get(index))) {
        rank = index;
      }
      ranks.add(rank);
    }
    return ranks;
  }
}
