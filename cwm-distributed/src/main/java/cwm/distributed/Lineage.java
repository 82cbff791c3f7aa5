package cwm.distributed;

import cwm.reasoner.engine.Resumption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The supersteps that something was derived in, from nothing on, over as many jobs as there were
/// ([cwm.reasoner.engine.History]), and what it was derived from.
///
/// That is what inputs stated as of a job that had ended well, the *base*, and what the job after
/// it loads, as long as that is under way. Supersteps up to the end of the base belong to it and to
/// jobs before.
final class Lineage {
  private final long history;
  private final List<Step> steps = new ArrayList<>();
  private long base;
  private int baseSuperstep;

  /// A superstep. What one job ran at a number, and all before it, is the same for all who have it;
  /// another job may have run another at that number.
  ///
  /// @param job that ran it
  /// @param stratum see [cwm.reasoner.engine.History#stratum]
  /// @param isEnd whether it is the end of the job's rules
  record Step(long job, int stratum, boolean isEnd) {}

  /// @param history the job that it begins in
  /// @param base the last job that had ended well by then
  Lineage(long history, long base) {
    this.history = history;
    this.base = base;
  }

  /// The job that it begins in, which names it.
  long history() {
    return history;
  }

  long base() {
    return base;
  }

  /// The last superstep of the base; 0 if the base derived nothing of this.
  int baseSuperstep() {
    return baseSuperstep;
  }

  /// How many supersteps there are.
  int count() {
    return steps.size();
  }

  /// A superstep, by its number from 1.
  Step step(int superstep) {
    return steps.get(superstep - 1);
  }

  /// The job that ran a superstep; 0 for none, before the first.
  long runBy(int superstep) {
    return superstep == 0 ? 0 : step(superstep).job();
  }

  void add(Step step) {
    steps.add(step);
  }

  /// Forgets supersteps behind one.
  void truncate(int superstep) {
    while (steps.size() > superstep) {
      steps.removeLast();
    }
  }

  /// Takes over what another knows of the base.
  void setBase(long job, int superstep) {
    base = job;
    baseSuperstep = superstep;
  }

  /// Takes note of the last job that has ended well.
  void settle(long placed) {
    if (!steps.isEmpty() && steps.getLast().isEnd() && steps.getLast().job() == placed) {
      setBase(placed, steps.size());
    }
  }

  /// Supersteps of which the job that is under way, or was broken off, is the one after the base.
  boolean isBeyondBase() {
    return steps.size() > baseSuperstep;
  }

  /// Where to take it up at a superstep.
  Resumption resumption(int superstep) {
    List<Integer> strata =
        IntStream.rangeClosed(1, superstep).mapToObj(each -> step(each).stratum()).toList();
    return new Resumption(strata, step(superstep).isEnd());
  }

  /// All there is of it by now.
  Lineage copy() {
    var copy = new Lineage(history, base);
    copy.baseSuperstep = baseSuperstep;
    copy.steps.addAll(steps);
    return copy;
  }

  /// What there is of it when it is taken up at a superstep: that is done again, unless it is an
  /// end.
  Lineage takenUpAt(int superstep) {
    Lineage taken = copy();
    taken.truncate(step(superstep).isEnd() ? superstep : superstep - 1);
    return taken;
  }
}
