package cwm.bench.groups;

import com.sun.management.OperatingSystemMXBean;
import cwm.bench.compare.LiveHeap;
import cwm.cluster.disk.DurableFiles;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogSettings;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.cluster.ratis.RatisLogHost;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.Bytes;
import cwm.ipc.transport.TransportType;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Three nodes in this process, over TCP, that keep so many replicated logs together: what that
/// costs while nothing happens, and how much goes through.
///
/// Arguments: numbers of logs; `--durable` syncs to the disk. Prints a row of a Markdown table
/// each.
public final class GroupFigures {
  private static final int NODE_COUNT = 3;
  private static final int ENTRY_BYTES = 64 << 10;
  private static final int WINDOW = 4;
  private static final Duration SETTLING = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final Duration BUSY = Duration.ofSeconds(10);

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private GroupFigures() {}

  /// Keeps nothing, and counts nothing.
  private static final class NoMachine implements LogMachine {
    @Override
    public Bytes apply(long index, long raftTerm, Bytes command) {
      return Bytes.EMPTY;
    }

    @Override
    public void writeSnapshot(OutputStream out) {}

    @Override
    public void restore(long index, InputStream snapshot) {}
  }

  /// Measures and prints.
  public static void main(String[] args) throws Exception {
    boolean isDurable = List.of(args).contains("--durable");
    System.out.println(
        String.join(
            " | ",
            "| logs",
            "leads",
            "idle CPU of 3 nodes in percent of a core",
            "threads",
            "live heap in MB",
            "MB a second in entries of 64 KB",
            "CPU seconds per GB |"));
    System.out.println("|---|---|---|---|---|---|---|");
    for (String arg : args) {
      if (!arg.startsWith("--")) {
        measure(Integer.parseInt(arg), isDurable);
      }
    }
  }

  private static void measure(int groupCount, boolean isDurable) throws Exception {
    Path folder = Files.createTempDirectory("cwm-groups");
    try (var world = new World(folder, isDurable)) {
      List<List<ReplicatedLog>> groups = new ArrayList<>();
      for (int i = 0; i < groupCount; i++) {
        groups.add(world.open());
      }
      groups.forEach(GroupFigures::leaderOf);
      sleep(SETTLING);
      double idle = idleShare();
      int threads = ManagementFactory.getThreadMXBean().getThreadCount();
      long heap = LiveHeap.liveBytes();
      var written = new AtomicLong();
      long cpuBefore = SYSTEM.getProcessCpuTime();
      write(groups, written);
      double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpuBefore) / 1e9;
      double megabytes = written.get() / 1e6;
      System.out.printf(
          "| %d | %s | %.1f | %d | %.0f | %.0f | %.2f |%n",
          groupCount,
          leadersByNode(groups),
          100 * idle,
          threads,
          heap / 1e6,
          megabytes / BUSY.toSeconds(),
          1e3 * cpuSeconds / megabytes);
    } finally {
      DurableFiles.deleteAll(folder);
    }
  }

  private static double idleShare() {
    long before = SYSTEM.getProcessCpuTime();
    sleep(IDLE);
    return (double) (SYSTEM.getProcessCpuTime() - before) / IDLE.toNanos();
  }

  private static List<Long> leadersByNode(List<List<ReplicatedLog>> groups) {
    List<String> leaders = groups.stream().map(group -> leaderOf(group).self().nodeId()).toList();
    return IntStream.rangeClosed(1, NODE_COUNT)
        .mapToObj(i -> leaders.stream().filter(id -> id.equals("node-" + i)).count())
        .toList();
  }

  private static ReplicatedLog leaderOf(List<ReplicatedLog> group) {
    while (true) {
      for (ReplicatedLog log : group) {
        Leadership now = log.leadership();
        if (now.role() == Leadership.Role.LEADER && now.isReady()) {
          return log;
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /// Keeps a few entries under way in each log.
  private static void write(List<List<ReplicatedLog>> groups, AtomicLong written)
      throws InterruptedException {
    var isOver = new AtomicBoolean();
    Bytes entry = Bytes.copyOf(new byte[ENTRY_BYTES]);
    List<Thread> writers = new ArrayList<>();
    for (List<ReplicatedLog> group : groups) {
      writers.add(
          Thread.startVirtualThread(
              () -> {
                var room = new Semaphore(WINDOW);
                while (!isOver.get()) {
                  room.acquireUninterruptibly();
                  var _ =
                      leaderOf(group)
                          .propose(entry)
                          .whenComplete(
                              (result, _) -> {
                                if (result instanceof ProposeResult.Committed && !isOver.get()) {
                                  written.addAndGet(ENTRY_BYTES);
                                }
                                room.release();
                              });
                }
                room.acquireUninterruptibly(WINDOW);
              }));
    }
    sleep(BUSY);
    isOver.set(true);
    for (Thread writer : writers) {
      writer.join();
    }
  }

  private static void sleep(Duration duration) {
    LockSupport.parkNanos(duration.toNanos());
  }

  /// Three nodes, each with a session to each.
  private static final class World implements AutoCloseable {
    private final List<Node> nodes = new ArrayList<>();
    private final List<RatisLogHost> hosts = new ArrayList<>();
    private final List<LogMember> members = new ArrayList<>();

    World(Path folder, boolean isDurable) {
      var settings =
          new LogSettings(
              Duration.ofMillis(600),
              Duration.ofMillis(1_200),
              Duration.ofMillis(200),
              10_000,
              10_000,
              isDurable);
      for (int i = 1; i <= NODE_COUNT; i++) {
        Node node =
            Node.start(
                NodeConfig.builder("node-" + i)
                    .transport(TransportType.TCP)
                    .listenAddress("127.0.0.1:0")
                    .build());
        nodes.forEach(other -> node.connect(other.address().toString()));
        nodes.add(node);
        hosts.add(new RatisLogHost(node, folder.resolve("node-" + i), settings));
        members.add(new LogMember(new MemberId("node-" + i, UUID.randomUUID().toString()), true));
      }
    }

    List<ReplicatedLog> open() {
      UUID group = UUID.randomUUID();
      List<ReplicatedLog> copies = new ArrayList<>();
      for (int i = 0; i < NODE_COUNT; i++) {
        copies.add(hosts.get(i).open(group, members.get(i).id(), members, new NoMachine()));
      }
      return copies;
    }

    @Override
    public void close() {
      hosts.forEach(RatisLogHost::close);
      nodes.forEach(Node::close);
    }
  }
}
