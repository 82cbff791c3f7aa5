package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Log;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.rule.Rule;
import cwm.reasoner.rule.RuleCompiler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The rules that the facts of a store state, and which of them new facts wake up.
final class RuleSet {
  private final FactStore store;
  private final TermDictionary dictionary;
  private final RuleCompiler compiler;
  private final int implies;
  private final Map<Formula, ActiveRule> rules = new LinkedHashMap<>();
  private final Map<Integer, List<ActiveRule>> byPredicate = new HashMap<>();
  private final List<ActiveRule> anyPredicate = new ArrayList<>();
  private int readRowCount;

  RuleSet(FactStore store, Builtins builtins) {
    this.store = store;
    dictionary = store.dictionary();
    compiler = new RuleCompiler(dictionary, builtins);
    implies = dictionary.intern(Log.IMPLIES);
  }

  Collection<ActiveRule> rules() {
    return rules.values();
  }

  /// Takes in the rules that the store states and did not state before.
  List<ActiveRule> collectNew() {
    List<ActiveRule> found = new ArrayList<>();
    Optional<FactTable> table = store.table(implies);
    if (table.isEmpty()) {
      return found;
    }
    FactTable statements = table.get();
    for (; readRowCount < statements.rowCount(); readRowCount++) {
      Optional<Rule> rule =
          compiler.compile(
              dictionary.term(statements.subject(readRowCount)),
              dictionary.term(statements.object(readRowCount)));
      if (rule.isPresent() && !rules.containsKey(rule.get().identity())) {
        var active = new ActiveRule(rule.get(), store);
        rules.put(rule.get().identity(), active);
        register(active);
        found.add(active);
      }
    }
    return found;
  }

  /// Reads all rules anew after statements were removed; those that are still stated keep what they
  /// have seen.
  void reread() {
    Map<Formula, ActiveRule> before = new LinkedHashMap<>(rules);
    rules.clear();
    byPredicate.clear();
    anyPredicate.clear();
    readRowCount = 0;
    for (ActiveRule rule : collectNew()) {
      ActiveRule known = before.get(rule.rule().identity());
      if (known != null) {
        rule.resume(known);
      }
    }
  }

  private void register(ActiveRule rule) {
    for (int predicate : Set.copyOf(rule.predicates())) {
      byPredicate.computeIfAbsent(predicate, _ -> new ArrayList<>()).add(rule);
    }
    if (rule.readsAnyPredicate()) {
      anyPredicate.add(rule);
    }
  }

  /// The rules of a stratum with a pattern that facts of these predicates may match.
  Collection<ActiveRule> wokenBy(int[] predicates, int stratum) {
    if (predicates.length == 0) {
      return List.of();
    }
    Set<ActiveRule> woken = new LinkedHashSet<>();
    for (int predicate : predicates) {
      for (ActiveRule rule : byPredicate.getOrDefault(predicate, List.of())) {
        if (rule.stratum() == stratum) {
          woken.add(rule);
        }
      }
    }
    for (ActiveRule rule : anyPredicate) {
      if (rule.stratum() == stratum) {
        woken.add(rule);
      }
    }
    return woken;
  }
}
