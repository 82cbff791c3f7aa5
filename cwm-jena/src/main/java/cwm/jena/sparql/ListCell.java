package cwm.jena.sparql;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Rdf;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;

/// One blank node of the chain of `rdf:first` and `rdf:rest` statements that a list term stands
/// for.
///
/// @param list the list's id
/// @param offset how many members come before; the list's size for the chain's end, `rdf:nil`
record ListCell(int list, int offset) {
  private static final Pattern LABEL = Pattern.compile("l(\\d{1,9})\\.(\\d{1,9})");
  static final Node NIL = NodeFactory.createURI(Rdf.NIL.value());

  /// The cell that a node is, if it is one.
  static Optional<ListCell> of(Node node) {
    // Most nodes are none.
    if (!node.isBlank() || !node.getBlankNodeLabel().startsWith("l")) {
      return Optional.empty();
    }
    Matcher label = LABEL.matcher(node.getBlankNodeLabel());
    return label.matches()
        ? Optional.of(
            new ListCell(Integer.parseInt(label.group(1)), Integer.parseInt(label.group(2))))
        : Optional.empty();
  }

  Node node(TermDictionary dictionary) {
    return offset == dictionary.listSize(list)
        ? NIL
        : NodeFactory.createBlankNode("l%d.%d".formatted(list, offset));
  }

  ListCell next() {
    return new ListCell(list, offset + 1);
  }
}
