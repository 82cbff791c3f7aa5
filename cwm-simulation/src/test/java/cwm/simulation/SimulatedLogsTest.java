package cwm.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership.Role;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReadResult;
import cwm.rdf.testing.RandomSeeds;
import cwm.simulation.TallyWorld.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a simulated log does where nothing, or one thing, goes wrong.
class SimulatedLogsTest {

  @RandomSeeds(20)
  void membersAgreeOnALeaderAndOnWhatIsCommitted(long seed) {
    var world = TallyWorld.started(seed, 3, LogFaults.none());
    for (int i = 0; i < 30; i++) {
      world.commit(i);
    }
    Place leader = world.awaitLeader();
    assertThat(leader.tally.leaderships.getLast()).isEqualTo(leader.log().leadership());
    for (Place place : world.places) {
      assertThat(place.log().leadership().leader()).contains(leader.id());
    }
    world.awaitEqualTallies(world.places);
    assertThat(leader.tally.commands).hasSize(30);
    world.check();
  }

  @Test
  void followersSendProposersToTheLeader() {
    var world = TallyWorld.started(0, 3, LogFaults.none());
    Place leader = world.awaitLeader();
    world.commit(1);
    for (Place place : world.places) {
      if (place != leader) {
        assertThat(world.await(place.log().propose(Tally.command(2))))
            .isInstanceOfSatisfying(
                ProposeResult.NotLeader.class,
                result -> assertThat(result.leader()).contains(leader.id()));
      }
    }
  }

  @RandomSeeds(20)
  void aLeaderCutOffCommitsNothingAnswersNoReadAndStepsDown(long seed) {
    var world = TallyWorld.started(seed, 3, LogFaults.none());
    Place old = world.awaitLeader();
    world.commit(1);
    world.isolate(old);
    var proposal = old.log().propose(Tally.command(2));
    var read = old.log().awaitUpToDate();
    assertThat(old.leads()).as("it does not know yet").isTrue();
    world.runUntil("it steps down", () -> !old.leads());
    assertThat(world.await(proposal)).isInstanceOf(ProposeResult.Unknown.class);
    assertThat(world.await(read)).isInstanceOf(ReadResult.Unavailable.class);
    List<Place> others = world.places.stream().filter(place -> place != old).toList();
    world.commitAmong(others, 3);
    assertThat(old.tally.commands).containsExactly(1L);
    world.healAll();
    world.awaitEqualTallies(world.places);
    assertThat(old.tally.commands).containsExactly(1L, 3L);
    world.check();
  }

  @Test
  void aLeaderThatNobodyHearsIsReplaced() {
    var world = TallyWorld.started(0, 3, LogFaults.none());
    Place old = world.awaitLeader();
    world.places.forEach(place -> world.network.cutOneWay(old.hostName(), place.hostName()));
    List<Place> others = world.places.stream().filter(place -> place != old).toList();
    world.commitAmong(others, 1);
    assertThat(old.leads()).isFalse();
    world.check();
  }

  @Test
  void aMinorityElectsNobody() {
    var world = TallyWorld.started(0, 5, LogFaults.none());
    world.commit(1);
    world.crash(world.place(0));
    world.crash(world.place(1));
    world.crash(world.place(2));
    world.runFor(5_000);
    assertThat(world.places).noneMatch(Place::leads);
    world.restart(world.place(1));
    world.commit(2);
    world.check();
  }

  @RandomSeeds(20)
  void whoMissedMuchGetsASnapshot(long seed) {
    var world = TallyWorld.started(seed, 3, LogFaults.none());
    world.awaitLeader();
    Place late = world.place(0);
    world.isolate(late);
    List<Place> others = world.places.subList(1, 3);
    for (int i = 0; i < 200; i++) {
      world.commitAmong(others, i);
    }
    world.healAll();
    world.awaitEqualTallies(world.places);
    assertThat(late.tally.restoreCount).isPositive();
    assertThat(late.log().status().entryCount()).isLessThan(100);
    world.check();
  }

  @RandomSeeds(20)
  void allGoOnAfterARestartOfAll(long seed) {
    var world = TallyWorld.started(seed, 3, LogFaults.none());
    for (int i = 0; i < 100; i++) {
      world.commit(i);
    }
    world.places.forEach(world::crash);
    world.places.forEach(world::restart);
    world.commit(100);
    world.awaitEqualTallies(world.places);
    assertThat(world.place(0).tally.commands).hasSize(101);
    world.check();
  }

  @Test
  void aMajorityThatLostItsDisksLeadsNoMore() {
    var world = TallyWorld.started(0, 3, LogFaults.none());
    world.commit(1);
    for (Place place : world.places.subList(1, 3)) {
      world.renew(place);
    }
    world.runFor(10_000);
    assertThat(world.places).noneMatch(Place::leads);
    world.check();
  }

  @RandomSeeds(20)
  void membersComeListenVoteAndGo(long seed) {
    var world = new TallyWorld(seed, 1, LogFaults.none());
    Place first = world.place(0);
    world.start(first, List.of(first.voter()));
    world.commit(1);
    Place second = world.addPlace();
    Place third = world.addPlace();
    world.start(second, List.of());
    world.start(third, List.of());
    assertThat(second.log().leadership().role()).isEqualTo(Role.FOLLOWER);
    world.change(List.of(first.voter(), second.voter(), third.listener()));
    world.commit(2);
    world.runUntil("third listens", () -> third.log().leadership().role() == Role.LISTENER);
    world.crash(second);
    world.runFor(2_000);
    assertThat(world.places).as("one of two voters is no majority").noneMatch(Place::leads);
    world.restart(second);
    world.change(List.of(first.voter(), second.voter(), third.voter()));
    world.change(List.of(second.voter(), third.voter()));
    world.crash(first);
    world.commit(3);
    world.awaitEqualTallies(world.places.subList(1, 3));
    List<LogMember> left = List.of(second.voter(), third.voter());
    assertThat(second.log().members()).isEqualTo(left);
    assertThat(second.tally.committedMembers.getLast()).isEqualTo(left);
    assertThat(second.tally.commands).containsExactly(1L, 2L, 3L);
    world.check();
  }

  @Test
  void aChangeFromOtherMembersThanThereAreIsInVain() {
    var world = TallyWorld.started(0, 3, LogFaults.none());
    Place leader = world.awaitLeader();
    List<LogMember> members = leader.log().members();
    assertThat(world.await(leader.log().changeMembers(members.subList(0, 2), members)))
        .isInstanceOfSatisfying(
            ChangeResult.Failed.class, failed -> assertThat(failed.isFinal()).isTrue());
  }

  @Test
  void aNewMemberThatNobodyReachesChangesNothing() {
    var world = TallyWorld.started(0, 3, LogFaults.none());
    Place leader = world.awaitLeader();
    List<LogMember> present = leader.log().members();
    Place absent = world.addPlace();
    List<LogMember> wanted =
        List.of(present.get(0), present.get(1), present.get(2), absent.voter());
    assertThat(world.await(leader.log().changeMembers(present, wanted)))
        .isInstanceOfSatisfying(
            ChangeResult.Failed.class, failed -> assertThat(failed.isFinal()).isFalse());
    assertThat(leader.log().members()).isEqualTo(present);
    world.commit(1);
    world.start(absent, List.of());
    world.change(wanted);
    world.awaitEqualTallies(world.places);
  }

  @RandomSeeds(20)
  void leadershipIsHandedOver(long seed) {
    var world = TallyWorld.started(seed, 3, LogFaults.none());
    Place old = world.awaitLeader();
    world.commit(1);
    assertThat(world.await(old.log().transferLeadership())).isEqualTo(new ChangeResult.Done());
    assertThat(old.leads()).isFalse();
    assertThat(world.awaitLeader()).isNotSameAs(old);
    world.commit(2);
    world.check();
  }

  @Test
  void theOnlyVoterHandsNothingOver() {
    var world = TallyWorld.started(0, 1, LogFaults.none());
    assertThat(world.await(world.awaitLeader().log().transferLeadership()))
        .isInstanceOfSatisfying(
            ChangeResult.Failed.class, failed -> assertThat(failed.isFinal()).isTrue());
  }

  @RandomSeeds(20)
  void aFullDiskStopsItsMemberUntilThereIsRoom(long seed) {
    var world = TallyWorld.started(seed, 3, LogFaults.none());
    Place full = world.awaitLeader();
    world.commit(1);
    full.disk.fill();
    assertThat(world.await(full.log().propose(Tally.command(2))))
        .isInstanceOf(ProposeResult.Unavailable.class);
    world.runUntil("it says so", () -> !full.tally.failures.isEmpty());
    assertThat(full.log().leadership().role()).isEqualTo(Role.OFFLINE);
    world.commit(3);
    assertThat(full.tally.commands).containsExactly(1L);
    full.disk.free();
    world.awaitEqualTallies(world.places);
    assertThat(full.tally.recoveryCount).isEqualTo(1);
    assertThat(full.tally.commands).containsExactly(1L, 3L);
    world.check();
  }

  @RandomSeeds(20)
  void whoStandsStillIsReplacedAndLearnsOfIt(long seed) {
    var world = TallyWorld.started(seed, 3, LogFaults.none());
    Place old = world.awaitLeader();
    world.commit(1);
    old.host().pause();
    List<Place> others = world.places.stream().filter(place -> place != old).toList();
    world.commitAmong(others, 2);
    assertThat(old.leads()).as("it stands still and knows nothing").isTrue();
    old.host().resume();
    var read = old.log().awaitUpToDate();
    var proposal = old.log().propose(Tally.command(3));
    world.runUntil("it follows", () -> old.log().leadership().role() == Role.FOLLOWER);
    assertThat(world.await(proposal)).isInstanceOf(ProposeResult.Unknown.class);
    world.await(read);
    world.awaitEqualTallies(world.places);
    assertThat(old.tally.commands).containsExactly(1L, 2L);
    world.check();
  }

  @Test
  void whoClosesAnswersEverything() {
    var world = TallyWorld.started(0, 3, LogFaults.none());
    Place leader = world.awaitLeader();
    var proposal = leader.log().propose(Tally.command(1));
    var read = leader.log().awaitUpToDate();
    var change = leader.log().changeMembers(leader.log().members(), leader.log().members());
    leader.log().close();
    assertThat(proposal).isCompletedWithValueMatching(ProposeResult.Unknown.class::isInstance);
    assertThat(read).isCompletedWithValueMatching(ReadResult.Unavailable.class::isInstance);
    assertThat(change).isDone();
    assertThat(leader.log().leadership().role()).isEqualTo(Role.OFFLINE);
  }
}
