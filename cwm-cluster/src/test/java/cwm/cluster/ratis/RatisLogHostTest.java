package cwm.cluster.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.cluster.ClusterException;
import cwm.cluster.disk.DurableFiles;
import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogSettings;
import cwm.cluster.log.LogWorld;
import cwm.cluster.log.LogWorld.Member;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.RegisterMachine;
import cwm.cluster.log.ReplicatedLog;
import cwm.ipc.NodeStats;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.RaftCall;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What Ratis does beyond the contract of logs.
class RatisLogHostTest {
  private static final long DIRECTORY_BYTES_MAX = 64L << 20;

  // ---------------------------------------------------------------- heartbeats

  @ParameterizedTest
  @ValueSource(ints = {100, 400})
  void leaderShowsThatItIsAliveAtTheIntervalItIsTold(int heartbeatMillis) {
    var settings =
        new LogSettings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofMillis(heartbeatMillis),
            100,
            200,
            false);
    try (var world = world(settings)) {
      List<Member> members = world.found(3);
      Member leader = world.leader(members);
      world.await(
          "all follow",
          () -> members.stream().allMatch(member -> member.log().members().size() == 3));
      long before = sent(world, leader);
      long start = System.nanoTime();
      int count = 2 * 8;
      world.await("signs of life go out", () -> sent(world, leader) - before >= count);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      // To two followers; the first may go out at once, and a busy machine is late.
      assertThat(millis).isBetween(6L * heartbeatMillis, 16L * heartbeatMillis);
    }
  }

  private static long sent(RatisWorld world, Member leader) {
    NodeStats stats = world.node(leader.id()).statsByMessageType().get("AppendEntries");
    return stats == null ? 0 : stats.messagesSent();
  }

  // ---------------------------------------------------------------- closing

  /// A node that ends closes all its logs, and whoever keeps one may close it at the same time to
  /// delete it.
  @Test
  void logThatSeveralCloseIsClosedForEach() throws Exception {
    try (var world = RatisWorld.inMemory();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Member member = world.leader(world.found(1));
      RatisLogHost host = world.host(member.id());
      Callable<Boolean> closing =
          () -> {
            member.log().close();
            return true;
          };
      Callable<Boolean> deleting =
          () -> {
            member.log().close();
            host.delete(world.group());
            return !host.keeps(world.group());
          };
      for (Future<Boolean> isDone : threads.invokeAll(List.of(closing, deleting))) {
        assertThat(isDone.get()).isTrue();
      }
    }
  }

  @Test
  void logThatWasLostIsNotBegunAnew() throws IOException {
    var settings =
        new LogSettings(
            Duration.ofMillis(150), Duration.ofMillis(300), Duration.ofMillis(50), 100, 200, true);
    try (var world = world(settings)) {
      Member member = world.leader(world.found(1));
      List<LogMember> founders = List.of(new LogMember(member.id(), true));
      world.kill(member.id());
      DurableFiles.deleteAll(world.logDirectory(member.id()));
      Files.createDirectory(world.logDirectory(member.id()));
      assertThatThrownBy(() -> world.start(member.id(), founders))
          .isInstanceOfSatisfying(
              ClusterException.class,
              refused -> assertThat(refused.code()).isEqualTo(ClusterException.Code.STORAGE))
          .hasMessageContaining("is missing; restore it");
      world.host(member.id()).delete(world.group());
      world.kill(member.id());
      assertThat(world.leader(List.of(world.start(member.id(), founders))).isLeader()).isTrue();
    }
  }

  // ---------------------------------------------------------------- room

  @Test
  void directoryStaysSmallHoweverMuchIsWritten() throws IOException {
    int entryCount = 200_000;
    var settings =
        new LogSettings(
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofMillis(500),
            10_000,
            5_000,
            true);
    try (var world = world(settings)) {
      Member member = world.leader(world.found(1));
      Queue<CompletableFuture<ProposeResult>> underWay = new ArrayDeque<>();
      long bytesMax = 0;
      for (int i = 0; i < entryCount; i++) {
        if (underWay.size() == 2_000) {
          assertThat(world.await(underWay.remove())).isInstanceOf(ProposeResult.Committed.class);
        }
        underWay.add(member.log().propose(RegisterMachine.command("lease-" + i % 7 + "=" + i)));
        if (i % 10_000 == 0) {
          bytesMax = Math.max(bytesMax, bytesIn(world.directory(member.id())));
        }
      }
      for (CompletableFuture<ProposeResult> result : underWay) {
        assertThat(world.await(result)).isInstanceOf(ProposeResult.Committed.class);
      }
      bytesMax = Math.max(bytesMax, bytesIn(world.directory(member.id())));
      assertThat(bytesMax).isLessThan(DIRECTORY_BYTES_MAX);
      assertThat(member.log().status().entryCount()).isLessThan(entryCount / 2);
    }
  }

  private static long bytesIn(Path directory) throws IOException {
    var bytes = new AtomicLong();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes.addAndGet(attributes.size());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE; // deleted meanwhile
          }
        });
    return bytes.get();
  }

  // ---------------------------------------------------------------- mistakes

  @Test
  void memberWhoseMachineFailsTakesNoPartAndSkipsNothing() {
    try (var world = RatisWorld.inMemory()) {
      List<Member> members = world.found(3);
      Member leader = world.leader(members);
      Member broken =
          members.stream().filter(member -> !member.equals(leader)).findFirst().orElseThrow();
      broken.machine().failAt("a=2");
      for (int i = 1; i <= 3; i++) {
        assertThat(propose(world, leader, "a=" + i)).isInstanceOf(ProposeResult.Committed.class);
      }
      world.await("it is out", () -> broken.log().leadership().role() == Leadership.Role.OFFLINE);
      world.await("it was told", () -> !broken.machine().disturbances().isEmpty());
      assertThat(broken.machine().disturbances().getFirst()).contains("mistake");
      assertThat(broken.machine().register("a")).isEqualTo("1");
      assertThat(propose(world, broken, "b=1"))
          .isInstanceOfSatisfying(
              ProposeResult.Unavailable.class,
              refused -> assertThat(refused.reason()).contains("mistake"));
    }
  }

  @Test
  void memberThatWasRemovedWhileItWasCutOffHearsIt() {
    try (var world = RatisWorld.inMemory()) {
      List<Member> members = world.found(3);
      Member leader = world.leader(members);
      Member removed = LogWorld.others(members, leader).getFirst();
      world.isolate(removed.id());
      List<LogMember> now = leader.log().members();
      List<LogMember> rest =
          now.stream().filter(member -> !member.id().equals(removed.id())).toList();
      assertThat(world.await(leader.log().changeMembers(now, rest)))
          .isInstanceOf(ChangeResult.Done.class);
      assertThat(removed.machine().disturbances()).isEmpty();
      world.heal(removed.id());
      world.await("it was told", () -> removed.machine().disturbances().contains("dismissed"));
    }
  }

  @Test
  void tooLargeCommandIsRefused() {
    try (var world = RatisWorld.inMemory()) {
      Member member = world.leader(world.found(1));
      Bytes tooLarge = RegisterMachine.command("x".repeat(RaftSettings.COMMAND_BYTES_MAX + 1));
      assertThatThrownBy(() -> member.log().propose(tooLarge).join())
          .cause()
          .isInstanceOfSatisfying(
              ClusterException.class,
              refused -> assertThat(refused.code()).isEqualTo(ClusterException.Code.BAD_REQUEST));
    }
  }

  @Test
  void tooManyProposalsAreRefusedAndNotKept() {
    try (var world = RatisWorld.inMemory()) {
      List<Member> members = world.found(3);
      Member leader = world.leader(members);
      members.stream()
          .filter(member -> !member.equals(leader))
          .forEach(member -> world.isolate(member.id()));
      List<CompletableFuture<ProposeResult>> results = new ArrayList<>();
      for (int i = 0; i < RaftSettings.PENDING_COUNT_MAX + 100; i++) {
        results.add(leader.log().propose(RegisterMachine.command("a=" + i)));
      }
      assertThat(results.stream().filter(CompletableFuture::isDone).map(world::await))
          .hasSizeGreaterThanOrEqualTo(100)
          .allSatisfy(result -> assertThat(result).isInstanceOf(ProposeResult.Unavailable.class));
      results.forEach(
          result -> assertThat(world.await(result)).isNotInstanceOf(ProposeResult.Committed.class));
    }
  }

  // ---------------------------------------------------------------- who is called

  @Test
  void callsForTheMemberThatANodeWasAreNotAnswered() {
    try (var world = RatisWorld.inMemory()) {
      List<Member> members = world.found(3);
      world.leader(members);
      MemberId caller = members.get(0).id();
      String called = members.get(1).id().nodeId();
      world.await("they are connected", () -> world.node(caller).peer(called).isPresent());
      assertThat(refusal(world, caller, caller.toString(), called + "/" + UUID.randomUUID()))
          .contains("[WRONG_MEMBER]");
      String right = members.get(1).id().toString();
      assertThat(refusal(world, caller, members.get(2).id().toString(), right))
          .contains("[WRONG_SENDER]");
    }
  }

  private static String refusal(RatisWorld world, MemberId caller, String sender, String receiver) {
    var call = new RaftCall(world.group().toString(), sender, receiver, 1);
    var answer =
        world
            .node(caller)
            .request(
                MemberId.parse(receiver).nodeId(),
                new IpcMessage.ReadIndex(call),
                Duration.ofSeconds(30))
            .handle((reply, failure) -> failure == null ? reply.toString() : failure.getMessage());
    return world.await(answer);
  }

  // ---------------------------------------------------------------- several logs

  @Test
  void hostKnowsWhichLogsItKeeps() {
    try (var world = RatisWorld.inMemory()) {
      Member member = world.leader(world.found(1));
      RatisLogHost host = world.host(member.id());
      UUID other = UUID.randomUUID();
      var founders = List.of(new LogMember(member.id(), true));
      host.open(other, member.id(), founders, new RegisterMachine()).close();
      assertThat(host.kept()).containsExactlyInAnyOrder(world.group(), other);
      host.delete(other);
      assertThat(host.kept()).containsExactly(world.group());
    }
  }

  @Test
  void severalLogsShareANode() {
    try (var world = RatisWorld.inMemory()) {
      List<Member> members = world.found(2);
      world.leader(members);
      UUID other = UUID.randomUUID();
      List<LogMember> founders =
          members.stream().map(member -> new LogMember(member.id(), true)).toList();
      List<RegisterMachine> machines = List.of(new RegisterMachine(), new RegisterMachine());
      List<ReplicatedLog> logs =
          IntStream.range(0, 2)
              .mapToObj(
                  i -> {
                    MemberId id = members.get(i).id();
                    return world.host(id).open(other, id, founders, machines.get(i));
                  })
              .toList();
      world.await(
          "the other log has a leader",
          () -> logs.stream().anyMatch(log -> log.leadership().isReady()));
      ReplicatedLog leader =
          logs.stream().filter(log -> log.leadership().isReady()).findFirst().orElseThrow();
      assertThat(world.await(leader.propose(RegisterMachine.command("a=1"))))
          .isInstanceOf(ProposeResult.Committed.class);
      world.await(
          "both have it",
          () -> machines.stream().allMatch(machine -> machine.register("a").equals("1")));
      assertThat(members).allSatisfy(member -> assertThat(member.machine().count()).isZero());
      leader.close();
      leader.close();
      assertThat(world.await(leader.propose(RegisterMachine.command("a=2"))))
          .isInstanceOf(ProposeResult.Unavailable.class);
      assertThat(leader.leadership().role()).isEqualTo(Leadership.Role.OFFLINE);
    }
  }

  // ---------------------------------------------------------------- helpers

  private static RatisWorld world(LogSettings settings) {
    return new RatisWorld(TransportType.MEMORY, SerializationFormat.BINCODE, settings);
  }

  private static ProposeResult propose(RatisWorld world, Member member, String text) {
    return world.await(member.log().propose(RegisterMachine.command(text)));
  }
}
