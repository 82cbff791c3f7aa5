package cwm.simulation.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterConfig;
import cwm.cluster.ClusterException;
import cwm.cluster.LockHandle;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.transport.TransportType;
import cwm.simulation.hosts.HostProcess;
import cwm.simulation.hosts.JavaCommand;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.TestHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A log that is not as it was written: it is repaired where nothing is lost by that but the record
/// that was being written, or refused; and never taken for the truth.
///
/// The nodes are in this process. Each begins with a copy of the directory of a node that was
/// copied while it worked, as a crash would leave it.
@ExtendWith(ProcessLogs.class)
class TornLogTest {
  private static final boolean IS_SOAK = Boolean.getBoolean("cwm.soak");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Locks that the node holds, each by an entry of its own, in this order.
  private static final int LOCK_COUNT = 20;

  /// Nobody waits for a lock that is held any longer.
  private static final Duration HELD = Duration.ofSeconds(1);

  private static final int ATTEMPTS_MAX = 20;

  /// Locks outlive the node that is opened next.
  private static final Duration LEASE = Duration.ofMinutes(10);

  private static final int FLIPS = IS_SOAK ? 500 : 5;

  @TempDir private Path folder;
  private Path image = Path.of("");
  private int copyCount;

  /// What became of a log.
  private sealed interface Opening {
    /// The node went on with it.
    ///
    /// @param keptCount how many of the first locks are still held
    record Opened(int keptCount) implements Opening {}

    record Refused(String message) implements Opening {}
  }

  @BeforeEach
  void makeImage() throws Exception {
    Path original = folder.resolve("original");
    image = folder.resolve("image");
    try (Node node = node();
        Cluster cluster = cluster(node, original)) {
      cluster.join(PATIENCE);
      for (int i = 0; i < LOCK_COUNT; i++) {
        assertThat(cluster.acquireLock("lock-" + i, PATIENCE).isHeld()).isTrue();
      }
      copy(original, image);
    }
  }

  @Test
  void whatACrashLeavesIsReadWhole() throws Exception {
    assertThat(open(copyOfImage())).isEqualTo(new Opening.Opened(LOCK_COUNT));
  }

  @Test
  void aLastRecordThatWasCutShortIsCutOff() throws Exception {
    byte[] written = written(segment(image));
    int[] cuts = IS_SOAK ? rangeOf(1, 40) : new int[] {1, 5, 30};
    for (int cut : cuts) {
      for (boolean isPadded : new boolean[] {false, true}) {
        Path data = copyOfImage();
        byte[] rest = Arrays.copyOf(written, written.length - cut);
        // Zeros were allocated in advance, or the file was only as long as what was written.
        Files.write(segment(data), isPadded ? Arrays.copyOf(rest, 1 << 16) : rest);
        String what = "%d bytes cut off, padded: %s".formatted(cut, isPadded);
        switch (open(data)) {
          case Opening.Opened(int keptCount) ->
              assertThat(keptCount).as(what).isEqualTo(LOCK_COUNT - 1);
          case Opening.Refused(String message) -> {
            // No disk leaves zeros after half a sector: that may have been damaged.
            assertThat(isPadded).as(what).isTrue();
            assertThat(message).as(what).contains(segment(data).toString());
          }
        }
      }
    }
  }

  @Test
  void aFlippedBitIsNeverReadAsTruth() throws Exception {
    int writtenBytes = written(segment(image)).length;
    long seed = Long.getLong("cwm.seed", new SplittableRandom().nextLong());
    var random = new SplittableRandom(seed);
    for (int i = 0; i < FLIPS; i++) {
      Path data = copyOfImage();
      Path segment = segment(data);
      byte[] bytes = Files.readAllBytes(segment);
      int bit = random.nextInt(writtenBytes * 8);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(segment, bytes);
      String what = "bit %d of %d flipped, -Dcwm.seed=%d".formatted(bit, 8 * writtenBytes, seed);
      switch (open(data)) {
        // A last record whose end looks as if it had not been written.
        case Opening.Opened(int keptCount) ->
            assertThat(keptCount).as(what).isEqualTo(LOCK_COUNT - 1);
        case Opening.Refused(String message) ->
            assertThat(message).as(what).contains(segment.toString());
      }
    }
  }

  @Test
  void zerosAfterTheLastRecordMeanNothing() throws Exception {
    for (int count : new int[] {1, 100_000}) {
      Path data = copyOfImage();
      byte[] written = written(segment(data));
      Files.write(segment(data), Arrays.copyOf(written, written.length + count));
      assertThat(open(data)).as("%d zeros", count).isEqualTo(new Opening.Opened(LOCK_COUNT));
    }
  }

  @Test
  void theCommandEndsAndNamesTheFileThatItRefuses() throws Exception {
    try (var hosts = TestHosts.loopback(folder.resolve("hosts"), 1)) {
      Path data = hosts.host(0).directory().resolve("data");
      copy(image, data);
      Path segment = segment(data);
      byte[] bytes = Files.readAllBytes(segment);
      bytes[written(segment).length / 2] ^= 1;
      Files.write(segment, bytes);
      String address = hosts.host(0).address() + ":" + hosts.host(0).freePort();
      HostProcess process =
          hosts
              .host(0)
              .start(
                  "refusing",
                  JavaCommand.cwm(
                      "--cluster-mode",
                      "--node-id",
                      "node-1",
                      "--listen",
                      address,
                      "--http",
                      "none",
                      "--data-dir",
                      data.toString()));
      assertThat(process.awaitExit(PATIENCE)).isEqualTo(1);
      assertThat(String.join("\n", process.stderr()))
          .contains(segment.toString())
          .contains("damaged")
          .contains("--data-dir");
    }
  }

  // ---------------------------------------------------------------- nodes in this process

  private static Node node() {
    return Node.start(
        NodeConfig.builder("node-1")
            .transport(TransportType.MEMORY)
            .listenAddress("memory:torn-" + UUID.randomUUID())
            .build());
  }

  private static Cluster cluster(Node node, Path data) {
    return Cluster.start(
        ClusterConfig.builder("node-1")
            .electionTimeout(Duration.ofMillis(30), Duration.ofMillis(60))
            .heartbeatInterval(Duration.ofMillis(10))
            .lease(LEASE)
            .dataDir(data)
            .build(),
        node);
  }

  private static Opening open(Path data) throws InterruptedException {
    try (Node node = node();
        Cluster cluster = cluster(node, data)) {
      cluster.join(PATIENCE);
      List<CompletableFuture<LockHandle>> wishes = new ArrayList<>();
      for (int i = 0; i < LOCK_COUNT; i++) {
        wishes.add(cluster.acquireLockAsync("lock-" + i, HELD));
      }
      int keptCount = 0;
      while (keptCount < LOCK_COUNT && isHeld(cluster, keptCount, wishes.get(keptCount))) {
        keptCount++;
      }
      for (int i = keptCount; i < LOCK_COUNT; i++) { // none is kept behind one that is lost
        assertThat(isHeld(cluster, i, wishes.get(i))).as("lock %d", i).isFalse();
      }
      return new Opening.Opened(keptCount);
    } catch (ClusterException e) {
      assertThat(e.code()).isEqualTo(ClusterException.Code.STORAGE);
      return new Opening.Refused(String.valueOf(e.getMessage()));
    }
  }

  /// Whether the node that was there before still holds a lock that this one wishes for. Asks again
  /// while nobody has said who has it, as on a machine that has much else to do.
  private static boolean isHeld(Cluster cluster, int lock, CompletableFuture<LockHandle> first)
      throws InterruptedException {
    CompletableFuture<LockHandle> wish = first;
    for (int attempt = 0; ; attempt++) {
      try {
        LockHandle _ = wish.get();
        return false;
      } catch (ExecutionException e) {
        boolean isUnknown = !String.valueOf(e.getMessage()).contains("has it");
        if (!isUnknown || attempt == ATTEMPTS_MAX) {
          assertThat(e).hasMessageContaining("'node-1' has it");
          return true;
        }
        wish = cluster.acquireLockAsync("lock-" + lock, HELD);
      }
    }
  }

  // ---------------------------------------------------------------- files

  private Path copyOfImage() throws IOException {
    Path copy = folder.resolve("copy-" + copyCount++);
    copy(image, copy);
    return copy;
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.toList();
    }
    for (Path file : files) {
      Path copy = to.resolve(from.relativize(file));
      if (Files.isDirectory(file)) {
        Files.createDirectories(copy);
      } else {
        Files.copy(file, copy);
      }
    }
  }

  /// The file of the log that is written to.
  private static Path segment(Path data) throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      Optional<Path> last =
          all.filter(file -> file.getFileName().toString().startsWith("log_inprogress_"))
              .findFirst();
      return last.orElseThrow().toAbsolutePath();
    }
  }

  /// All bytes but the zeros at the end.
  private static byte[] written(Path segment) throws IOException {
    byte[] bytes = Files.readAllBytes(segment);
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(bytes, end);
  }

  private static int[] rangeOf(int first, int last) {
    return IntStream.rangeClosed(first, last).toArray();
  }
}
