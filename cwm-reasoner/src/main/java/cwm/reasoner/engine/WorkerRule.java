package cwm.reasoner.engine;

import cwm.reasoner.plan.RowRange;
import java.util.List;

/// A rule as one worker runs it: how far it has read, and where its conclusions go.
///
/// @see ActiveRule
final class WorkerRule {
  private static final int NOTHING = -1;

  private final List<HeadWriter> writers;
  private final List<RulePlans> plans;
  private int seen = NOTHING;
  private int mirrorSeen = NOTHING;

  /// @param writers takes the solutions of each body
  /// @param plans plans for each body, the worker's own or those that all workers share
  WorkerRule(List<HeadWriter> writers, List<RulePlans> plans) {
    this.writers = List.copyOf(writers);
    this.plans = List.copyOf(plans);
  }

  HeadWriter writer(int body) {
    return writers.get(body);
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

  /// Makes the rule start from nothing.
  void forget() {
    setSeen(NOTHING, NOTHING);
  }
}
