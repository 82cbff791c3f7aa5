package cwm.cluster.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogSettings;
import cwm.cluster.log.LogWorld;
import cwm.cluster.log.LogWorld.Member;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.RegisterMachine;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// When a follower stands for election.
@Execution(ExecutionMode.CONCURRENT)
class SuccessionTest {
  /// So long that what happens before is not for the time that has passed.
  private static final Duration TIMEOUT_MIN = Duration.ofSeconds(10);

  private static final LogSettings SETTINGS =
      new LogSettings(
          TIMEOUT_MIN, TIMEOUT_MIN.plusMillis(500), Duration.ofMillis(100), 100, 200, false);

  private static RatisWorld world() {
    return new RatisWorld(TransportType.TCP, SerializationFormat.MSGPACK, SETTINGS);
  }

  @Test
  void leaderWhoseSessionsEndIsReplacedBeforeATimeoutIsOver() {
    try (var world = world()) {
      List<Member> members = world.found(3);
      Member leader = world.leader(members);
      List<Member> others = LogWorld.others(members, leader);
      awaitFollowed(world, members, leader);
      // Not by killing it, which takes time itself.
      others.forEach(other -> disconnect(world, leader, other));
      long endNanos = System.nanoTime() + TIMEOUT_MIN.toNanos();
      Member next = world.leader(others);
      assertThat(System.nanoTime()).isLessThan(endNanos);
      assertThat(world.await(next.log().propose(RegisterMachine.command("a=2"))))
          .isInstanceOf(ProposeResult.Committed.class);
    }
  }

  @Test
  void leaderThatAMajorityIsConnectedWithStays() {
    try (var world = world()) {
      List<Member> members = world.found(3);
      Member leader = world.leader(members);
      awaitFollowed(world, members, leader);
      long term = leader.log().leadership().raftTerm();
      List<Member> others = LogWorld.others(members, leader);
      Member lonely = others.getFirst();
      Member connected = others.getLast();
      disconnect(world, leader, lonely);
      world.await("it has asked", () -> votesAskedOf(world, connected) > 3);
      assertThat(connected.log().leadership())
          .isEqualTo(
              new Leadership(Leadership.Role.FOLLOWER, term, Optional.of(leader.id()), false));
      assertThat(leader.isLeader()).isTrue();
      assertThat(leader.log().leadership().raftTerm()).isEqualTo(term);
    }
  }

  /// Waits until all know the leader, and have entries of it: who has none may not stand.
  private static void awaitFollowed(RatisWorld world, List<Member> members, Member leader) {
    assertThat(world.await(leader.log().propose(RegisterMachine.command("a=1"))))
        .isInstanceOf(ProposeResult.Committed.class);
    world.await("all follow the leader", () -> members.stream().allMatch(m -> follows(m, leader)));
  }

  private static boolean follows(Member member, Member leader) {
    return member.log().leadership().leader().equals(Optional.of(leader.id()))
        && member.machine().register("a").equals("1");
  }

  /// Ends the session of two nodes for good.
  private static void disconnect(RatisWorld world, Member one, Member other) {
    world.node(one.id()).disconnect(other.id().nodeId());
    world.node(other.id()).disconnect(one.id().nodeId());
  }

  private static long votesAskedOf(RatisWorld world, Member member) {
    var stats = world.node(member.id()).statsByMessageType().get("VoteRequest");
    return stats == null ? 0 : stats.messagesReceived();
  }
}
