package cwm.reasoner.testing;

import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Log;
import cwm.rdf.term.Substitution;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// An evaluator that is too simple to be wrong in the way the engine is: in every round every rule
/// is matched with all facts, term by term, until nothing is new.
///
/// It knows facts, lists and quoted formulas in patterns, blank nodes in heads, rules that rules
/// conclude, and `?S log:notIncludes {...}` over all facts. Rules are run level by level, as the
/// caller says; within a level tests over all facts are taken as they are.
public final class NaiveEvaluator {
  private static final Iri NOT_INCLUDES = new Iri(Log.NAMESPACE + "notIncludes");

  private final Set<Triple> facts;
  private final Map<List<Object>, BlankNode> skolemTerms = new HashMap<>();
  private final Set<List<Object>> instances = new LinkedHashSet<>();

  private NaiveEvaluator(Collection<Triple> statements) {
    facts = new LinkedHashSet<>(statements);
  }

  /// What follows, the statements given included: what forward rules conclude where backward rules
  /// hold too. What only backward rules conclude is not among it.
  public static Set<Triple> closure(Collection<Triple> statements, List<Predicate<Triple>> levels) {
    Set<Triple> all = new LinkedHashSet<>();
    Set<Formula> backward = new HashSet<>();
    for (Triple statement : statements) {
      if (statement.predicate().equals(Log.IS_IMPLIED_BY)) {
        Triple forward = new Triple(statement.object(), Log.IMPLIES, statement.subject());
        backward.add(identity(forward));
        all.add(forward);
      } else {
        all.add(statement);
      }
    }
    statements.stream()
        .filter(statement -> statement.predicate().equals(Log.IMPLIES))
        .forEach(statement -> backward.remove(identity(statement)));
    NaiveEvaluator evaluator = run(all, levels);
    Set<Triple> closure = new LinkedHashSet<>(statements);
    closure.addAll(evaluator.conclusions(rule -> !backward.contains(identity(rule))));
    return closure;
  }

  /// How many different instances the rules have in the closure: bindings of the body's variables.
  public static int instanceCount(Collection<Triple> statements) {
    return run(statements, List.of(_ -> true)).instances.size();
  }

  private static NaiveEvaluator run(Collection<Triple> statements, List<Predicate<Triple>> levels) {
    var evaluator = new NaiveEvaluator(statements);
    for (Predicate<Triple> level : levels) {
      while (evaluator.round(level)) {
        // until nothing is new
      }
    }
    return evaluator;
  }

  private boolean round(Predicate<Triple> level) {
    return facts.addAll(conclusions(level));
  }

  /// What some rules conclude from the facts there are.
  private List<Triple> conclusions(Predicate<Triple> level) {
    List<Triple> concluded = new ArrayList<>();
    Set<Formula> seen = new HashSet<>();
    for (Triple statement : facts) {
      if (statement.predicate().equals(Log.IMPLIES)
          && statement.subject() instanceof Formula body
          && statement.object() instanceof Formula head
          && level.test(statement)
          && seen.add(identity(statement))) {
        Set<Term> variables = new LinkedHashSet<>(body.freeVariables());
        variables.addAll(body.bound());
        solve(
            body.statements(),
            0,
            variables,
            Map.of(),
            bindings -> {
              instances.add(List.of(statement, bindings));
              conclude(statement, head, bindings, concluded);
            });
      }
    }
    return concluded;
  }

  /// A rule with other names for its variables is the same rule.
  private static Formula identity(Triple rule) {
    return Formula.of(List.of(rule), Formula.of(List.of(rule), Set.of()).freeVariables());
  }

  private void conclude(
      Triple rule, Formula head, Map<Term, Term> bindings, List<Triple> concluded) {
    Map<Term, Term> values = new HashMap<>(bindings);
    values.keySet().removeAll(head.bound());
    Map<Term, Term> mentioned = new HashMap<>(values);
    mentioned.keySet().retainAll(head.freeSymbols());
    for (Term symbol : head.bound()) {
      values.put(
          symbol, skolemTerms.computeIfAbsent(List.of(rule, symbol, mentioned), this::fresh));
    }
    var substitution = new Substitution(values);
    for (Triple statement : head.statements()) {
      concluded.add(substitution.apply(statement));
    }
  }

  private BlankNode fresh(List<Object> key) {
    return BlankNode.of(0x6e61697665L, skolemTerms.size());
  }

  private void solve(
      List<Triple> body,
      int at,
      Set<Term> variables,
      Map<Term, Term> bindings,
      Consumer<Map<Term, Term>> found) {
    if (at == body.size()) {
      found.accept(bindings);
      return;
    }
    Triple pattern = body.get(at);
    if (pattern.predicate().equals(NOT_INCLUDES) && pattern.object() instanceof Formula quoted) {
      List<Map<Term, Term>> solutions = new ArrayList<>();
      Set<Term> inner = new LinkedHashSet<>(variables);
      inner.addAll(quoted.bound());
      solve(quoted.statements(), 0, inner, bindings, solutions::add);
      if (solutions.isEmpty()) {
        solve(body, at + 1, variables, bindings, found);
      }
      return;
    }
    for (Triple fact : List.copyOf(facts)) {
      Map<Term, Term> extended = new HashMap<>(bindings);
      if (matches(pattern, fact, variables, extended)) {
        solve(body, at + 1, variables, extended, found);
      }
    }
  }

  private static boolean matches(
      Triple pattern, Triple fact, Set<Term> variables, Map<Term, Term> bindings) {
    return matches(pattern.subject(), fact.subject(), variables, bindings)
        && matches(pattern.predicate(), fact.predicate(), variables, bindings)
        && matches(pattern.object(), fact.object(), variables, bindings);
  }

  private static boolean matches(
      Term pattern, Term term, Set<Term> variables, Map<Term, Term> bindings) {
    if (variables.contains(pattern)) {
      Term known = bindings.putIfAbsent(pattern, term);
      return known == null || known.equals(term);
    }
    return switch (pattern) {
      case Iri _, Literal _, BlankNode _, Variable _, TripleTerm _ -> pattern.equals(term);
      case ListTerm(var items) ->
          term instanceof ListTerm(var others) && matches(items, others, variables, bindings);
      case Formula formula ->
          term instanceof Formula other && matches(formula, other, variables, bindings);
    };
  }

  private static boolean matches(
      List<Term> items, List<Term> others, Set<Term> variables, Map<Term, Term> bindings) {
    if (items.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < items.size(); i++) {
      if (!matches(items.get(i), others.get(i), variables, bindings)) {
        return false;
      }
    }
    return true;
  }

  /// Patterns in the random programs have one statement in a quoted formula, so there is one way to
  /// pair them.
  private static boolean matches(
      Formula pattern, Formula formula, Set<Term> variables, Map<Term, Term> bindings) {
    if (pattern.statements().size() != 1 || formula.statements().size() != 1) {
      return pattern.equals(formula);
    }
    Map<Term, Term> extended = new HashMap<>(bindings);
    Triple only = pattern.statements().getFirst();
    if (!matches(only, formula.statements().getFirst(), variables, extended)
        || !new Substitution(extended).apply(pattern).equals(formula)) {
      return false;
    }
    bindings.putAll(extended);
    return true;
  }
}
