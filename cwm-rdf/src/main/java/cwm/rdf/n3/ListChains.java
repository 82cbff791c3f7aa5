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
/// A chain of which many cells are mentioned stands for as many lists, and lists that share members
/// can grow with the power of their nesting. So that what statements mention stays near the size of
/// the document, a scope whose lists would be too large altogether, or nest too deep for the
/// dictionary, keeps all its chains.
public final class ListChains {
  private static final long SIZE_FREE = 1 << 20;
  private static final long SIZE_PER_CELL = 16;

  private final TermDictionary dictionary;
  private final ListCells cells;

  /// By cell, how many members its list has, those of lists in it included, each time they occur.
  private final long[] sizes;

  /// By cell, whether something but the rest of another cell that is a list mentions it.
  private final boolean[] isMentioned;

  /// By cell, the list that replaces it.
  private final int[] values;

  private ListChains(TermDictionary dictionary, ListCells cells) {
    this.dictionary = dictionary;
    this.cells = cells;
    this.sizes = new long[cells.count()];
    this.isMentioned = new boolean[cells.count()];
    this.values = new int[cells.count()];
  }

  /// Hands the statements of a scope to `sink`, with lists for chains.
  ///
  /// @param owned whether a blank node belongs to the scope
  public static void resolve(
      TermDictionary dictionary, TripleList statements, IntPredicate owned, TripleSink sink) {
    var cells = new ListCells(dictionary, statements, owned);
    if (cells.count() > 0) {
      var chains = new ListChains(dictionary, cells);
      chains.measure();
      boolean isSmall =
          chains.markMentions(statements) <= SIZE_FREE + SIZE_PER_CELL * cells.count();
      if (isSmall && chains.makeLists()) {
        chains.rewrite(statements, sink);
        return;
      }
    }
    statements.forEach(sink);
  }

  private void measure() {
    for (int rank = 0; rank < cells.decidedCount(); rank++) {
      int cell = cells.decided(rank);
      if (cells.isList(cell)) {
        long ofRest = sizeOf(cells.rest(cell));
        sizes[cell] = saturated(1 + sizeOf(cells.first(cell)) + ofRest);
      }
    }
  }

  /// The total size of the lists that a term is or mentions.
  private long sizeOf(int term) {
    long[] total = {0};
    BlankNodeMentions.forEach(
        dictionary,
        term,
        node -> {
          int cell = cells.indexOf(node);
          total[0] = saturated(total[0] + (cell >= 0 ? sizes[cell] : 0));
        });
    return total[0];
  }

  private static long saturated(long size) {
    return Math.min(size, Long.MAX_VALUE / 4);
  }

  /// Marks the cells that something mentions.
  ///
  /// @return the total size of the lists that the remaining statements will mention
  private long markMentions(TripleList statements) {
    long total = 0;
    for (int i = 0; i < statements.size(); i++) {
      int object = statements.object(i);
      if (!cells.isPartOfList(statements, i)) {
        int subject = statements.subject(i);
        int predicate = statements.predicate(i);
        markMentions(subject);
        markMentions(predicate);
        markMentions(object);
        total = saturated(total + sizeOf(subject) + sizeOf(predicate) + sizeOf(object));
      } else if (!cells.isLink(statements, i)) {
        markMentions(object);
      }
    }
    return total;
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
