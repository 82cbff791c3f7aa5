package cwm.reasoner.engine;

import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Log;
import cwm.rdf.term.Triple;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.rule.Rule;
import cwm.reasoner.rule.RuleCompiler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rules that the facts of a store state, and which of them new facts wake up.
final class RuleSet {
  private final PartitionedStore facts;
  private final TermDictionary dictionary;
  private final RuleCompiler compiler;
  private final int implies;
  private final Map<Formula, ActiveRule> rules = new LinkedHashMap<>();
  private final List<ActiveRule> byNumber = new ArrayList<>();
  private final Map<Integer, List<ActiveRule>> byPredicate = new HashMap<>();
  private final List<ActiveRule> anyPredicate = new ArrayList<>();

  // By table of `log:implies`, the rows that have been read.
  private final IdentityHashMap<FactTable, Integer> readRowCounts = new IdentityHashMap<>();

  RuleSet(PartitionedStore facts, Builtins builtins) {
    this.facts = facts;
    dictionary = facts.dictionary();
    compiler = new RuleCompiler(dictionary, builtins);
    implies = dictionary.intern(Log.IMPLIES);
  }

  Collection<ActiveRule> rules() {
    return rules.values();
  }

  /// Whether a rule has run that asks for what is fixed for a run only.
  boolean hasRunPerJob() {
    return rules.values().stream().anyMatch(rule -> rule.hasRun() && rule.isPerJob());
  }

  /// The rules of a stratum.
  List<ActiveRule> ofStratum(int stratum) {
    return rules.values().stream().filter(rule -> rule.stratum() == stratum).toList();
  }

  /// The rule of a number.
  ActiveRule rule(int number) {
    return byNumber.get(number);
  }

  /// Takes the statements of rules that the facts here make and did not make before.
  List<Triple> takeStated() {
    List<Triple> stated = new ArrayList<>();
    for (FactTable statements : facts.tables(implies)) {
      int row = readRowCounts.getOrDefault(statements, 0);
      for (; row < statements.rowCount(); row++) {
        stated.add(
            new Triple(
                dictionary.term(statements.subject(row)),
                Log.IMPLIES,
                dictionary.term(statements.object(row))));
      }
      readRowCounts.put(statements, row);
    }
    return stated;
  }

  /// Puts rules in force that are not yet.
  List<ActiveRule> add(List<Triple> statements) {
    return add(statements, Map.of());
  }

  /// @param known rules that are to be as they were, however they are written now: what they keep
  ///   goes by how they were compiled
  private List<ActiveRule> add(List<Triple> statements, Map<Formula, ActiveRule> known) {
    List<ActiveRule> added = new ArrayList<>();
    for (Triple statement : statements) {
      Optional<Rule> rule = compiler.compile(statement.subject(), statement.object());
      if (rule.isPresent() && !rules.containsKey(rule.get().identity())) {
        ActiveRule before = known.get(rule.get().identity());
        ActiveRule active = before == null ? new ActiveRule(rule.get()) : before;
        rules.put(rule.get().identity(), active);
        register(active);
        added.add(active);
      }
    }
    return added;
  }

  /// Notes that the facts are in other tables now, or fewer: [#takeStated] takes all.
  void forgetStated() {
    readRowCounts.clear();
  }

  /// Puts these rules in force and no others; those that were already keep what they have seen.
  ///
  /// @return the rules that are in force no more
  Collection<ActiveRule> replace(List<Triple> statements) {
    Map<Formula, ActiveRule> before = new LinkedHashMap<>(rules);
    rules.clear();
    byNumber.clear();
    byPredicate.clear();
    anyPredicate.clear();
    add(statements, before);
    rules.keySet().forEach(before::remove);
    return before.values();
  }

  private void register(ActiveRule rule) {
    rule.setNumber(byNumber.size());
    byNumber.add(rule);
    for (int predicate : Set.copyOf(rule.predicates())) {
      byPredicate.computeIfAbsent(predicate, _ -> new ArrayList<>()).add(rule);
    }
    if (rule.readsAnyPredicate()) {
      anyPredicate.add(rule);
    }
  }

  /// The rules of a stratum that may have something to do.
  ///
  /// @param isLocal whether those that workers run by themselves are asked for, or the others
  /// @param pending rules that have
  /// @param changed predicates of which there are new facts
  /// @param alsoChanged further such predicates
  Collection<ActiveRule> woken(
      int stratum,
      boolean isLocal,
      Collection<ActiveRule> pending,
      int[] changed,
      int[] alsoChanged) {
    if (pending.isEmpty() && changed.length == 0 && alsoChanged.length == 0) {
      return List.of();
    }
    Set<ActiveRule> woken = new LinkedHashSet<>();
    addMatching(pending, stratum, isLocal, woken);
    for (int[] predicates : List.of(changed, alsoChanged)) {
      for (int predicate : predicates) {
        addMatching(byPredicate.getOrDefault(predicate, List.of()), stratum, isLocal, woken);
      }
      if (predicates.length > 0) {
        addMatching(anyPredicate, stratum, isLocal, woken);
      }
    }
    return woken;
  }

  private static void addMatching(
      Collection<ActiveRule> rules, int stratum, boolean isLocal, Set<ActiveRule> target) {
    for (ActiveRule rule : rules) {
      if (rule.stratum() == stratum && (rule.kind() == ActiveRule.Kind.LOCAL) == isLocal) {
        target.add(rule);
      }
    }
  }
}
