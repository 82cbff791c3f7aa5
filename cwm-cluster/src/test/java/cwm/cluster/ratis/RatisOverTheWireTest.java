package cwm.cluster.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.LogStatus;
import cwm.cluster.log.LogWorld;
import cwm.cluster.log.LogWorld.Member;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReadResult;
import cwm.cluster.log.RegisterMachine;
import cwm.ipc.message.Bytes;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// All of Ratis' messages, over each kind of connection and in each format.
class RatisOverTheWireTest {
  private static final int SNAPSHOT_INTERVAL = 200;

  @ParameterizedTest
  @CsvSource({"TCP, JSON", "TCP, MSGPACK", "TCP, BINCODE", "UDP, MSGPACK"})
  void membersAgree(TransportType transport, SerializationFormat format) {
    var settings = RatisWorld.settings(100, SNAPSHOT_INTERVAL, true);
    try (var world = new RatisWorld(transport, format, settings)) {
      List<Member> members = world.found(3);
      Member leader = world.leader(members);
      Member follower = LogWorld.others(members, leader).getFirst();

      Bytes largest =
          RegisterMachine.command("large=" + "x".repeat(RaftSettings.COMMAND_BYTES_MAX - 6));
      assertThat(world.await(leader.log().propose(largest)))
          .isInstanceOf(ProposeResult.Committed.class);
      world.await(
          "a follower answers a read",
          () -> world.await(follower.log().awaitUpToDate()) instanceof ReadResult.UpToDate);
      assertThat(follower.machine().register("large")).hasSize(largest.size() - 6);

      world.kill(follower.id());
      world.await(
          "the log is cut",
          () -> {
            write(world, leader, SNAPSHOT_INTERVAL)
                .forEach(result -> assertThat(result).isInstanceOf(ProposeResult.Committed.class));
            LogStatus status = leader.log().status();
            return status.entryCount() < status.lastApplied();
          });
      Member again = world.start(follower.id(), List.of());
      world.await(
          "the follower has caught up",
          () -> again.machine().summary().equals(leader.machine().summary()));
      assertThat(again.machine().restoreCount()).isPositive();
      assertThat(world.await(leader.log().transferLeadership())).isEqualTo(new ChangeResult.Done());
    }
  }

  /// More than an array can hold. Nothing is agreed on while one is written, so that there is one.
  @Test
  @Tag("soak")
  void snapshotsMayBeLargerThanTwoGigabytes() {
    long padding = 1L << 31;
    var settings = RatisWorld.settings(100, SNAPSHOT_INTERVAL, true);
    try (var world = new RatisWorld(TransportType.TCP, SerializationFormat.MSGPACK, settings)) {
      List<Member> members = world.found(3);
      Member leader = world.leader(members);
      Member follower = LogWorld.others(members, leader).getFirst();
      world.kill(follower.id());
      var _ = write(world, leader, SNAPSHOT_INTERVAL);
      members.forEach(member -> member.machine().padSnapshots(padding));
      awaitPatiently(
          world,
          () -> {
            var _ = write(world, leader, SNAPSHOT_INTERVAL);
            LogStatus status = leader.log().status();
            return status.entryCount() < status.lastApplied();
          });
      Member again = world.start(follower.id(), List.of());
      awaitPatiently(world, () -> again.machine().restoreCount() > 0);
      assertThat(again.machine().restoredPadding()).isEqualTo(padding);
      awaitPatiently(world, () -> again.machine().summary().equals(leader.machine().summary()));
    }
  }

  private static List<ProposeResult> write(RatisWorld world, Member leader, int count) {
    List<CompletableFuture<ProposeResult>> writes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      writes.add(leader.log().propose(RegisterMachine.command("a=" + i)));
    }
    return writes.stream().map(world::await).toList();
  }

  private static void awaitPatiently(RatisWorld world, BooleanSupplier condition) {
    for (int turn = 0; turn < 8; turn++) {
      if (world.holds(condition)) {
        return;
      }
    }
    throw new AssertionError("waited in vain");
  }
}
