package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.BlankNode;
import java.util.function.IntConsumer;

/// Finds the blank nodes that a term is or mentions freely.
final class BlankNodeMentions {
  private BlankNodeMentions() {}

  /// Hands each mention to `action`, one mentioned twice in a list also twice. A number that is no
  /// term's id mentions nothing.
  static void forEach(TermDictionary dictionary, int term, IntConsumer action) {
    if (term <= TermDictionary.NONE || !dictionary.hasBlankNode(term)) {
      return;
    }
    switch (dictionary.kind(term)) {
      case BLANK_NODE -> action.accept(term);
      case LIST, TRIPLE -> {
        for (int member : dictionary.members(term)) {
          forEach(dictionary, member, action);
        }
      }
      case FORMULA -> {
        for (BlankNode node : dictionary.formula(term).freeBlankNodes()) {
          action.accept(dictionary.intern(node));
        }
      }
      case IRI, LITERAL, VARIABLE -> {}
    }
  }
}
