package cwm.rdf.n3;

import cwm.rdf.store.IntMap;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.store.TripleList;

/// The blank nodes that belong to no single graph of a dataset: those that several of its graphs
/// mention, and those that name one. They are numbered from 0, as they are found.
///
/// Such a node needs a name of its own wherever it is mentioned, so that it is one node everywhere:
/// it can become neither a list nor brackets in one of the graphs.
final class SharedBlankNodes {
  private final TermDictionary dictionary;

  /// By blank node, the last graph that mentions it.
  private final IntMap graphs = new IntMap();

  private final Numbering shared = new Numbering();
  private int graphCount;

  SharedBlankNodes(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /// Takes another graph.
  void addGraph(TripleList statements) {
    graphCount++;
    statements.forEach(
        (subject, predicate, object) -> {
          addTerm(subject);
          addTerm(predicate);
          addTerm(object);
        });
  }

  /// Takes the name of a graph.
  void addName(int name) {
    if (dictionary.kind(name) == TermKind.BLANK_NODE) {
      shared.number(name);
    }
  }

  private void addTerm(int term) {
    BlankNodeMentions.forEach(
        dictionary,
        term,
        node -> {
          int former = graphs.put(node, graphCount);
          if (former != 0 && former != graphCount) {
            shared.number(node);
          }
        });
  }

  boolean contains(int node) {
    return shared.find(node) >= 0;
  }

  /// The number of a node that is shared, or -1.
  int number(int node) {
    return shared.find(node);
  }

  int count() {
    return shared.size();
  }
}
