package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Outcome.SessionOpened;
import java.util.ArrayList;
import java.util.List;

/// A state and the log that made it.
final class Log {
  static final long LEASE_MILLIS = 10_000;

  final ClusterState state = new ClusterState();
  final List<Command> commands = new ArrayList<>();
  List<Effect> effects = List.of();

  /// Appends and applies a command; its effects are in [#effects].
  Outcome apply(Command command) {
    commands.add(command);
    Applied applied = state.apply(commands.size(), command);
    effects = applied.effects();
    return applied.outcome();
  }

  /// The index of the last command.
  long index() {
    return commands.size();
  }

  /// Adds a member of incarnation `nodeId-1`.
  void join(String nodeId) {
    apply(new PutMember(nodeId, nodeId + "-1", nodeId + ":9000"));
  }

  /// Opens a session of a member's first incarnation.
  long open(String nodeId) {
    Outcome outcome =
        apply(new OpenSession(nodeId, nodeId + "-1", "open-" + commands.size(), LEASE_MILLIS));
    assertThat(outcome).isInstanceOf(SessionOpened.class);
    return ((SessionOpened) outcome).sessionId();
  }

  /// A session of a member that has not joined yet.
  long joinAndOpen(String nodeId) {
    join(nodeId);
    return open(nodeId);
  }

  Outcome acquire(String lock, long session, String requestId) {
    return apply(new AcquireLock(lock, session, requestId));
  }

  Outcome release(String lock, long session, String requestId) {
    return apply(new ReleaseLock(lock, session, requestId));
  }

  Outcome enter(String barrier, int count, long session, String entryId) {
    return apply(new EnterBarrier(barrier, count, session, entryId));
  }

  Outcome leave(String barrier, long session, String entryId) {
    return apply(new LeaveBarrier(barrier, session, entryId));
  }

  Outcome renew(long session, String... acknowledged) {
    return apply(new RenewSession(session, List.of(acknowledged)));
  }
}
