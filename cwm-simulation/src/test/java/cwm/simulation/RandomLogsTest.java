package cwm.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.log.LogMember;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReadResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.rdf.testing.RandomSeeds;
import cwm.simulation.TallyWorld.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What a simulated log promises, whatever goes wrong.
class RandomLogsTest {
  private static final int STEP_COUNT = 150;

  private TallyWorld world = new TallyWorld(0, 0, LogFaults.none());
  private SplittableRandom random = new SplittableRandom(0);
  private final Set<Long> acknowledged = new HashSet<>();
  private final Set<Long> refused = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private int readCount;
  private int unknownCount;
  private long nextNumber;
  private long committedIndex;

  @RandomSeeds(150)
  void whatIsAcknowledgedIsKeptAndWhatIsRefusedIsNot(long seed) {
    run(seed);
    assertThat(problems).isEmpty();
    world.check();
    List<Long> commands = world.place(0).tally.commands;
    assertThat(commands).doesNotHaveDuplicates();
    assertThat(commands).containsAll(acknowledged);
    assertThat(commands).doesNotContainAnyElementsOf(refused);
  }

  @Test
  void sameSeedSameRun() {
    run(5);
    List<Long> commands = world.place(0).tally.commands;
    long nanos = world.network.nanoTime();
    var again = new RandomLogsTest();
    again.run(5);
    assertThat(again.world.place(0).tally.commands).isEqualTo(commands);
    assertThat(again.world.network.nanoTime()).isEqualTo(nanos);
  }

  @Test
  void runsSeeEverything() {
    for (long seed = 0; seed < 10; seed++) {
      run(seed);
    }
    assertThat(acknowledged).hasSizeGreaterThan(1_000);
    assertThat(refused).isNotEmpty();
    assertThat(unknownCount).isPositive();
    assertThat(readCount).isGreaterThan(100);
  }

  private void run(long seed) {
    random = new SplittableRandom(seed);
    int memberCount = 1 + random.nextInt(5);
    world = TallyWorld.started(seed, memberCount, LogFaults.many());
    for (int step = 0; step < STEP_COUNT; step++) {
      disturb();
      use();
      world.runFor(random.nextInt(200));
    }
    world.healAll();
    world.logs.setFaults(LogFaults.none());
    for (Place place : world.places) {
      place.disk.free();
      place.host().resume();
      if (!place.isUp()) {
        world.restart(place);
      }
    }
    world.runFor(5_000); // changes under way come to an end
    List<LogMember> left = world.awaitLeader().log().members();
    for (Place place : world.places) {
      if (left.stream().noneMatch(member -> member.id().equals(place.id()))) {
        world.renew(place); // who was taken out comes back as another
      }
    }
    world.change(world.places.stream().map(Place::voter).toList());
    world.commit(nextNumber++);
    world.awaitEqualTallies(world.places);
  }

  private Place any() {
    return world.place(random.nextInt(world.places.size()));
  }

  private void disturb() {
    Place one = any();
    Place other = any();
    switch (random.nextInt(40)) {
      case 0, 1 -> world.network.cut(one.hostName(), other.hostName());
      case 2 -> world.network.cutOneWay(one.hostName(), other.hostName());
      case 3 -> world.isolate(one);
      case 4, 5 -> world.network.mend(one.hostName(), other.hostName());
      case 6, 7 -> world.healAll();
      case 8 -> {
        if (one.isUp()) {
          world.crash(one);
        }
      }
      case 9, 10, 11 -> {
        one.disk.free(); // a copy on a full disk does not open
        world.restart(one);
      }
      case 12 -> one.host().pause();
      case 13, 14 -> one.host().resume();
      case 15 -> one.disk.fill();
      case 16, 17, 18 -> one.disk.free();
      case 19, 20 -> changeMembers();
      case 21 -> {
        if (one.isUp()) {
          var _ = one.log().transferLeadership();
        }
      }
      default -> {}
    }
  }

  private void changeMembers() {
    if (world.places.size() < 7) {
      world.start(world.addPlace(), List.of());
    }
    List<LogMember> members = new ArrayList<>();
    for (Place place : world.places) {
      switch (random.nextInt(4)) {
        case 0 -> members.add(place.listener());
        case 1, 2 -> members.add(place.voter());
        default -> {}
      }
    }
    for (Place place : world.places) {
      if (place.leads()) {
        var _ = place.log().changeMembers(place.log().members(), members);
      }
    }
  }

  private void use() {
    for (int i = random.nextInt(20); i > 0; i--) {
      Place place = any();
      for (Place leader : world.places) {
        place = leader.leads() && random.nextInt(3) > 0 ? leader : place;
      }
      if (place.isUp() && !place.host().isPaused()) {
        propose(place.log());
        if (random.nextInt(5) == 0) {
          read(place);
        }
      }
    }
  }

  private void propose(ReplicatedLog log) {
    long number = nextNumber++;
    var _ =
        log.propose(Tally.command(number))
            .thenAccept(
                result -> {
                  switch (result) {
                    case ProposeResult.Committed(var index, _) -> {
                      acknowledged.add(number);
                      committedIndex = Math.max(committedIndex, index);
                    }
                    case ProposeResult.NotLeader _, ProposeResult.Unavailable _ ->
                        refused.add(number);
                    case ProposeResult.Unknown _ -> unknownCount++;
                  }
                });
  }

  /// Notes a read that does not see what was acknowledged before it was asked for.
  private void read(Place place) {
    ReplicatedLog log = place.log();
    long index = committedIndex;
    var _ =
        log.awaitUpToDate()
            .thenAccept(
                result -> {
                  if (result instanceof ReadResult.UpToDate) {
                    readCount++;
                    if (log.status().lastApplied() < index) {
                      problems.add(log.self() + " reads before entry " + index + ": " + log);
                    }
                  }
                });
  }
}
