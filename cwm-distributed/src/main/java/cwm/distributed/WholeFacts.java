package cwm.distributed;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterException;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.DataSettings;
import cwm.cluster.state.JobNode;
import cwm.ipc.IpcException;
import cwm.ipc.NodeStats;
import cwm.ipc.message.FactScope;
import cwm.ipc.message.Pattern;
import cwm.rdf.store.GraphPredicates;
import cwm.rdf.store.TripleList;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The facts of all nodes, read of one version. Any thread may call.
///
/// Everything that reads fails with a [DistributedException] if an owner does not answer, or has
/// other facts by now; [#read] begins anew then.
final class WholeFacts {
  private static final Duration ASKING_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofMillis(20);

  /// Waits for the cluster to be so.
  @FunctionalInterface
  interface Waiting {
    /// Waits.
    ///
    /// @return whether it is within the time
    boolean await(Predicate<Agenda> condition, Duration timeout) throws InterruptedException;
  }

  private final Cluster cluster;
  private final Threads threads;
  private final FactServer server;
  private final Supplier<Agenda> agenda;
  private final Waiting waiting;
  private final GraphPredicates graphPredicates;
  private final Threads.Monitor monitor;

  /// @param server answers for what this node owns
  /// @param agenda as this node knows it
  WholeFacts(
      Cluster cluster,
      Threads threads,
      FactServer server,
      Supplier<Agenda> agenda,
      Waiting waiting) {
    this.cluster = cluster;
    this.threads = threads;
    this.server = server;
    this.agenda = agenda;
    this.waiting = waiting;
    graphPredicates = new GraphPredicates(cluster.node().dictionary());
    monitor = threads.newMonitor();
  }

  /// Whom to ask for a version.
  QueryNodes nodes(long version, Deadline deadline) {
    Agenda now = agenda.get();
    List<QueryNodes.Owner> owners =
        now.map().stream()
            .flatMap(map -> map.nodes().stream())
            .map(JobNode::nodeId)
            .map(
                nodeId ->
                    new QueryNodes.Owner(
                        nodeId, asking(nodeId, deadline), () -> bytesReceivedFrom(nodeId)))
            .toList();
    String strategy = now.settings().map(DataSettings::partitionStrategy).orElse("");
    return new QueryNodes(cluster.nodeId(), cluster.node().dictionary(), version, strategy, owners);
  }

  private long bytesReceivedFrom(String nodeId) {
    NodeStats stats = cluster.node().statsByPeer().get(nodeId);
    return stats == null ? 0 : stats.bytesReceived();
  }

  /// The facts of a graph.
  ///
  /// @param graph the id of its name; empty for the default graph
  TripleList graph(long version, Optional<Integer> graph) throws InterruptedException {
    if (graph.isEmpty()) {
      return facts(version, FactScope.ALL);
    }
    FactClient client = client(version);
    var statements = new TripleList();
    for (FactClient.Asking owner : owners(version)) {
      for (int predicate : predicatesOf(graph.get(), client, owner)) {
        int plain = graphPredicates.predicate(predicate);
        client.matches(
            owner,
            FactPattern.allOfPredicate(predicate),
            (s, _, o) -> statements.accept(s, plain, o));
      }
    }
    return statements;
  }

  /// Whether a named graph has facts.
  boolean hasGraph(long version, int graph) throws InterruptedException {
    FactClient client = client(version);
    for (FactClient.Asking owner : owners(version)) {
      if (!predicatesOf(graph, client, owner).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private List<Integer> predicatesOf(int graph, FactClient client, FactClient.Asking owner)
      throws InterruptedException {
    return client.graphPredicates(owner).stream()
        .filter(predicate -> graphPredicates.graph(predicate) == graph)
        .toList();
  }

  /// What a graph states as the facts that say so ([GraphPredicates]).
  ///
  /// @param graph as of [#graph]
  TripleList asFacts(Optional<Integer> graph, TripleList statements) {
    return graph.map(name -> graphPredicates.facts(name, statements)).orElse(statements);
  }

  /// All facts, those too that say what named graphs state.
  TripleList everything(long version) throws InterruptedException {
    FactClient client = client(version);
    var facts = new TripleList();
    for (FactClient.Asking owner : owners(version)) {
      client.everything(owner, facts);
    }
    return facts;
  }

  /// All facts of the default graph.
  TripleList facts(long version, FactScope scope) throws InterruptedException {
    FactClient client = client(version);
    var facts = new TripleList();
    for (FactClient.Asking owner : owners(version)) {
      client.facts(owner, scope, facts);
    }
    return facts;
  }

  /// The solutions of a pattern.
  Solutions solutions(long version, Pattern pattern) throws InterruptedException {
    return client(version).solutions(owners(version), pattern);
  }

  private FactClient client(long version) {
    return new FactClient(cluster.nodeId(), cluster.node().dictionary(), version);
  }

  /// What asks for all of one version.
  @FunctionalInterface
  interface Reading<T> {
    T read(long version) throws InterruptedException;
  }

  /// Reads one version of all facts, and begins anew if another takes its place meanwhile, or
  /// another owner that of one that is lost.
  <T> T read(Deadline deadline, Reading<T> reading) throws InterruptedException {
    long end = threads.nanoTime() + deadline.leftNanos(ASKING_TIMEOUT.toNanos());
    while (true) {
      awaitUpToDate(deadline.left(ASKING_TIMEOUT));
      boolean _ =
          waiting.await(
              now -> now.isComplete() || (now.running().isEmpty() && !now.isToBeMended()),
              deadline.left(ASKING_TIMEOUT));
      Agenda now = agenda.get();
      if (!now.isComplete()) {
        throw new DistributedException(
            "what the nodes have is not whole, since the last job has failed");
      }
      try {
        return reading.read(now.version());
      } catch (DistributedException e) {
        if (!FactClient.isToBeAskedAnew(e) || threads.nanoTime() - end >= 0) {
          throw e;
        }
        long _ = pause();
      }
    }
  }

  /// Waits until this node knows all that the cluster has agreed on so far.
  void awaitUpToDate(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    while (true) {
      try {
        var _ = threads.get(cluster.awaitUpToDateAsync(), left);
        return;
      } catch (ExecutionException | TimeoutException e) {
        boolean mayPass =
            e.getCause() instanceof ClusterException known
                && known.code() == ClusterException.Code.NO_LEADER;
        if (!mayPass || left <= 0) {
          throw new DistributedException(
              "'%s' cannot tell what the cluster knows now, since no leader answers it (see `cwm cluster status`)"
                  .formatted(cluster.nodeId()),
              e);
        }
      }
      left -= pause();
    }
  }

  /// Waits a moment, as for another leader.
  ///
  /// @return how long in ns, at least
  private long pause() throws InterruptedException {
    monitor.lock();
    try {
      long left = monitor.awaitNanos(RETRY.toNanos());
      return Math.max(1, RETRY.toNanos() - left);
    } finally {
      monitor.unlock();
    }
  }

  private List<FactClient.Asking> owners(long version) {
    return nodes(version, Deadline.none(threads)).owners().stream()
        .map(QueryNodes.Owner::asking)
        .toList();
  }

  private FactClient.Asking asking(String nodeId, Deadline deadline) {
    return nodeId.equals(cluster.nodeId())
        ? server::answer
        : query -> {
          try {
            return threads.get(
                cluster.node().request(nodeId, query, deadline.left(ASKING_TIMEOUT)),
                Threads.FOREVER_NANOS);
          } catch (ExecutionException e) {
            throw e.getCause() instanceof IpcException known ? known : new IllegalStateException(e);
          } catch (TimeoutException e) {
            throw new IllegalStateException(e); // the request has a limit of its own
          }
        };
  }
}
