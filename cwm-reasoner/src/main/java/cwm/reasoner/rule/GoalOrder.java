package cwm.reasoner.rule;

import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import cwm.reasoner.builtin.BuiltinDefinition;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.builtin.Mode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The order in which the statements of a conjunction come to have their values, as far as it
/// decides what goals ask.
///
/// What computes or tests comes as soon as it can; then facts that are connected with what is
/// bound; then, as written, other facts, and goals that are connected and can be answered as much
/// as is known by then ([#isAnswerable]); then goals that are connected with nothing; then scoped
/// parts that wait, if they bind something; and goals that nobody can answer last, when nothing
/// else can tell them more. So it is the author's order that decides between ways that work, and
/// never whether one is found that does.
///
/// Plans go by other orders: this one says what is asked, not how rows are found.
final class GoalOrder {

  /// Knows which statements are goals, and who answers them.
  interface Candidates {
    /// Whether some backward rule may conclude the statement.
    boolean isGoal(Triple statement);

    /// Whether all backward rules that may conclude the goal can be run, knowing so much of it.
    boolean canAnswer(Triple goal, Known subject, Known object);
  }

  /// What a statement of a body is.
  enum Kind {
    /// To be found among the facts.
    PLAIN,
    /// To be found among answers.
    GOAL,
    /// Computed by a builtin.
    COMPUTED,
    /// A question about whether a term has a value.
    BOUND,
    /// A question about solutions in a scope.
    SCOPED
  }

  /// A statement of a conjunction.
  record Part(
      Triple statement,
      Kind kind,
      Optional<BuiltinDefinition> builtin,
      Optional<ScopedStatement> scoped) {

    Set<Term> variables() {
      return Variables.of(statement);
    }

    /// The variables that have values after it.
    Set<Term> binds() {
      return switch (kind) {
        case PLAIN, GOAL, COMPUTED -> variables();
        case BOUND -> Set.of();
        case SCOPED -> scoped.orElseThrow().binds();
      };
    }

    /// As [#binds()], without what a builtin must be given.
    Set<Term> couldBind() {
      if (kind != Kind.COMPUTED) {
        return binds();
      }
      Set<Term> variables = new LinkedHashSet<>();
      if (builtin.orElseThrow().couldBindSubject()) {
        variables.addAll(Variables.of(statement.subject()));
      }
      if (builtin.orElseThrow().couldBindObject()) {
        variables.addAll(Variables.of(statement.object()));
      }
      return variables;
    }

    /// Whether the whole store must be known for it.
    boolean readsStore() {
      return scoped.map(ScopedStatement::readsStore).orElse(false);
    }
  }

  /// Sees the statements of a conjunction in order.
  @FunctionalInterface
  interface Visitor {
    /// Sees the next one.
    ///
    /// @param place where it is written, from 0
    /// @param bound the variables that have values before
    /// @param early the variables of which it is to choose the values, although goals that come
    ///   after it and need them might be found to bind them too
    void visit(int place, Part part, Set<Term> bound, Set<Term> early);
  }

  private record Placed(int place, Part part) {}

  /// The rank of what is to come last of all that can have its turn.
  private static final int RANK_ANSWERABLE = 5;

  /// That of goals which nobody can answer as they are.
  private static final int RANK_UNANSWERABLE = 6;

  private final Builtins builtins;
  private final Candidates candidates;
  private final Map<Object, Boolean> answerable = new HashMap<>();

  GoalOrder(Builtins builtins, Candidates candidates) {
    this.builtins = builtins;
    this.candidates = candidates;
  }

  /// Whether a backward rule's body can be run when these variables have values. Where that depends
  /// on itself it can: recursion is no obstacle.
  ///
  /// @param question what the answer is remembered by
  boolean isAnswerable(Object question, Formula body, Set<Term> bound) {
    Boolean known = answerable.putIfAbsent(question, true);
    if (known != null) {
      return known;
    }
    boolean all = canAskAll(Enclosure.of(body, bound), bound);
    answerable.put(question, all);
    return all;
  }

  /// Whether all statements of a conjunction can have their turn, and all goals be answered.
  boolean canAskAll(Enclosure conjunction, Set<Term> bound) {
    return walk(conjunction, bound, (_, _, _, _) -> {});
  }

  /// Goes through a conjunction in order; statements that can never have their turn are left out.
  ///
  /// @return whether all had theirs, and all goals could be answered
  boolean walk(Enclosure conjunction, Set<Term> boundBefore, Visitor visitor) {
    List<Placed> left = new ArrayList<>();
    for (Triple statement : conjunction.formula().statements()) {
      left.add(new Placed(left.size(), part(statement, conjunction)));
    }
    Set<Term> bound = new LinkedHashSet<>(boundBefore);
    boolean all = true;
    while (!left.isEmpty()) {
      Optional<Placed> next =
          next(left, bound, RANK_ANSWERABLE)
              .or(() -> binding(left, bound))
              .or(() -> next(left, bound, RANK_UNANSWERABLE));
      boolean isStuck = next.isEmpty();
      if (isStuck) {
        next = left.stream().filter(placed -> isReadyClosed(placed.part(), bound)).findFirst();
      }
      if (next.isEmpty()) {
        return false;
      }
      Part part = next.get().part();
      all &= part.kind() != Kind.GOAL || canAnswer(part, bound);
      left.remove(next.get());
      visitor.visit(next.get().place(), part, bound, early(part, left, bound));
      bound.addAll(isStuck ? Variables.outsideFormulas(part.statement()) : part.binds());
    }
    return all;
  }

  private Part part(Triple statement, Enclosure around) {
    if (statement.predicate() instanceof Iri(String iri)) {
      Optional<ScopedStatement> scoped =
          ScopedStatement.of(statement, around, Variable.class::isInstance);
      if (scoped.isPresent()) {
        return new Part(statement, Kind.SCOPED, Optional.empty(), scoped);
      }
      if (ScopedBuiltins.isBound(statement.predicate())) {
        return new Part(statement, Kind.BOUND, Optional.empty(), Optional.empty());
      }
      Optional<BuiltinDefinition> builtin = builtins.find(iri);
      if (builtin.isPresent() && !isTwofold(statement)) {
        return new Part(statement, Kind.COMPUTED, builtin, Optional.empty());
      }
    }
    Kind kind = candidates.isGoal(statement) ? Kind.GOAL : Kind.PLAIN;
    return new Part(statement, kind, Optional.empty(), Optional.empty());
  }

  /// See [Visitor#visit].
  private static Set<Term> early(Part part, List<Placed> left, Set<Term> bound) {
    boolean chooses = part.scoped().map(ScopedStatement::chooses).orElse(false);
    if (!chooses || left.stream().noneMatch(other -> other.part().kind() == Kind.GOAL)) {
      return Set.of();
    }
    Set<Term> later = new HashSet<>();
    left.forEach(other -> later.addAll(other.part().variables()));
    Set<Term> early = new LinkedHashSet<>(part.binds());
    early.removeAll(bound);
    early.retainAll(later);
    return early;
  }

  /// @param rankMax the highest rank that counts
  private Optional<Placed> next(List<Placed> left, Set<Term> bound, int rankMax) {
    Placed best = null;
    int bestRank = rankMax + 1;
    for (Placed candidate : left) {
      int rank = rank(candidate.part(), left, bound);
      if (rank < bestRank) {
        best = candidate;
        bestRank = rank;
      }
    }
    return Optional.ofNullable(best);
  }

  /// As for plans: when nothing can have its turn, the first scoped part that binds something.
  private static Optional<Placed> binding(List<Placed> left, Set<Term> bound) {
    return left.stream()
        .filter(
            placed ->
                placed.part().kind() == Kind.SCOPED
                    && hasScope(placed.part().scoped().orElseThrow(), bound)
                    && !bound.containsAll(placed.part().binds()))
        .findFirst();
  }

  /// When a part is to come: the lower, the sooner; not at all, if it is the greatest integer.
  private int rank(Part part, List<Placed> left, Set<Term> bound) {
    Set<Term> variables = part.variables();
    boolean isConnected = variables.isEmpty() || variables.stream().anyMatch(bound::contains);
    return switch (part.kind()) {
      case COMPUTED ->
          !isReady(part, bound)
              ? Integer.MAX_VALUE
              : awaitsFacts(part, left, bound) ? RANK_ANSWERABLE : 0;
      case BOUND -> isBound(part.statement().subject(), bound) ? 0 : Integer.MAX_VALUE;
      case SCOPED -> isReady(part, left, bound) ? 0 : Integer.MAX_VALUE;
      case PLAIN -> asksForWhole(part, bound) ? RANK_ANSWERABLE : isConnected ? 1 : 2;
      case GOAL -> !canAnswer(part, bound) ? RANK_UNANSWERABLE : isConnected ? 2 : 4;
    };
  }

  /// Whether it is to be found of which list something is the first item, or the rest, or of which
  /// formula it is the content: of terms only one that is known tells.
  private static boolean asksForWhole(Part part, Set<Term> bound) {
    return isTwofold(part.statement()) && !isBound(part.statement().subject(), bound);
  }

  private static boolean isTwofold(Triple statement) {
    return statement.predicate() instanceof Iri(String iri) && Builtins.isAlsoStated(iri);
  }

  private boolean canAnswer(Part goal, Set<Term> bound) {
    return candidates.canAnswer(
        goal.statement(),
        Known.of(goal.statement().subject(), bound),
        Known.of(goal.statement().object(), bound));
  }

  /// Whether the part can have its turn when these variables have values, and needs no answer, no
  /// complete store, and no fact that does not satisfy a condition.
  static boolean needsNoMore(Part part, Set<Term> bound, Predicate<Triple> isUsable) {
    return switch (part.kind()) {
      case PLAIN -> isUsable.test(part.statement());
      case COMPUTED -> isReady(part, bound);
      case BOUND -> isBound(part.statement().subject(), bound);
      case SCOPED -> {
        ScopedStatement scoped = part.scoped().orElseThrow();
        yield !scoped.readsStore()
            && isBound(scoped.scope().orElseThrow(), bound)
            && bound.containsAll(scoped.needs());
      }
      case GOAL -> false;
    };
  }

  private static boolean isReady(Part computed, Set<Term> bound) {
    return computed.builtin().orElseThrow().modes().stream()
        .anyMatch(mode -> isMet(mode, computed.statement(), bound));
  }

  private static boolean isMet(Mode mode, Triple statement, Set<Term> bound) {
    return meets(statement.subject(), mode.subject(), bound)
        && meets(statement.object(), mode.object(), bound);
  }

  /// As for plans: whether facts or answers may still give what the part leaves open, and it is the
  /// one to compare that.
  private static boolean awaitsFacts(Part computed, List<Placed> left, Set<Term> bound) {
    BuiltinDefinition builtin = computed.builtin().orElseThrow();
    Set<Term> open = new HashSet<>(computed.variables());
    open.removeAll(bound);
    return !open.isEmpty()
        && builtin.modes().subList(0, builtin.eagerModeCount()).stream()
            .noneMatch(mode -> isMet(mode, computed.statement(), bound))
        && left.stream()
            .map(Placed::part)
            .filter(other -> other.kind() == Kind.PLAIN || other.kind() == Kind.GOAL)
            .anyMatch(other -> other.variables().stream().anyMatch(open::contains));
  }

  /// As for plans: when nothing else can have its turn, quoted formulas may keep their variables.
  private static boolean isReadyClosed(Part part, Set<Term> bound) {
    Set<Term> quotedToo = new HashSet<>(part.variables());
    quotedToo.removeAll(Variables.outsideFormulas(part.statement()));
    quotedToo.addAll(bound);
    return part.kind() == Kind.COMPUTED
        && part.builtin().orElseThrow().keepsVariables()
        && isReady(part, quotedToo);
  }

  private static boolean meets(Term term, Mode.Need need, Set<Term> bound) {
    if (isBound(term, bound)) {
      return true;
    }
    return switch (need) {
      case BOUND -> false;
      case ANY -> true;
      case LIST -> term instanceof ListTerm;
      case LIST_FIRST -> term instanceof ListTerm(var items) && isBound(items.getFirst(), bound);
      case LIST_BUT_ONE ->
          term instanceof ListTerm(var items)
              && items.stream().filter(item -> !isBound(item, bound)).count() <= 1;
    };
  }

  private static boolean isBound(Term term, Set<Term> bound) {
    return bound.containsAll(Variables.of(term));
  }

  /// As for plans: it waits for its scope, and for whatever may still bind variables that it
  /// shares.
  private static boolean isReady(Part part, List<Placed> left, Set<Term> bound) {
    ScopedStatement scoped = part.scoped().orElseThrow();
    if (!hasScope(scoped, bound)) {
      return false;
    }
    Set<Term> shared = new HashSet<>(scoped.mentions());
    shared.removeAll(bound);
    return left.stream()
        .map(Placed::part)
        .filter(other -> !other.equals(part))
        .noneMatch(other -> other.couldBind().stream().anyMatch(shared::contains));
  }

  private static boolean hasScope(ScopedStatement scoped, Set<Term> bound) {
    return scoped.scope().map(scope -> isBound(scope, bound)).orElse(true);
  }
}
