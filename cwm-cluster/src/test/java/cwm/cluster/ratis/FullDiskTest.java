package cwm.cluster.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogWorld.Member;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ProposeResult.Committed;
import cwm.cluster.log.ProposeResult.Unavailable;
import cwm.cluster.log.RegisterMachine;
import cwm.ipc.message.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens when the disk is full: nothing is lost, and all goes on when there is room again.
class FullDiskTest {
  private static final long MANY = 1L << 40;

  private final RatisWorld world = RatisWorld.inMemory();
  private final List<MemberId> ids = List.of(newId("node-1"), newId("node-2"), newId("node-3"));

  @TempDir Path mountPoint;
  private boolean isMounted;

  private static MemberId newId(String node) {
    return new MemberId(node, UUID.randomUUID().toString());
  }

  @AfterEach
  void closeWorld() throws Exception {
    world.close();
    if (isMounted) {
      assertThat(run("umount", mountPoint.toString())).isZero();
    }
  }

  @Test
  void leaderRefusesProposalsBeforeTheDiskIsFull() {
    var room = new AtomicLong(MANY);
    MemberId id = ids.getFirst();
    Member member = world.start(id, List.of(new LogMember(id, true)), new DiskRoom(room::get));
    world.await("it leads", member::isLeader);
    assertThat(propose(member, "a=1")).isInstanceOf(Committed.class);
    room.set(1_000);
    world.await("it refuses", () -> propose(member, "a=2") instanceof Unavailable);
    assertThat(propose(member, "a=2"))
        .isInstanceOfSatisfying(
            Unavailable.class,
            refused -> assertThat(refused.reason()).contains("make room").contains("MiB"));
    assertThat(member.isLeader()).isTrue();
    room.set(MANY);
    world.await("it writes again", () -> propose(member, "a=3") instanceof Committed);
    assertThat(member.machine().disturbances()).isEmpty();
  }

  /// The disk fills up faster than anybody looks at it.
  @Test
  void memberAloneOnAFullDiskStopsAndGoesOn() throws Exception {
    mount(8);
    MemberId id = ids.getFirst();
    world.setDirectory(id, mountPoint);
    var room = new AtomicLong(MANY);
    Member member = world.start(id, List.of(new LogMember(id, true)), new DiskRoom(room::get));
    world.await("it leads", member::isLeader);
    assertThat(propose(member, "a=1")).isInstanceOf(Committed.class);

    Path filler = fill();
    List<CompletableFuture<ProposeResult>> results = new ArrayList<>();
    world.await(
        "the log fails",
        () -> {
          results.add(member.log().propose(big(results.size())));
          return !member.machine().disturbances().isEmpty();
        });
    room.set(0);
    assertThat(member.machine().disturbances().getFirst()).contains("make room");
    assertThat(member.log().leadership().role()).isEqualTo(Leadership.Role.OFFLINE);
    assertThat(propose(member, "b=1"))
        .isInstanceOfSatisfying(
            Unavailable.class, refused -> assertThat(refused.reason()).contains("make room"));

    Files.delete(filler);
    room.set(MANY);
    world.await("it recovers", () -> member.machine().disturbances().getLast().equals("recovered"));
    world.await("it leads again", member::isLeader);
    long committed =
        results.stream().filter(result -> world.await(result) instanceof Committed).count();
    assertThat(member.machine().count()).isGreaterThanOrEqualTo(1 + committed);
    assertThat(member.machine().restoreCount()).as("the machine never goes back").isZero();
    assertThat(propose(member, "c=1")).isInstanceOf(Committed.class);

    String summary = member.machine().summary();
    world.kill(id);
    Member again = world.start(id, List.of());
    world.await("it leads after a restart", again::isLeader);
    assertThat(again.machine().summary()).isEqualTo(summary);
  }

  @Test
  void othersGoOnWhileAFollowersDiskIsFull() throws Exception {
    mount(8);
    MemberId last = ids.getLast();
    world.setDirectory(last, mountPoint);
    var room = new AtomicLong(MANY);
    List<LogMember> founders = ids.stream().map(id -> new LogMember(id, true)).toList();
    Member first = world.start(ids.get(0), founders);
    Member second = world.start(ids.get(1), founders);
    Member third = world.start(last, founders, new DiskRoom(room::get));
    List<Member> members = List.of(first, second, third);
    world.await("there is a leader", () -> members.stream().anyMatch(Member::isLeader));
    if (third.isLeader()) {
      world.await(
          "it hands over",
          () -> world.await(third.log().transferLeadership()).equals(new ChangeResult.Done()));
      world.await("another leads", () -> first.isLeader() || second.isLeader());
    }
    Member leader = first.isLeader() ? first : second;
    Path filler = fill();
    List<CompletableFuture<ProposeResult>> results = new ArrayList<>();
    world.await(
        "the follower's log fails",
        () -> {
          results.add(leader.log().propose(big(results.size())));
          assertThat(world.await(results.getLast())).isInstanceOf(Committed.class);
          return !third.machine().disturbances().isEmpty();
        });
    room.set(0);
    assertThat(world.await(leader.log().propose(RegisterMachine.command("a=1"))))
        .isInstanceOf(Committed.class);
    Files.delete(filler);
    room.set(MANY);
    world.await(
        "all have the same",
        () ->
            third.machine().disturbances().getLast().equals("recovered")
                && members.stream().map(member -> member.machine().summary()).distinct().count()
                    == 1);
    assertThat(third.machine().count()).isEqualTo(results.size() + 1);
  }

  // ---------------------------------------------------------------- helpers

  private ProposeResult propose(Member member, String text) {
    return world.await(member.log().propose(RegisterMachine.command(text)));
  }

  private static Bytes big(int number) {
    return RegisterMachine.command("big=" + number + "x".repeat(10_000));
  }

  private void mount(int mebibytes) throws IOException, InterruptedException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "needs root: a small tmpfs is to be the full disk");
    int status =
        run(
            "mount",
            "-t",
            "tmpfs",
            "-o",
            "size=" + mebibytes + "m",
            "tmpfs",
            mountPoint.toString());
    assumeTrue(status == 0, "cannot mount a tmpfs here: a small one is to be the full disk");
    isMounted = true;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /// Leaves no more than 64 KiB.
  private Path fill() throws IOException {
    Path filler = mountPoint.resolve("filler");
    long usable = Files.getFileStore(mountPoint).getUsableSpace();
    Files.write(filler, new byte[Math.toIntExact(usable - (64 << 10))]);
    return filler;
  }
}
