package cwm.cluster.state;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.ExpireSession;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Effect.Granted;
import cwm.cluster.state.Effect.MembersChanged;
import cwm.cluster.state.Effect.Released;
import cwm.cluster.state.Effect.SessionEnded;
import cwm.cluster.state.Outcome.BarrierReleased;
import cwm.cluster.state.Outcome.BarrierWaiting;
import cwm.cluster.state.Outcome.LockGranted;
import cwm.cluster.state.Outcome.LockQueued;
import cwm.cluster.state.Outcome.SessionGone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What must hold of a state after each command, told from outside: by what was before, what the
/// command was, and what it was said to do.
final class Invariants {
  private final Map<String, Long> lastTokens = new HashMap<>();
  private final Map<String, Long> lastGenerations = new HashMap<>();
  private final Set<Place> released = new HashSet<>();
  private final Set<Place> ended = new HashSet<>();
  private final AgendaInvariants agenda = new AgendaInvariants();

  /// A request by name of its lock or barrier.
  private record Place(String name, long session, String id) {
    Place(String name, Request request) {
      this(name, request.session(), request.id());
    }
  }

  void check(
      Image before,
      long index,
      Command command,
      Outcome outcome,
      List<Effect> effects,
      Image after) {
    assertThat(after.lastApplied()).isEqualTo(index);
    noteEnded(command, outcome);
    checkSessions(before, command, effects, after);
    checkMembers(before, effects, after);
    checkLocks(before, index, command, effects, after);
    checkBarriers(before, command, effects, after);
    checkAnswer(command, outcome, after);
    agenda.check(before, index, command, outcome, effects, after);
  }

  private void noteEnded(Command command, Outcome outcome) {
    if (outcome instanceof SessionGone || outcome instanceof Outcome.Rejected) {
      return;
    }
    if (command instanceof ReleaseLock(var lock, long session, var id)) {
      ended.add(new Place(lock, session, id));
    }
    if (command instanceof LeaveBarrier(var barrier, long session, var id)) {
      ended.add(new Place(barrier, session, id));
    }
  }

  /// Sessions belong to members, and end for a reason and with being said to.
  private static void checkSessions(
      Image before, Command command, List<Effect> effects, Image after) {
    Map<Long, Session> left = sessions(after);
    for (Session session : left.values()) {
      assertThat(after.members())
          .as("member of %s", session)
          .anyMatch(
              member ->
                  member.nodeId().equals(session.nodeId())
                      && member.incarnation().equals(session.incarnation()));
    }
    Set<Long> gone = new HashSet<>(sessions(before).keySet());
    gone.removeAll(left.keySet());
    List<Long> told = new ArrayList<>();
    for (Effect effect : effects) {
      if (effect instanceof SessionEnded(var session, _)) {
        told.add(session.id());
        assertThat(session).isEqualTo(sessions(before).get(session.id()));
        assertThat(mayEnd(session, command)).as("%s ends by %s", session, command).isTrue();
      }
    }
    assertThat(told).containsExactlyInAnyOrderElementsOf(gone);
  }

  private static boolean mayEnd(Session session, Command command) {
    return switch (command) {
      case CloseSession(long id) -> id == session.id();
      case ExpireSession(long id, long renewedIndex) ->
          id == session.id() && renewedIndex == session.renewedIndex();
      case RemoveMember(var nodeId, var incarnation) ->
          nodeId.equals(session.nodeId()) && incarnation.equals(session.incarnation());
      case PutMember put ->
          put.nodeId().equals(session.nodeId())
              && put.replaces().equals(Optional.of(session.incarnation()));
      default -> false;
    };
  }

  private static Map<Long, Session> sessions(Image image) {
    return image.sessions().stream()
        .map(Image.SessionImage::session)
        .collect(toMap(Session::id, identity()));
  }

  private static void checkMembers(Image before, List<Effect> effects, Image after) {
    List<Effect> told = effects.stream().filter(MembersChanged.class::isInstance).toList();
    assertThat(told)
        .isEqualTo(
            before.members().equals(after.members())
                ? List.of()
                : List.of(new MembersChanged(after.members())));
    assertThat(after.members()).extracting(Member::joinedIndex).isSorted().doesNotHaveDuplicates();
    assertThat(after.members()).extracting(Member::nodeId).doesNotHaveDuplicates();
  }

  private void checkLocks(
      Image before, long index, Command command, List<Effect> effects, Image after) {
    Map<Long, Session> sessions = sessions(after);
    Map<String, Lock> old = locks(before);
    Map<String, Lock> now = locks(after);
    Set<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    List<Effect> grants = new ArrayList<>();
    for (String name : names) {
      Lock lock = now.get(name);
      List<Request> requests = requests(lock);
      assertThat(requests).as("requests of %s", name).doesNotHaveDuplicates();
      for (Request request : requests) {
        assertThat(sessions).as("session of %s", request).containsKey(request.session());
        assertThat(ended).as("late copies").doesNotContain(new Place(name, request));
      }
      checkOrder(name, requests(old.get(name)), requests, command, sessions);
      if (lock != null && !lock.holder().equals(holder(old.get(name)))) {
        assertThat(lock.holder().token())
            .isEqualTo(index)
            .isGreaterThan(lastTokens.getOrDefault(name, 0L));
        lastTokens.put(name, index);
        grants.add(new Granted(name, lock.holder()));
      }
    }
    assertThat(effects.stream().filter(Granted.class::isInstance)).isEqualTo(grants);
  }

  /// Nobody is lost, nobody overtakes, and only the command's own request is new.
  private static void checkOrder(
      String name,
      List<Request> before,
      List<Request> after,
      Command command,
      Map<Long, Session> sessions) {
    List<Request> expected = new ArrayList<>();
    for (Request request : before) {
      boolean isReleased = command.equals(new ReleaseLock(name, request.session(), request.id()));
      if (sessions.containsKey(request.session()) && !isReleased) {
        expected.add(request);
      }
    }
    if (after.size() > expected.size()) {
      Request last = after.getLast();
      assertThat(command).isEqualTo(new AcquireLock(name, last.session(), last.id()));
      expected.add(last);
    }
    assertThat(after).as("holder and queue of %s", name).isEqualTo(expected);
  }

  private static Map<String, Lock> locks(Image image) {
    return image.locks().stream().collect(toMap(Lock::name, identity()));
  }

  private static @Nullable Holder holder(@Nullable Lock lock) {
    return lock == null ? null : lock.holder();
  }

  /// The holder's request, then those in the queue.
  private static List<Request> requests(@Nullable Lock lock) {
    List<Request> requests = new ArrayList<>();
    if (lock != null) {
      requests.add(lock.holder().request());
      requests.addAll(lock.queue());
    }
    return requests;
  }

  private void checkBarriers(Image before, Command command, List<Effect> effects, Image after) {
    Map<Long, Session> sessions = sessions(after);
    for (Effect effect : effects) {
      if (effect instanceof Released(var name, long generation, var entries)) {
        checkRelease(name, generation, entries, command, before);
      }
    }
    for (Barrier barrier : after.barriers()) {
      assertThat(barrier.entered()).doesNotHaveDuplicates();
      assertThat(barrier.entered().size()).isLessThanOrEqualTo(Math.max(0, barrier.count() - 1));
      assertThat(barrier.generation())
          .isEqualTo(lastGenerations.getOrDefault(barrier.name(), -1L) + 1);
      for (Request entry : barrier.entered()) {
        var place = new Place(barrier.name(), entry);
        assertThat(sessions).containsKey(entry.session());
        assertThat(released).doesNotContain(place);
        assertThat(ended).doesNotContain(place);
      }
    }
    checkNobodyVanished(before, command, effects, after);
  }

  private void checkRelease(
      String name, long generation, List<Request> entries, Command command, Image before) {
    assertThat(command).isInstanceOf(EnterBarrier.class);
    var enter = (EnterBarrier) command;
    assertThat(name).isEqualTo(enter.barrier());
    assertThat(entries).hasSize(enter.count());
    List<Request> waited = entered(name, before);
    assertThat(entries.subList(0, entries.size() - 1)).isEqualTo(waited);
    assertThat(entries.getLast().is(enter.session(), enter.entryId())).isTrue();
    assertThat(generation).isEqualTo(lastGenerations.getOrDefault(name, -1L) + 1);
    lastGenerations.put(name, generation);
    for (Request entry : entries) {
      assertThat(released.add(new Place(name, entry))).as("%s is released once", entry).isTrue();
    }
  }

  private void checkNobodyVanished(
      Image before, Command command, List<Effect> effects, Image after) {
    Map<Long, Session> sessions = sessions(after);
    for (Barrier barrier : before.barriers()) {
      List<Request> left = entered(barrier.name(), after);
      for (Request entry : barrier.entered()) {
        boolean isExplained =
            left.contains(entry)
                || !sessions.containsKey(entry.session())
                || command.equals(new LeaveBarrier(barrier.name(), entry.session(), entry.id()))
                || effects.stream().anyMatch(Released.class::isInstance);
        assertThat(isExplained).as("%s is gone", entry).isTrue();
      }
    }
  }

  private static List<Request> entered(String name, Image image) {
    return image.barriers().stream()
        .filter(barrier -> barrier.name().equals(name))
        .findFirst()
        .map(Barrier::entered)
        .orElse(List.of());
  }

  /// What the proposer is told is how it is.
  private void checkAnswer(Command command, Outcome outcome, Image after) {
    if (command instanceof AcquireLock(var name, long session, var id)) {
      Lock lock = locks(after).get(name);
      int place = 0;
      List<Request> requests = requests(lock);
      while (place < requests.size() && !requests.get(place).is(session, id)) {
        place++;
      }
      Holder holder = holder(lock);
      if (holder == null || place == requests.size()) {
        assertThat(outcome).isNotInstanceOfAny(LockGranted.class, LockQueued.class);
      } else {
        assertThat(outcome)
            .isEqualTo(place == 0 ? new LockGranted(holder) : new LockQueued(place, holder));
      }
    }
    if (command instanceof EnterBarrier(var name, _, long session, var id)) {
      assertThat(outcome instanceof BarrierWaiting)
          .isEqualTo(
              entered(name, after).stream().anyMatch(entry -> entry.is(session, id))
                  && !(outcome instanceof Outcome.Rejected));
      if (outcome instanceof BarrierReleased) {
        assertThat(released).contains(new Place(name, session, id));
      }
    }
  }
}
