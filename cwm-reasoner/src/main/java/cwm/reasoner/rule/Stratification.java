package cwm.reasoner.rule;

import cwm.rdf.store.FactStore;
import cwm.reasoner.ReasonerException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The order in which rules must run so that what one reads as complete is complete.
///
/// A rule depends on another that may conclude what it reads; it depends *negatively* if it reads
/// it through `log:notIncludes`, `log:collectAllIn` and their kin over the store. Strata are the
/// least numbers such that a rule's is at least that of each rule it depends on, and higher than
/// that of each it depends on negatively (Apt, Blair, Walker 1988). Dependencies are judged by
/// whole statements, not by predicates alone, since in RDF nearly everything is an `rdf:type`.
public final class Stratification {
  private final List<Rule> rules;
  private final List<int[]> positive;
  private final List<int[]> negative;
  private final int[] strata;

  private Stratification(List<Rule> rules) {
    this.rules = rules;
    positive = new ArrayList<>(rules.size());
    negative = new ArrayList<>(rules.size());
    strata = new int[rules.size()];
  }

  /// Finds the strata of these rules.
  ///
  /// @throws ReasonerException `NOT_STRATIFIED`, naming the rules, if some rule depends negatively
  ///   on itself
  public static Stratification of(List<Rule> rules) {
    var stratification = new Stratification(List.copyOf(rules));
    if (rules.stream().anyMatch(rule -> !atoms(rule, true).isEmpty())) {
      stratification.findDependencies();
      stratification.findStrata();
    }
    return stratification;
  }

  /// The stratum of the rule at `index` in the list given.
  public int stratum(int index) {
    return strata[index];
  }

  /// The index of some rule for which `accepts` holds and that depends negatively, directly or
  /// through others, on the rule at `index`; -1 if there is none.
  ///
  /// @param passesNothing rules that what they read changes nothing through
  public int findNegativeDependent(int index, BitSet accepts, BitSet passesNothing) {
    if (negative.isEmpty()) {
      return -1;
    }
    BitSet tainted = new BitSet();
    BitSet reached = new BitSet();
    reached.set(index);
    boolean grew = true;
    while (grew) {
      grew = false;
      for (int rule = passesNothing.nextClearBit(0);
          rule < rules.size();
          rule = passesNothing.nextClearBit(rule + 1)) {
        boolean negatively =
            intersects(negative.get(rule), reached) || intersects(positive.get(rule), tainted);
        if (negatively && !tainted.get(rule)) {
          tainted.set(rule);
          grew = true;
        }
        if ((negatively || intersects(positive.get(rule), reached)) && !reached.get(rule)) {
          reached.set(rule);
          grew = true;
        }
      }
    }
    tainted.and(accepts);
    return tainted.nextSetBit(0);
  }

  private static boolean intersects(int[] indexes, BitSet set) {
    for (int index : indexes) {
      if (set.get(index)) {
        return true;
      }
    }
    return false;
  }

  /// The statements that a rule reads, either as they come or (`negated`) as a complete set.
  public static List<Atom> atoms(Rule rule, boolean negated) {
    List<Atom> atoms = new ArrayList<>();
    for (List<BodyPart> alternative : rule.alternatives()) {
      collect(alternative, false, negated, atoms);
    }
    return atoms;
  }

  private static void collect(
      List<BodyPart> parts, boolean underNegation, boolean negated, List<Atom> atoms) {
    for (BodyPart part : parts) {
      switch (part) {
        case BodyPart.Match(Atom atom) -> {
          if (underNegation == negated) {
            atoms.add(atom);
          }
        }
        case BodyPart.Computed _, BodyPart.Bound _ -> {}
        case BodyPart.Scoped scoped -> {
          if (scoped.readsStore()) {
            for (BodyPart.Conjunction pattern : scoped.patterns()) {
              pattern.alternatives().forEach(each -> collect(each, true, negated, atoms));
            }
          }
        }
      }
    }
  }

  private void findDependencies() {
    Map<Integer, List<Integer>> byPredicate = new HashMap<>();
    List<Integer> anyPredicate = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).headFormula().isPresent()) {
        anyPredicate.add(i);
      }
      for (Atom atom : rules.get(i).head()) {
        if (atom.predicate() instanceof Pattern.Constant(int predicate)) {
          byPredicate.computeIfAbsent(predicate, _ -> new ArrayList<>()).add(i);
        } else {
          anyPredicate.add(i);
        }
      }
    }
    for (Rule rule : rules) {
      positive.add(concluders(atoms(rule, false), byPredicate, anyPredicate));
      negative.add(concluders(atoms(rule, true), byPredicate, anyPredicate));
    }
  }

  private int[] concluders(
      List<Atom> atoms, Map<Integer, List<Integer>> byPredicate, List<Integer> anyPredicate) {
    BitSet found = new BitSet();
    for (Atom atom : atoms) {
      List<Integer> candidates = new ArrayList<>(anyPredicate);
      if (atom.predicate() instanceof Pattern.Constant(int predicate)) {
        candidates.addAll(byPredicate.getOrDefault(predicate, List.of()));
      } else {
        byPredicate.values().forEach(candidates::addAll);
      }
      for (int candidate : candidates) {
        if (rules.get(candidate).mayConclude(atom)) {
          found.set(candidate);
        }
      }
    }
    return found.stream().toArray();
  }

  private void findStrata() {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int rule = 0; rule < rules.size(); rule++) {
        int stratum = strata[rule];
        for (int other : positive.get(rule)) {
          stratum = Math.max(stratum, strata[other]);
        }
        for (int other : negative.get(rule)) {
          stratum = Math.max(stratum, strata[other] + 1);
        }
        if (stratum > FactStore.STRATUM_MAX) {
          throw notStratified();
        }
        changed |= stratum != strata[rule];
        strata[rule] = stratum;
      }
    }
  }

  private ReasonerException notStratified() {
    for (int rule = 0; rule < rules.size(); rule++) {
      for (int other : negative.get(rule)) {
        if (reaches(other, rule)) {
          return new ReasonerException(
              "NOT_STRATIFIED",
              other == rule
                  ? "a rule needs to know all it concludes before it concludes it: %s; what it tests with log:notIncludes or collects must come from other rules"
                      .formatted(rules.get(rule).text())
                  : "two rules wait for each other: %s tests or collects over the whole store what %s concludes, which in turn needs what the first concludes; break the cycle, for example with another predicate"
                      .formatted(rules.get(rule).text(), rules.get(other).text()));
        }
      }
    }
    return new ReasonerException(
        "TOO_MANY_STRATA",
        "the rules stack tests over the whole store more than %d deep; that many are supported"
            .formatted(FactStore.STRATUM_MAX + 1));
  }

  private boolean reaches(int from, int target) {
    BitSet seen = new BitSet();
    Deque<Integer> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      int rule = open.pop();
      if (rule == target) {
        return true;
      }
      if (!seen.get(rule)) {
        seen.set(rule);
        for (int other : positive.get(rule)) {
          open.push(other);
        }
        for (int other : negative.get(rule)) {
          open.push(other);
        }
      }
    }
    return false;
  }
}
