package cwm.reasoner.rule;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.ReasonerException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The strata of rules as they are stated, with backward rules taken for forward ones.
final class StatedStrata {
  private final Map<Triple, Integer> ofRules = new HashMap<>();
  private int highest;

  private StatedStrata() {}

  /// @param isLenient whether forward rules may be without strata: then they come behind all
  ///   backward ones
  /// @throws ReasonerException `NOT_STRATIFIED`
  static StatedStrata of(Collection<Triple> stated, RuleCompiler compiler, boolean isLenient) {
    try {
      return of(stated, compiler);
    } catch (ReasonerException e) {
      if (!isLenient) {
        throw e;
      }
      StatedStrata strata = of(stated.stream().filter(BackwardRules::isRule).toList(), compiler);
      strata.highest++;
      stated.stream()
          .filter(statement -> !BackwardRules.isRule(statement))
          .forEach(statement -> strata.ofRules.put(statement, strata.highest));
      return strata;
    }
  }

  private static StatedStrata of(Collection<Triple> stated, RuleCompiler compiler) {
    List<Triple> statements = new ArrayList<>();
    List<Rule> rules = new ArrayList<>();
    for (Triple statement : stated) {
      Optional<Rule> rule = compiler.compile(asForward(statement));
      if (rule.isPresent()) {
        statements.add(statement);
        rules.add(rule.get());
      }
    }
    Stratification stratification = Stratification.of(rules);
    var strata = new StatedStrata();
    for (int i = 0; i < statements.size(); i++) {
      int stratum = stratification.stratum(i);
      strata.ofRules.put(statements.get(i), stratum);
      strata.highest = Math.max(strata.highest, stratum);
    }
    return strata;
  }

  private static RuleStatement asForward(Triple rule) {
    if (!BackwardRules.isRule(rule)) {
      return RuleStatement.of(rule);
    }
    String text = RuleText.ofBackward(rule.subject(), rule.object());
    // Who asks may bind what the head mentions; so that is no scope of its own.
    Formula head = (Formula) rule.subject();
    Formula body = RuleCompiler.body(rule.object()).orElseThrow();
    List<Triple> together = new ArrayList<>(body.statements());
    together.addAll(head.statements());
    Set<Term> bound = new LinkedHashSet<>(body.bound());
    bound.addAll(head.bound());
    return new RuleStatement(
        Formula.of(together, bound),
        rule.subject(),
        Optional.of(RuleStatement.Origin.of(rule.object(), rule.subject(), text)));
  }

  /// The stratum of one of the rules; 0 of data.
  int ofRule(Triple rule) {
    return ofRules.getOrDefault(rule, 0);
  }

  /// The highest stratum of a rule that may conclude the statement.
  int ofStatement(Triple statement) {
    if (highest == 0) {
      return 0;
    }
    int found = 0;
    for (Map.Entry<Triple, Integer> rule : ofRules.entrySet()) {
      if (rule.getValue() > found && mayConclude(rule.getKey(), statement)) {
        found = rule.getValue();
      }
    }
    return found;
  }

  private static boolean mayConclude(Triple rule, Triple statement) {
    Term head = rule.predicate().equals(Log.IMPLIES) ? rule.object() : rule.subject();
    return !(head instanceof Formula formula)
        || formula.statements().stream()
            .anyMatch(
                concluded ->
                    mayBe(concluded.subject(), statement.subject())
                        && mayBe(concluded.predicate(), statement.predicate())
                        && mayBe(concluded.object(), statement.object()));
  }

  /// As coarse as [Atom#mayMeet], by which strata are found.
  private static boolean mayBe(Term concluded, Term read) {
    boolean isOpen = concluded instanceof BlankNode || !concluded.isGround() || !read.isGround();
    return isOpen || concluded.equals(read);
  }
}
