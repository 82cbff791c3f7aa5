package cwm.simulation.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterConfig;
import cwm.cluster.MemberInfo;
import cwm.cluster.NodeState;
import cwm.cluster.state.Command;
import cwm.cluster.state.CommandCodec;
import cwm.cluster.state.Outcome;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.ClusterReplyStatus;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.ClusterReply;
import cwm.ipc.message.IpcMessage.Propose;
import cwm.ipc.transport.TransportType;
import cwm.simulation.hosts.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How large a log becomes that is written to all day. Three nodes in this process, with data
/// directories. Prints the figures.
class LogBoundTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// Three nodes that renew a lease of 10 s each third of it do so 78,000 times a day.
  private static final int ENTRY_COUNT = Boolean.getBoolean("cwm.soak") ? 100_000 : 20_000;

  private static final int PROPOSALS_AT_A_TIME = 1_000;
  private static final long BYTES_MAX = 64L << 20;

  @TempDir private Path folder;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES) // on a slow disk, which it syncs all the time
  void theRenewalsOfADayLeaveASmallDirectory() throws Exception {
    String name = "bound-" + UUID.randomUUID();
    List<Node> nodes = new ArrayList<>();
    List<Cluster> clusters = new ArrayList<>();
    try {
      for (int i = 1; i <= 3; i++) {
        String id = "node-" + i;
        Node node =
            Node.start(
                NodeConfig.builder(id)
                    .transport(TransportType.MEMORY)
                    .listenAddress("memory:" + name + "-" + i)
                    .build());
        nodes.add(node);
        ClusterConfig.Builder config = ClusterConfig.builder(id).dataDir(folder.resolve(id));
        if (i > 1) {
          config.seedNodes("memory:" + name + "-1");
        }
        clusters.add(Cluster.start(config.build(), node));
      }
      for (Cluster cluster : clusters) {
        cluster.join(PATIENCE);
        Waiting.await("all to vote", PATIENCE, () -> voterCount(cluster) == 3);
      }
      long startNanos = System.nanoTime();
      long largestBytes = renewAllDay(clusters, nodes);
      long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
      List<Long> sizes = new ArrayList<>();
      for (Cluster cluster : clusters) {
        sizes.add(bytesBelow(folder.resolve(cluster.nodeId())));
      }
      System.out.printf(
          "%,d renewals in %d ms: directories of %s bytes, none ever larger than %,d%n",
          ENTRY_COUNT, tookMillis, sizes, largestBytes);
      assertThat(largestBytes).isLessThan(BYTES_MAX);
      assertThat(sizes).allMatch(bytes -> bytes < BYTES_MAX);
    } finally {
      nodes.forEach(Node::close);
      clusters.forEach(Cluster::close);
    }
  }

  private static long voterCount(Cluster cluster) {
    return cluster.health().members().stream().filter(member -> member.votes()).count();
  }

  /// Has a member that does not lead renew its session over and over again.
  ///
  /// @return how large a directory was at most
  private long renewAllDay(List<Cluster> clusters, List<Node> nodes) throws Exception {
    Cluster member =
        clusters.stream()
            .filter(cluster -> cluster.role() != NodeState.LEADER)
            .findFirst()
            .orElseThrow();
    Node node = nodes.get(clusters.indexOf(member));
    String leader = member.leader().orElseThrow();
    String incarnation =
        member.members().stream()
            .filter(info -> info.nodeId().equals(member.nodeId()))
            .map(MemberInfo::incarnation)
            .findFirst()
            .orElseThrow();
    long hour = TimeUnit.HOURS.toMillis(1);
    var open = new Command.OpenSession(member.nodeId(), incarnation, "all-day", hour);
    var session = (Outcome.SessionOpened) outcome(propose(node, leader, open).get());
    var renew = new Command.RenewSession(session.sessionId(), List.of());
    var room = new Semaphore(PROPOSALS_AT_A_TIME);
    var committedCount = new AtomicLong();
    long largestBytes = 0;
    for (int i = 0; committedCount.get() < ENTRY_COUNT; i++) {
      room.acquire();
      CompletableFuture<?> _ =
          propose(node, leader, renew)
              .whenComplete(
                  (reply, _) -> {
                    // A leader that has too much to do says so.
                    if (reply instanceof ClusterReply answer
                        && answer.status() == ClusterReplyStatus.COMMITTED) {
                      committedCount.incrementAndGet();
                    }
                    room.release();
                  });
      if (i % 5_000 == 0) {
        for (Cluster cluster : clusters) {
          largestBytes = Math.max(largestBytes, bytesBelow(folder.resolve(cluster.nodeId())));
        }
      }
    }
    return largestBytes;
  }

  private static CompletableFuture<IpcMessage> propose(Node node, String to, Command command) {
    return node.request(to, new Propose(CommandCodec.encode(command)), PATIENCE);
  }

  private static Outcome outcome(IpcMessage reply) {
    return CommandCodec.decodeOutcome(((ClusterReply) reply).outcome());
  }

  private static long bytesBelow(Path directory) throws IOException {
    long bytes = 0;
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException _) {
      return 0; // something was deleted meanwhile
    }
    for (Path file : files) {
      try {
        bytes += Files.size(file);
      } catch (NoSuchFileException _) {
        // deleted meanwhile
      }
    }
    return bytes;
  }
}
