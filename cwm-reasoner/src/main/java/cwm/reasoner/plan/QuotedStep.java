package cwm.reasoner.plan;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Substitution;
import cwm.rdf.term.Term;
import cwm.reasoner.rule.Pattern;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Matches a formula pattern with the formula in a slot; each way in which they become equal is a
/// row.
///
/// @param source the slot that holds the formula
/// @param pattern what it must be equal to
/// @param open the slots of the pattern that have no value before this step
record QuotedStep(int source, Pattern.Quoted pattern, Set<Integer> open) implements Step {
  QuotedStep {
    open = Set.copyOf(open);
  }

  @Override
  public void run(Batch in, PlanRun.Output out) {
    TermDictionary dictionary = out.planRun().dictionary();
    for (int row = 0; row < in.rowCount; row++) {
      int id = in.columns[source][row];
      if (dictionary.kind(id) == TermKind.FORMULA) {
        matchRow(dictionary.formula(id), in, row, out);
      }
    }
  }

  private void matchRow(Formula formula, Batch in, int row, PlanRun.Output out) {
    TermDictionary dictionary = out.planRun().dictionary();
    Map<Term, Term> replacements = new HashMap<>();
    Set<Term> unknown = new HashSet<>();
    pattern
        .slots()
        .forEach(
            (symbol, slot) -> {
              if (open.contains(slot)) {
                unknown.add(symbol);
              } else {
                replacements.put(symbol, dictionary.term(in.columns[slot][row]));
              }
            });
    Formula wanted = new Substitution(replacements).apply(pattern.formula());
    for (Map<Term, Term> solution :
        new FormulaMatcher(unknown, out.planRun().budget()).match(wanted, formula)) {
      int added = out.append(in, row);
      pattern
          .slots()
          .forEach(
              (symbol, slot) -> {
                Term value = solution.get(symbol);
                if (value != null) {
                  out.columns()[slot][added] = dictionary.intern(value);
                }
              });
    }
  }
}
