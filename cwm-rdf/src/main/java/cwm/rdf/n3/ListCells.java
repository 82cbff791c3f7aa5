package cwm.rdf.n3;

import cwm.rdf.store.IntMap;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Rdf;
import java.util.Arrays;
import java.util.function.IntPredicate;

/// The cells of the `rdf:first` / `rdf:rest` chains of one scope, and which of them are lists.
///
/// A cell is a blank node of the scope with `rdf:first` statements. It is a list if it has exactly
/// one `rdf:first` and one `rdf:rest`, the latter a list value such as `rdf:nil` or another cell
/// that is a list, and if following rests and what members mention never leads into a cycle.
///
/// Cells are decided in the order of dependence, without recursion: a cell is ready when its rest
/// and all cells that its member mentions are decided (Kahn's topological sort); those in or behind
/// a cycle never are. Θ(statements).
final class ListCells {
  /// The member or rest of a cell that has more than one.
  private static final int SEVERAL = -1;

  private final TermDictionary dictionary;
  private final int first;
  private final int rest;

  /// Indices of cells, counted from 1, by blank node.
  private final IntMap cells = new IntMap();

  private int[] firsts = new int[16];
  private int[] rests = new int[16];

  /// The cells in the order they were decided.
  private int[] order = new int[0];

  private int orderLength;
  private boolean[] isList = new boolean[0];

  /// @param owned whether a blank node belongs to the scope
  ListCells(TermDictionary dictionary, TripleList statements, IntPredicate owned) {
    this.dictionary = dictionary;
    this.first = dictionary.intern(Rdf.FIRST);
    this.rest = dictionary.intern(Rdf.REST);
    find(statements, owned);
    decide();
  }

  int count() {
    return cells.size();
  }

  /// The index of the cell that a blank node is, or -1.
  int indexOf(int node) {
    return cells.get(node) - 1;
  }

  int first(int cell) {
    return firsts[cell];
  }

  int rest(int cell) {
    return rests[cell];
  }

  boolean isList(int cell) {
    return isList[cell];
  }

  /// The cell that was decided as the `rank`-th from 0: after all cells it depends on.
  int decided(int rank) {
    return order[rank];
  }

  int decidedCount() {
    return orderLength;
  }

  /// Whether a statement only says what a list is made of, and the list says so itself.
  boolean isPartOfList(TripleList statements, int index) {
    int predicate = statements.predicate(index);
    if (predicate != first && predicate != rest) {
      return false;
    }
    int cell = indexOf(statements.subject(index));
    return cell >= 0 && isList[cell];
  }

  /// Whether a statement that is part of a list only leads from one cell to the next.
  boolean isLink(TripleList statements, int index) {
    return statements.predicate(index) == rest && indexOf(statements.object(index)) >= 0;
  }

  // ---------------------------------------------------------------- which cells there are

  private void find(TripleList statements, IntPredicate owned) {
    for (int i = 0; i < statements.size(); i++) {
      int subject = statements.subject(i);
      if (statements.predicate(i) == first
          && dictionary.kind(subject) == TermKind.BLANK_NODE
          && owned.test(subject)) {
        int cell = cellOf(subject);
        firsts[cell] = only(firsts[cell], statements.object(i));
      }
    }
    for (int i = 0; count() > 0 && i < statements.size(); i++) {
      int cell = indexOf(statements.subject(i));
      if (statements.predicate(i) == rest && cell >= 0) {
        rests[cell] = only(rests[cell], statements.object(i));
      }
    }
  }

  private int cellOf(int node) {
    int known = indexOf(node);
    if (known >= 0) {
      return known;
    }
    int cell = count();
    if (cell == firsts.length) {
      firsts = Arrays.copyOf(firsts, 2 * cell);
      rests = Arrays.copyOf(rests, 2 * cell);
    }
    cells.put(node, cell + 1);
    return cell;
  }

  private static int only(int before, int value) {
    return before == TermDictionary.NONE || before == value ? value : SEVERAL;
  }

  // ---------------------------------------------------------------- which of them are lists

  private void decide() {
    int count = count();
    order = new int[count];
    isList = new boolean[count];
    int[] undecided = new int[count];
    var dependents = new Dependents(count);
    for (int i = 0; i < count; i++) {
      int cell = i;
      BlankNodeMentions.forEach(
          dictionary, firsts[cell], node -> depend(cell, node, undecided, dependents));
      BlankNodeMentions.forEach(
          dictionary, rests[cell], node -> depend(cell, node, undecided, dependents));
      if (undecided[cell] == 0) {
        order[orderLength++] = cell;
      }
    }
    for (int rank = 0; rank < orderLength; rank++) {
      int cell = order[rank];
      isList[cell] = firsts[cell] > 0 && restIsList(rests[cell]);
      for (int link = dependents.head(cell); link != 0; link = dependents.next(link)) {
        int dependent = dependents.cell(link);
        if (--undecided[dependent] == 0) {
          order[orderLength++] = dependent;
        }
      }
    }
  }

  private void depend(int cell, int node, int[] undecided, Dependents dependents) {
    int on = indexOf(node);
    if (on >= 0) {
      undecided[cell]++;
      dependents.add(on, cell);
    }
  }

  private boolean restIsList(int term) {
    if (term <= 0) {
      return false;
    }
    int cell = indexOf(term);
    return cell >= 0 ? isList[cell] : dictionary.kind(term) == TermKind.LIST;
  }

  /// By cell, the cells that wait for it, as linked lists in arrays; links are counted from 1.
  private static final class Dependents {
    private final int[] heads;
    private int[] next;
    private int[] cells;
    private int linkCount;

    Dependents(int cellCount) {
      heads = new int[cellCount];
      next = new int[cellCount + 1];
      cells = new int[cellCount + 1];
    }

    void add(int on, int cell) {
      int link = ++linkCount;
      if (link == next.length) {
        next = Arrays.copyOf(next, 2 * link);
        cells = Arrays.copyOf(cells, 2 * link);
      }
      next[link] = heads[on];
      cells[link] = cell;
      heads[on] = link;
    }

    int head(int on) {
      return heads[on];
    }

    int next(int link) {
      return next[link];
    }

    int cell(int link) {
      return cells[link];
    }
  }
}
