package cwm.jena;

import cwm.rdf.store.IntMap;
import java.util.ArrayDeque;
import java.util.Queue;

/// Labels for the blank nodes of a document that is written, by first appearance, and for the cells
/// of lists that become chains.
final class NodeLabels {
  /// A list that was mentioned by its first cell and is still to be written.
  ///
  /// @param label of the first cell
  record Chain(String label, int list) {}

  private final IntMap numbers = new IntMap(); // number + 1
  private final Queue<Chain> chains = new ArrayDeque<>();
  private int count;

  String ofBlankNode(int id) {
    int number = numbers.get(id) - 1;
    if (number < 0) {
      number = count++;
      numbers.put(id, number + 1);
    }
    return label(number);
  }

  /// The label of a blank node that no term is.
  String next() {
    return label(count++);
  }

  /// The label of the first cell of a list, which is to be written as a chain. Each mention has a
  /// chain of its own, so that readers can make a list of it again.
  String ofList(int list) {
    String label = next();
    chains.add(new Chain(label, list));
    return label;
  }

  /// The chains that are still to be written.
  Queue<Chain> chains() {
    return chains;
  }

  private static String label(int number) {
    return "b" + number;
  }
}
