package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;

/// The labels of blank nodes of a document whose labels all belong to it, by their bytes.
final class DocumentLabels implements BlankLabels {
  private final BlankNodes blankNodes;
  private final NameTable nodes = new NameTable();

  DocumentLabels(BlankNodes blankNodes) {
    this.blankNodes = blankNodes;
  }

  /// The id of the blank node.
  @Override
  public int node(byte[] bytes, int start, int length, long offset) {
    int known = nodes.get(bytes, start, length);
    if (known != TermDictionary.NONE) {
      return known;
    }
    int node = blankNodes.at(offset);
    nodes.put(bytes, start, length, node);
    return node;
  }
}
