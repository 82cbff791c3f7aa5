package cwm.app.server;

import cwm.cluster.ClusterException;
import cwm.cluster.ClusterHealth;
import cwm.cluster.ClusterStats;
import cwm.cluster.state.Agenda;
import cwm.distributed.CopyLag;
import cwm.distributed.JobProgress;
import cwm.ipc.NodeStats;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The node that a server tells of. Any thread may ask.
public interface ServedNode {
  NodeStats stats();

  /// As [cwm.ipc.Node#statsByMessageType].
  Map<String, NodeStats> statsByMessageType();

  /// As [cwm.ipc.Node#statsByPeer].
  Map<String, NodeStats> statsByPeer();

  /// What the node does before it is up, for people; empty once it is up. Nothing that depends on
  /// others.
  Optional<String> startingWith();

  /// What the node does now that takes its time, and how far it has come, for people; empty if
  /// nothing is known.
  Optional<String> doing();

  /// What the node waits for before it can be used, for people; empty if it can be used.
  Optional<String> waitingFor();

  /// The node's part in a cluster; empty if it is to be in none.
  Optional<ServedCluster> cluster();

  /// The store that requests ask and change; empty before it is there, and where nobody may.
  Optional<ServedStore> store();

  /// A node's part in a cluster. Before there is one, the node's own view of itself.
  interface ServedCluster {
    /// Waits no longer than a heartbeat or so.
    ///
    /// @throws ClusterException if that cannot be said
    ClusterHealth health();

    /// Waits as [#health] does.
    ///
    /// @throws ClusterException if that cannot be said
    ClusterStats stats();

    /// What the nodes do together, as this node knows it.
    Agenda agenda();

    /// How far this node is with its part in the job that is under way; empty if it has none.
    Optional<JobProgress> progress();

    /// How far the copies of others are behind, of the sets that this node leads.
    List<CopyLag> copyLags();
  }
}
