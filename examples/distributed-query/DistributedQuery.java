import cwm.cluster.Cluster;
import cwm.cluster.ClusterConfig;
import cwm.cluster.ClusterException;
import cwm.cluster.state.JobResult;
import cwm.distributed.DistributedException;
import cwm.distributed.DistributedReasoner;
import cwm.distributed.Solutions;
import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Triple;
import cwm.reasoner.partition.PartitionStrategy;
import java.time.Duration;
import java.util.List;

/// Three nodes that know more together than each of them. Start it three times:
///
/// ```
/// DistributedQuery node-1 127.0.0.1:9001
/// DistributedQuery node-2 127.0.0.1:9002 127.0.0.1:9001
/// DistributedQuery node-3 127.0.0.1:9003 127.0.0.1:9001
/// ```
///
/// Each brings what it knows of its own staff. When all have, the first brings a rule and has the
/// cluster think. Then each asks for persons, and hears of those of all three.
void main(String[] args) throws InterruptedException {
  if (args.length < 2 || args.length > 3) {
    System.err.println("usage: DistributedQuery NODE_ID ADDRESS [SEED_ADDRESS]");
    System.exit(2);
  }
  NodeConfig nodeConfig = NodeConfig.builder(args[0]).listenAddress(args[1]).build();
  var clusterConfig = ClusterConfig.builder(args[0]);
  boolean isFirst = args.length == 2;
  if (!isFirst) {
    clusterConfig.seedNodes(args[2]);
  }
  try (Node node = Node.start(nodeConfig);
      Cluster cluster = Cluster.start(clusterConfig.build(), node)) {
    IO.println("listening on " + node.address());
    cluster.join(PATIENCE);
    takePart(cluster, isFirst);
  } catch (IpcException | ClusterException | DistributedException e) {
    System.err.println(e.getMessage());
    System.exit(1);
  }
}

static final Duration PATIENCE = Duration.ofMinutes(1);
static final String SELECT_PERSONS =
    "PREFIX ex: <http://example.org/> SELECT ?s WHERE { ?s a ex:Person }";
static final String PREFIX = "@prefix ex: <http://example.org/> . ";

/// What a member does.
void takePart(Cluster cluster, boolean isFirst) throws InterruptedException {
  TermDictionary dictionary = cluster.node().dictionary();
  var localStore = new FactStore(dictionary);
  for (Triple fact : statements("ex:staff-of-%s a ex:Employee .".formatted(cluster.nodeId()))) {
    localStore.assertFact(
        dictionary.intern(fact.subject()),
        dictionary.intern(fact.predicate()),
        dictionary.intern(fact.object()));
  }
  try (var reasoner = new DistributedReasoner(localStore, cluster, PartitionStrategy.HASH)) {
    cluster.barrier("loaded", 3).await(PATIENCE);
    if (isFirst) {
      int maxSteps = 100;
      JobResult result =
          reasoner.think(statements("{ ?x a ex:Employee } => { ?x a ex:Person } ."), maxSteps);
      IO.println(
          "derived %d facts on %d nodes".formatted(result.derivedCount(), result.nodeCount()));
    }
    cluster.barrier("thought", 3).await(PATIENCE);
    Solutions persons = reasoner.query(SELECT_PERSONS);
    for (int i = 0; i < persons.size(); i++) {
      IO.println("person: " + persons.term(i, "s"));
    }
    cluster.barrier("asked", 3).await(PATIENCE); // or who leaves would hand facts over meanwhile
  }
}

List<Triple> statements(String text) {
  return N3Reader.parse(PREFIX + text, "").orThrow().statements();
}
