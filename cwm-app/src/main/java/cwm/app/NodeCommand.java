package cwm.app;

import cwm.app.config.Configuration;
import cwm.app.server.HttpServer;
import cwm.app.server.ServerException;
import cwm.cluster.ClusterConfig;
import cwm.cluster.ClusterException;
import cwm.cluster.ClusterListener;
import cwm.distributed.DistributedReasoner;
import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.transport.Address;
import cwm.rdf.store.TripleList;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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

  private static final Duration LATENESS = Duration.ofSeconds(1);

  private final Configuration configuration;
  private final Session session;
  private final Optional<Role> role;

  private NodeCommand(Configuration configuration, Session session, Optional<Role> role) {
    this.configuration = configuration;
    this.session = session;
    this.role = role;
  }

  /// What a node is in a cluster.
  ///
  /// @param starter makes the cluster
  /// @param task what the node is to do in it
  private record Role(Membership.Starter starter, ClusterTask task) {}

  /// A node of a cluster.
  static NodeCommand ofCluster(Configuration configuration, Session session, ClusterTask task) {
    return ofCluster(configuration, session, task, Membership::start);
  }

  /// A node of a cluster that is made by `starter`.
  static NodeCommand ofCluster(
      Configuration configuration, Session session, ClusterTask task, Membership.Starter starter) {
    return new NodeCommand(configuration, session, Optional.of(new Role(starter, task)));
  }

  /// A node that talks to no other.
  static NodeCommand single(Configuration configuration, Session session) {
    return new NodeCommand(configuration, session, Optional.empty());
  }

  /// Runs the node until `stopping` asks for its end, or it is no member any more.
  ///
  /// @throws CommandException if it cannot run
  ExitCode run(Stopping stopping) {
    return role.isPresent() ? runMember(role.get(), stopping) : runSingle(stopping);
  }

  // ---------------------------------------------------------------- a node of a cluster

  private ExitCode runMember(Role member, Stopping stopping) {
    NodeConfig nodeConfig = configuration.nodeConfig();
    ClusterConfig clusterConfig = configuration.clusterConfig();
    if (member.task().isOnce() && member.task().prints()) {
      session.requireWritable();
    }
    try (Node node = listen(nodeConfig)) {
      NodeStatus status = NodeStatus.ofCluster(node);
      status.setDoing(session::doing);
      try (@Nullable HttpServer _ = answer(node.id(), status)) {
        Optional<TripleList> inputs = session.readInputs();
        return inputs.isPresent()
            ? takePart(member, clusterConfig, node, inputs.get(), status, stopping)
            : ExitCode.FAILED;
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

  private ExitCode takePart(
      Role member,
      ClusterConfig config,
      Node node,
      TripleList inputs,
      NodeStatus status,
      Stopping stopping) {
    var end = new CompletableFuture<ExitCode>();
    var work = new ClusterWork(node.id(), member.task(), session);
    try (Membership membership = member.starter().start(config, node)) {
      status.setUp(membership);
      membership.addListener(new Removal(end));
      CompletableFuture<?> _ = stopping.asked().thenAccept(code -> stop(code, member.task(), end));
      var reasoner = new CompletableFuture<Optional<DistributedReasoner>>();
      var worked = new CompletableFuture<Boolean>();
      member.task().timeout().ifPresent(limit -> endIfLate(worked, limit, work, membership, end));
      Thread worker =
          Thread.ofPlatform()
              .name("cwm-work")
              .stackSize(Main.STACK_BYTES)
              .daemon()
              .start(
                  () -> {
                    work(member.task(), membership, work, inputs, status, reasoner, end);
                    worked.complete(true);
                  });
      try {
        return end.join();
      } finally {
        status.setEnding();
        worker.interrupt();
        boolean givesUp = end.isCompletedExceptionally() && member.task().isOnce();
        end(work, reasoner.getNow(Optional.empty()), membership, givesUp);
        log.info("{}: ends", node.id());
      }
    } catch (CompletionException e) {
      throw switch (e.getCause()) {
        case ClusterException known -> failure(known);
        case CommandException known -> known;
        case null, default -> e;
      };
    } catch (ClusterException e) {
      throw failure(e);
    }
  }

  /// Ends the node as it was asked to. Whoever waits for a result has none then.
  private static void stop(ExitCode code, ClusterTask task, CompletableFuture<ExitCode> end) {
    if (task.isOnce() && code == ExitCode.OK) {
      end.completeExceptionally(
          new CommandException("ended by a signal before there was a result (--once)"));
    } else {
      end.complete(code);
    }
  }

  /// Ends the node when the time is up, whatever it waits for. What waits for an answer looks
  /// itself, and says better what is missing.
  private static void endIfLate(
      CompletableFuture<Boolean> worked,
      Duration limit,
      ClusterWork work,
      Membership membership,
      CompletableFuture<ExitCode> end) {
    CompletableFuture<?> _ =
        worked
            .orTimeout(limit.plus(LATENESS).toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(
                _ -> {
                  String missing = membership.waitingFor();
                  end.completeExceptionally(
                      work.late(missing.isEmpty() ? "the cluster agrees on nothing" : missing));
                  return false;
                });
  }

  /// Joins the cluster, and does with it what is asked for.
  private void work(
      ClusterTask task,
      Membership membership,
      ClusterWork work,
      TripleList inputs,
      NodeStatus status,
      CompletableFuture<Optional<DistributedReasoner>> begun,
      CompletableFuture<ExitCode> end) {
    try {
      Optional<ClusterException> failure = new Joining(work.nodeId(), membership).run();
      if (failure.isPresent()) {
        end.completeExceptionally(failure.get());
        return;
      }
      Optional<DistributedReasoner> reasoner = membership.reason(task.reasoning());
      begun.complete(reasoner);
      status.setProgress(() -> reasoner.flatMap(DistributedReasoner::progress));
      status.setReasoning(
          () -> reasoner.map(DistributedReasoner::hasShare).orElse(true),
          () -> reasoner.map(DistributedReasoner::copyLags).orElse(List.of()),
          reasoner.map(each -> session.serve(each, configuration.server().requestTimeout())));
      if (reasoner.isPresent()) {
        work.run(reasoner.get(), inputs).ifPresent(end::complete);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the node ends
    } catch (ClusterException e) {
      if (e.code() != ClusterException.Code.CLOSED) {
        end.completeExceptionally(e);
      }
    } catch (RuntimeException
        | Error e) { // our own mistake too, which must not look like a long wait
      end.completeExceptionally(e);
    }
  }

  /// Hands over what the node owns; unless all nodes end together, or nobody is to keep it.
  ///
  /// @param givesUp whether it ends without the result that it was there for
  private static void end(
      ClusterWork work,
      Optional<DistributedReasoner> reasoner,
      Membership membership,
      boolean givesUp) {
    if (reasoner.isEmpty()) {
      return;
    }
    try {
      if (ClusterWork.isOver(reasoner.get().agenda())) {
        work.awaitOthersGone(reasoner.get());
        membership.abandon();
      } else if (membership.isJoined()) {
        if (!givesUp || !ClusterWork.isForOnce(reasoner.get().agenda())) {
          work.handOver(reasoner.get());
        }
        reasoner.get().close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
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
    status.setDoing(session::doing);
    try (@Nullable HttpServer _ = answer("cwm", status)) {
      if (!session.evaluate()) {
        return ExitCode.FAILED;
      }
      session.printAnswer();
      status.setUp(session.serve(configuration.server().requestTimeout()));
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
