package cwm.simulation.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.ClusterProcesses;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.TestHosts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How long a cluster is without a leader when that is killed. Prints the figures.
@ExtendWith(ProcessLogs.class)
@Isolated
class FailoverTest {
  private static final boolean IS_SOAK = Boolean.getBoolean("cwm.soak");
  private static final int ROUNDS = IS_SOAK ? 20 : 3;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// Nobody may wait longer, however busy the machine is.
  private static final Duration FAILOVER_MAX = Duration.ofSeconds(15);

  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  @TempDir private Path folder;

  /// How a cluster is made.
  enum Setting {
    THREE_BY_DEFAULT(3, "", true),
    THREE_FAST(3, Setting.FAST, false),
    FIVE_BY_DEFAULT(5, "", false),
    FIVE_FAST(5, Setting.FAST, true);

    /// The times of the specification.
    private static final String FAST =
        """
        [cluster]
        election_timeout_min = 150
        election_timeout_max = 300
        heartbeat_interval_ms = 50
        """;

    private final int nodeCount;
    private final String configuration;
    private final boolean hasDataDirectories;

    Setting(int nodeCount, String configuration, boolean hasDataDirectories) {
      this.nodeCount = nodeCount;
      this.configuration = configuration;
      this.hasDataDirectories = hasDataDirectories;
    }
  }

  /// Five nodes take longer than there is time for every day.
  static Stream<Setting> settings() {
    return Stream.of(Setting.values()).filter(setting -> IS_SOAK || setting.nodeCount == 3);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aNewLeaderServesWritesSoonAfterTheOldOneIsKilled(Setting setting) throws Exception {
    try (var hosts = TestHosts.loopback(folder, setting.nodeCount)) {
      var builder = Probe.clusters().configuration(setting.configuration);
      ClusterProcesses cluster =
          (setting.hasDataDirectories ? builder.dataDirectories() : builder).on(hosts);
      cluster.startAll();
      Probe.awaitAllVote(cluster, cluster.all(), PATIENCE);
      List<Long> tookMillis = new ArrayList<>();
      long lastToken = 0;
      for (int round = 0; round < ROUNDS; round++) {
        ClusterNode leader = cluster.awaitLeader(cluster.all(), PATIENCE);
        List<Probe> survivors = cluster.others(leader).stream().map(Probe::new).toList();
        for (Probe survivor : survivors) { // each has a session then
          lastToken = Math.max(lastToken, survivor.write("before", PATIENCE).orElseThrow());
        }
        long startNanos = System.nanoTime();
        leader.process().kill9();
        long token = firstWrite(survivors);
        tookMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
        assertThat(token).isGreaterThan(lastToken);
        lastToken = token;
        leader.start(cluster.others(leader));
        Probe.awaitAllVote(cluster, cluster.all(), PATIENCE);
      }
      System.out.printf(
          "failover, %s: median %d ms, max %d ms of %s%n",
          setting, median(tookMillis), tookMillis.stream().max(Long::compare).get(), tookMillis);
      assertThat(tookMillis).allMatch(millis -> millis < FAILOVER_MAX.toMillis());
    }
  }

  /// Has all write at the same time.
  ///
  /// @return the token of the write that was acknowledged first
  private static long firstWrite(List<Probe> probes)
      throws InterruptedException, ExecutionException, TimeoutException {
    var first = new CompletableFuture<Long>();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (Probe probe : probes) {
      String lock = "on-" + probe.node().id();
      all.add(
          CompletableFuture.supplyAsync(() -> probe.mustWrite(lock, PATIENCE), THREADS)
              .thenAccept(first::complete));
    }
    // If there is none, why not.
    CompletableFuture<?> _ =
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
            .whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    first.completeExceptionally(failure);
                  }
                });
    return first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static long median(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
