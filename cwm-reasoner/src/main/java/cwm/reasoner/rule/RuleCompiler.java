package cwm.reasoner.rule;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.FormulaIdentity;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Log;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.builtin.BuiltinDefinition;
import cwm.reasoner.builtin.Builtins;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Makes rules of `body => head` statements.
///
/// The rule's variables are those free in body or head, and what the body binds (its blank nodes).
/// Quoted formulas inside share them, as in the Community Group's reading of `?x`. A head's blank
/// nodes are existential: Skolem terms over the variables that the head mentions.
public final class RuleCompiler {
  /// Statements in one conjunction, of those that are computed and hold for facts too, beyond which
  /// they are computed only: each doubles the alternatives.
  private static final int TWOFOLD_MAX = 6;

  private static final Literal TRUE = Literal.of(true);

  private static final Variable NAMELESS = new Variable("_");

  private final TermDictionary dictionary;
  private final Builtins builtins;

  public RuleCompiler(TermDictionary dictionary, Builtins builtins) {
    this.dictionary = dictionary;
    this.builtins = builtins;
  }

  /// The rule that a statement is, or empty if it is data: only a formula or the literal `true` is
  /// a body, and only a formula, `true` or a variable is a head.
  public Optional<Rule> compile(RuleStatement statement) {
    Term head = statement.head();
    return body(statement.body())
        .filter(_ -> isHead(head))
        .map(body -> new Compilation(body, head, statement.origin()).rule());
  }

  /// Whether a statement is a rule, forward or backward, and no data.
  public static boolean isRule(Triple statement) {
    return BackwardRules.isRule(statement)
        || (statement.predicate().equals(Log.IMPLIES)
            && body(statement.subject()).isPresent()
            && isHead(statement.object()));
  }

  private static boolean isHead(Term term) {
    return term instanceof Formula || term instanceof Variable || term.equals(TRUE);
  }

  /// The formula that a term is as the body of a rule, if it can be one.
  static Optional<Formula> body(Term term) {
    if (term.equals(TRUE)) {
      return Optional.of(Formula.EMPTY);
    }
    return term instanceof Formula formula ? Optional.of(formula) : Optional.empty();
  }

  /// The work on one rule.
  private final class Compilation {
    private final Formula body;
    private final Term head;
    private final Optional<RuleStatement.Origin> origin;
    private final Map<Term, Integer> slots = new LinkedHashMap<>();
    private final List<Term> symbols = new ArrayList<>();

    Compilation(Formula body, Term head, Optional<RuleStatement.Origin> origin) {
      this.body = body;
      this.head = head;
      this.origin = origin;
    }

    Rule rule() {
      Formula identity = RuleStatement.closed(body, head);
      for (Term variable : FormulaIdentity.canonicalOrder(identity)) {
        slots.put(variable, newSlot(variable));
      }
      for (Term symbol : body.bound()) {
        slots.put(symbol, newSlot(symbol));
      }
      var alternatives = conjunction(Enclosure.of(body), slots, true).alternatives();
      Map<Term, Integer> headSlots = new LinkedHashMap<>(slots);
      List<Integer> existentials = new ArrayList<>();
      List<Atom> atoms = new ArrayList<>();
      Optional<Pattern> headFormula = Optional.empty();
      Set<Integer> frontier = new LinkedHashSet<>();
      if (head instanceof Formula formula) {
        body.bound().forEach(headSlots::remove);
        for (Term symbol : FormulaIdentity.canonicalOrder(formula)) {
          if (symbol instanceof BlankNode) {
            int slot = newSlot(symbol);
            headSlots.put(symbol, slot);
            existentials.add(slot);
          }
        }
        for (Triple statement : formula.statements()) {
          Atom atom = atom(statement, headSlots);
          atoms.add(atom);
          atom.forEachSlot(frontier::add);
        }
      } else if (head instanceof Variable) {
        headFormula = Optional.of(pattern(head, headSlots));
        headFormula.get().forEachSlot(frontier::add);
      }
      existentials.forEach(frontier::remove);
      List<Integer> skolemKey =
          origin
              .map(
                  from ->
                      from.skolemVariables().stream()
                          .map(slots::get)
                          .filter(Objects::nonNull)
                          .toList())
              .orElseGet(() -> frontier.stream().sorted().toList());
      return new Rule(
          identity,
          origin.map(RuleStatement.Origin::stated).orElse(identity),
          text(),
          alternatives,
          atoms,
          headFormula,
          symbols,
          existentials,
          skolemKey);
    }

    private int newSlot(Term symbol) {
      symbols.add(symbol);
      return symbols.size() - 1;
    }

    private String text() {
      return origin.map(RuleStatement.Origin::text).orElseGet(() -> RuleText.of(body, head));
    }

    /// The patterns of a formula whose free symbols have the slots given.
    ///
    /// @param withBuiltins whether builtins are computed; otherwise their statements are looked up
    private BodyPart.Conjunction conjunction(
        Enclosure enclosure, Map<Term, Integer> visible, boolean withBuiltins) {
      List<List<BodyPart>> alternatives = new ArrayList<>();
      alternatives.add(new ArrayList<>());
      int twofoldCount = 0;
      for (Triple statement : enclosure.formula().statements()) {
        if (!isTwofold(statement, withBuiltins)) {
          BodyPart part = part(enclosure, statement, visible, withBuiltins);
          alternatives.forEach(alternative -> alternative.add(part));
          continue;
        }
        BodyPart computed = computed(statement, visible).orElseThrow();
        if (++twofoldCount <= TWOFOLD_MAX) {
          BodyPart matched = new BodyPart.Match(atom(statement, visible));
          List<List<BodyPart>> doubled = new ArrayList<>();
          for (List<BodyPart> alternative : alternatives) {
            List<BodyPart> other = new ArrayList<>(alternative);
            other.add(matched);
            doubled.add(other);
          }
          alternatives.forEach(alternative -> alternative.add(computed));
          alternatives.addAll(doubled);
        } else {
          alternatives.forEach(alternative -> alternative.add(computed));
        }
      }
      return new BodyPart.Conjunction(alternatives);
    }

    /// Whether the statement is computed, and holds for facts too. What lists have for first and
    /// rest is part of what they are, so that needs no builtins.
    private static boolean isTwofold(Triple statement, boolean withBuiltins) {
      return statement.predicate() instanceof Iri predicate
          && Builtins.isAlsoStated(predicate.value())
          && (withBuiltins || predicate.equals(Rdf.FIRST) || predicate.equals(Rdf.REST));
    }

    private BodyPart part(
        Enclosure around, Triple statement, Map<Term, Integer> visible, boolean withBuiltins) {
      if (withBuiltins && statement.predicate() instanceof Iri) {
        Optional<ScopedStatement> scoped =
            ScopedStatement.of(statement, around, visible::containsKey);
        if (scoped.isPresent()) {
          return scoped(scoped.get(), statement, around, visible);
        }
        if (PassedOn.isOne(statement)) {
          return new BodyPart.Computed(
              PassedOn.builtin(statement, dictionary),
              pattern(statement.subject(), visible),
              pattern(statement.object(), visible));
        }
        if (ScopedBuiltins.isBound(statement.predicate())) {
          return new BodyPart.Bound(pattern(statement.subject(), visible));
        }
        Optional<BodyPart> computed = computed(statement, visible);
        if (computed.isPresent()) {
          return computed.get();
        }
      }
      return new BodyPart.Match(atom(statement, visible));
    }

    private Optional<BodyPart> computed(Triple statement, Map<Term, Integer> visible) {
      String iri = ((Iri) statement.predicate()).value();
      Optional<BuiltinDefinition> builtin = builtins.find(iri);
      return builtin.map(
          definition ->
              new BodyPart.Computed(
                  definition,
                  pattern(statement.subject(), visible),
                  pattern(statement.object(), visible)));
    }

    private BodyPart scoped(
        ScopedStatement scoped, Triple statement, Enclosure around, Map<Term, Integer> visible) {
      boolean withBuiltins = scoped.evaluatesBuiltins();
      return new BodyPart.Scoped(
          scoped.kind(),
          scoped.scope().map(scope -> pattern(scope, visible)),
          scoped.patterns().stream()
              .map(quoted -> nested(around.inside(quoted, statement), visible, withBuiltins))
              .toList(),
          scoped.template().map(template -> pattern(template, visible)),
          scoped.result().map(result -> pattern(result, visible)),
          scoped.kind().leavesUnbound() ? unbound(scoped.patterns(), visible) : Map.of());
    }

    /// What the slots of variables in some patterns hold that have no value: the variable, as in a
    /// head. A blank node of the body is a variable too, of no name.
    private Map<Integer, Integer> unbound(List<Formula> patterns, Map<Term, Integer> visible) {
      Map<Integer, Integer> unbound = new HashMap<>();
      for (Formula pattern : patterns) {
        for (Term symbol : pattern.freeSymbols()) {
          Integer slot = visible.get(symbol);
          if (slot != null) {
            Term variable = symbol instanceof Variable ? symbol : NAMELESS;
            unbound.put(slot, dictionary.intern(variable));
          }
        }
      }
      return unbound;
    }

    /// The conjunction of a quoted formula; what it binds gets slots of its own.
    private BodyPart.Conjunction nested(
        Enclosure quoted, Map<Term, Integer> visible, boolean withBuiltins) {
      Map<Term, Integer> inner = new HashMap<>(visible);
      for (Term symbol : quoted.formula().bound()) {
        inner.put(symbol, newSlot(symbol));
      }
      return conjunction(quoted, inner, withBuiltins);
    }

    private Atom atom(Triple statement, Map<Term, Integer> visible) {
      return new Atom(
          pattern(statement.subject(), visible),
          pattern(statement.predicate(), visible),
          pattern(statement.object(), visible));
    }

    private Pattern pattern(Term term, Map<Term, Integer> visible) {
      return switch (term) {
        case Iri _, Literal _ -> new Pattern.Constant(dictionary.intern(term));
        case BlankNode _, Variable _ -> {
          Integer slot = visible.get(term);
          yield slot == null
              ? new Pattern.Constant(dictionary.intern(term))
              : new Pattern.Slot(slot);
        }
        case ListTerm(var items) -> {
          List<Pattern> patterns = new ArrayList<>(items.size());
          boolean constant = true;
          for (Term item : items) {
            Pattern pattern = pattern(item, visible);
            constant &= pattern instanceof Pattern.Constant;
            patterns.add(pattern);
          }
          yield constant
              ? new Pattern.Constant(dictionary.intern(term))
              : new Pattern.Listed(patterns);
        }
        case TripleTerm(var triple) -> {
          if (!triple.isGround()) {
            throw new ReasonerException(
                "UNSUPPORTED_PATTERN",
                "variables inside triple terms are not supported in rules: " + text());
          }
          yield new Pattern.Constant(dictionary.intern(term));
        }
        case Formula formula -> {
          Map<Term, Integer> used = new LinkedHashMap<>();
          for (Term symbol : formula.freeSymbols()) {
            Integer slot = visible.get(symbol);
            if (slot != null) {
              used.put(symbol, slot);
            }
          }
          yield used.isEmpty()
              ? new Pattern.Constant(dictionary.intern(formula))
              : new Pattern.Quoted(formula, used);
        }
      };
    }
  }
}
