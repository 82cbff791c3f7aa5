package cwm.distributed;

import cwm.distributed.Supersteps.JobMember;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.engine.ThinkReport;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Partitioner;
import cwm.reasoner.partition.Site;
import cwm.reasoner.partition.Spreading;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/// Nodes in this process, connected with one another, that reason in one job after the other.
final class TestNodes implements AutoCloseable {
  private static final int PARTITION_COUNT = 64;
  private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

  private final List<Node> nodes = new ArrayList<>();
  private final List<Supersteps> supersteps = new ArrayList<>();
  private final List<JobMember> members = new ArrayList<>();

  /// @param workerCounts of each node
  TestNodes(TransportType transport, SerializationFormat format, List<Integer> workerCounts) {
    this(transport, format, workerCounts, Spilling.standard());
  }

  TestNodes(
      TransportType transport,
      SerializationFormat format,
      List<Integer> workerCounts,
      Spilling spilling) {
    String name = "jobs-" + UUID.randomUUID();
    for (int workerCount : workerCounts) {
      String id = "node-" + (nodes.size() + 1);
      Node node =
          Node.start(
              NodeConfig.builder(id)
                  .transport(transport)
                  .listenAddress(
                      transport == TransportType.MEMORY
                          ? "memory:" + name + "-" + id
                          : "127.0.0.1:0")
                  .serialization(format)
                  .build());
      nodes.forEach(other -> node.connect(other.address().toString()));
      nodes.add(node);
      supersteps.add(new Supersteps(node, Threads.ofProcess(), spilling, _ -> {}));
      members.add(new JobMember(id, workerCount));
    }
  }

  /// A node.
  ///
  /// @param index from 0
  Node node(int index) {
    return nodes.get(index);
  }

  /// Facts spread over the nodes, and what reasons over them.
  final class Facts {
    private final List<PartitionedStore> stores = new ArrayList<>();

    /// @param mirroredFactMax facts that may be mirrored
    Facts(PartitionStrategy strategy, Set<Term> split, int batchSize, long mirroredFactMax) {
      int total = members.stream().mapToInt(JobMember::workerCount).sum();
      List<Integer> workers =
          IntStream.range(0, PARTITION_COUNT).mapToObj(partition -> partition % total).toList();
      int first = 0;
      for (int i = 0; i < nodes.size(); i++) {
        TermDictionary dictionary = nodes.get(i).dictionary();
        int workerCount = members.get(i).workerCount();
        Set<Integer> splitHere = Set.copyOf(split.stream().map(dictionary::intern).toList());
        Partitioner partitioner = Partitioner.of(strategy, PARTITION_COUNT, dictionary, splitHere);
        stores.add(
            new PartitionedStore(
                dictionary,
                new Spreading(workerCount, strategy, 0, Long.MAX_VALUE, batchSize, mirroredFactMax),
                new Site(partitioner, workers, first, workerCount)));
        first += workerCount;
      }
    }

    void add(Collection<Triple> statements) {
      for (Triple statement : statements) {
        for (PartitionedStore store : stores) {
          int subject = store.dictionary().intern(statement.subject());
          int predicate = store.dictionary().intern(statement.predicate());
          int object = store.dictionary().intern(statement.object());
          if (store.isHere(store.workerOf(subject, predicate, object))) {
            store.assertFact(subject, predicate, object);
          }
        }
      }
    }

    List<PartitionedStore> stores() {
      return stores;
    }

    /// Has all nodes think, in a job of their own.
    ///
    /// @return what each says
    List<ThinkReport> think(Budget budget) {
      String job = UUID.randomUUID().toString();
      List<CompletableFuture<ThinkReport>> running = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        Supersteps here = supersteps.get(i);
        PartitionedStore store = stores.get(i);
        running.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try (Supersteps.Job part = here.begin(job, members)) {
                    return new Reasoner(store, Builtins.standard(), part.sites()).think(budget);
                  }
                },
                THREADS));
      }
      try {
        return running.stream().map(CompletableFuture::join).toList();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException known ? known : e;
      }
    }
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
  }
}
