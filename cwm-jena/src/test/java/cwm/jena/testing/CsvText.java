package cwm.jena.testing;

import cwm.jena.testing.Answer.Rows;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;

/// Takes CSV for what is written, not for what it means: `"4"` in quotes and `4` without are not
/// the same. Only the labels of blank nodes do not matter.
final class CsvText {
  private static final Pattern COMMA = Pattern.compile(",(?=([^\"]*\"[^\"]*\")*[^\"]*$)");
  private static final String BLANK_NODE = "_:";

  private CsvText() {}

  /// The text as rows of its cells. A variable is named for its column and what stands above it.
  static Rows rows(String text) {
    List<String> lines = text.lines().toList();
    List<Var> columns = columns(lines.getFirst());
    List<Binding> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      rows.add(row(columns, cells(line)));
    }
    return new Rows(Set.copyOf(columns), rows);
  }

  private static List<Var> columns(String header) {
    Set<Var> columns = new LinkedHashSet<>();
    for (String name : cells(header)) {
      columns.add(Var.alloc(columns.size() + ":" + name));
    }
    return List.copyOf(columns);
  }

  private static Binding row(List<Var> columns, List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException("not one cell for each column: " + cells);
    }
    BindingBuilder row = Binding.builder();
    for (int column = 0; column < cells.size(); column++) {
      row.add(columns.get(column), node(cells.get(column)));
    }
    return row.build();
  }

  private static Node node(String cell) {
    return cell.startsWith(BLANK_NODE)
        ? NodeFactory.createBlankNode(cell.substring(BLANK_NODE.length()))
        : NodeFactory.createLiteralString(cell);
  }

  private static List<String> cells(String line) {
    return List.of(COMMA.split(line, -1));
  }
}
