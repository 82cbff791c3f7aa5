package cwm.cluster.ratis;

import cwm.cluster.disk.DurableFiles;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogSettings;
import cwm.cluster.log.LogWorld;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.RegisterMachine;
import cwm.cluster.log.ReplicatedLog;
import cwm.ipc.Environment;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.Transport;
import cwm.ipc.transport.TransportType;
import cwm.ipc.transport.Transports;
import cwm.ipc.wire.SerializationFormat;
import cwm.rdf.store.TermDictionary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// Nodes in this process, with Ratis on real disks and real time.
final class RatisWorld extends LogWorld {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TransportType transportType;
  private final SerializationFormat format;
  private final LogSettings settings;
  private final UUID group = UUID.randomUUID();
  private final Path folder;
  private final CuttableTransport.Cuts cuts = new CuttableTransport.Cuts();
  private final Map<String, Address> addresses = new HashMap<>();
  private final Map<MemberId, Path> directories = new HashMap<>();
  private final Map<MemberId, Running> running = new HashMap<>();

  private record Running(Transport transport, Node node, RatisLogHost host) {}

  RatisWorld(TransportType transport, SerializationFormat format, LogSettings settings) {
    this.transportType = transport;
    this.format = format;
    this.settings = settings;
    try {
      folder = Files.createTempDirectory("cwm-logs");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A world of one process in MessagePack, with little to compact.
  static RatisWorld inMemory() {
    return new RatisWorld(
        TransportType.MEMORY, SerializationFormat.MSGPACK, settings(100, 200, false));
  }

  /// The same for one member alone, which nobody deposes, however short its patience.
  static RatisWorld forOne() {
    return new RatisWorld(
        TransportType.MEMORY,
        SerializationFormat.MSGPACK,
        new LogSettings(
            Duration.ofMillis(150),
            Duration.ofMillis(300),
            Duration.ofMillis(50),
            100,
            200,
            false));
  }

  /// Times that do not flap while other tests keep the machine busy.
  static LogSettings settings(int compactionThreshold, int snapshotInterval, boolean isDurable) {
    return new LogSettings(
        Duration.ofMillis(1_000),
        Duration.ofMillis(2_000),
        Duration.ofMillis(150),
        compactionThreshold,
        snapshotInterval,
        isDurable);
  }

  @Override
  public LogSettings settings() {
    return settings;
  }

  UUID group() {
    return group;
  }

  /// Where a member's host keeps its logs.
  Path directory(MemberId id) {
    return directories.computeIfAbsent(
        id, _ -> folder.resolve(id.nodeId() + "-" + id.incarnation()));
  }

  /// Has a member that is still to start keep its logs elsewhere.
  void setDirectory(MemberId id, Path directory) {
    directories.put(id, directory);
  }

  /// Where a member keeps this log.
  Path logDirectory(MemberId id) {
    return directory(id).resolve(group.toString());
  }

  Node node(MemberId id) {
    return Objects.requireNonNull(running.get(id)).node();
  }

  RatisLogHost host(MemberId id) {
    return Objects.requireNonNull(running.get(id)).host();
  }

  /// Starts members that begin a log.
  List<Member> found(int count) {
    return found(
        IntStream.rangeClosed(1, count)
            .mapToObj(number -> new MemberId("node-" + number, UUID.randomUUID().toString()))
            .toList());
  }

  @Override
  public Member start(MemberId id, List<LogMember> founders) {
    return start(id, founders, DiskRoom.of(existing(directory(id))));
  }

  Member start(MemberId id, List<LogMember> founders, DiskRoom room) {
    String nodeId = id.nodeId();
    Address known =
        addresses.computeIfAbsent(
            nodeId,
            _ ->
                Address.parse(
                    transportType == TransportType.MEMORY
                        ? "memory:" + folder.getFileName() + "-" + nodeId
                        : "127.0.0.1:0"));
    NodeConfig config =
        NodeConfig.builder(nodeId)
            .listenAddress(known.toString())
            .transport(transportType)
            .serialization(format)
            .heartbeatInterval(Duration.ofMillis(500))
            .build();
    Transport transport =
        new CuttableTransport(
            Transports.open(transportType, nodeId, config.security()), known, cuts);
    Node node =
        Node.start(
            config,
            new Environment(
                transport,
                new TermDictionary(),
                task -> Thread.ofVirtual().start(task),
                new SecureRandom()));
    addresses.put(nodeId, node.address());
    var host = new RatisLogHost(node, existing(directory(id)), settings, room);
    var machine = new RegisterMachine();
    for (Running other : running.values()) {
      var _ = node.connectAsync(other.node().address());
    }
    running.put(id, new Running(transport, node, host));
    ReplicatedLog log = host.open(group, id, founders, machine);
    return new Member(id, log, machine);
  }

  static Path existing(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void kill(MemberId id) {
    end(Objects.requireNonNull(running.remove(id)));
  }

  private static void end(Running ended) {
    ended.transport().close();
    ended.host().close();
    ended.node().close();
  }

  @Override
  public void isolate(MemberId id) {
    cuts.cut(node(id).address());
  }

  @Override
  public void heal(MemberId id) {
    cuts.heal(node(id).address());
  }

  @Override
  public void salvage(Member member, LogMachine machine) {
    member.log().close();
    host(member.id()).salvage(group, member.id(), machine);
  }

  @Override
  public boolean holds(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1)); // between two looks
    }
    return true;
  }

  @Override
  public void close() {
    List<Thread> ending = new ArrayList<>();
    for (Running ended : running.values()) {
      ending.add(Thread.startVirtualThread(() -> end(ended)));
    }
    running.clear();
    try {
      for (Thread thread : ending) {
        thread.join();
      }
      DurableFiles.deleteAll(folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
