package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.reasoner.partition.PartitionedStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What the workers of one of several sites have derived, superstep by superstep, so that others
/// can take up the run where it was broken off ([Resumption]).
///
/// Supersteps count from 1, on from run to run, as long as nothing that was derived is dropped;
/// then the history *begins* anew. The end of a run counts as one more, which has nothing new: all
/// rules have read everything then. A fact is *of* the superstep that is the first to read it.
///
/// Not all can be taken up: a history *closes* when a rule is derived, when a rule asks for what is
/// fixed for a run only, when a stratum is computed again, or when a second run has strata. What
/// had been noted is of no use then.
///
/// Owned by the thread of its reasoner; written between supersteps.
public final class History {
  private final PartitionedStore facts;
  private final List<Passed> passed = new ArrayList<>();
  private int runCount;
  private boolean isOpen = true;

  /// A superstep that is over.
  ///
  /// @param stratum that it ran; at the end of a run, how many there were
  /// @param last by worker, the last generation that it read
  private record Passed(int stratum, boolean isEnd, List<Integer> last) {}

  History(PartitionedStore facts) {
    this.facts = facts;
  }

  /// Whether what it has can be taken up.
  public boolean isOpen() {
    return isOpen;
  }

  /// The number of supersteps so far.
  public int count() {
    return passed.size();
  }

  /// Whether a superstep is the end of a run.
  public boolean isEnd(int superstep) {
    return passed.get(superstep - 1).isEnd();
  }

  /// The stratum that a superstep ran; see [Resumption#strata].
  public int stratum(int superstep) {
    return passed.get(superstep - 1).stratum();
  }

  /// Takes derived facts.
  @FunctionalInterface
  public interface DerivedSink {
    /// Takes one.
    ///
    /// @param stratum the lowest one that concludes the fact
    void accept(int stratum, int subject, int predicate, int object);
  }

  /// Hands over what is of a superstep here and was derived, be it stated since then; facts of
  /// working relations too. Costs what is new then.
  public void forEachDerived(int superstep, DerivedSink sink) {
    List<Integer> end = passed.get(superstep - 1).last();
    for (int worker = 0; worker < end.size(); worker++) {
      int before = superstep == 1 ? -1 : passed.get(superstep - 2).last().get(worker);
      FactStore store = facts.stores().get(worker);
      for (FactTable table : store.allTables()) {
        int rowEnd = table.rowCountAt(end.get(worker));
        for (int row = table.rowCountAt(before); row < rowEnd; row++) {
          if (table.isDerived(row)) {
            sink.accept(
                table.stratum(row), table.subject(row), table.predicate(), table.object(row));
          }
        }
      }
    }
  }

  // ---------------------------------------------------------------- for the reasoner

  /// Begins anew: nothing is derived.
  void begin() {
    passed.clear();
    runCount = 0;
    isOpen = true;
  }

  /// Takes up another's, whose facts are here, each superstep's as a generation.
  void resume(Resumption from) {
    List<Integer> strata = from.strata();
    int count = from.isEnd() ? strata.size() : strata.size() - 1;
    for (int superstep = 1; superstep <= count; superstep++) {
      List<Integer> last = Collections.nCopies(facts.stores().size(), superstep);
      boolean isEnd = from.isEnd() && superstep == strata.size();
      passed.add(new Passed(strata.get(superstep - 1), isEnd, last));
    }
    runCount = from.isEnd() ? 1 : 0;
  }

  /// What is derived from now on cannot be taken up.
  void close() {
    isOpen = false;
    passed.clear();
  }

  /// Notes that a run begins.
  ///
  /// @param stratumCount how many strata it has
  void beginRun(int stratumCount) {
    runCount++;
    if (runCount > 1 && stratumCount > 1) {
      close();
    }
  }

  /// Notes that a superstep is over for all sites.
  void pass(int stratum, List<Worker> workers) {
    note(stratum, false, workers);
  }

  /// Notes that a run is over for all sites.
  void endRun(int stratumCount, List<Worker> workers) {
    note(stratumCount, true, workers);
  }

  private void note(int stratum, boolean isEnd, List<Worker> workers) {
    if (isOpen) {
      passed.add(new Passed(stratum, isEnd, workers.stream().map(Worker::last).toList()));
    }
  }
}
