package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.term.Log;
import cwm.reasoner.Budget;
import cwm.reasoner.BudgetExhaustedException;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.plan.PlanRun;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import cwm.reasoner.rule.Rule;
import cwm.reasoner.rule.Stratification;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/// Runs the rules that a store states over the facts it holds, until nothing new follows.
///
/// **Rounds.** Each round is a generation of the store: rules read what earlier generations hold
/// and write into the open one. A rule that has run before joins only what came since (semi-naive
/// evaluation), and a round wakes only rules that read a predicate which the round before added to,
/// so its cost depends on what is new.
///
/// **Strata.** Rules run stratum by stratum ([Stratification]). When facts were added after a run,
/// [#think] goes on from there; a stratum whose rules read as complete what has changed since is
/// dropped, with those above it, and computed again.
///
/// **Rules as facts.** Rules are the `log:implies` statements of the store, derived ones included:
/// they are collected after each round and run against all facts from the next.
///
/// All that is derived in the store must be this reasoner's work. Owned by one thread, with its
/// store.
public final class Reasoner {
  private final FactStore store;
  private final RuleSet ruleSet;

  public Reasoner(FactStore store, Builtins builtins) {
    this.store = store;
    ruleSet = new RuleSet(store, builtins);
  }

  /// Runs all rules to the fixpoint.
  ///
  /// @throws ReasonerException `BUDGET_EXHAUSTED` with the store at the end of the last whole
  ///   round; `NOT_STRATIFIED`
  public ThinkReport think(Budget budget) {
    return new Run(budget).toFixpoint();
  }

  /// Runs each rule once over the facts there are.
  public ThinkReport pass(Budget budget) {
    return new Run(budget).once();
  }

  /// Takes the store back to the end of an earlier generation ([FactStore#truncate]); the next
  /// [#think] goes on from there.
  public void truncate(int generation) {
    store.truncate(generation);
    ruleSet.reread();
    for (ActiveRule rule : ruleSet.rules()) {
      // What a rule concluded from the last generation kept was in a later one.
      if (rule.seen() >= generation) {
        rule.forget();
      }
    }
  }

  /// To be called after facts were retracted: drops all that was derived, so that the next [#think]
  /// derives it from what is asserted.
  public void factsRetracted() {
    store.dropDerived(0);
    ruleSet.reread();
    ruleSet.rules().forEach(ActiveRule::forget);
  }

  /// The state of one run.
  private final class Run {
    private final Budget budget;
    private final PlanRun planRun;
    private final long factCountBefore = store.factCount();
    private int roundCount;
    private long instanceCount;
    private int stratumCount = 1;

    Run(Budget budget) {
      this.budget = budget;
      planRun = new PlanRun(store, budget);
    }

    ThinkReport toFixpoint() {
      begin();
      for (int stratum = 0; stratum < stratumCount; ) {
        if (mustRecompute(stratum)) {
          drop(stratum);
        }
        stratum = runStratum(stratum);
      }
      return report();
    }

    ThinkReport once() {
      begin();
      int last = store.generation() - 1;
      guarded(() -> run(List.copyOf(ruleSet.rules()), last));
      store.nextGeneration();
      roundCount++;
      return report();
    }

    private void begin() {
      store.nextGeneration();
      ruleSet.collectNew();
      List<Integer> before = ruleSet.rules().stream().map(ActiveRule::stratum).toList();
      stratify(-1);
      if (hasMoved(before)) {
        drop(0);
      }
    }

    /// Whether a rule that has run is in another stratum now: its conclusions are noted under the
    /// one it was in.
    private boolean hasMoved(List<Integer> before) {
      int index = 0;
      for (ActiveRule rule : ruleSet.rules()) {
        if (rule.seen() >= 0 && rule.stratum() != before.get(index)) {
          return true;
        }
        index++;
      }
      return false;
    }

    /// Runs a stratum to its fixpoint.
    ///
    /// @return the stratum to go on with: the next one, or a lower one for which a rule was derived
    private int runStratum(int stratum) {
      Collection<ActiveRule> woken =
          ruleSet.rules().stream().filter(rule -> rule.stratum() == stratum).toList();
      while (!woken.isEmpty()) {
        if (roundCount >= budget.stepMax()) {
          throw exhausted("the limit of %,d rounds is reached".formatted(budget.stepMax()));
        }
        Collection<ActiveRule> rules = woken;
        int last = store.generation() - 1;
        guarded(() -> run(rules, last));
        roundCount++;
        int[] changed = store.nextGeneration();
        List<ActiveRule> derived = changed.length == 0 ? List.of() : ruleSet.collectNew();
        if (!derived.isEmpty()) {
          int lowest = stratify(stratum);
          if (lowest < stratum) {
            return lowest;
          }
        }
        woken = new ArrayList<>(ruleSet.wokenBy(changed, stratum));
        for (ActiveRule rule : derived) {
          if (rule.stratum() == stratum && !woken.contains(rule)) {
            woken.add(rule);
          }
        }
      }
      return stratum + 1;
    }

    private void run(Collection<ActiveRule> rules, int last) {
      for (ActiveRule rule : rules) {
        instanceCount += rule.run(planRun, last);
      }
      // Only now: a round that is broken off is run again.
      rules.forEach(rule -> rule.setSeen(last));
    }

    private void guarded(Runnable round) {
      try {
        round.run();
      } catch (BudgetExhaustedException limit) {
        store.truncate(store.generation() - 1);
        throw exhausted(String.valueOf(limit.getMessage()));
      }
    }

    private ReasonerException exhausted(String limit) {
      return new ReasonerException(
          "BUDGET_EXHAUSTED",
          "stopped before the fixpoint: %s; after %,d rounds there are %,d facts, %,d of them new; do rules build ever new terms? Otherwise raise --max-steps or --timeout"
              .formatted(
                  limit, roundCount, store.factCount(), store.factCount() - factCountBefore));
    }

    /// Finds the strata of all rules.
    ///
    /// @param current the stratum being run, below which strata are closed; -1 at the start
    /// @return the lowest stratum with a rule that has not run
    private int stratify(int current) {
      List<ActiveRule> rules = List.copyOf(ruleSet.rules());
      List<Rule> plain = rules.stream().map(ActiveRule::rule).toList();
      Stratification stratification = Stratification.of(plain);
      int lowest = Integer.MAX_VALUE;
      stratumCount = 1;
      BitSet closed = new BitSet();
      for (int i = 0; i < rules.size(); i++) {
        ActiveRule rule = rules.get(i);
        if (rule.seen() >= 0 && rule.stratum() <= current) {
          closed.set(i);
        }
      }
      for (int i = 0; i < rules.size(); i++) {
        ActiveRule rule = rules.get(i);
        rule.setStratum(stratification.stratum(i));
        stratumCount = Math.max(stratumCount, rule.stratum() + 1);
        if (rule.seen() < 0) {
          lowest = Math.min(lowest, rule.stratum());
          int fed = current < 0 ? -1 : stratification.findNegativeDependent(i, closed);
          if (fed >= 0) {
            throw new ReasonerException(
                "NOT_STRATIFIED",
                "a rule that was derived during the run, %s, may add to what %s has already tested or collected as complete; state it in the input, or let it conclude another predicate"
                    .formatted(rule.rule().text(), rules.get(fed).rule().text()));
          }
        }
      }
      return lowest;
    }

    /// Whether facts that rules of the stratum read as complete came after they read them.
    private boolean mustRecompute(int stratum) {
      for (ActiveRule rule : ruleSet.rules()) {
        if (rule.stratum() != stratum || rule.seen() < 0) {
          continue;
        }
        for (Atom atom : Stratification.atoms(rule.rule(), true)) {
          if (changedSince(atom, rule.seen())) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean changedSince(Atom atom, int seen) {
      if (atom.predicate() instanceof Pattern.Constant(int predicate)) {
        return store.table(predicate).map(table -> hasNewer(table, atom, seen)).orElse(false);
      }
      return store.tables().stream().anyMatch(table -> hasNewer(table, atom, seen));
    }

    private boolean hasNewer(FactTable table, Atom atom, int seen) {
      for (int row = table.rowCountAt(seen); row < table.rowCount(); row++) {
        if (mayBe(atom.subject(), table.subject(row)) && mayBe(atom.object(), table.object(row))) {
          return true;
        }
      }
      return false;
    }

    private boolean mayBe(Pattern pattern, int id) {
      return !(pattern instanceof Pattern.Constant(int constant)) || constant == id;
    }

    private void drop(int stratum) {
      store.dropDerived(stratum);
      ruleSet.reread();
      for (ActiveRule rule : ruleSet.rules()) {
        if (rule.stratum() >= stratum) {
          rule.forget();
        }
      }
      stratify(-1);
    }

    private ThinkReport report() {
      List<String> warnings = new ArrayList<>();
      int backward = store.dictionary().find(Log.IS_IMPLIED_BY);
      store
          .table(backward)
          .filter(table -> table.rowCount() > 0)
          .ifPresent(
              table ->
                  warnings.add(
                      "%,d backward rules (<=) are kept as data: they do not run yet; write them as => rules"
                          .formatted(table.rowCount())));
      int undecided = store.dictionary().undecidedFormulaCount();
      if (undecided > 0) {
        warnings.add(
            "%,d comparisons of formulas were given up because of their symmetry; the formulas count as different"
                .formatted(undecided));
      }
      return new ThinkReport(
          ruleSet.rules().size(),
          stratumCount,
          roundCount,
          instanceCount,
          store.factCount() - factCountBefore,
          warnings);
    }
  }
}
