package cwm.reasoner.rule;

import cwm.rdf.store.FactStore;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Log;
import cwm.rdf.term.Substitution;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import cwm.reasoner.builtin.Builtins;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Makes forward rules of backward rules (`head <= body`) and of the rules that ask them.
///
/// A statement of a body with a predicate that backward rules conclude is a *goal*. What it needs
/// to know is asked for, and what it learns is found, in relations that the store works with and
/// does not show ([FactStore#WORKING]):
///
/// - a *question* `asked(s, o)` for each way in which a goal can know its subject and object
///   ([Known]): a rule that has a goal also concludes the question, from what comes before the
///   goal;
/// - an *answer* `answered(s, o)`: a backward rule concludes it from a question and its own body,
///   and each fact that answers a question is an answer too. In a body a goal reads the answers.
///
/// So a question is asked once and its answers are kept (tabling): left recursion ends, semi-naive
/// evaluation, workers and clusters go on as with all rules, and nothing is answered that nobody
/// asks. These are the magic sets of Bancilhon, Maier, Sagiv and Ullman (PODS 1986), in the form
/// with supplementary conditions inlined (Beeri and Ramakrishnan 1991).
///
/// What comes before a goal is decided here ([GoalOrder]), since what is asked depends on it.
///
/// **Tests over the whole store** (`log:notIncludes`, `log:collectAllIn`, ...) need complete
/// answers. Rules as stated may have an order of strata that questions would turn into a cycle:
/// what is asked depends on who asks, and they may come later. So each stratum of the rules as
/// stated has relations of its own for questions and answers, which depend on rules up to that
/// stratum only; a test asks in the stratum below its rule's, and from what is known there.
///
/// A statement with a variable for its predicate reads facts only.
public final class BackwardRules {
  /// Questions about one predicate that are told apart by IRIs and literals.
  private static final int QUESTIONS_MAX = 256;

  private static final String ASKED = FactStore.WORKING + "asked ";

  private final Builtins builtins;
  private final RuleCompiler compiler;

  public BackwardRules(Builtins builtins, RuleCompiler compiler) {
    this.builtins = builtins;
    this.compiler = compiler;
  }

  /// Whether a statement is a backward rule, and no data.
  public static boolean isRule(Triple statement) {
    return statement.predicate().equals(Log.IS_IMPLIED_BY)
        && statement.subject() instanceof Formula
        && RuleCompiler.body(statement.object()).isPresent();
  }

  /// The forward rules that do what these rules say; forward ones that ask no backward rule are as
  /// they were. The order depends on that of the rules given alone.
  ///
  /// @param stated `log:implies` and `log:isImpliedBy` statements
  /// @param isLenient whether forward rules may depend on their own failure
  /// @throws cwm.reasoner.ReasonerException `NOT_STRATIFIED` if another rule does
  public List<RuleStatement> rewrite(Collection<Triple> stated, boolean isLenient) {
    if (stated.stream().noneMatch(BackwardRules::isRule)) {
      return stated.stream()
          .filter(statement -> statement.predicate().equals(Log.IMPLIES))
          .map(RuleStatement::of)
          .toList();
    }
    return new Rewriting(stated, StatedStrata.of(stated, compiler, isLenient)).run();
  }

  /// Whether an IRI names questions. More of them bring out more of what holds, and change nothing
  /// of that.
  public static boolean isQuestion(String predicate) {
    return predicate.startsWith(ASKED);
  }

  /// A backward rule.
  ///
  /// @param stratum its stratum among the rules as stated
  /// @param fresh variables that it does not have
  private record Backward(
      List<Triple> head, Set<Term> existentials, Formula body, int stratum, FreshVariables fresh) {}

  /// A statement that a backward rule concludes.
  ///
  /// @param number its place among those of all rules
  private record Concluded(int number, Backward rule, Triple head) {}

  /// What is asked of a predicate.
  ///
  /// @param stratum the stratum that it is asked in
  record Question(Iri predicate, Known subject, Known object, int stratum) {

    /// The question about `s` and `o`, as somebody asks it.
    ///
    /// @param whole gives what stands for a term of which all is known
    /// @param fresh gives variables for the items of a list that a term does not show
    Triple about(Term s, Term o, UnaryOperator<Term> whole, Supplier<Term> fresh) {
      return new Triple(subject.ask(s, whole, fresh), asked(), object.ask(o, whole, fresh));
    }

    private Iri asked() {
      return new Iri(
          ASKED
              + "%s%s %d %s".formatted(subject.text(), object.text(), stratum, predicate.value()));
    }

    Iri answered() {
      return answered(predicate, stratum);
    }

    static Iri answered(Iri predicate, int stratum) {
      return new Iri(FactStore.WORKING + "answered %d %s".formatted(stratum, predicate.value()));
    }
  }

  /// One set of rules being rewritten.
  private final class Rewriting implements GoalOrder.Candidates {
    private final List<Triple> forward = new ArrayList<>();
    private final StatedStrata strata;
    private final Map<Term, List<Concluded>> byPredicate = new HashMap<>();
    private final List<Concluded> ofAnyPredicate = new ArrayList<>();
    private int concludedCount;
    private final Set<RuleStatement> rewritten = new LinkedHashSet<>();
    private final Set<Question> asked = new HashSet<>();
    private final Map<Iri, Integer> askedCounts = new HashMap<>();
    private final Deque<Question> open = new ArrayDeque<>();

    // Of the rule at hand: they are the same however many rules there are beside it.
    private FreshVariables fresh = new FreshVariables();
    private final GoalOrder order;

    Rewriting(Collection<Triple> stated, StatedStrata strata) {
      this.strata = strata;
      for (Triple statement : stated) {
        if (statement.predicate().equals(Log.IMPLIES)) {
          forward.add(statement);
        } else if (isRule(statement)) {
          Formula head = (Formula) statement.subject();
          fresh = FreshVariables.of(statement);
          Formula body = fresh.open(RuleCompiler.body(statement.object()).orElseThrow());
          int stratum = strata.ofRule(statement);
          add(new Backward(head.statements(), head.bound(), body, stratum, fresh));
        }
      }
      order = new GoalOrder(builtins, this);
    }

    private void add(Backward rule) {
      for (Triple head : rule.head()) {
        var concluded = new Concluded(concludedCount++, rule, head);
        if (head.predicate() instanceof Variable) {
          ofAnyPredicate.add(concluded);
        } else {
          byPredicate.computeIfAbsent(head.predicate(), _ -> new ArrayList<>()).add(concluded);
        }
      }
    }

    List<RuleStatement> run() {
      for (Triple statement : forward) {
        rewriteForward(statement);
      }
      while (!open.isEmpty()) {
        answer(open.pop());
      }
      return List.copyOf(rewritten);
    }

    private void rewriteForward(Triple statement) {
      Optional<Formula> body = RuleCompiler.body(statement.subject());
      if (body.isEmpty()) {
        rewritten.add(RuleStatement.of(statement));
        return;
      }
      fresh = FreshVariables.of(statement);
      Formula opened = fresh.open(body.get());
      var origin =
          RuleStatement.Origin.of(
              statement.subject(),
              statement.object(),
              RuleText.of(statement.subject(), statement.object()));
      int stratum = strata.ofRule(statement);
      var rule = new RuleRewriting(origin, stratum, stratum);
      List<Triple> statements = rule.conjunction(opened, List.of(), Set.of());
      rewritten.add(
          statements.equals(opened.statements())
              ? RuleStatement.of(statement)
              : new RuleStatement(
                  Formula.of(statements, Set.of()), statement.object(), Optional.of(origin)));
    }

    /// The question itself, or where there are very many of its predicate already, one for all that
    /// differ in what they write out: each has relations and rules of its own.
    private Question inBounds(Question question) {
      if (asked.contains(question)
          || askedCounts.merge(question.predicate(), 1, Integer::sum) <= QUESTIONS_MAX) {
        return question;
      }
      return new Question(
          question.predicate(),
          question.subject().inGeneral(),
          question.object().inGeneral(),
          question.stratum());
    }

    // -------------------------------------------------------------- who answers

    @Override
    public boolean isGoal(Triple statement) {
      return statement.predicate() instanceof Iri predicate
          && !answering(statement, predicate).isEmpty();
    }

    /// The statements of heads that may be an instance of a goal.
    private List<Concluded> answering(Triple goal, Iri predicate) {
      List<Concluded> found = new ArrayList<>();
      for (List<Concluded> candidates :
          List.of(byPredicate.getOrDefault(predicate, List.of()), ofAnyPredicate)) {
        for (Concluded concluded : candidates) {
          if (Unification.mayMeet(concluded.head().subject(), goal.subject())
              && Unification.mayMeet(concluded.head().object(), goal.object())) {
            found.add(concluded);
          }
        }
      }
      return found;
    }

    @Override
    public boolean canAnswer(Triple goal, Known subject, Known object) {
      Iri predicate = (Iri) goal.predicate();
      boolean all = true;
      for (Concluded concluded : answering(goal, predicate)) {
        Triple head = concluded.head();
        Set<Term> bound = new HashSet<>(known(subject, head.subject(), concluded.rule()));
        bound.addAll(known(object, head.object(), concluded.rule()));
        bound.addAll(Variables.of(head.predicate()));
        all &=
            order.isAnswerable(
                List.of(concluded.number(), subject, object), concluded.rule().body(), bound);
      }
      return all;
    }

    /// The variables of a head's term that have values when so much of it is asked for.
    private static Set<Term> known(Known known, Term term, Backward rule) {
      return switch (known) {
        case Known.All _, Known.Fixed _ ->
            holdsExistential(term, rule) ? Set.of() : Variables.of(term);
        case Known.Nothing _ -> Set.of();
        case Known.Items(var items) -> {
          Set<Term> variables = new LinkedHashSet<>();
          if (term instanceof ListTerm(var terms) && terms.size() == items.size()) {
            for (int i = 0; i < items.size(); i++) {
              variables.addAll(known(items.get(i), terms.get(i), rule));
            }
          }
          yield variables;
        }
      };
    }

    private static boolean holdsExistential(Term term, Backward rule) {
      return rule.existentials().stream().anyMatch(symbol -> Enclosure.holds(term, symbol));
    }

    // -------------------------------------------------------------- answers

    private void answer(Question question) {
      fresh = new FreshVariables();
      answerByFacts(question);
      Triple goal =
          new Triple(anyOf(question.subject()), question.predicate(), anyOf(question.object()));
      for (Concluded concluded : answering(goal, question.predicate())) {
        answerBy(concluded.rule(), concluded.head(), question);
      }
    }

    private void answerByFacts(Question question) {
      Term subject = anyOf(question.subject());
      Term object = anyOf(question.object());
      Triple asking = question.about(subject, object, UnaryOperator.identity(), fresh::next);
      Triple fact = new Triple(subject, question.predicate(), object);
      Formula body = Formula.of(List.of(asking, fact), Set.of());
      Formula head =
          Formula.of(List.of(new Triple(subject, question.answered(), object)), Set.of());
      String text = "the facts { " + RuleText.of(fact) + " } for what asks backward rules";
      rewritten.add(
          new RuleStatement(
              body,
              head,
              Optional.of(
                  new RuleStatement.Origin(RuleStatement.closed(body, head), List.of(), text))));
    }

    /// A pattern for all terms that a question of this kind may be about.
    private Term anyOf(Known known) {
      return switch (known) {
        case Known.Fixed(var term) -> term;
        case Known.Items(var items) -> new ListTerm(items.stream().map(this::anyOf).toList());
        case Known.All _, Known.Nothing _ -> fresh.next();
      };
    }

    private void answerBy(Backward rule, Triple asked, Question question) {
      fresh = rule.fresh().copy();
      Map<Term, Term> predicate =
          asked.predicate() instanceof Variable variable
              ? Map.of(variable, question.predicate())
              : Map.of();
      var substitution = new Substitution(predicate);
      Triple head = substitution.apply(asked);
      Formula body = substitution.apply(rule.body());
      Triple asking =
          question.about(
              head.subject(),
              head.object(),
              term -> holdsExistential(term, rule) ? fresh.next() : term,
              fresh::next);
      Set<Term> bound = new LinkedHashSet<>(Variables.of(asking));
      Formula stated =
          Formula.of(rule.head().stream().map(substitution::apply).toList(), rule.existentials());
      var origin = RuleStatement.Origin.of(body, stated, RuleText.ofBackward(stated, body));
      var rewriting = new RuleRewriting(origin, rule.stratum(), question.stratum());
      List<Triple> statements = new ArrayList<>(List.of(asking));
      statements.addAll(rewriting.conjunction(body, List.of(asking), bound));
      rewritten.add(
          new RuleStatement(
              Formula.of(statements, Set.of()),
              conclusion(head, stated, question),
              Optional.of(origin)));
    }

    /// What is concluded for a question: the statement asked for, or all of a head that has blank
    /// nodes, since they are the same in all its statements, whoever asks.
    private Formula conclusion(Triple head, Formula stated, Question question) {
      Collection<Triple> concluded =
          stated.bound().isEmpty()
              ? List.of(head)
              : stated.statements().stream()
                  .filter(statement -> statement.predicate() instanceof Iri)
                  .toList();
      return Formula.of(
          concluded.stream().map(statement -> answered(statement, question.stratum())).toList(),
          stated.bound());
    }

    private static Triple answered(Triple statement, int stratum) {
      return new Triple(
          statement.subject(),
          Question.answered((Iri) statement.predicate(), stratum),
          statement.object());
    }

    // -------------------------------------------------------------- one rule

    /// The rewriting of one rule's body.
    private final class RuleRewriting {
      private final RuleStatement.Origin origin;
      private final int ruleStratum;
      private final int stratum;

      /// @param ruleStratum the rule's stratum
      /// @param stratum the stratum that its goals are asked in: its own, or of a backward rule
      ///   that of whoever asks it
      RuleRewriting(RuleStatement.Origin origin, int ruleStratum, int stratum) {
        this.origin = origin;
        this.ruleStratum = ruleStratum;
        this.stratum = stratum;
      }

      /// The body as it reads answers; has the questions asked on the way.
      ///
      /// @param given what holds before, which is part of the body of whoever asks
      /// @param bound the variables that have values by that
      List<Triple> conjunction(Formula body, List<Triple> given, Set<Term> bound) {
        return conjunction(Enclosure.of(body, bound), Prefix.of(given), bound, stratum);
      }

      private List<Triple> conjunction(
          Enclosure body, Prefix before, Set<Term> bound, int inStratum) {
        List<List<Triple>> statements = new ArrayList<>();
        body.formula().statements().forEach(statement -> statements.add(List.of(statement)));
        Prefix prefix = before.copy();
        order.walk(
            body,
            bound,
            (place, part, known, early) -> {
              List<Triple> now = passingOn(rewrite(part, body, prefix, known, inStratum), early);
              statements.set(place, now);
              prefix.add(now, part);
            });
        return statements.stream().flatMap(List::stream).toList();
      }

      /// The statement with variables of its own in place of some, and what gives their values to
      /// these: plans may find answers first, and then it would be asked about answers, such as
      /// there are for whoever asks.
      private List<Triple> passingOn(Triple statement, Set<Term> variables) {
        Map<Term, Term> own = new LinkedHashMap<>();
        variables.forEach(variable -> own.put(variable, fresh.next()));
        List<Triple> statements = new ArrayList<>();
        statements.add(new Substitution(own).apply(statement));
        own.forEach((variable, from) -> statements.add(PassedOn.statement(from, variable)));
        return statements;
      }

      private Triple rewrite(
          GoalOrder.Part part, Enclosure around, Prefix prefix, Set<Term> bound, int inStratum) {
        return switch (part.kind()) {
          case PLAIN, COMPUTED, BOUND -> part.statement();
          case GOAL -> ask(part.statement(), prefix, bound, inStratum);
          case SCOPED -> rewriteTest(part, around, prefix, bound);
        };
      }

      private Triple ask(Triple goal, Prefix prefix, Set<Term> bound, int inStratum) {
        var question =
            inBounds(
                new Question(
                    (Iri) goal.predicate(),
                    Known.of(goal.subject(), bound),
                    Known.of(goal.object(), bound),
                    inStratum));
        if (asked.add(question)) {
          open.add(question);
        }
        Triple asking =
            question.about(goal.subject(), goal.object(), UnaryOperator.identity(), fresh::next);
        rewritten.add(
            new RuleStatement(
                Formula.of(prefix.relevantTo(asking, inStratum >= ruleStratum), Set.of()),
                Formula.of(List.of(asking), Set.of()),
                Optional.of(origin)));
        return new Triple(goal.subject(), question.answered(), goal.object());
      }

      /// Has the goals in the patterns of a test over the store read answers of the stratum below.
      private Triple rewriteTest(
          GoalOrder.Part part, Enclosure around, Prefix prefix, Set<Term> bound) {
        ScopedStatement test = part.scoped().orElseThrow();
        if (!test.readsStore()) {
          return part.statement();
        }
        int below = ruleStratum - 1;
        Prefix lower = prefix.upTo(statement -> strata.ofStatement(statement) <= below);
        boolean suffices = canAskAll(test, around, part.statement(), lower.bound());
        Prefix start = suffices ? lower : prefix;
        Prefix before = start.copy();
        Set<Term> knownAtStart = suffices ? lower.bound() : bound;
        Set<Term> known = new LinkedHashSet<>(knownAtStart);
        List<Formula> patterns = new ArrayList<>();
        for (Formula pattern : test.patterns()) {
          if (test.kind().startsAfresh(patterns.size())) {
            before = start.copy();
            known = new LinkedHashSet<>(knownAtStart);
          }
          Formula opened = fresh.open(pattern);
          Enclosure quoted = around.inside(opened, part.statement());
          List<Triple> statements = conjunction(quoted, before, known, below);
          patterns.add(
              statements.equals(opened.statements()) ? pattern : Formula.of(statements, Set.of()));
          // The second pattern of `log:forAllIn` is tried for the solutions of the first.
          for (Triple statement : statements) {
            before.add(statement);
          }
          known.addAll(variables(opened));
        }
        return test.withPatterns(patterns, part.statement());
      }

      /// Whether all goals of a test can be answered when no more is known than this.
      private boolean canAskAll(
          ScopedStatement test, Enclosure around, Triple statement, Set<Term> known) {
        Set<Term> bound = new LinkedHashSet<>(known);
        boolean all = true;
        for (int i = 0; i < test.patterns().size(); i++) {
          if (test.kind().startsAfresh(i)) {
            bound = new LinkedHashSet<>(known);
          }
          Formula opened = fresh.open(test.patterns().get(i));
          all &= order.canAskAll(around.inside(opened, statement), bound);
          bound.addAll(variables(opened));
        }
        return all;
      }

      private static Set<Term> variables(Formula opened) {
        Set<Term> variables = new LinkedHashSet<>();
        opened.statements().forEach(statement -> variables.addAll(Variables.of(statement)));
        return variables;
      }
    }
  }
}
