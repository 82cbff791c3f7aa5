package cwm.ipc.wire;

import cwm.rdf.store.IntMap;

/// How large and how deep the composite terms of a link dictionary are, as trees.
final class TermSizes {
  /// Sizes are counted up to here: larger ones are all too large.
  private static final int NODES_MAX = Definitions.NODES_MAX + 1;

  private IntMap nodes = new IntMap();
  private IntMap depths = new IntMap();

  /// The nodes of the tree that the term with this id is; 1 if it is not composite.
  int nodes(int id) {
    return Math.max(1, nodes.get(id));
  }

  /// How deep the term nests; 0 if it is not composite.
  int depth(int id) {
    return depths.get(id);
  }

  /// Notes a composite term with these parts, which are known.
  void put(int id, int[] parts, int count) {
    nodes.put(id, (int) Math.min(NODES_MAX, 1 + nodes(parts, count)));
    depths.put(id, 1 + depth(parts, count));
  }

  /// The nodes of several terms together.
  long nodes(int[] ids, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += nodes(ids[i]);
    }
    return sum;
  }

  /// How deep the deepest of several terms nests.
  int depth(int[] ids, int count) {
    int deepest = 0;
    for (int i = 0; i < count; i++) {
      deepest = Math.max(deepest, depth(ids[i]));
    }
    return deepest;
  }

  void clear() {
    nodes = new IntMap();
    depths = new IntMap();
  }
}
