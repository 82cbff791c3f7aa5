package cwm.cluster.ratis;

import static java.util.stream.Collectors.toSet;

import cwm.cluster.ClusterException;
import cwm.cluster.disk.DurableFiles;
import cwm.cluster.log.LogHost;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogSettings;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ReplicatedLog;
import cwm.ipc.Node;
import cwm.ipc.PeerInfo;
import cwm.ipc.PeerListener;
import cwm.ipc.message.RaftCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.statemachine.StateMachine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The logs of one node: one Ratis server, with a group for each log, all of the same member.
///
/// Members talk over the node's sessions; there must be one with every other member, or it counts
/// as silent. Ratis logs much that is nobody's affair: its loggers, `org.apache.ratis`, are best
/// set to warnings.
public final class RatisLogHost implements LogHost {
  private static final Logger logger = LoggerFactory.getLogger(RatisLogHost.class);

  private final Node node;
  private final Path directory;
  private final LogSettings settings;
  private final DiskRoom room;
  private final OutgoingCalls calls;
  private final ScheduledThreadPoolExecutor timer;
  private final Map<UUID, RatisLog> logs = new ConcurrentHashMap<>();
  private final Map<UUID, LogStateMachine> stateMachines = new ConcurrentHashMap<>();

  private volatile @Nullable RaftServer server;

  // Guarded by this.
  private @Nullable MemberId self;
  private boolean isClosed;

  /// @param node remains the caller's to close, after this; answers for its logs from now on
  /// @param directory holds a directory for each log, and is this host's alone
  public RatisLogHost(Node node, Path directory, LogSettings settings) {
    this(node, directory, settings, DiskRoom.of(existing(directory)));
  }

  RatisLogHost(Node node, Path directory, LogSettings settings, DiskRoom room) {
    this.node = node;
    this.directory = directory.toAbsolutePath();
    this.settings = settings;
    this.room = room;
    calls = new OutgoingCalls(node, settings, this::configurationHint, this::dismissed);
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name(node.id() + "-logs").factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    new IncomingCalls(node, logs::get).listen();
    node.addPeerListener(
        new PeerListener() {
          @Override
          public void peerDown(PeerInfo peer, String reason) {
            logs.values().forEach(RatisLog::lookSoon); // it may have been the leader
          }
        });
  }

  private static Path existing(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new ClusterException(
          ClusterException.Code.STORAGE,
          "cannot make the directory %s: %s".formatted(directory, Failures.messageOf(e)),
          e);
    }
  }

  // ---------------------------------------------------------------- opening and closing

  @Override
  public synchronized ReplicatedLog open(
      UUID group, MemberId member, List<LogMember> founders, LogMachine machine) {
    if (isClosed) {
      throw new ClusterException(
          ClusterException.Code.CLOSED, "the logs of " + node.id() + " are closed");
    }
    if (logs.containsKey(group)) {
      throw new IllegalStateException("log " + group + " is open already");
    }
    if (!member.nodeId().equals(node.id())) {
      throw new IllegalArgumentException(member + " is no member on node " + node.id());
    }
    begin(member);
    var log = new RatisLog(this, group, member, founders, machine);
    logs.put(group, log);
    try {
      log.open();
    } catch (RuntimeException e) {
      closed(group);
      throw e;
    }
    return log;
  }

  private void begin(MemberId member) {
    if (self != null) {
      if (!self.equals(member)) {
        throw new IllegalArgumentException(
            "%s, where other logs of this node are open as %s".formatted(member, self));
      }
      return;
    }
    RaftProperties properties = RaftSettings.of(settings);
    // Where there are no groups: Ratis would open all that it finds, and only we know with what
    // machines.
    RaftSettings.setDirectory(properties, directory.resolve("none"));
    try {
      RaftServer started =
          RaftServer.newBuilder()
              .setServerId(RaftPeers.id(member))
              .setProperties(properties)
              .setParameters(
                  IpcRpcType.parameters(
                      new IpcServerFactory(calls, id -> Objects.requireNonNull(logs.get(id)))))
              .setStateMachineRegistry(this::stateMachine)
              .build();
      started.start();
      RaftSettings.setDirectory(properties, directory);
      server = started;
      self = member;
    } catch (IOException e) {
      throw new ClusterException(
          ClusterException.Code.STORAGE, "Ratis did not start: " + Failures.allMessagesOf(e), e);
    }
  }

  private StateMachine stateMachine(RaftGroupId group) {
    return Objects.requireNonNull(stateMachines.get(group.getUuid()));
  }

  void setStateMachine(UUID group, LogStateMachine stateMachine) {
    stateMachines.put(group, stateMachine);
  }

  void closed(UUID group) {
    logs.remove(group);
    stateMachines.remove(group);
  }

  @Override
  public boolean isDurable() {
    return settings.isDurable();
  }

  @Override
  public Set<UUID> kept() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.flatMap(file -> groupOf(file).stream()).collect(toSet());
    } catch (IOException e) {
      throw new ClusterException(
          ClusterException.Code.STORAGE,
          "cannot list %s: %s".formatted(directory, Failures.messageOf(e)),
          e);
    }
  }

  private static Optional<UUID> groupOf(Path file) {
    String name = file.getFileName().toString();
    try {
      return Optional.of(UUID.fromString(name)).filter(group -> group.toString().equals(name));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  @Override
  public boolean keeps(UUID group) {
    return Files.isDirectory(directory.resolve(group.toString()));
  }

  @Override
  public void salvage(UUID group, MemberId member, LogMachine machine) {
    requireClosed(group);
    Path root = directory(group);
    var snapshots = new SnapshotStore(root, settings.isDurable());
    new LogFiles(root, snapshots, RaftPeers.id(member), settings.isDurable()).salvage(machine);
  }

  private void requireClosed(UUID group) {
    if (logs.containsKey(group)) {
      throw new IllegalStateException("log " + group + " is open; close it first");
    }
  }

  @Override
  public void delete(UUID group) {
    requireClosed(group);
    try {
      Files.deleteIfExists(LogFiles.begunMark(directory(group)));
      DurableFiles.deleteAll(directory(group));
    } catch (IOException e) {
      throw new ClusterException(
          ClusterException.Code.STORAGE,
          "cannot delete %s: %s".formatted(directory(group), Failures.messageOf(e)),
          e);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
    }
    List<Thread> closing = new ArrayList<>();
    for (RatisLog log : logs.values()) {
      closing.add(Thread.startVirtualThread(log::close));
    }
    try {
      for (Thread thread : closing) {
        thread.join();
      }
      RaftServer started = server;
      if (started != null) {
        started.close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      logger.warn("{}: not closed in order: {}", node.id(), Failures.allMessagesOf(e));
    }
    timer.shutdown();
  }

  // ---------------------------------------------------------------- for the logs

  LogSettings settings() {
    return settings;
  }

  DiskRoom room() {
    return room;
  }

  OutgoingCalls calls() {
    return calls;
  }

  ScheduledThreadPoolExecutor timer() {
    return timer;
  }

  RaftServer server() {
    return Objects.requireNonNull(server);
  }

  /// Where a log is kept.
  Path directory(UUID group) {
    return directory.resolve(group.toString());
  }

  /// Runs what may block after a while, unless this is closed before.
  void later(Duration delay, Runnable task) {
    try {
      var _ =
          timer.schedule(
              () -> Thread.startVirtualThread(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      logger.debug("{}: closed, so nothing happens later", node.id());
    }
  }

  private void configurationHint() {
    logs.values().forEach(RatisLog::lookSoon);
  }

  private void dismissed(RaftCall call) {
    RatisLog log = logs.get(UUID.fromString(call.group()));
    if (log != null) {
      log.dismiss();
    }
  }
}
