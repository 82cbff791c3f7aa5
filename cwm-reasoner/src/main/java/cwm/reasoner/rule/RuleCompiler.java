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
import java.util.Optional;
import java.util.Set;

/// Makes rules of `body => head` statements.
///
/// The rule's variables are those free in body or head, and what the body binds (its blank nodes).
/// Quoted formulas inside share them, as in the Community Group's reading of `?x`. A head's blank
/// nodes are existential: Skolem terms over the variables that the head mentions.
public final class RuleCompiler {
  /// `rdf:first` and `rdf:rest` statements in one conjunction beyond which they are looked for
  /// among list terms only: each doubles the alternatives.
  private static final int LIST_STATEMENT_MAX = 6;

  private static final Literal TRUE = Literal.of(true);

  private final TermDictionary dictionary;
  private final Builtins builtins;

  public RuleCompiler(TermDictionary dictionary, Builtins builtins) {
    this.dictionary = dictionary;
    this.builtins = builtins;
  }

  /// The rule that the statement `body => head` is, or empty if it is data: only a formula or the
  /// literal `true` is a body, and only a formula, `true` or a variable is a head.
  public Optional<Rule> compile(Term body, Term head) {
    boolean isBody = body instanceof Formula || body.equals(TRUE);
    boolean isHead = head instanceof Formula || head instanceof Variable || head.equals(TRUE);
    if (!isBody || !isHead) {
      return Optional.empty();
    }
    Formula bodyFormula = body instanceof Formula formula ? formula : Formula.EMPTY;
    return Optional.of(new Compilation(bodyFormula, head).rule());
  }

  /// The work on one rule.
  private final class Compilation {
    private final Formula body;
    private final Term head;
    private final Map<Term, Integer> slots = new LinkedHashMap<>();
    private final List<Term> symbols = new ArrayList<>();

    Compilation(Formula body, Term head) {
      this.body = body;
      this.head = head;
    }

    Rule rule() {
      Formula identity = identity();
      for (Term variable : FormulaIdentity.canonicalOrder(identity)) {
        slots.put(variable, newSlot(variable));
      }
      for (Term symbol : body.bound()) {
        slots.put(symbol, newSlot(symbol));
      }
      var alternatives = conjunction(body, slots, true).alternatives();
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
      List<Integer> skolemKey = frontier.stream().sorted().toList();
      return new Rule(
          identity, text(), alternatives, atoms, headFormula, symbols, existentials, skolemKey);
    }

    private int newSlot(Term symbol) {
      symbols.add(symbol);
      return symbols.size() - 1;
    }

    private Formula identity() {
      Triple statement = new Triple(body, Log.IMPLIES, head);
      Formula open = Formula.of(List.of(statement), Set.of());
      return Formula.of(List.of(statement), open.freeVariables());
    }

    private String text() {
      return RuleText.of(body, head);
    }

    /// The patterns of a formula whose free symbols have the slots given.
    ///
    /// @param withBuiltins whether builtins are computed; otherwise their statements are looked up
    private BodyPart.Conjunction conjunction(
        Formula formula, Map<Term, Integer> visible, boolean withBuiltins) {
      List<List<BodyPart>> alternatives = new ArrayList<>();
      alternatives.add(new ArrayList<>());
      int listStatements = 0;
      for (Triple statement : formula.statements()) {
        boolean aboutList =
            statement.predicate().equals(Rdf.FIRST) || statement.predicate().equals(Rdf.REST);
        if (!aboutList) {
          BodyPart part = part(formula, statement, visible, withBuiltins);
          alternatives.forEach(alternative -> alternative.add(part));
          continue;
        }
        BodyPart computed = computed(statement, visible).orElseThrow();
        if (++listStatements <= LIST_STATEMENT_MAX) {
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

    private BodyPart part(
        Formula formula, Triple statement, Map<Term, Integer> visible, boolean withBuiltins) {
      if (withBuiltins && statement.predicate() instanceof Iri(String iri)) {
        Optional<BodyPart.Kind> kind = ScopedBuiltins.kind(iri);
        if (kind.isPresent()) {
          Optional<BodyPart> scoped = scoped(kind.get(), formula, statement, visible);
          if (scoped.isPresent()) {
            return scoped.get();
          }
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

    private Optional<BodyPart> scoped(
        BodyPart.Kind kind, Formula formula, Triple statement, Map<Term, Integer> visible) {
      return switch (kind) {
        case INCLUDES, NOT_INCLUDES -> {
          Optional<Pattern> scope = scope(statement.subject(), formula, statement, visible);
          Optional<Formula> pattern = quoted(statement.object());
          yield pattern.map(
              quoted ->
                  new BodyPart.Scoped(
                      kind,
                      scope,
                      List.of(nested(quoted, visible, scope.isEmpty())),
                      Optional.empty(),
                      Optional.empty()));
        }
        case COLLECT -> {
          if (!(statement.subject() instanceof ListTerm(var items)) || items.size() != 3) {
            yield Optional.empty();
          }
          Optional<Pattern> scope = scope(statement.object(), formula, statement, visible);
          yield quoted(items.get(1))
              .map(
                  quoted ->
                      new BodyPart.Scoped(
                          kind,
                          scope,
                          List.of(nested(quoted, visible, true)),
                          Optional.of(pattern(items.get(0), visible)),
                          Optional.of(pattern(items.get(2), visible))));
        }
        case FOR_ALL -> {
          if (!(statement.subject() instanceof ListTerm(var items)) || items.size() != 2) {
            yield Optional.empty();
          }
          Optional<Pattern> scope = scope(statement.object(), formula, statement, visible);
          Optional<Formula> first = quoted(items.get(0));
          Optional<Formula> second = quoted(items.get(1));
          if (first.isEmpty() || second.isEmpty()) {
            yield Optional.empty();
          }
          yield Optional.of(
              new BodyPart.Scoped(
                  kind,
                  scope,
                  List.of(nested(first.get(), visible, true), nested(second.get(), visible, true)),
                  Optional.empty(),
                  Optional.empty()));
        }
      };
    }

    private Optional<Formula> quoted(Term term) {
      if (term.equals(TRUE)) {
        return Optional.of(Formula.EMPTY);
      }
      return term instanceof Formula formula ? Optional.of(formula) : Optional.empty();
    }

    /// The conjunction of a quoted formula; what it binds gets slots of its own.
    private BodyPart.Conjunction nested(
        Formula formula, Map<Term, Integer> visible, boolean withBuiltins) {
      Map<Term, Integer> inner = new HashMap<>(visible);
      for (Term symbol : formula.bound()) {
        inner.put(symbol, newSlot(symbol));
      }
      return conjunction(formula, inner, withBuiltins);
    }

    /// The scope that a term names: empty, and thereby the store, for a variable that nothing else
    /// in the formula mentions.
    private Optional<Pattern> scope(
        Term term, Formula formula, Triple statement, Map<Term, Integer> visible) {
      boolean isOpen = term instanceof Variable || term instanceof BlankNode;
      if (isOpen && visible.containsKey(term)) {
        boolean mentionedElsewhere =
            formula.statements().stream()
                .filter(other -> !other.equals(statement))
                .filter(other -> !isScopeOf(term, other))
                .anyMatch(other -> mentions(other, term));
        if (!mentionedElsewhere) {
          return Optional.empty();
        }
      }
      if (term.equals(TRUE)) {
        return Optional.of(new Pattern.Constant(dictionary.intern(Formula.EMPTY)));
      }
      return Optional.of(pattern(term, visible));
    }

    /// Whether the term is just the scope of another scoped builtin: one `_:x` may stand for the
    /// store in several of them.
    private boolean isScopeOf(Term term, Triple statement) {
      if (!(statement.predicate() instanceof Iri(String iri))) {
        return false;
      }
      return ScopedBuiltins.kind(iri)
          .map(
              kind ->
                  switch (kind) {
                    case INCLUDES, NOT_INCLUDES ->
                        statement.subject().equals(term) && !holds(statement.object(), term);
                    case COLLECT, FOR_ALL ->
                        statement.object().equals(term) && !holds(statement.subject(), term);
                  })
          .orElse(false);
    }

    private static boolean mentions(Triple statement, Term symbol) {
      return holds(statement.subject(), symbol)
          || holds(statement.predicate(), symbol)
          || holds(statement.object(), symbol);
    }

    private static boolean holds(Term term, Term symbol) {
      return switch (term) {
        case Iri _, Literal _ -> false;
        case BlankNode _, Variable _ -> term.equals(symbol);
        case ListTerm(var items) -> items.stream().anyMatch(item -> holds(item, symbol));
        case TripleTerm(var triple) -> mentions(triple, symbol);
        case Formula formula ->
            !formula.bound().contains(symbol)
                && formula.statements().stream().anyMatch(inner -> mentions(inner, symbol));
      };
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
