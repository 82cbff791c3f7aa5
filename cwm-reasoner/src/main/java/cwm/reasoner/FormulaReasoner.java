package cwm.reasoner;

import cwm.rdf.term.Formula;
import java.util.Optional;

/// Finds what follows from formulas by themselves, without the store.
@FunctionalInterface
public interface FormulaReasoner {

  /// The statements of a formula and all that its rules conclude from them, as a formula that binds
  /// what the one given binds, and the blank nodes that rules make.
  ///
  /// @param context what the run is bound to that asks
  /// @return empty if its rules cannot be run; the run's report says why
  /// @throws BudgetExhaustedException if the run's time is up, or rules go on without end
  Optional<Formula> closure(Formula formula, RunContext context);
}
