package cwm.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership.Role;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.ipc.transport.SimulatedNetwork;
import cwm.ipc.transport.SimulatedTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One log on some hosts, each with a [Tally].
final class TallyWorld {
  static final UUID GROUP = new UUID(0, 1);
  static final LogTimes TIMES =
      new LogTimes(
          Duration.ofMillis(150),
          Duration.ofMillis(300),
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          50);

  private static final int ATTEMPT_COUNT_MAX = 50;

  final SimulatedNetwork network;
  final SimulatedLogs logs;
  final List<Place> places = new ArrayList<>();

  /// Where a member lives, in this life or the next.
  static final class Place {
    final int index;
    LogDisk disk = new LogDisk();
    int incarnation;
    @Nullable SimulatedTransport host;
    @Nullable ReplicatedLog log;
    Tally tally = new Tally();

    Place(int index) {
      this.index = index;
    }

    MemberId id() {
      return new MemberId("node-" + index, Integer.toString(incarnation));
    }

    LogMember voter() {
      return new LogMember(id(), true);
    }

    LogMember listener() {
      return new LogMember(id(), false);
    }

    String hostName() {
      return "host-" + index;
    }

    boolean isUp() {
      return log != null;
    }

    ReplicatedLog log() {
      assert log != null : id() + " is down";
      return log;
    }

    SimulatedTransport host() {
      assert host != null : id() + " is down";
      return host;
    }

    boolean leads() {
      return isUp() && log().leadership().role() == Role.LEADER;
    }
  }

  /// Some founders that all vote, not yet started.
  TallyWorld(long seed, int founderCount, LogFaults faults) {
    network = new SimulatedNetwork(seed);
    logs = new SimulatedLogs(network, faults);
    for (int i = 0; i < founderCount; i++) {
      addPlace();
    }
  }

  /// The same, started.
  static TallyWorld started(long seed, int founderCount, LogFaults faults) {
    var world = new TallyWorld(seed, founderCount, faults);
    List<LogMember> founders = world.places.stream().map(Place::voter).toList();
    world.places.forEach(place -> world.start(place, founders));
    return world;
  }

  Place addPlace() {
    var place = new Place(places.size());
    places.add(place);
    return place;
  }

  Place place(int index) {
    return places.get(index);
  }

  void start(Place place, List<LogMember> founders) {
    place.host = network.host(place.hostName());
    place.tally = new Tally();
    place.log =
        logs.host(place.host, place.disk, TIMES).open(GROUP, place.id(), founders, place.tally);
  }

  void crash(Place place) {
    place.host().crash();
    place.log = null;
  }

  void restart(Place place) {
    if (place.isUp()) {
      crash(place);
    }
    start(place, List.of());
  }

  /// Ends a member for good, and starts another in its place.
  void renew(Place place) {
    crash(place);
    place.disk = new LogDisk();
    place.incarnation++;
    start(place, List.of());
  }

  void isolate(Place place) {
    for (Place other : places) {
      network.cut(place.hostName(), other.hostName());
    }
  }

  void healAll() {
    for (Place one : places) {
      places.forEach(other -> network.mend(one.hostName(), other.hostName()));
    }
  }

  // ---------------------------------------------------------------- waiting

  void runFor(long millis) {
    network.runFor(Duration.ofMillis(millis));
  }

  void runUntil(String claim, BooleanSupplier condition) {
    assertThat(network.runUntil(condition, Duration.ofSeconds(30))).as(claim).isTrue();
  }

  /// A leader that is ready, among those that others can reach.
  Place awaitLeader() {
    return awaitLeaderAmong(places);
  }

  Place awaitLeaderAmong(List<Place> candidates) {
    List<Place> found = new ArrayList<>();
    runUntil(
        "there is a leader",
        () -> {
          found.clear();
          candidates.stream()
              .filter(Place::isUp)
              .filter(place -> place.log().leadership().isReady())
              .forEach(found::add);
          return !found.isEmpty();
        });
    found.sort(
        (one, other) ->
            Long.compare(other.log().leadership().raftTerm(), one.log().leadership().raftTerm()));
    return found.getFirst();
  }

  <T> T await(CompletableFuture<T> future) {
    runUntil("the future completes", future::isDone);
    return future.join();
  }

  /// Proposes to whoever leads until it is known to be committed.
  void commit(long number) {
    commitAmong(places, number);
  }

  void commitAmong(List<Place> candidates, long number) {
    for (int i = 0; i < ATTEMPT_COUNT_MAX; i++) {
      Place leader = awaitLeaderAmong(candidates);
      if (await(leader.log().propose(Tally.command(number))) instanceof ProposeResult.Committed) {
        return;
      }
      runFor(10);
    }
    throw new AssertionError(number + " is not committed: " + logs.describe());
  }

  /// Has the leader change the members until it is done.
  void change(List<LogMember> members) {
    for (int i = 0; i < ATTEMPT_COUNT_MAX; i++) {
      ReplicatedLog log = awaitLeader().log();
      if (await(log.changeMembers(log.members(), members)) instanceof ChangeResult.Done) {
        return;
      }
      runFor(10);
    }
    throw new AssertionError("the members are not " + members + ": " + logs.describe());
  }

  void awaitEqualTallies(List<Place> compared) {
    runUntil(
        "all have applied the same",
        () -> compared.stream().map(place -> place.tally.commands).distinct().count() == 1);
  }

  /// What must hold at any time.
  void check() {
    assertThat(logs.problems()).isEmpty();
    assertThat(places).allSatisfy(place -> assertThat(place.tally.problems).isEmpty());
  }
}
