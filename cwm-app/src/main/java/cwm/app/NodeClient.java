package cwm.app;

import cwm.app.config.Configuration;
import cwm.distributed.NotReady;
import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.NodeStats;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.security.NodeCertificate;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.TransportType;
import cwm.rdf.store.TermDictionary;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/// A conversation of a tool with a node.
final class NodeClient implements AutoCloseable {
  private static final Duration READY_PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Node node;
  private final Address address;
  private final String peer;

  private NodeClient(Node node, Address address, String peer) {
    this.node = node;
    this.address = address;
    this.peer = peer;
  }

  /// Reads an address that was typed.
  ///
  /// @throws UsageException if it is none
  static Address address(String text) {
    try {
      return Address.parse(text);
    } catch (IpcException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /// Where the node to ask is: as typed, else where a node of this configuration listens.
  ///
  /// @param typed what `--node` says, or nothing
  /// @throws UsageException if that is no address, or none is known
  static Address address(String typed, Configuration configuration) {
    if (!typed.isEmpty()) {
      return address(typed);
    }
    Address listening = configuration.listenAddress();
    if (!(listening instanceof Address.Inet inet)) {
      return listening;
    }
    if (inet.port() == 0) {
      throw new UsageException("which node? Its port may be any; say its address with --node");
    }
    return inet.isEverywhere() ? new Address.Inet("127.0.0.1", inet.port()) : inet;
  }

  /// What is wrong if a node answers with a message of another type.
  CommandException unexpected(IpcMessage answer) {
    return new CommandException(
        "%s at %s answered with a message that does not belong there: %s"
            .formatted(peer, address, answer.getClass().getSimpleName()));
  }

  /// Connects to the node at an address, with the key or certificate that is configured.
  ///
  /// @param tool becomes part of the name that the node knows this tool by
  /// @throws IpcException as [Node#connect]
  static NodeClient connect(Configuration configuration, Address address, String tool) {
    return connect(configuration, address, tool, new TermDictionary());
  }

  /// The same.
  ///
  /// @param dictionary whose ids facts have in messages
  static NodeClient connect(
      Configuration configuration, Address address, String tool, TermDictionary dictionary) {
    Node node = Node.startClient(config(configuration, address, tool), dictionary);
    try {
      return new NodeClient(node, address, node.connect(address.toString()));
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /// Has a certificate's name, if there is one, so that whoever has a node's certificate can ask
  /// that node too.
  private static NodeConfig config(Configuration configuration, Address address, String tool) {
    var security = configuration.security().peerSecurity();
    String name = security.tls().map(files -> NodeCertificate.load(files).nodeId()).orElse(tool);
    String suffix = "~" + tool + "-" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
    return configuration.clientConfig(name + suffix, transport(configuration, address));
  }

  private static TransportType transport(Configuration configuration, Address address) {
    TransportType configured = configuration.transport();
    return switch (address) {
      case Address.Unix _ -> TransportType.UNIX;
      case Address.Memory _ ->
          throw new UsageException(address + " is inside another process; nothing reaches it");
      case Address.Inet _ -> configured == TransportType.UDP ? configured : TransportType.TCP;
    };
  }

  /// Connects to one more node, under the same name.
  ///
  /// @return the node's id, to ask it by
  /// @throws IpcException as [Node#connect]
  String connectAlso(Address other) {
    return node.connect(other.toString());
  }

  /// This tool's own name.
  String id() {
    return node.id();
  }

  Address address() {
    return address;
  }

  /// The node that is talked to.
  String peer() {
    return peer;
  }

  /// Asks the node, and waits as long as a connection may take to open, for an answer of one type.
  ///
  /// @throws IpcException as the future of [Node#request]
  <M extends IpcMessage> M request(IpcMessage message, Class<M> answerType) {
    return request(message, answerType, node.config().connectionTimeout());
  }

  /// Asks the node, and waits for an answer of one type.
  ///
  /// @throws IpcException as the future of [Node#request]
  <M extends IpcMessage> M request(IpcMessage message, Class<M> answerType, Duration timeout) {
    IpcMessage answer = request(message, timeout);
    if (!answerType.isInstance(answer)) {
      throw unexpected(answer);
    }
    return answerType.cast(answer);
  }

  /// Asks the node, which may just have been started, as often as it takes until it takes part in
  /// its cluster.
  ///
  /// @param timeout for each answer
  /// @throws IpcException as the future of [Node#request], or if it takes too long to take part
  <M extends IpcMessage> M requestWhenReady(
      IpcMessage message, Class<M> answerType, Duration timeout) {
    long end = System.nanoTime() + READY_PATIENCE.toNanos();
    while (true) {
      try {
        return request(message, answerType, timeout);
      } catch (IpcException e) {
        if (!NotReady.isMeantBy(e) || System.nanoTime() - end >= 0) {
          throw e;
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /// The same, waiting for each answer as long as a connection may take to open.
  ///
  /// @throws IpcException as the other
  <M extends IpcMessage> M requestWhenReady(IpcMessage message, Class<M> answerType) {
    return requestWhenReady(message, answerType, node.config().connectionTimeout());
  }

  /// Asks the node, and waits as long as a connection may take to open.
  ///
  /// @throws IpcException as the future of [Node#request]
  IpcMessage request(IpcMessage message) {
    return request(message, node.config().connectionTimeout());
  }

  /// Asks the node, and waits for the answer.
  ///
  /// @throws IpcException as the future of [Node#request]
  IpcMessage request(IpcMessage message, Duration timeout) {
    return request(peer, message, timeout);
  }

  /// Asks one of the nodes that it is connected to, and waits for the answer.
  ///
  /// @throws IpcException as the future of [Node#request]
  IpcMessage request(String nodeId, IpcMessage message, Duration timeout) {
    return await(requestAsync(nodeId, message, timeout));
  }

  /// Asks, and does not wait.
  CompletableFuture<IpcMessage> requestAsync(String nodeId, IpcMessage message, Duration timeout) {
    return node.request(nodeId, message, timeout);
  }

  /// The answer to what was asked.
  ///
  /// @throws IpcException as the future of [Node#request]
  static IpcMessage await(CompletableFuture<IpcMessage> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IpcException known ? known : e;
    }
  }

  /// How many bytes have come from a node so far.
  long bytesReceivedFrom(String nodeId) {
    NodeStats stats = node.statsByPeer().get(nodeId);
    return stats == null ? 0 : stats.bytesReceived();
  }

  @Override
  public void close() {
    node.close();
  }
}
