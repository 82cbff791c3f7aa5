package cwm.ipc;

import cwm.ipc.transport.Address;
import cwm.ipc.wire.SerializationFormat;
import java.time.Instant;
import java.util.Optional;

/// A peer with which there is a session.
///
/// @param instanceId made at the peer's start
/// @param address where the peer says it listens; nothing if it does not, or does not know yet how
///   others reach it
/// @param since when the session began
/// @param stats what its last heartbeat said
public record PeerInfo(
    String nodeId,
    String instanceId,
    Optional<Address> address,
    SerializationFormat format,
    Instant since,
    Optional<NodeStats> stats) {

  /// Whether the peer is a tool such as `cwm ping` and none of the nodes: it listens nowhere, and
  /// is soon gone.
  public boolean isTool() {
    return NodeConfig.isTool(nodeId);
  }
}
