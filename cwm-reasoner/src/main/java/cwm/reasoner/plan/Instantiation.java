package cwm.reasoner.plan;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Substitution;
import cwm.rdf.term.Term;
import cwm.reasoner.rule.Pattern;
import java.util.HashMap;
import java.util.Map;

/// Makes terms of patterns by filling in what slots are bound to.
public final class Instantiation {
  private Instantiation() {}

  /// The id of the term that the pattern is with the bindings of one row, added to the dictionary
  /// if it is new. All slots of the pattern are bound.
  public static int intern(Pattern pattern, int[][] columns, int row, TermDictionary dictionary) {
    return switch (pattern) {
      case Pattern.Constant(int id) -> id;
      case Pattern.Slot(int index) -> columns[index][row];
      case Pattern.Listed(var items) -> {
        int[] members = new int[items.size()];
        for (int i = 0; i < members.length; i++) {
          members[i] = intern(items.get(i), columns, row, dictionary);
        }
        yield dictionary.internList(members, members.length);
      }
      case Pattern.Quoted quoted -> dictionary.intern(formula(quoted, columns, row, dictionary));
    };
  }

  /// As [#intern], but only finds: [TermDictionary#NONE] if the dictionary does not hold the term,
  /// and so no fact can whose terms are in it.
  static int find(Pattern pattern, int[][] columns, int row, TermDictionary dictionary) {
    return switch (pattern) {
      case Pattern.Constant(int id) -> id;
      case Pattern.Slot(int index) -> columns[index][row];
      case Pattern.Listed(var items) -> {
        int[] members = new int[items.size()];
        for (int i = 0; i < members.length; i++) {
          members[i] = find(items.get(i), columns, row, dictionary);
        }
        yield hasGap(members) ? TermDictionary.NONE : dictionary.findList(members, members.length);
      }
      case Pattern.Quoted quoted -> dictionary.find(formula(quoted, columns, row, dictionary));
    };
  }

  private static boolean hasGap(int[] members) {
    for (int member : members) {
      if (member == TermDictionary.NONE) {
        return true;
      }
    }
    return false;
  }

  private static Formula formula(
      Pattern.Quoted quoted, int[][] columns, int row, TermDictionary dictionary) {
    Map<Term, Term> replacements = new HashMap<>();
    quoted
        .slots()
        .forEach((symbol, slot) -> replacements.put(symbol, dictionary.term(columns[slot][row])));
    return new Substitution(replacements).apply(quoted.formula());
  }
}
