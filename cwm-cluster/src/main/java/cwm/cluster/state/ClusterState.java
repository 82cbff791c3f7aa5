package cwm.cluster.state;

import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.ExpireSession;
import cwm.cluster.state.Command.ForceSet;
import cwm.cluster.state.Command.LeadSet;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Command.MissNode;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Command.ReportJob;
import cwm.cluster.state.Command.ReportLinks;
import cwm.cluster.state.Command.SetStage;
import cwm.cluster.state.Command.Submit;
import cwm.cluster.state.Command.TakePart;
import cwm.cluster.state.Command.YieldSet;
import cwm.cluster.state.Effect.AgendaChanged;
import cwm.cluster.state.Effect.MembersChanged;
import cwm.cluster.state.Effect.SessionEnded;
import cwm.cluster.state.Outcome.BarrierReleased;
import cwm.cluster.state.Outcome.Done;
import cwm.cluster.state.Outcome.NameTaken;
import cwm.cluster.state.Outcome.Rejected;
import cwm.cluster.state.Outcome.Rejected.Reason;
import cwm.cluster.state.Outcome.RequestEnded;
import cwm.cluster.state.Outcome.SessionGone;
import cwm.cluster.state.Outcome.SessionOpened;
import cwm.cluster.state.Outcome.SessionRenewed;
import cwm.ipc.message.Bytes;
import cwm.ipc.wire.MessageEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a cluster has agreed on: the result of all commands of its log so far.
///
/// Every node applies the same commands in the same order, so what happens may depend on nothing
/// else: time passes only when the leader says so by a command. Three things make repeated and late
/// copies of commands harmless. Requests have ids, and the same one gets the same answer. Fencing
/// tokens and session ids are log indexes, which nobody can use twice. And a session remembers
/// which of its requests are over, so that a late copy of one cannot take a lock or a place at a
/// barrier that nobody would ever give back.
///
/// All of it fits in memory and in one snapshot ([Limits]). Most commands cost little more than a
/// look-up; the end of a session looks at every lock and barrier. Not for use by several threads at
/// once.
public final class ClusterState {
  /// The version that snapshots are written in.
  public static final int SNAPSHOT_VERSION = 1;

  private static final Format<Image> SNAPSHOTS =
      new Format<>("a snapshot", Image.class, SNAPSHOT_VERSION, MessageEncoder.MESSAGE_BYTES_MAX);

  private final Members members = new Members();
  private final Sessions sessions = new Sessions();
  private final Locks locks = new Locks();
  private final Barriers barriers = new Barriers(sessions);
  private final Jobs jobs = new Jobs();
  private long lastApplied;

  /// The state before the first command.
  public ClusterState() {}

  /// The state that [#snapshot] was called on.
  ///
  /// @throws FormatException for what is no snapshot
  public static ClusterState restore(Bytes snapshot) {
    Image image = SNAPSHOTS.decode(snapshot);
    var state = new ClusterState();
    try {
      state.lastApplied = image.lastApplied();
      state.members.restore(image.members());
      state.sessions.restore(image.sessions(), state.members);
      state.locks.restore(image.locks(), state.sessions);
      state.barriers.restore(image.barriers(), image.firstGeneration());
      state.jobs.restore(image.agenda(), state.members, image.lastApplied());
      Image.require(
          state.snapshot().equals(snapshot), "the state that it describes has another snapshot");
    } catch (IllegalArgumentException e) {
      throw new FormatException(FormatException.Code.MALFORMED, "a snapshot: " + e.getMessage(), e);
    }
    return state;
  }

  /// All of the state: a version number, then the rest in bincode. Equal states have equal bytes.
  /// Takes time and space in proportion to the state.
  public Bytes snapshot() {
    return SNAPSHOTS.encode(image());
  }

  Image image() {
    return new Image(
        lastApplied,
        members(),
        sessions.images(),
        locks.all(),
        barriers.all(),
        barriers.firstGeneration(),
        agenda());
  }

  /// The SHA-256 of [#snapshot] in hexadecimal, to compare nodes by.
  public String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(snapshot().toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// The index of the last command, 0 before the first.
  public long lastApplied() {
    return lastApplied;
  }

  /// All members in the order in which they joined.
  public List<Member> members() {
    return List.copyOf(members.all());
  }

  public Optional<Member> member(String nodeId) {
    return Optional.ofNullable(members.get(nodeId));
  }

  /// All sessions in the order in which they were opened.
  public List<Session> sessions() {
    return sessions.all();
  }

  public Optional<Session> session(long id) {
    return Optional.ofNullable(sessions.get(id));
  }

  /// All locks that somebody holds, by name.
  public List<Lock> locks() {
    return locks.all();
  }

  /// A lock, if somebody holds it.
  public Optional<Lock> lock(String name) {
    return Optional.ofNullable(locks.get(name));
  }

  /// All barriers that are remembered, by name.
  public List<Barrier> barriers() {
    return barriers.all();
  }

  /// A barrier, unless it has never been used or not for long.
  public Optional<Barrier> barrier(String name) {
    return Optional.ofNullable(barriers.get(name));
  }

  /// Who owns which facts, and what nodes do together with them.
  public Agenda agenda() {
    return jobs.agenda();
  }

  /// Applies the next command.
  ///
  /// @param index of the command in the log, above [#lastApplied]
  public Applied apply(long index, Command command) {
    if (index <= lastApplied) {
      throw new IllegalArgumentException("entry %d after entry %d".formatted(index, lastApplied));
    }
    lastApplied = index;
    List<Effect> effects = new ArrayList<>();
    Rejected violation = Limits.violation(command);
    Agenda before = agenda();
    Outcome outcome = violation != null ? violation : outcome(command, effects);
    Agenda after = agenda();
    if (!after.equals(before)) {
      effects.add(new AgendaChanged(after));
    }
    return new Applied(outcome, effects);
  }

  private Outcome outcome(Command command, List<Effect> effects) {
    return switch (command) {
      case PutMember put -> putMember(put, effects);
      case RemoveMember(var nodeId, var incarnation) -> removeMember(nodeId, incarnation, effects);
      case OpenSession open -> openSession(open);
      case RenewSession(long session, var acknowledged) -> renewSession(session, acknowledged);
      case CloseSession(long session) -> {
        session(session)
            .ifPresent(open -> endSessions(List.of(open), SessionEnded.Cause.CLOSED, effects));
        yield new Done();
      }
      case ExpireSession(long session, long renewedIndex) -> {
        session(session)
            .filter(open -> open.renewedIndex() == renewedIndex)
            .ifPresent(open -> endSessions(List.of(open), SessionEnded.Cause.EXPIRED, effects));
        yield new Done();
      }
      case AcquireLock acquire -> acquireLock(acquire, effects);
      case ReleaseLock release -> releaseLock(release, effects);
      case EnterBarrier enter -> enterBarrier(enter, effects);
      case LeaveBarrier leave -> leaveBarrier(leave);
      case TakePart part ->
          members.has(part.nodeId(), part.incarnation())
              ? jobs.takePart(part, lastApplied)
              : notAMember(part.nodeId(), part.incarnation());
      case Submit submit -> jobs.submit(submit, lastApplied);
      case SetStage set -> jobs.setStage(set, lastApplied);
      case ReportJob report -> jobs.reportJob(report, lastApplied);
      case LeadSet lead -> jobs.lead(lead, lastApplied);
      case YieldSet yielded -> jobs.unlead(yielded, lastApplied);
      case MissNode missed -> jobs.miss(missed, lastApplied);
      case ForceSet force -> jobs.force(force, lastApplied);
      case ReportLinks report -> jobs.reportLinks(report, lastApplied);
    };
  }

  private Outcome putMember(PutMember put, List<Effect> effects) {
    Member old = members.get(put.nodeId());
    boolean isReplaced = old != null && !old.incarnation().equals(put.incarnation());
    if (old != null && isReplaced && !put.replaces().equals(Optional.of(old.incarnation()))) {
      return new NameTaken(old);
    }
    if (old == null && members.all().size() == Limits.MEMBER_COUNT_MAX) {
      return Limits.tooMany("members", Limits.MEMBER_COUNT_MAX);
    }
    if (old != null && !isReplaced && old.address().equals(put.address())) {
      return new Done();
    }
    members.put(put, lastApplied);
    effects.add(new MembersChanged(members()));
    if (old != null && isReplaced) {
      endSessions(sessions.of(old.nodeId()), SessionEnded.Cause.MEMBER_REPLACED, effects);
      jobs.memberGone(old.nodeId(), "has been replaced", lastApplied);
    }
    return new Done();
  }

  private Outcome removeMember(String nodeId, String incarnation, List<Effect> effects) {
    if (members.has(nodeId, incarnation)) {
      members.remove(nodeId);
      effects.add(new MembersChanged(members()));
      endSessions(sessions.of(nodeId), SessionEnded.Cause.MEMBER_REMOVED, effects);
      jobs.memberGone(nodeId, "is no member any more", lastApplied);
    }
    return new Done();
  }

  private Outcome openSession(OpenSession open) {
    if (!members.has(open.nodeId(), open.incarnation())) {
      return notAMember(open.nodeId(), open.incarnation());
    }
    Optional<Session> opened = sessions.openedBy(open);
    if (opened.isPresent()) {
      return new SessionOpened(opened.get().id());
    }
    if (sessions.count() == Limits.SESSION_COUNT_MAX) {
      return Limits.tooMany("sessions", Limits.SESSION_COUNT_MAX);
    }
    sessions.open(open, lastApplied);
    return new SessionOpened(lastApplied);
  }

  private static Rejected notAMember(String nodeId, String incarnation) {
    return new Rejected(Reason.NOT_A_MEMBER, nodeId + "/" + incarnation + " is no member");
  }

  private Outcome renewSession(long session, List<String> acknowledged) {
    if (sessions.get(session) == null) {
      return new SessionGone();
    }
    sessions.renew(session, lastApplied);
    sessions.acknowledge(session, acknowledged);
    return new SessionRenewed();
  }

  /// Ends all of them before others get what they held, so that none of them gets it.
  private void endSessions(List<Session> ended, SessionEnded.Cause cause, List<Effect> effects) {
    for (Session session : ended) {
      sessions.remove(session.id());
      effects.add(new SessionEnded(session, cause));
    }
    Set<Long> ids = ended.stream().map(Session::id).collect(Collectors.toSet());
    barriers.end(ids);
    locks.end(ids, lastApplied, effects);
  }

  private Outcome acquireLock(AcquireLock acquire, List<Effect> effects) {
    Session session = sessions.get(acquire.session());
    if (session == null) {
      return new SessionGone();
    }
    if (sessions.hasEnded(session.id(), acquire.requestId())) {
      return new RequestEnded();
    }
    var request = new Request(session.id(), session.nodeId(), acquire.requestId());
    return locks.acquire(acquire.lock(), request, lastApplied, effects);
  }

  private Outcome releaseLock(ReleaseLock release, List<Effect> effects) {
    if (sessions.get(release.session()) == null) {
      return new SessionGone();
    }
    sessions.end(release.session(), release.requestId());
    locks.release(release.lock(), release.session(), release.requestId(), lastApplied, effects);
    return new Done();
  }

  private Outcome enterBarrier(EnterBarrier enter, List<Effect> effects) {
    Session session = sessions.get(enter.session());
    if (session == null) {
      return new SessionGone();
    }
    Long generation = sessions.generation(session.id(), enter.barrier(), enter.entryId());
    if (generation != null) {
      return new BarrierReleased(generation);
    }
    if (sessions.hasEnded(session.id(), enter.entryId())) {
      return new RequestEnded();
    }
    var entry = new Request(session.id(), session.nodeId(), enter.entryId());
    return barriers.enter(enter.barrier(), enter.count(), entry, lastApplied, effects);
  }

  private Outcome leaveBarrier(LeaveBarrier leave) {
    if (sessions.get(leave.session()) == null) {
      return new SessionGone();
    }
    Long generation = sessions.generation(leave.session(), leave.barrier(), leave.entryId());
    if (generation != null) {
      return new BarrierReleased(generation);
    }
    sessions.end(leave.session(), leave.entryId());
    barriers.leave(leave.barrier(), leave.session(), leave.entryId());
    return new Done();
  }
}
