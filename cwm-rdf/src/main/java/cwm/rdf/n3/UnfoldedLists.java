package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Rdf;

/// Says by chains of `rdf:first` and `rdf:rest` what statements say by lists, but for the empty one
/// and for those within formulas. Each mention of a list has a chain of its own, right behind the
/// statement. The cells are new blank nodes of the dictionary.
final class UnfoldedLists {
  private static final long CELL = 0x63656c6cL;

  private final TermDictionary dictionary;
  private final TripleList unfolded = new TripleList();
  private final int first;
  private final int rest;
  private long cellCount;

  private UnfoldedLists(TermDictionary dictionary) {
    this.dictionary = dictionary;
    first = dictionary.intern(Rdf.FIRST);
    rest = dictionary.intern(Rdf.REST);
  }

  static TripleList of(TermDictionary dictionary, TripleList statements) {
    var lists = new UnfoldedLists(dictionary);
    statements.forEach(lists::add);
    return lists.unfolded;
  }

  private void add(int subject, int predicate, int object) {
    int subjectCell = isChain(subject) ? cell() : subject;
    int objectCell = isChain(object) ? cell() : object;
    unfolded.accept(subjectCell, predicate, objectCell);
    if (isChain(subject)) {
      addChain(subjectCell, subject);
    }
    if (isChain(object)) {
      addChain(objectCell, object);
    }
  }

  private void addChain(int firstCell, int list) {
    int size = dictionary.listSize(list);
    int cell = firstCell;
    for (int i = 0; i < size; i++) {
      add(cell, first, dictionary.listMember(list, i));
      int next = i + 1 < size ? cell() : dictionary.intern(Rdf.NIL);
      unfolded.accept(cell, rest, next);
      cell = next;
    }
  }

  private boolean isChain(int term) {
    return dictionary.kind(term) == TermKind.LIST && dictionary.listSize(term) > 0;
  }

  private int cell() {
    BlankNode node = BlankNode.of(CELL, cellCount++);
    return dictionary.internBlankNode(node.high(), node.low());
  }
}
