package cwm.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.log.LogWorld.Member;
import cwm.cluster.log.ProposeResult.Committed;
import cwm.cluster.log.ProposeResult.NotLeader;
import cwm.ipc.message.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What holds of every [ReplicatedLog].
public abstract class ReplicatedLogContract {
  private static final int UNDER_WAY_MAX = 500;
  private static final int WRITERS = 3;
  private static final int LOOKS_PER_CALL = 20;

  private LogWorld world;

  protected abstract LogWorld newWorld();

  /// Snapshots are taken every so many entries.
  protected static final int SNAPSHOT_INTERVAL = 200;

  protected static final int COMPACTION_THRESHOLD = 100;

  @BeforeEach
  void openWorld() {
    world = newWorld();
  }

  @AfterEach
  void closeWorld() {
    world.close();
  }

  // ---------------------------------------------------------------- leading and writing

  @Test
  void oneMemberLeadsAndAllKnowIt() {
    List<Member> members = found(3);
    Member leader = leader(members);
    world.await(
        "all know the leader",
        () ->
            members.stream()
                .allMatch(
                    member -> member.log().leadership().leader().equals(Optional.of(leader.id()))));
    assertThat(members.stream().filter(Member::isLeader)).containsExactly(leader);
    world.await(
        "the machine was told",
        () ->
            leader.machine().leaderships().stream()
                .anyMatch(told -> told.role() == Leadership.Role.LEADER && told.isReady()));
  }

  @Test
  void oneMemberAloneCommitsAndReads() {
    Member only = leader(found(1));
    assertThat(propose(only, "a=1")).isInstanceOf(Committed.class);
    assertThat(world.await(only.log().awaitUpToDate())).isInstanceOf(ReadResult.UpToDate.class);
    assertThat(only.machine().register("a")).isEqualTo("1");
  }

  @Test
  void allApplyInOneOrder() {
    List<Member> members = found(3);
    Member leader = leader(members);
    List<ProposeResult> results = proposeMany(leader, 0, 300);
    List<Long> indexes = results.stream().map(result -> ((Committed) result).index()).toList();
    assertThat(indexes).isSorted().doesNotHaveDuplicates();
    awaitEqual(members, 300);
  }

  @Test
  void outcomesGoToThoseWhoProposed() {
    Member leader = leader(found(3));
    assertThat(outcome(propose(leader, "a=1"))).isEqualTo("1:null");
    assertThat(outcome(propose(leader, "a=2"))).isEqualTo("2:1");
  }

  @Test
  void followerWritesNothingAndNamesTheLeader() {
    List<Member> members = found(3);
    Member leader = leader(members);
    Member follower = others(members, leader).getFirst();
    world.await(
        "the follower knows the leader",
        () -> follower.log().leadership().leader().equals(Optional.of(leader.id())));
    assertThat(propose(follower, "a=1")).isEqualTo(new NotLeader(Optional.of(leader.id())));
    assertThat(propose(leader, "b=1")).isInstanceOf(Committed.class);
    assertThat(leader.machine().register("a")).isEmpty();
  }

  @Test
  void readsOnEveryMemberSeeTheLastWrite() {
    List<Member> members = found(3);
    Member leader = leader(members);
    for (int i = 0; i < 20; i++) {
      propose(leader, "a=" + i);
      for (Member member : members) {
        assertThat(world.await(member.log().awaitUpToDate()))
            .isInstanceOf(ReadResult.UpToDate.class);
        assertThat(member.machine().register("a")).isEqualTo(String.valueOf(i));
      }
    }
  }

  // ---------------------------------------------------------------- losses

  @Test
  void whatWasAcknowledgedSurvivesTheLossOfTheLeader() {
    List<Member> members = found(3);
    Member leader = leader(members);
    proposeMany(leader, 0, 100);
    world.kill(leader.id());
    List<Member> rest = others(members, leader);
    Member next = leader(rest);
    assertThat(next.machine().count()).isEqualTo(100);
    assertThat(propose(next, "b=1")).isInstanceOf(Committed.class);
    awaitEqual(rest, 101);
  }

  @Test
  void leaderIsReplacedThoughOneOfTheOthersHasNothingYet() {
    List<MemberId> ids = List.of(newId("node-1"), newId("node-2"), newId("node-3"));
    List<LogMember> founders = ids.stream().map(id -> new LogMember(id, true)).toList();
    List<Member> early =
        List.of(world.start(ids.get(0), founders), world.start(ids.get(1), founders));
    Member leader = leader(early);
    proposeMany(leader, 0, 10);
    Member other = others(early, leader).getFirst();
    awaitEqual(early, 10);
    world.kill(leader.id());
    Member late = world.start(ids.get(2), founders);
    Member next = leader(List.of(other, late));
    assertThat(next.id()).isEqualTo(other.id());
    assertThat(propose(next, "b=1")).isInstanceOf(Committed.class);
    awaitEqual(List.of(other, late), 11);
  }

  @Test
  void proposalsUnderWayWhenTheLeaderIsLostAreNotCalledCommittedUnlessTheyAre() {
    List<Member> members = found(3);
    Member leader = leader(members);
    world.isolate(leader.id());
    CompletableFuture<ProposeResult> hopeless = leader.log().propose(command("lost=1"));
    propose(leader(others(members, leader)), "a=1");
    assertThat(world.await(hopeless)).isInstanceOf(ProposeResult.Unknown.class);
    world.heal(leader.id());
    awaitEqual(members, 1);
    assertThat(leader.machine().register("lost")).isEmpty();
  }

  @Test
  void isolatedLeaderGivesUpAndAnswersNoRead() {
    List<Member> members = found(3);
    Member leader = leader(members);
    propose(leader, "a=1");
    assertThat(world.await(leader.log().awaitUpToDate())).isInstanceOf(ReadResult.UpToDate.class);
    world.isolate(leader.id());
    // Written all the time, since that must not keep it from noticing.
    List<CompletableFuture<ReadResult>> reads = new ArrayList<>();
    List<CompletableFuture<ProposeResult>> writes = new ArrayList<>();
    var looks = new AtomicInteger();
    world.await(
        "the leader gives up",
        () -> {
          if (looks.getAndIncrement() % LOOKS_PER_CALL == 0) {
            reads.add(leader.log().awaitUpToDate());
            writes.add(leader.log().propose(command("lost=" + writes.size())));
          }
          return leader.log().leadership().role() != Leadership.Role.LEADER;
        });
    reads.add(leader.log().awaitUpToDate());
    assertThat(reads)
        .allSatisfy(
            read -> assertThat(world.await(read)).isInstanceOf(ReadResult.Unavailable.class));
    assertThat(writes)
        .allSatisfy(write -> assertThat(world.await(write)).isNotInstanceOf(Committed.class));
    propose(leader(others(members, leader)), "b=1");
    world.heal(leader.id());
    awaitEqual(members, 2);
  }

  @Test
  void minorityElectsNobodyAndAnswersNoRead() {
    List<Member> members = found(3);
    Member leader = leader(members);
    propose(leader, "a=1");
    List<Member> rest = others(members, leader);
    Member last = rest.getFirst();
    world.kill(rest.getLast().id()); // first, or it might elect another with the last one
    world.kill(leader.id());
    world.await(
        "the last one has stood for election",
        () -> last.log().leadership().role() == Leadership.Role.CANDIDATE);
    long term = last.log().leadership().raftTerm();
    assertThat(world.await(last.log().awaitUpToDate())).isInstanceOf(ReadResult.Unavailable.class);
    assertThat(propose(last, "b=1")).isInstanceOf(NotLeader.class);
    assertThat(last.machine().leaderships())
        .noneMatch(told -> told.role() == Leadership.Role.LEADER);
    assertThat(last.log().leadership().raftTerm()).as("pre-vote keeps the term").isEqualTo(term);
  }

  // ---------------------------------------------------------------- falling behind, coming back

  @Test
  void memberThatMissedALotCatchesUpByASnapshot() {
    List<Member> members = found(3);
    Member leader = leader(members);
    Member late = others(members, leader).getFirst();
    world.isolate(late.id());
    int count = 20 * SNAPSHOT_INTERVAL;
    proposeMany(leader, 0, count);
    world.heal(late.id());
    awaitEqual(members, count);
    assertThat(late.machine().restoreCount()).isPositive();
    proposeMany(leader(members), count, 10);
    awaitEqual(members, count + 10);
  }

  @Test
  void whoOnlyVotesKeepsTheLogForWhoIsBehind() {
    List<Member> members = found(3);
    Member leader = leader(members);
    Member witness = others(members, leader).getFirst();
    Member late = others(members, leader).getLast();
    witness.machine().voteOnly(0);
    world.isolate(late.id());
    int count = 10 * SNAPSHOT_INTERVAL;
    proposeMany(leader, 0, count);
    world.await(
        "the leader has dropped its log",
        () -> leader.log().status().entryCount() < count - SNAPSHOT_INTERVAL);
    world.await("the witness has all", () -> witness.machine().count() == count);
    assertThat(witness.log().status().entryCount()).isGreaterThanOrEqualTo(count);
    world.kill(leader.id());
    world.heal(late.id());
    awaitEqual(List.of(witness, late), count);
    assertThat(late.machine().restoreCount()).as("by the log, not by a snapshot").isZero();

    for (int all = count; all < 2 * count; all += SNAPSHOT_INTERVAL) {
      witness.machine().voteOnly(witness.log().status().lastApplied());
      proposeMany(leader(List.of(witness, late)), all, SNAPSHOT_INTERVAL);
      awaitEqual(List.of(witness, late), all + SNAPSHOT_INTERVAL);
    }
    world.await(
        "the witness has dropped what nobody needs",
        () -> witness.log().status().entryCount() < count);
  }

  @Test
  void memberGoesOnAfterARestart() {
    List<Member> members = found(3);
    Member leader = leader(members);
    int count = SNAPSHOT_INTERVAL + 50;
    proposeMany(leader, 0, count);
    Member follower = others(members, leader).getFirst();
    world.kill(follower.id());
    proposeMany(leader, count, 10);
    Member again = world.start(follower.id(), List.of());
    awaitEqual(List.of(leader, again), count + 10);
    assertThat(again.log().members()).hasSize(3);
  }

  @Test
  void allGoOnAfterARestartOfAll() {
    List<Member> members = found(3);
    int count = SNAPSHOT_INTERVAL + 50;
    proposeMany(leader(members), 0, count);
    members.forEach(member -> world.kill(member.id()));
    List<Member> again =
        members.stream().map(member -> world.start(member.id(), List.of())).toList();
    Member leader = leader(again);
    assertThat(leader.machine().count()).isEqualTo(count);
    assertThat(outcome(propose(leader, "b=1"))).startsWith((count + 1) + ":");
    awaitEqual(again, count + 1);
  }

  @Test
  void logIsCutBehindSnapshots() {
    List<Member> members = found(3);
    Member leader = leader(members);
    int count = 20 * SNAPSHOT_INTERVAL;
    proposeMany(leader, 0, count);
    LogStatus status = leader.log().status();
    assertThat(status.lastApplied()).isGreaterThanOrEqualTo(count);
    assertThat(status.commitIndex()).isGreaterThanOrEqualTo(status.lastApplied());
    world.await(
        "the log is short", () -> leader.log().status().entryCount() < count - SNAPSHOT_INTERVAL);
  }

  @Test
  void whatTheLastMemberKeepsCanBeSalvagedAfterARestart() {
    List<Member> members = found(3);
    int count = SNAPSHOT_INTERVAL + 50;
    proposeMany(leader(members), 0, count);
    awaitEqual(members, count);
    members.forEach(member -> world.kill(member.id()));
    Member last = world.start(members.getFirst().id(), List.of());
    assertSalvaged(last, members.getLast().machine());
    assertSalvaged(last, members.getLast().machine()); // since nothing of it went
  }

  @Test
  void whatTheLastMemberCouldNotAgreeOnCanBeSalvaged() {
    List<Member> members = found(3);
    Member leader = leader(members);
    propose(leader, "a=1");
    world.isolate(leader.id());
    assertThat(propose(leader, "b=2")).isNotInstanceOf(Committed.class);
    assertThat(leader.machine().register("b")).isEmpty();
    var salvaged = new RegisterMachine();
    world.salvage(leader, salvaged);
    assertThat(salvaged.register("a")).isEqualTo("1");
    assertThat(salvaged.register("b")).isEqualTo("2");
  }

  @Test
  void memberThatKeepsNothingHasNothingToSalvage() {
    Member member = world.start(newId("node-1"), List.of());
    var salvaged = new RegisterMachine();
    world.salvage(member, salvaged);
    assertThat(salvaged.count()).isZero();
  }

  private void assertSalvaged(Member member, RegisterMachine expected) {
    var salvaged = new RegisterMachine();
    world.salvage(member, salvaged);
    assertThat(salvaged.summary()).isEqualTo(expected.summary());
  }

  // ---------------------------------------------------------------- members

  @Test
  void newMemberGetsAllAndVotes() {
    List<Member> members = new ArrayList<>(found(3));
    Member leader = leader(members);
    proposeMany(leader, 0, SNAPSHOT_INTERVAL + 50);
    Member added = world.start(newId("node-4"), List.of());
    change(leader, with(leader.log().members(), new LogMember(added.id(), true)));
    members.add(added);
    awaitEqual(members, SNAPSHOT_INTERVAL + 50);
    world.await(
        "all were told",
        () ->
            members.stream()
                .allMatch(
                    member ->
                        member.machine().committedMembers().stream()
                            .anyMatch(told -> told.size() == 4)));
    // Of four, three are needed.
    world.kill(others(members, leader).getFirst().id());
    assertThat(propose(leader, "b=1")).isInstanceOf(Committed.class);
  }

  @Test
  void memberThatLostItsLogIsReplacedByItsNewIncarnation() {
    List<Member> members = found(3);
    Member leader = leader(members);
    propose(leader, "a=1");
    Member old = others(members, leader).getFirst();
    world.kill(old.id());
    change(leader, without(leader.log().members(), old.id()));
    Member renewed = world.start(newId(old.id().nodeId()), List.of());
    change(leader, with(leader.log().members(), new LogMember(renewed.id(), true)));
    Member third = others(members, leader).getLast();
    awaitEqual(List.of(leader, third, renewed), 1);
    assertThat(leader.log().members()).hasSize(3);
    world.kill(third.id());
    assertThat(propose(leader, "b=1")).isInstanceOf(Committed.class);
    awaitEqual(List.of(leader, renewed), 2);
  }

  @Test
  void removedMemberTakesNoPart() {
    List<Member> members = found(3);
    Member leader = leader(members);
    Member removed = others(members, leader).getFirst();
    change(leader, without(leader.log().members(), removed.id()));
    world.await(
        "the removed member is out",
        () -> removed.log().leadership().role() == Leadership.Role.OFFLINE);
    assertThat(propose(leader, "a=1")).isInstanceOf(Committed.class);
    assertThat(leader.log().members()).hasSize(2);
    assertThat(removed.machine().disturbances()).isSubsetOf("dismissed");
  }

  @Test
  void listenerGetsTheLogAndHasNoVote() {
    List<Member> members = found(2);
    Member leader = leader(members);
    propose(leader, "a=1");
    Member listener = world.start(newId("listener"), List.of());
    change(leader, with(leader.log().members(), new LogMember(listener.id(), false)));
    awaitEqual(List.of(leader, listener), 1);
    world.await(
        "it knows what it is",
        () -> listener.log().leadership().role() == Leadership.Role.LISTENER);
    awaitRead(listener);
    Member follower = others(members, leader).getFirst();
    world.kill(follower.id());
    world.await(
        "one of two voters leads nobody",
        () -> leader.log().leadership().role() != Leadership.Role.LEADER);
    assertThat(propose(leader, "b=1")).isNotInstanceOf(Committed.class);
    Member again = world.start(follower.id(), List.of());
    Member next = leader(List.of(leader, again));
    propose(next, "c=1");
    awaitEqual(List.of(leader, again, listener), next.machine().count());
    assertThat(listener.machine().leaderships())
        .noneMatch(told -> told.role() == Leadership.Role.CANDIDATE);
  }

  @Test
  void changeOfOtherMembersThanExpectedIsRefused() {
    List<Member> members = found(3);
    Member leader = leader(members);
    List<LogMember> now = leader.log().members();
    List<LogMember> fewer = without(now, others(members, leader).getFirst().id());
    assertThat(world.await(leader.log().changeMembers(fewer, now)))
        .isInstanceOfSatisfying(
            ChangeResult.Failed.class, failed -> assertThat(failed.isFinal()).isTrue());
    assertThat(leader.log().members()).hasSize(3);
  }

  @Test
  void memberThatCannotBeReachedIsNotTakenInAndStopsNobody() {
    List<Member> members = found(3);
    Member leader = leader(members);
    List<LogMember> now = leader.log().members();
    CompletableFuture<ChangeResult> change =
        leader.log().changeMembers(now, with(now, new LogMember(newId("nowhere"), true)));
    // Written all the time, since that must not keep the leader from noticing.
    List<CompletableFuture<ProposeResult>> writes = new ArrayList<>();
    world.await(
        "the change is given up",
        () -> {
          keepWriting(leader, writes);
          return change.isDone();
        });
    assertThat(change.join()).isInstanceOf(ChangeResult.Failed.class);
    assertThat(writes)
        .allSatisfy(write -> assertThat(world.await(write)).isInstanceOf(Committed.class));
    assertThat(leader.log().members()).hasSize(3);
    Member added = world.start(newId("node-4"), List.of());
    change(leader, with(now, new LogMember(added.id(), true)));
  }

  @Test
  void leadershipIsHandedOver() {
    List<Member> members = found(3);
    Member leader = leader(members);
    propose(leader, "a=1");
    assertThat(world.await(leader.log().transferLeadership())).isEqualTo(new ChangeResult.Done());
    Member next = leader(others(members, leader));
    assertThat(leader.isLeader()).isFalse();
    assertThat(propose(next, "b=1")).isInstanceOf(Committed.class);
    awaitEqual(members, 2);
  }

  // ---------------------------------------------------------------- helpers

  protected final LogWorld world() {
    return world;
  }

  protected static MemberId newId(String node) {
    return new MemberId(node, UUID.randomUUID().toString());
  }

  /// Starts members that begin a log.
  protected final List<Member> found(int count) {
    return world.found(
        IntStream.rangeClosed(1, count).mapToObj(number -> newId("node-" + number)).toList());
  }

  protected final Member leader(List<Member> members) {
    return world.leader(members);
  }

  protected static List<Member> others(List<Member> members, Member one) {
    return LogWorld.others(members, one);
  }

  protected final ProposeResult propose(Member member, String text) {
    return world.await(member.log().propose(command(text)));
  }

  /// Proposes `r<i>=<i>` many times, of which some are under way together.
  protected final List<ProposeResult> proposeMany(Member member, int start, int count) {
    List<ProposeResult> results = new ArrayList<>();
    Queue<CompletableFuture<ProposeResult>> underWay = new ArrayDeque<>();
    for (int i = start; i < start + count; i++) {
      if (underWay.size() == UNDER_WAY_MAX) {
        results.add(world.await(underWay.remove()));
      }
      underWay.add(member.log().propose(command("r" + i % 10 + "=" + i)));
    }
    underWay.forEach(future -> results.add(world.await(future)));
    assertThat(results).allSatisfy(result -> assertThat(result).isInstanceOf(Committed.class));
    return results;
  }

  /// Proposes once more, unless too much is under way.
  private static void keepWriting(Member member, List<CompletableFuture<ProposeResult>> writes) {
    if (writes.stream().filter(write -> !write.isDone()).count() < WRITERS) {
      writes.add(member.log().propose(command("w=" + writes.size())));
    }
  }

  /// Waits until all have applied the same, which is so many commands.
  protected final void awaitEqual(List<Member> members, long count) {
    world.await(
        "all have applied " + count,
        () -> members.stream().allMatch(member -> member.machine().count() == count));
    assertThat(members.stream().map(member -> member.machine().summary()).distinct()).hasSize(1);
  }

  /// Waits until a member can answer a read.
  protected final void awaitRead(Member member) {
    world.await(
        member.id() + " answers a read",
        () -> world.await(member.log().awaitUpToDate()) instanceof ReadResult.UpToDate);
  }

  protected final void change(Member leader, List<LogMember> members) {
    assertThat(world.await(leader.log().changeMembers(leader.log().members(), members)))
        .isEqualTo(new ChangeResult.Done());
  }

  protected static List<LogMember> with(List<LogMember> members, LogMember added) {
    return Stream.concat(members.stream(), Stream.of(added)).toList();
  }

  protected static List<LogMember> without(List<LogMember> members, MemberId removed) {
    return members.stream().filter(member -> !member.id().equals(removed)).toList();
  }

  protected static Bytes command(String text) {
    return RegisterMachine.command(text);
  }

  private static String outcome(ProposeResult result) {
    assertThat(result).isInstanceOf(Committed.class);
    return RegisterMachine.text(((Committed) result).outcome());
  }
}
