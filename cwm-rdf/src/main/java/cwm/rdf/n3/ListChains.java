package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermTooDeepException;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Substitution;
import cwm.rdf.term.Term;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/// Turns the `rdf:first` / `rdf:rest` chains of one scope into list values.
///
/// A cell that is a list (see [ListCells]) is replaced by the value wherever it is mentioned, and
/// its two statements vanish. All other statements stay as they are.
///
/// A chain of which many cells are mentioned from outside stands for as many lists. So that their
/// total length stays near that of the document, a scope whose lists would be too long altogether,
/// or nest too deep for the dictionary, keeps all its chains.
final class ListChains {
  private static final long MEMBERS_FREE = 1 << 20;
  private static final long MEMBERS_PER_CELL = 16;

  private final TermDictionary dictionary;
  private final ListCells cells;

  /// By cell, whether something but the rest of another cell that is a list mentions it.
  private final boolean[] isMentioned;

  /// By cell, the list that replaces it.
  private final int[] values;

  private ListChains(TermDictionary dictionary, ListCells cells) {
    this.dictionary = dictionary;
    this.cells = cells;
    this.isMentioned = new boolean[cells.count()];
    this.values = new int[cells.count()];
  }

  /// Hands the statements of a scope to `sink`, with lists for chains.
  ///
  /// @param owned whether a blank node belongs to the scope
  static void resolve(
      TermDictionary dictionary, TripleList statements, IntPredicate owned, TripleSink sink) {
    var cells = new ListCells(dictionary, statements, owned);
    if (cells.count() > 0) {
      var chains = new ListChains(dictionary, cells);
      chains.markMentions(statements);
      if (chains.listsAreShortEnough() && chains.makeLists()) {
        chains.rewrite(statements, sink);
        return;
      }
    }
    statements.forEach(sink);
  }

  private void markMentions(TripleList statements) {
    for (int i = 0; i < statements.size(); i++) {
      if (!cells.isPartOfList(statements, i)) {
        markMentions(statements.subject(i));
        markMentions(statements.predicate(i));
        markMentions(statements.object(i));
      } else if (!cells.isLink(statements, i)) {
        markMentions(statements.object(i));
      }
    }
  }

  private void markMentions(int term) {
    BlankNodeMentions.forEach(
        dictionary,
        term,
        node -> {
          int cell = cells.indexOf(node);
          if (cell >= 0) {
            isMentioned[cell] = true;
          }
        });
  }

  private boolean listsAreShortEnough() {
    long[] lengths = new long[cells.count()];
    long total = 0;
    for (int rank = 0; rank < cells.decidedCount(); rank++) {
      int cell = cells.decided(rank);
      if (cells.isList(cell)) {
        int rest = cells.indexOf(cells.rest(cell));
        lengths[cell] = 1 + (rest >= 0 ? lengths[rest] : dictionary.listSize(cells.rest(cell)));
        total += isMentioned[cell] ? lengths[cell] : 0;
      }
    }
    return total <= MEMBERS_FREE + MEMBERS_PER_CELL * cells.count();
  }

  /// Makes the lists for all cells that are mentioned, members before what holds them.
  ///
  /// @return false if one would nest too deep
  private boolean makeLists() {
    var members = new IntStack();
    try {
      for (int rank = 0; rank < cells.decidedCount(); rank++) {
        int cell = cells.decided(rank);
        if (cells.isList(cell) && isMentioned[cell]) {
          members.clear();
          collectMembers(cell, members);
          values[cell] = dictionary.internList(members.array(), members.size());
        }
      }
      return true;
    } catch (TermTooDeepException _) {
      return false;
    }
  }

  private void collectMembers(int cell, IntStack members) {
    int at = cell;
    int rest;
    do {
      members.push(rewritten(cells.first(at)));
      rest = cells.rest(at);
      at = cells.indexOf(rest);
    } while (at >= 0);
    for (int i = 0; i < dictionary.listSize(rest); i++) {
      members.push(rewritten(dictionary.listMember(rest, i)));
    }
  }

  private void rewrite(TripleList statements, TripleSink sink) {
    for (int i = 0; i < statements.size(); i++) {
      if (!cells.isPartOfList(statements, i)) {
        sink.accept(
            rewritten(statements.subject(i)),
            rewritten(statements.predicate(i)),
            rewritten(statements.object(i)));
      }
    }
  }

  private int rewritten(int term) {
    if (!dictionary.hasBlankNode(term)) {
      return term;
    }
    return switch (dictionary.kind(term)) {
      case BLANK_NODE -> {
        int cell = cells.indexOf(term);
        yield cell >= 0 && cells.isList(cell) ? values[cell] : term;
      }
      case LIST -> {
        int[] members = rewrittenMembers(term);
        yield dictionary.internList(members, members.length);
      }
      case TRIPLE -> {
        int[] members = rewrittenMembers(term);
        yield dictionary.internTripleTerm(members[0], members[1], members[2]);
      }
      case FORMULA -> rewrittenFormula(term);
      case IRI, LITERAL, VARIABLE -> term;
    };
  }

  private int[] rewrittenMembers(int composite) {
    int[] members = dictionary.members(composite);
    for (int i = 0; i < members.length; i++) {
      members[i] = rewritten(members[i]);
    }
    return members;
  }

  private int rewrittenFormula(int term) {
    Formula formula = dictionary.formula(term);
    Map<Term, Term> lists = new HashMap<>();
    for (BlankNode node : formula.freeBlankNodes()) {
      int cell = cells.indexOf(dictionary.intern(node));
      if (cell >= 0 && cells.isList(cell)) {
        lists.put(node, dictionary.term(values[cell]));
      }
    }
    return lists.isEmpty() ? term : dictionary.intern(new Substitution(lists).apply(formula));
  }
}
