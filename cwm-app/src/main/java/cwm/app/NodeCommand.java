package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.server.HttpServer;
import cwm.app.server.ServerException;
import cwm.cluster.ClusterConfig;
import cwm.cluster.ClusterException;
import cwm.cluster.ClusterListener;
import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.transport.Address;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a node until it is told to end: one of a cluster, or a single one that answers over HTTP.
///
/// What others wait for comes first. The node listens and answers over HTTP before it reads its
/// inputs, and takes part in the cluster after that, so that an input with a mistake costs no
/// change of members. It ends in the other direction.
final class NodeCommand {
  private static final Logger log = LoggerFactory.getLogger(NodeCommand.class);

  private final Configuration configuration;
  private final Session session;
  private final Optional<Membership.Starter> cluster;

  private NodeCommand(
      Configuration configuration, Session session, Optional<Membership.Starter> cluster) {
    this.configuration = configuration;
    this.session = session;
    this.cluster = cluster;
  }

  /// A node of a cluster.
  static NodeCommand ofCluster(Configuration configuration, Session session) {
    return ofCluster(configuration, session, Membership::start);
  }

  /// A node of a cluster that is made by `starter`.
  static NodeCommand ofCluster(
      Configuration configuration, Session session, Membership.Starter starter) {
    return new NodeCommand(configuration, session, Optional.of(starter));
  }

  /// A node that talks to no other.
  static NodeCommand single(Configuration configuration, Session session) {
    return new NodeCommand(configuration, session, Optional.empty());
  }

  /// Runs the node until `stopping` asks for its end, or it is no member any more.
  ///
  /// @throws CommandException if it cannot run
  ExitCode run(Stopping stopping) {
    return cluster.isPresent() ? runMember(cluster.get(), stopping) : runSingle(stopping);
  }

  // ---------------------------------------------------------------- a node of a cluster

  private ExitCode runMember(Membership.Starter starter, Stopping stopping) {
    NodeConfig nodeConfig = configuration.nodeConfig();
    ClusterConfig clusterConfig = configuration.clusterConfig();
    try (Node node = listen(nodeConfig)) {
      NodeStatus status = NodeStatus.ofCluster(node);
      try (@Nullable HttpServer _ = answer(node.id(), status)) {
        if (!session.evaluate()) {
          return ExitCode.FAILED;
        }
        tellOfInputs(node.id());
        return takePart(starter, clusterConfig, node, status, stopping);
      }
    }
  }

  private Node listen(NodeConfig config) {
    try {
      return Node.start(config, session.dictionary());
    } catch (IpcException e) {
      boolean isAboutListening =
          e.code() == IpcException.Code.ADDRESS_IN_USE || e.code() == IpcException.Code.BAD_ADDRESS;
      throw isAboutListening ? new CommandException(e.getMessage() + " (--listen)") : e;
    }
  }

  private void tellOfInputs(String nodeId) {
    long factCount = session.factCount();
    if (factCount > 0) {
      log.info(
          "{}: read {} facts from its inputs. It keeps them for itself: facts are not spread over"
              + " the cluster yet",
          nodeId,
          "%,d".formatted(factCount));
    }
  }

  private ExitCode takePart(
      Membership.Starter starter,
      ClusterConfig config,
      Node node,
      NodeStatus status,
      Stopping stopping) {
    var end = new CompletableFuture<ExitCode>();
    try (Membership membership = starter.start(config, node)) {
      membership.addListener(new Removal(end));
      status.setUp(membership);
      CompletableFuture<?> _ = stopping.asked().thenAccept(end::complete);
      Thread.ofVirtual().name("cwm-join").start(() -> join(node.id(), membership, end));
      ExitCode code = end.join();
      status.setEnding();
      log.info("{}: ends", node.id());
      return code;
    } catch (CompletionException e) {
      throw e.getCause() instanceof ClusterException known ? failure(known) : e;
    } catch (ClusterException e) {
      throw failure(e);
    }
  }

  private static void join(String nodeId, Membership membership, CompletableFuture<ExitCode> end) {
    try {
      new Joining(nodeId, membership).run().ifPresent(end::completeExceptionally);
    } catch (RuntimeException e) { // our own mistake, which must not look like a long wait
      end.completeExceptionally(e);
    }
  }

  private static CommandException failure(ClusterException e) {
    String flag =
        switch (e.code()) {
          case STORAGE -> " (--data-dir)";
          case NAME_TAKEN -> " (--node-id)";
          case DATA_DIR_IN_USE,
              TIMEOUT,
              NO_LEADER,
              QUORUM_LOST,
              REFUSED,
              SESSION_LOST,
              BAD_REQUEST,
              CLOSED ->
              "";
        };
    return new CommandException(e.getMessage() + flag);
  }

  /// Ends the process of a node that left or was sent away. The cluster logs why.
  private record Removal(CompletableFuture<ExitCode> end) implements ClusterListener {
    @Override
    public void removed(String reason, boolean isWished) {
      end.complete(isWished ? ExitCode.OK : ExitCode.FAILED);
    }
  }

  // ---------------------------------------------------------------- a single node

  private ExitCode runSingle(Stopping stopping) {
    NodeStatus status = NodeStatus.single();
    try (@Nullable HttpServer _ = answer("cwm", status)) {
      if (!session.evaluate()) {
        return ExitCode.FAILED;
      }
      status.setUp();
      log.info("cwm: has {} facts", "%,d".formatted(session.factCount()));
      ExitCode code = stopping.asked().join();
      status.setEnding();
      log.info("cwm: ends");
      return code;
    }
  }

  // ---------------------------------------------------------------- both

  /// Answers over HTTP, unless that is not wanted.
  private @Nullable HttpServer answer(String name, NodeStatus status) {
    Optional<Address> address = configuration.server().http();
    if (address.isEmpty()) {
      return null;
    }
    try {
      var inet = (Address.Inet) address.get(); // as the setting has it
      HttpServer server = HttpServer.start(inet, configuration.server(), status);
      log.info("{}: answers at {}", name, server.url());
      return server;
    } catch (ServerException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }
}
