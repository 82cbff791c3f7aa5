package cwm.simulation;

import cwm.cluster.ClusterListener;
import cwm.cluster.history.BarrierHistory;
import cwm.cluster.history.History;
import cwm.cluster.history.HistoryEvent;
import cwm.cluster.history.HistoryEvent.Kind;
import cwm.cluster.history.LockHistory;
import cwm.cluster.history.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Writes the history of a [SimulatedCluster] down as processes do, and has it judged.
final class HistoryRecorder implements LifeListener {
  /// How long a holder relies on its lease: less than a whole one, and then it gives the lock up.
  private static final Duration RELIANCE =
      SimulatedCluster.LEASE.minus(SimulatedCluster.LEASE.dividedBy(20));

  private static final Duration WAIT_MAX = SimulatedCluster.LEASE.multipliedBy(6);

  private final SimulatedCluster cluster;
  private final List<HistoryEvent> events = new ArrayList<>();
  private long requestCount;

  HistoryRecorder(SimulatedCluster cluster) {
    this.cluster = cluster;
    cluster.addListener(this);
  }

  /// What a client wants.
  ///
  /// @param name of the lock or barrier, in one cluster
  record Request(String process, String name, String id) {}

  /// A client begins to want something.
  Request begin(SimulatedNode node, String name, String clusterId) {
    return new Request(node.toString(), name + "@" + clusterId, "r" + ++requestCount);
  }

  void add(Kind kind, Request request, long session, long number) {
    events.add(
        new HistoryEvent(
            now(), request.process(), kind, request.name(), session, request.id(), number));
  }

  /// What a lock guards lets a client write.
  void addWrite(Request request, long token) {
    events.add(new HistoryEvent(now(), "guarded", Kind.FENCED_WRITE, request.name(), 0, "", token));
  }

  private long now() {
    return cluster.time().toNanos();
  }

  @Override
  public void started(SimulatedNode node) {
    String process = node.toString();
    renewed(process, 0, now()); // until there is a session no lease is longer than this
    node.cluster()
        .addListener(
            new ClusterListener() {
              @Override
              public void sessionRenewed(long session, long beginNanos) {
                renewed(process, session, beginNanos);
                renewed(process, 0, beginNanos); // for requests, which do not know their session
              }
            });
  }

  private void renewed(String process, long session, long beginNanos) {
    events.add(new HistoryEvent(beginNanos, process, Kind.RENEWED, "", session, "", 0));
  }

  @Override
  public void crashes(SimulatedNode node) {
    events.add(HistoryEvent.of(now(), node.toString(), Kind.KILLED));
  }

  @Override
  public void pauses(SimulatedNode node) {
    events.add(HistoryEvent.of(now(), node.toString(), Kind.PAUSED));
  }

  @Override
  public void resumed(SimulatedNode node) {
    events.add(HistoryEvent.of(now(), node.toString(), Kind.RESUMED));
  }

  /// Notes what must not have happened.
  void check() {
    var history = new History(events);
    List<Violation> violations = new ArrayList<>();
    violations.addAll(LockHistory.check(history, RELIANCE, WAIT_MAX));
    violations.addAll(BarrierHistory.check(history, WAIT_MAX));
    violations.forEach(violation -> cluster.problem(violation.toString()));
  }
}
