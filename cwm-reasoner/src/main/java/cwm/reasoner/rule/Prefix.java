package cwm.reasoner.rule;

import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What comes before a goal in a body.
final class Prefix {

  /// @param part what it was in the body; none if it is given
  /// @param given of what is computed, the variables that had values before
  private record Entry(List<Triple> statements, Optional<GoalOrder.Part> part, Set<Term> given) {
    Set<Term> variables() {
      Set<Term> variables = new LinkedHashSet<>();
      statements.forEach(statement -> variables.addAll(Variables.of(statement)));
      return variables;
    }

    /// The variables that it gives values.
    Set<Term> binds() {
      return part.map(GoalOrder.Part::binds).orElseGet(this::variables);
    }

    /// The variables that it does not have to be given.
    Set<Term> provides() {
      Set<Term> variables = new LinkedHashSet<>(binds());
      variables.removeAll(given);
      return variables;
    }

    /// The variables by which what it passes on depends on what comes before, and not just how
    /// much.
    Set<Term> choosesBy() {
      return part.flatMap(GoalOrder.Part::scoped)
          .filter(ScopedStatement::chooses)
          .map(ScopedStatement::mentions)
          .orElse(Set.of());
    }

    /// Whether it is a test over the whole store.
    boolean isTest() {
      return part.map(GoalOrder.Part::readsStore).orElse(false);
    }
  }

  private final int givenCount;
  private final List<Entry> entries;

  private Prefix(int givenCount, List<Entry> entries) {
    this.givenCount = givenCount;
    this.entries = entries;
  }

  /// A prefix of statements that belong to whatever is asked behind them.
  static Prefix of(List<Triple> given) {
    List<Entry> entries = new ArrayList<>();
    given.forEach(statement -> entries.add(plain(statement)));
    return new Prefix(given.size(), entries);
  }

  private static Entry plain(Triple statement) {
    return new Entry(List.of(statement), Optional.empty(), Set.of());
  }

  Prefix copy() {
    return new Prefix(givenCount, new ArrayList<>(entries));
  }

  void add(Triple statement) {
    entries.add(plain(statement));
  }

  /// @param rewritten what the part's statement is as it reads answers
  void add(List<Triple> rewritten, GoalOrder.Part part) {
    Set<Term> given = part.kind() == GoalOrder.Kind.COMPUTED ? bound() : Set.of();
    entries.add(new Entry(rewritten, Optional.of(part), given));
  }

  /// What of it holds whoever asks, and can be found out from facts that satisfy a condition.
  Prefix upTo(Predicate<Triple> condition) {
    var kept = new Prefix(0, new ArrayList<>());
    for (Entry entry : entries) {
      if (entry.part().isPresent()
          && GoalOrder.needsNoMore(entry.part().get(), kept.bound(), condition)) {
        kept.add(entry.statements(), entry.part().get());
      }
    }
    return kept;
  }

  /// The variables that have values after it.
  Set<Term> bound() {
    Set<Term> bound = new LinkedHashSet<>();
    entries.forEach(entry -> bound.addAll(entry.binds()));
    return bound;
  }

  /// The statements that a question depends on: those that share variables with it, by way of
  /// others too, and those that have none. Leaving others out asks for more than is needed at
  /// worst.
  ///
  /// @param withTests whether tests over the whole store come before the question too; else only
  ///   those that bind what is needed do
  List<Triple> relevantTo(Triple question, boolean withTests) {
    Set<Entry> relevant = new LinkedHashSet<>(entries.subList(0, givenCount));
    Set<Term> reached = new HashSet<>(Variables.of(question));
    relevant.forEach(entry -> reached.addAll(entry.variables()));
    addConnected(relevant, reached, withTests);
    while (addTest(relevant, reached)) {
      addConnected(relevant, reached, withTests);
    }
    return entries.stream()
        .filter(relevant::contains)
        .flatMap(entry -> entry.statements().stream())
        .toList();
  }

  private void addConnected(Set<Entry> relevant, Set<Term> reached, boolean withTests) {
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Entry entry : entries) {
        Set<Term> variables = entry.variables();
        if ((withTests || !entry.isTest())
            && !relevant.contains(entry)
            && (variables.isEmpty() || variables.stream().anyMatch(reached::contains))) {
          relevant.add(entry);
          reached.addAll(variables);
          grew = true;
        }
      }
    }
  }

  /// Adds a test that binds a variable which nothing else that is relevant does, or by which what
  /// is relevant chooses.
  private boolean addTest(Set<Entry> relevant, Set<Term> reached) {
    Set<Term> needed = new HashSet<>(reached);
    relevant.forEach(entry -> needed.removeAll(entry.provides()));
    relevant.forEach(entry -> needed.addAll(entry.choosesBy()));
    for (Entry entry : entries) {
      if (entry.isTest()
          && !relevant.contains(entry)
          && entry.binds().stream().anyMatch(needed::contains)) {
        relevant.add(entry);
        reached.addAll(entry.variables());
        return true;
      }
    }
    return false;
  }
}
