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
/// Used under the lock of [DerivedCopies].
final class DerivedCopy {
  private final Lineage lineage;

  // By superstep, what is new in it, by the stratum of its rules.
  private final List<Map<Integer, TripleList>> facts = new ArrayList<>();

  // The superstep that is coming in.
  private int coming;
  private Map<Integer, TripleList> part = new HashMap<>();

  /// @param first what is known of it first
  DerivedCopy(DerivedStep first) {
    lineage = new Lineage(first.history(), first.base());
  }

  Lineage lineage() {
    return lineage;
  }

  /// Takes facts of a superstep. One that is there already comes anew, with all behind it: it has
  /// been done again.
  void take(DerivedStep step, int stratum, TripleList derived) {
    if (step.superstep() != coming) {
      coming = step.superstep();
      part = new HashMap<>();
      truncate(coming - 1);
    }
    derived.forEach(part.computeIfAbsent(stratum, _ -> new TripleList()));
  }

  /// Takes note that all facts of a superstep have come. It counts if they have, and all supersteps
  /// before.
  void end(DerivedStep step) {
    long count = part.values().stream().mapToLong(TripleList::size).sum();
    if (step.superstep() == facts.size() + 1 && count == step.factCount()) {
      facts.add(part);
      lineage.setBase(step.base(), step.baseSuperstep());
      lineage.add(new Lineage.Step(step.job(), step.stratum(), step.end()));
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
