package cwm.reasoner.engine;

import cwm.reasoner.builtin.Purity;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Partitioner;
import cwm.reasoner.plan.Placement;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.BodyPart;
import cwm.reasoner.rule.Pattern;
import cwm.reasoner.rule.Rule;
import cwm.reasoner.rule.Stratification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Decides which relations are mirrored and where each rule runs, once facts are spread.
///
/// A rule whose instances would have to travel makes its smallest relation a mirror, as long as
/// mirrors stay small altogether, and smallest relations that no rule adds to come first. What is
/// decided for a rule holds as long as the rule is in force, so a rule placed later may add mirrors
/// that earlier ones do not read.
final class RulePlacer {
  /// A relation that rules add to may become this many times larger than it is.
  private static final int GROWTH = 64;

  private final PartitionedStore facts;
  private final Census census;
  private final Mirror mirror;
  private final boolean isAlone;
  private long mirroredCount;

  /// @param isAlone whether all workers are on this machine
  RulePlacer(PartitionedStore facts, Census census, Mirror mirror, boolean isAlone) {
    this.facts = facts;
    this.census = census;
    this.mirror = mirror;
    this.isAlone = isAlone;
  }

  /// Places rules.
  ///
  /// @param rules the rules to be placed
  /// @param all the rules in force, those included
  void place(Collection<ActiveRule> rules, Collection<ActiveRule> all) {
    Set<Integer> concluded = concludedPredicates(all);
    for (ActiveRule rule : rules) {
      if (needsHome(rule)) {
        mirrorAllRead(rule.rule());
      }
    }
    Optional<Candidate> best = bestCandidate(rules, concluded);
    while (best.isPresent()) {
      mirror.add(best.get().predicate());
      mirroredCount += best.get().weight();
      best = bestCandidate(rules, concluded);
    }
    Placement placement = Placement.spread(facts.partitioner(), mirror.predicates());
    for (ActiveRule rule : rules) {
      if (needsHome(rule)) {
        rule.place(ActiveRule.Kind.HOME, Placement.mirror(), Optional.empty());
      } else if (isLocal(rule, placement)) {
        rule.place(ActiveRule.Kind.LOCAL, placement, Optional.empty());
      } else {
        rule.place(
            ActiveRule.Kind.SPREAD,
            placement,
            isAlone ? sharing(rule, placement) : Optional.empty());
      }
    }
  }

  // ---------------------------------------------------------------- rules with one home

  /// Whether the rule needs to see the whole store, or must run only once.
  private static boolean needsHome(ActiveRule rule) {
    return rule.readsDocuments()
        || rule.bodies().stream()
            .anyMatch(
                body ->
                    body.matchCount() == 0
                        || body.parts().stream().anyMatch(RulePlacer::needsHome));
  }

  private static boolean needsHome(BodyPart part) {
    return switch (part) {
      case BodyPart.Match _, BodyPart.Bound _ -> false;
      case BodyPart.Computed computed -> computed.builtin().purity() == Purity.EFFECT;
      case BodyPart.Scoped scoped -> scoped.readsStore();
    };
  }

  private void mirrorAllRead(Rule rule) {
    Stream.concat(
            Stratification.atoms(rule, false).stream(), Stratification.atoms(rule, true).stream())
        .forEach(
            atom -> {
              if (atom.predicate() instanceof Pattern.Constant(int predicate)) {
                mirror.add(predicate);
              } else {
                mirror.addAll();
              }
            });
  }

  // ---------------------------------------------------------------- mirrors

  /// A relation that could be mirrored.
  ///
  /// @param weight the facts it is expected to have
  private record Candidate(int predicate, boolean grows, long weight) {
    boolean isBetterThan(Candidate other) {
      return grows != other.grows ? other.grows : weight < other.weight;
    }
  }

  private static Set<Integer> concludedPredicates(Collection<ActiveRule> rules) {
    Set<Integer> concluded = new HashSet<>();
    for (ActiveRule rule : rules) {
      for (Atom atom : rule.rule().head()) {
        if (atom.predicate() instanceof Pattern.Constant(int predicate)) {
          concluded.add(predicate);
        }
      }
    }
    return concluded;
  }

  private Optional<Candidate> bestCandidate(Collection<ActiveRule> rules, Set<Integer> concluded) {
    Placement now = Placement.spread(facts.partitioner(), mirror.predicates());
    Candidate best = null;
    for (ActiveRule rule : rules) {
      if (needsHome(rule)) {
        continue;
      }
      for (RuleBody body : rule.bodies()) {
        if (isTogether(owned(body, now), now)) {
          continue;
        }
        for (Atom atom : owned(body, now)) {
          Optional<Candidate> candidate = candidate(atom, concluded);
          if (candidate.isPresent() && (best == null || candidate.get().isBetterThan(best))) {
            best = candidate.get();
          }
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private Optional<Candidate> candidate(Atom atom, Set<Integer> concluded) {
    if (!(atom.predicate() instanceof Pattern.Constant(int predicate))) {
      return Optional.empty();
    }
    long count = census.count(predicate);
    boolean grows = concluded.contains(predicate);
    if (grows && count == 0) {
      return Optional.empty();
    }
    long weight = grows ? GROWTH * count : count;
    return mirroredCount + weight <= facts.spreading().mirroredFactMax()
        ? Optional.of(new Candidate(predicate, grows, weight))
        : Optional.empty();
  }

  // ---------------------------------------------------------------- rules whose input is shared

  /// How the rule's conclusions can be found by their owners: if one pattern only is matched with
  /// facts that workers own, all read what is new for it, and a mirrored one that goes with the
  /// conclusions decides whose they are.
  private static Optional<Placement.Sharing> sharing(ActiveRule rule, Placement placement) {
    List<Atom> head = rule.rule().head();
    if (rule.bodies().size() != 1 || rule.rule().headFormula().isPresent() || head.isEmpty()) {
      return Optional.empty();
    }
    List<Atom> owned = owned(rule.bodies().getFirst(), placement);
    if (owned.size() != 1 || !isOpen(owned.getFirst())) {
      return Optional.empty();
    }
    Atom shared = owned.getFirst();
    return rule.matches().stream()
        .filter(atom -> !atom.equals(shared) && atom.predicate() instanceof Pattern.Constant)
        .filter(atom -> atom.sharesSlot(shared))
        .filter(atom -> Collections.frequency(rule.matches(), atom) == 1)
        .filter(atom -> isTogether(with(atom, head), placement))
        .findFirst()
        .map(atom -> new Placement.Sharing(shared, atom));
  }

  private static List<Atom> with(Atom atom, List<Atom> others) {
    return Stream.concat(Stream.of(atom), others.stream()).toList();
  }

  /// Whether the atom matches every fact of one predicate.
  private static boolean isOpen(Atom atom) {
    return atom.predicate() instanceof Pattern.Constant
        && atom.subject() instanceof Pattern.Slot
        && atom.object() instanceof Pattern.Slot
        && !atom.subject().equals(atom.object());
  }

  // ---------------------------------------------------------------- rules that need not travel

  /// The patterns of a body that are matched with facts that workers own.
  private static List<Atom> owned(RuleBody body, Placement placement) {
    List<Atom> owned = new ArrayList<>();
    for (int i = 0; i < body.matchCount(); i++) {
      if (!placement.isMirrored(body.match(i))) {
        owned.add(body.match(i));
      }
    }
    return owned;
  }

  /// Whether for each binding all instances of the atoms are in one partition.
  private static boolean isTogether(List<Atom> atoms, Placement placement) {
    if (atoms.size() <= 1) {
      return true;
    }
    Optional<Partitioner.Key> first = placement.key(atoms.getFirst());
    return first.isPresent() && atoms.stream().allMatch(atom -> placement.key(atom).equals(first));
  }

  private static boolean isLocal(ActiveRule rule, Placement placement) {
    if (rule.rule().headFormula().isPresent()) {
      return false;
    }
    for (RuleBody body : rule.bodies()) {
      List<Atom> owned = owned(body, placement);
      List<Atom> all = new ArrayList<>(owned);
      all.addAll(rule.rule().head());
      // One atom by itself must have a key too: a fact alone need not tell where others are.
      if (owned.isEmpty()
          || placement.key(owned.getFirst()).isEmpty()
          || !isTogether(all, placement)) {
        return false;
      }
    }
    return true;
  }
}
