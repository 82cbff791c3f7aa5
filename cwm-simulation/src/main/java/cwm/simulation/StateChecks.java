package cwm.simulation;

import cwm.cluster.Cluster;
import cwm.cluster.StateDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Looks at all nodes now and then: equal logs give equal states, and there is one cluster only.
final class StateChecks {
  private final SimulatedCluster cluster;
  private final Map<String, Map<Long, String>> digests = new HashMap<>();

  StateChecks(SimulatedCluster cluster) {
    this.cluster = cluster;
  }

  void look() {
    var clusterIds = new TreeSet<String>();
    for (SimulatedNode node : cluster.nodes()) {
      if (node.isUp()) {
        Optional<String> id = node.cluster().clusterId();
        id.ifPresent(known -> compare(known, node));
        id.filter(_ -> countsAsCluster(node.cluster())).ifPresent(clusterIds::add);
      }
    }
    if (clusterIds.size() > 1) {
      cluster.problem("there are clusters " + clusterIds);
    }
  }

  /// A first node that lost its disk is alone at first, until the others find it.
  private boolean countsAsCluster(Cluster part) {
    return part.members().size() > 1 || cluster.seeds() == SimulatedCluster.Seeds.ALL_NODES;
  }

  private void compare(String clusterId, SimulatedNode node) {
    StateDigest digest = node.cluster().digest();
    String known =
        digests
            .computeIfAbsent(clusterId, _ -> new HashMap<>())
            .putIfAbsent(digest.index(), digest.sha256());
    if (known != null && !known.equals(digest.sha256())) {
      cluster.problem(
          "%s has another state at entry %d: %s, not %s"
              .formatted(node, digest.index(), digest.sha256(), known));
    }
  }
}
