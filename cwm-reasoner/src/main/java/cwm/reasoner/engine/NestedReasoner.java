package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.BudgetExhaustedException;
import cwm.reasoner.FormulaReasoner;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.RunContext;
import cwm.reasoner.builtin.Builtins;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Runs the rules that a formula states over what else it states, in a store of its own.
///
/// Results are kept for the run, since rules ask for the same formula in one row after the other.
/// For any number of threads.
final class NestedReasoner implements FormulaReasoner {
  /// How deep closures may ask for closures, each on the stack of the one around it.
  private static final int DEPTH_MAX = 16;

  /// Closures kept; beyond it all are forgotten.
  private static final int KEPT_MAX = 1_000;

  private final Builtins builtins;
  private final int depth;
  private final Map<Formula, Optional<Formula>> known = new ConcurrentHashMap<>();
  private final Set<String> warnings = ConcurrentHashMap.newKeySet();
  private volatile boolean isPerJob;

  /// @param depth how many reasoners are around each other, this one's among them
  NestedReasoner(Builtins builtins, int depth) {
    this.builtins = builtins;
    this.depth = depth;
  }

  /// Why formulas had no closure.
  Set<String> warnings() {
    return warnings;
  }

  /// Whether some closure holds for this run only.
  boolean isPerJob() {
    return isPerJob;
  }

  @Override
  public Optional<Formula> closure(Formula formula, RunContext context) {
    Optional<Formula> before = known.get(formula);
    if (before != null) {
      return before;
    }
    Optional<Formula> closure = compute(formula, context);
    if (known.size() >= KEPT_MAX) {
      known.clear();
    }
    known.put(formula, closure);
    return closure;
  }

  private Optional<Formula> compute(Formula formula, RunContext context) {
    if (depth > DEPTH_MAX) {
      warnings.add(
          "log:conclusion of formulas that ask for it in turn goes no more than %d deep"
              .formatted(DEPTH_MAX));
      return Optional.empty();
    }
    var dictionary = new TermDictionary();
    var store = new FactStore(dictionary);
    formula.statements().forEach(statement -> dictionary.intern(statement, store::assertFact));
    var reasoner = new Reasoner(store, builtins, depth + 1);
    try {
      warnings.addAll(reasoner.think(context).warnings());
      isPerJob |= reasoner.holdsForOneRun();
    } catch (ReasonerException e) {
      if (e.code().equals("BUDGET_EXHAUSTED")) {
        throw new BudgetExhaustedException("in log:conclusion: " + e.getMessage());
      }
      warnings.add("a formula has no log:conclusion: " + e.getMessage());
      return Optional.empty();
    }
    return Optional.of(formula(store, formula));
  }

  private static Formula formula(FactStore store, Formula given) {
    TermDictionary dictionary = store.dictionary();
    List<Triple> statements = new ArrayList<>();
    for (FactTable table : store.tables()) {
      Term predicate = dictionary.term(table.predicate());
      for (int row = 0; row < table.rowCount(); row++) {
        statements.add(
            new Triple(
                dictionary.term(table.subject(row)),
                predicate,
                dictionary.term(table.object(row))));
      }
    }
    Set<Term> bound = new LinkedHashSet<>(given.bound());
    for (BlankNode node : Formula.of(statements, Set.of()).freeBlankNodes()) {
      if (!given.freeSymbols().contains(node)) {
        bound.add(node);
      }
    }
    return Formula.of(statements, bound);
  }
}
