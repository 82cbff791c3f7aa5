import cwm.cluster.Barrier;
import cwm.cluster.Cluster;
import cwm.cluster.ClusterConfig;
import cwm.cluster.ClusterException;
import cwm.cluster.LockHandle;
import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import java.time.Duration;

/// Three nodes that agree. Start it three times:
///
/// ```
/// ClusterSetup node-1 127.0.0.1:9001
/// ClusterSetup node-2 127.0.0.1:9002 127.0.0.1:9001
/// ClusterSetup node-3 127.0.0.1:9003 127.0.0.1:9001
/// ```
///
/// The first starts a cluster and the others join it. Each says what it is, holds a lock for a
/// moment, waits until all three have, and leaves.
void main(String[] args) throws InterruptedException {
  if (args.length < 2 || args.length > 3) {
    System.err.println("usage: ClusterSetup NODE_ID ADDRESS [SEED_ADDRESS]");
    System.exit(2);
  }
  NodeConfig nodeConfig = NodeConfig.builder(args[0]).listenAddress(args[1]).build();
  var clusterConfig = ClusterConfig.builder(args[0]);
  if (args.length == 3) {
    clusterConfig.seedNodes(args[2]);
  }
  try (Node node = Node.start(nodeConfig);
      Cluster cluster = Cluster.start(clusterConfig.build(), node)) {
    IO.println("listening on " + node.address());
    cluster.join(Duration.ofMinutes(1));
    takePart(cluster);
  } catch (IpcException | ClusterException e) {
    System.err.println(e.getMessage());
    System.exit(1);
  }
}

/// What a member does.
void takePart(Cluster cluster) throws InterruptedException {
  switch (cluster.role()) {
    case LEADER -> IO.println("I am the leader");
    case FOLLOWER -> IO.println("Following leader " + cluster.leader().orElse("(none now)"));
    case CANDIDATE -> IO.println("Election in progress");
    case OFFLINE -> IO.println("Not participating");
  }
  try (LockHandle lock = cluster.acquireLock("reasoning_phase", Duration.ofMinutes(1))) {
    IO.println("I have the lock, with the token " + lock.token());
    // One node at a time is here. Whatever it changes elsewhere, it hands the token along with, and
    // who has seen a larger one refuses: a holder that was held up may not know it is late.
  }
  Barrier barrier = cluster.barrier("sync_point", 3);
  barrier.await(Duration.ofMinutes(1)); // for all three
  IO.println("All three were here");
}
