package cwm.ipc;

import cwm.ipc.transport.SimulatedNetwork;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where nodes of a test live: on real transports and real time, or in a simulation.
abstract class World implements AutoCloseable {
  static final Duration PATIENCE = Waiting.PATIENCE;

  private final SerializationFormat format;
  private final Map<Node, Transport> transports = new HashMap<>();

  private World(SerializationFormat format) {
    this.format = format;
  }

  /// What kinds of worlds there are.
  enum Kind {
    TCP,
    UNIX,
    MEMORY,
    UDP,
    SIMULATED;

    World open(SerializationFormat format) {
      return switch (this) {
        case TCP -> new Real(TransportType.TCP, format);
        case UNIX -> new Real(TransportType.UNIX, format);
        case MEMORY -> new Real(TransportType.MEMORY, format);
        case UDP -> new Real(TransportType.UDP, format);
        case SIMULATED -> new Simulated(format, 1);
      };
    }
  }

  abstract boolean isSimulated();

  /// A new world for the node: its transport and its threads.
  abstract Environment newEnvironment(NodeConfig config);

  /// An address nobody listens at yet, to be listened at.
  abstract String freeAddress(String name);

  abstract TransportType transport();

  /// Waits until something holds.
  abstract boolean holds(BooleanSupplier condition);

  final void await(String what, BooleanSupplier condition) {
    if (!holds(condition)) {
      throw new AssertionError("not within " + PATIENCE + ": " + what);
    }
  }

  /// Waits for a future, and gives its value or throws what it failed with.
  final <T extends @Nullable Object> T await(CompletableFuture<T> future) {
    await("the future to be done", future::isDone);
    return Waits.join(future);
  }

  /// Waits for a future that fails, and gives what with.
  final IpcException awaitFailure(CompletableFuture<?> future) {
    await("the future to be done", future::isDone);
    try {
      Object value = Waits.join(future);
      throw new AssertionError("did not fail but gave " + value);
    } catch (IpcException e) {
      return e;
    }
  }

  final Node start(String id) {
    return start(id, config -> config);
  }

  final Node start(String id, UnaryOperator<NodeConfig.Builder> change) {
    return startAt(freeAddress(id), id, change);
  }

  final Node startAt(String address, String id, UnaryOperator<NodeConfig.Builder> change) {
    NodeConfig config =
        change
            .apply(
                NodeConfig.builder(id)
                    .listenAddress(address)
                    .transport(transport())
                    .serialization(format))
            .build();
    Environment environment = newEnvironment(config);
    try {
      Node node = Node.start(config, environment);
      transports.put(node, environment.transport());
      return node;
    } catch (RuntimeException e) {
      environment.transport().close();
      throw e;
    }
  }

  /// Connects two nodes, and waits until both know.
  final void connect(Node from, Node to) {
    await(from.connectAsync(to.address()));
    await("the other side to know", () -> to.peer(from.id()).isPresent());
  }

  private Transport transportOf(Node node) {
    return Objects.requireNonNull(transports.get(node));
  }

  /// Ends a node without a goodbye.
  void breakOff(Node node) {
    transportOf(node).close();
  }

  @Override
  public void close() {
    List<Node> nodes = new ArrayList<>(transports.keySet());
    nodes.sort(Comparator.comparing(Node::id));
    nodes.forEach(node -> transportOf(node).close());
  }

  private static final class Real extends World {
    private final TransportType type;
    private final Path folder;

    Real(TransportType type, SerializationFormat format) {
      super(format);
      this.type = type;
      try {
        folder = Files.createTempDirectory("cwm-ipc");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    boolean isSimulated() {
      return false;
    }

    @Override
    TransportType transport() {
      return type;
    }

    @Override
    Environment newEnvironment(NodeConfig config) {
      return new Environment(
          Transports.open(config.transport(), config.nodeId(), config.security()),
          new TermDictionary(),
          task -> Thread.ofVirtual().start(task),
          new SecureRandom());
    }

    @Override
    String freeAddress(String name) {
      return switch (type) {
        case TCP, UDP -> "127.0.0.1:0";
        case UNIX -> "unix:" + folder.resolve(name);
        case MEMORY -> "memory:" + folder.getFileName() + "-" + name;
      };
    }

    @Override
    boolean holds(BooleanSupplier condition) {
      return Waiting.holds(condition);
    }

    @Override
    public void close() {
      super.close();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// A world on virtual time.
  static final class Simulated extends World {
    private final SimulatedNetwork network;

    Simulated(SerializationFormat format, long seed) {
      super(format);
      network = new SimulatedNetwork(seed);
    }

    SimulatedNetwork network() {
      return network;
    }

    @Override
    boolean isSimulated() {
      return true;
    }

    @Override
    TransportType transport() {
      return TransportType.MEMORY;
    }

    @Override
    Environment newEnvironment(NodeConfig config) {
      var host = network.host(config.nodeId());
      return new Environment(host, new TermDictionary(), host.executor(), network.newRandom());
    }

    @Override
    String freeAddress(String name) {
      return "memory:" + name;
    }

    @Override
    boolean holds(BooleanSupplier condition) {
      return network.runUntil(condition, PATIENCE);
    }
  }
}
