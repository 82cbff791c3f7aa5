package cwm.distributed;

import cwm.ipc.message.DerivedStep;
import cwm.rdf.store.TripleList;
import cwm.reasoner.engine.History;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was derived of a set, superstep by superstep, as one of its holders has it from its leader.
///
/// Used under the lock of [DerivedCopies], or [#frozen].
final class DerivedCopy {
  private final Lineage lineage;

  // By superstep, what is new in it, by the stratum of its rules.
  private final List<Map<Integer, TripleList>> facts = new ArrayList<>();

  // The superstep that is coming in, and the job that sends it.
  private int coming;
  private long comingBy;
  private Map<Integer, TripleList> part = new HashMap<>();

  /// @param first what is known of it first
  DerivedCopy(DerivedStep first) {
    this(new Lineage(first.history(), first.base()));
  }

  private DerivedCopy(Lineage lineage) {
    this.lineage = lineage;
  }

  /// What there is by now, for whoever reads it while more comes.
  DerivedCopy frozen() {
    var frozen = new DerivedCopy(lineage.copy());
    frozen.facts.addAll(facts); // what is there of a superstep does not change any more
    return frozen;
  }

  Lineage lineage() {
    return lineage;
  }

  /// Takes facts of a superstep. One that is there already comes anew, with all behind it: it has
  /// been done again.
  void take(DerivedStep step, int stratum, TripleList derived) {
    if (step.superstep() != coming || step.job() != comingBy) {
      coming = step.superstep();
      comingBy = step.job();
      part = new HashMap<>();
      truncate(coming - 1);
    }
    derived.forEach(part.computeIfAbsent(stratum, _ -> new TripleList()));
  }

  /// Takes note that all facts of a superstep have come. It counts if they have, and all supersteps
  /// before, by the same jobs; if other jobs have run these, what is behind the base is forgotten.
  void end(DerivedStep step) {
    long count = part.values().stream().mapToLong(TripleList::size).sum();
    if (step.superstep() == facts.size() + 1 && count == step.factCount()) {
      if (step.runBefore() == lineage.runBy(facts.size())) {
        facts.add(part);
        lineage.setBase(step.base(), step.baseSuperstep());
        lineage.add(new Lineage.Step(step.runBy(), step.stratum(), step.end()));
      } else {
        truncate(facts.size() > lineage.baseSuperstep() ? lineage.baseSuperstep() : 0);
      }
    }
    coming = 0;
    part = new HashMap<>();
  }

  /// Forgets supersteps behind one.
  void truncate(int superstep) {
    lineage.truncate(superstep);
    while (facts.size() > superstep) {
      facts.removeLast();
    }
  }

  /// Hands over what is new in a superstep.
  void forEach(int superstep, History.DerivedSink sink) {
    facts
        .get(superstep - 1)
        .forEach((stratum, all) -> all.forEach((s, p, o) -> sink.accept(stratum, s, p, o)));
  }
}
