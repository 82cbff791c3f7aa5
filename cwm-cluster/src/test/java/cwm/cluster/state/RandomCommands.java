package cwm.cluster.state;

import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.ExpireSession;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Command.RenewSession;
import cwm.rdf.testing.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What several clients on nodes that come and go may propose, copies of what they proposed before
/// included. Locks, barriers and nodes are few, so that they meet.
final class RandomCommands {
  static final List<String> LOCKS = List.of("lock-1", "lock-2", "lock-3");
  static final List<String> BARRIERS = List.of("barrier-1", "barrier-2");
  private static final List<String> NODES = List.of("a", "b", "c", "d");
  private static final int RECENT = 12;

  private final RandomSource random;
  private final ClusterState state;
  private final List<Command> proposed = new ArrayList<>();
  private final List<AcquireLock> acquires = new ArrayList<>();
  private final List<EnterBarrier> enters = new ArrayList<>();
  private final List<Long> sessions = new ArrayList<>(List.of(1_000_000L));
  private int nextId;

  /// @param state that the commands will be applied to
  RandomCommands(RandomSource random, ClusterState state) {
    this.random = random;
    this.state = state;
  }

  Command next() {
    if (!proposed.isEmpty() && random.oneIn(5)) {
      return random.pick(proposed);
    }
    Command command = fresh();
    proposed.add(command);
    return command;
  }

  private Command fresh() {
    state.sessions().stream()
        .map(Session::id)
        .filter(id -> !sessions.contains(id))
        .forEach(sessions::add);
    return switch (random.below(24)) {
      case 0 -> putMember();
      case 1 -> removeMember();
      case 2, 3, 4 -> openSession();
      case 5, 6 -> new RenewSession(session(), random.many(random.below(6), this::entryId));
      case 7 -> random.oneIn(2) ? new CloseSession(session()) : expire();
      case 8, 9, 10, 11, 12, 13 -> {
        var acquire = new AcquireLock(random.pick(LOCKS), session(), id());
        acquires.add(acquire);
        yield acquire;
      }
      case 14, 15, 16, 17 -> release();
      case 18, 19, 20, 21 -> {
        int count = random.oneIn(8) ? random.between(0, 4) : 3;
        var enter = new EnterBarrier(random.pick(BARRIERS), count, session(), id());
        enters.add(enter);
        yield enter;
      }
      default -> leave();
    };
  }

  private Command putMember() {
    String nodeId = random.pick(NODES);
    Optional<String> known = state.member(nodeId).map(Member::incarnation);
    String incarnation = known.isPresent() && random.oneIn(3) ? known.get() : id();
    return new PutMember(
        nodeId, incarnation, "host:" + random.below(3), random.oneIn(3) ? Optional.empty() : known);
  }

  private Command removeMember() {
    String nodeId = random.pick(NODES);
    return new RemoveMember(nodeId, state.member(nodeId).map(Member::incarnation).orElse("none"));
  }

  private Command openSession() {
    String nodeId = random.pick(NODES);
    Optional<Member> member = state.member(nodeId);
    return member.isPresent()
        ? new OpenSession(nodeId, member.get().incarnation(), id(), random.between(1, 9))
        : new PutMember(nodeId, id(), "host:1");
  }

  private Command expire() {
    long session = session();
    long renewedIndex = state.session(session).map(Session::renewedIndex).orElse(1L);
    return new ExpireSession(session, random.oneIn(3) ? renewedIndex - 1 : renewedIndex);
  }

  /// Mostly for what was asked for not long ago.
  private Command release() {
    if (acquires.isEmpty() || random.oneIn(10)) {
      return new ReleaseLock(random.pick(LOCKS), session(), id());
    }
    AcquireLock acquire = recent(acquires);
    return new ReleaseLock(acquire.lock(), acquire.session(), acquire.requestId());
  }

  private Command leave() {
    if (enters.isEmpty() || random.oneIn(10)) {
      return new LeaveBarrier(random.pick(BARRIERS), session(), id());
    }
    EnterBarrier enter = recent(enters);
    return new LeaveBarrier(enter.barrier(), enter.session(), enter.entryId());
  }

  private String entryId() {
    return enters.isEmpty() ? id() : recent(enters).entryId();
  }

  private <T> T recent(List<T> items) {
    return items.get(items.size() - 1 - random.below(Math.min(RECENT, items.size())));
  }

  /// Mostly one that was opened not long ago.
  private long session() {
    return random.oneIn(6) ? random.pick(sessions) : recent(sessions);
  }

  private String id() {
    return "id-" + nextId++;
  }
}
