package cwm.ipc.message;

import cwm.ipc.NodeStats;
import cwm.rdf.term.Triple;
import java.util.List;
import java.util.Optional;

/// All that nodes say to one another.
///
/// The records and their components carry the names of the specification; on the wire components
/// are in snake_case ([cwm.ipc.wire]). The order of `permits` is the order of the variant indexes
/// of bincode: new messages go to the end, none is ever moved.
///
/// Times are milliseconds since 1970-01-01T00:00Z by the sender's clock.
public sealed interface IpcMessage
    permits IpcMessage.Ping,
        IpcMessage.Pong,
        IpcMessage.TripleData,
        IpcMessage.Query,
        IpcMessage.QueryResponse,
        IpcMessage.InferenceRequest,
        IpcMessage.InferenceResult,
        IpcMessage.JoinRequest,
        IpcMessage.JoinResponse,
        IpcMessage.LeaveNotification,
        IpcMessage.VoteRequest,
        IpcMessage.VoteResponse,
        IpcMessage.AppendEntries,
        IpcMessage.AppendResponse,
        IpcMessage.BarrierEnter,
        IpcMessage.BarrierRelease,
        IpcMessage.LockRequest,
        IpcMessage.LockGrant,
        IpcMessage.LockRelease,
        IpcMessage.Heartbeat,
        IpcMessage.InstallSnapshot,
        IpcMessage.ErrorReply,
        IpcMessage.Hello,
        IpcMessage.HelloReply,
        IpcMessage.Proof,
        IpcMessage.Welcome,
        IpcMessage.Refused {

  /// On which of a peer's two connections the message travels. Messages of one channel arrive in
  /// the order they were sent; between the channels there is no order.
  default Channel channel() {
    return switch (this) {
      case TripleData _,
          Query _,
          QueryResponse _,
          InferenceRequest _,
          InferenceResult _,
          InstallSnapshot _ ->
          Channel.BULK;
      default -> Channel.CONTROL;
    };
  }

  /// Are you there? Answered by [Pong].
  record Ping(String sender, long timestamp) implements IpcMessage {}

  /// The answer to [Ping].
  ///
  /// @param requestTimestamp the timestamp of the ping this answers
  record Pong(String sender, long requestTimestamp) implements IpcMessage {}

  /// Facts.
  ///
  /// @param triples best a [TripleBatch], which is what a receiver gets: columns of ids, no objects
  /// @param source who or what they come from: a node id or the name of a load
  record TripleData(List<Triple> triples, String source) implements IpcMessage {}

  record Query(String queryId, Pattern pattern, String sender) implements IpcMessage {}

  record QueryResponse(String queryId, List<Bindings> results) implements IpcMessage {
    public QueryResponse {
      results = List.copyOf(results);
    }
  }

  /// A partial match of a rule's body, to be completed where its next atom may match.
  record InferenceRequest(String ruleId, Bindings bindings) implements IpcMessage {}

  /// Conclusions of a rule, on their way to their owner.
  record InferenceResult(String ruleId, List<Triple> derived) implements IpcMessage {}

  record JoinRequest(String nodeId, String address) implements IpcMessage {}

  record JoinResponse(boolean accepted, List<String> members) implements IpcMessage {
    public JoinResponse {
      members = List.copyOf(members);
    }
  }

  record LeaveNotification(String nodeId) implements IpcMessage {}

  /// A candidate asks for a vote.
  ///
  /// @param term the candidate's Raft term
  /// @param lastLog index of the candidate's last log entry
  record VoteRequest(long term, String candidate, long lastLog) implements IpcMessage {}

  record VoteResponse(long term, boolean granted) implements IpcMessage {}

  record AppendEntries(long term, String leader, List<Entry> entries) implements IpcMessage {
    public AppendEntries {
      entries = List.copyOf(entries);
    }
  }

  record AppendResponse(long term, boolean success, long matchIndex) implements IpcMessage {}

  record BarrierEnter(String barrierId, String nodeId) implements IpcMessage {}

  record BarrierRelease(String barrierId) implements IpcMessage {}

  record LockRequest(String lockId, String nodeId) implements IpcMessage {}

  record LockGrant(String lockId, String holder) implements IpcMessage {}

  record LockRelease(String lockId) implements IpcMessage {}

  /// Sent to every peer at the configured interval, so that silence means failure.
  record Heartbeat(String sender, long timestamp, NodeStats stats) implements IpcMessage {}

  /// One chunk of a snapshot of the replicated state (Raft paper, figure 13).
  ///
  /// @param offset position of `data` in the snapshot, in bytes
  /// @param done whether this is the last chunk
  record InstallSnapshot(
      long term,
      String leader,
      long lastIncludedIndex,
      long lastIncludedTerm,
      long offset,
      Bytes data,
      boolean done)
      implements IpcMessage {}

  /// The answer to a request that could not be answered.
  ///
  /// @param code stable and for programs, such as `NO_HANDLER`
  record ErrorReply(String code, String message) implements IpcMessage {}

  // ---------------------------------------------------------------- handshake, always in JSON

  /// The first message of whoever opened the connection.
  ///
  /// @param instanceId made at the node's start: tells a restarted node from a reconnecting one,
  ///   and a node from itself
  /// @param address where the sender listens, as others reach it; empty if it knows none
  /// @param channel which of the two connections this is
  /// @param format the format the sender wishes to speak on this connection
  /// @param linkDictionaryMaxTerms how many terms of the receiver it keeps for this connection
  /// @param keyed whether the sender has a cluster key
  /// @param nonce 32 random bytes
  /// @param session for the bulk connection, the session it belongs to; else the last session with
  ///   this peer that the sender knows to be over; empty if there is none
  record Hello(
      String clusterName,
      String nodeId,
      String instanceId,
      String address,
      Channel channel,
      String format,
      int linkDictionaryMaxTerms,
      boolean keyed,
      Bytes nonce,
      String session)
      implements IpcMessage {}

  /// The answer to [Hello], with the acceptor's own side of it.
  ///
  /// @param proof shows that the acceptor has the cluster key; empty without one
  record HelloReply(
      String clusterName,
      String nodeId,
      String instanceId,
      String address,
      String format,
      int linkDictionaryMaxTerms,
      boolean keyed,
      Bytes nonce,
      Bytes proof)
      implements IpcMessage {

    /// The same, with a proof.
    public HelloReply withProof(Bytes newProof) {
      return new HelloReply(
          clusterName,
          nodeId,
          instanceId,
          address,
          format,
          linkDictionaryMaxTerms,
          keyed,
          nonce,
          newProof);
    }
  }

  /// Shows that whoever opened the connection has the cluster key; empty without one.
  record Proof(Bytes proof) implements IpcMessage {}

  /// The session is open.
  ///
  /// @param observedAddress the address the acceptor sees the other side at
  record Welcome(String session, String observedAddress) implements IpcMessage {}

  /// The last message of a connection that is not to be.
  ///
  /// @param code stable and for programs, such as `WRONG_KEY`
  /// @param retryAfterMillis when to try again at the earliest; absent if trying again is in vain
  ///   until somebody changes the configuration
  record Refused(String code, String reason, Optional<Long> retryAfterMillis)
      implements IpcMessage {}
}
