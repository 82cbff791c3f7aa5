package cwm.reasoner.engine;

import cwm.reasoner.plan.RowRange;
import java.util.List;
import java.util.Optional;

/// A rule as one worker runs it: how far it has read, and where its conclusions go.
///
/// @see ActiveRule
final class WorkerRule {
  private static final int NOTHING = -1;

  private final List<HeadWriter> writers;
  private final Optional<HeadWriter> sharingWriter;
  private final List<RulePlans> plans;
  private long instanceCount;
  private int seen = NOTHING;
  private int mirrorSeen = NOTHING;

  /// @param writers takes the solutions of each body
  /// @param sharingWriter takes solutions that the worker finds as [ActiveRule#sharing] says
  /// @param plans plans for each body, the worker's own or those that all workers share
  WorkerRule(List<HeadWriter> writers, Optional<HeadWriter> sharingWriter, List<RulePlans> plans) {
    this.writers = List.copyOf(writers);
    this.sharingWriter = sharingWriter;
    this.plans = List.copyOf(plans);
  }

  /// What takes the solutions of a body.
  HeadWriter writer(int body) {
    return writers.get(body);
  }

  /// What takes the solutions that are found as [ActiveRule#sharing] says.
  HeadWriter sharingWriter() {
    return sharingWriter.orElseThrow();
  }

  RulePlans plans(int body) {
    return plans.get(body);
  }

  boolean hasRun() {
    return seen > NOTHING || mirrorSeen > NOTHING;
  }

  /// The last generation of the worker's own facts that the rule has read; -1 for none.
  int seen() {
    return seen;
  }

  /// The last generation of the mirror that the rule has read; -1 for none.
  int mirrorSeen() {
    return mirrorSeen;
  }

  RowRange.Window window(int last) {
    return new RowRange.Window(seen, last);
  }

  RowRange.Window mirrorWindow(int last) {
    return new RowRange.Window(mirrorSeen, last);
  }

  /// Notes that the rule has read all up to these generations.
  void setSeen(int last, int mirrorLast) {
    seen = last;
    mirrorSeen = mirrorLast;
  }

  /// Instances found here since the rule started from nothing.
  long instanceCount() {
    return instanceCount;
  }

  void addInstances(long count) {
    instanceCount += count;
  }

  /// Makes the rule start from nothing.
  void forget() {
    instanceCount = 0;
    setSeen(NOTHING, NOTHING);
  }
}
