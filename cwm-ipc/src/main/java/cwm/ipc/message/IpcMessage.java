package cwm.ipc.message;

import cwm.ipc.NodeStats;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.util.List;
import java.util.Optional;

/// All that nodes say to one another.
///
/// The records and their components carry the names of the specification; on the wire components
/// are in snake_case ([cwm.ipc.wire]). The order of `permits` is the order of the variant indexes
/// of bincode: new messages go to the end, none is ever moved.
///
/// Times are milliseconds since 1970-01-01T00:00Z by the sender's clock. Indexes of a Raft log
/// count from 1, as in the Raft paper; 0 stands for the beginning, before any entry.
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
        IpcMessage.Refused,
        IpcMessage.InstallSnapshotReply,
        IpcMessage.StartElection,
        IpcMessage.StartElectionReply,
        IpcMessage.ReadIndex,
        IpcMessage.ReadIndexReply,
        IpcMessage.Propose,
        IpcMessage.ClusterReply,
        IpcMessage.StatusRequest,
        IpcMessage.StatusReply,
        IpcMessage.Invitation,
        IpcMessage.SuperstepMarker,
        IpcMessage.PartitionsRequest,
        IpcMessage.PartitionsReply,
        IpcMessage.LoadEnd,
        IpcMessage.LoadReply,
        IpcMessage.CopiesRequest,
        IpcMessage.CopiesReply,
        IpcMessage.ForceSet,
        IpcMessage.ForceSetReply,
        IpcMessage.PlacementData,
        IpcMessage.DerivedData,
        IpcMessage.DerivedReply {

  /// On which of a peer's two connections the message travels. Messages of one channel arrive in
  /// the order they were sent; between the channels there is no order.
  default Channel channel() {
    return switch (this) {
      case TripleData _,
          Query _,
          QueryResponse _,
          InferenceRequest _,
          InferenceResult _,
          InstallSnapshot _,
          SuperstepMarker _,
          PlacementData _,
          DerivedData _ ->
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
  /// @param job the id of the load, or of the run of rules that they are mirrored in; may be empty
  /// @param meeting the number of the batch in the load, or of the meeting that they are sent
  ///   before
  record TripleData(
      List<Triple> triples, String source, DataPurpose purpose, String job, long meeting)
      implements IpcMessage {

    /// Some facts, which belong to no job.
    public TripleData(List<Triple> triples, String source) {
      this(triples, source, DataPurpose.LOAD, "", 0);
    }
  }

  /// Asks for the facts that a node owns and that match a pattern. Answered by [QueryResponse].
  ///
  /// @param version the version of all facts that is asked for: no other is answered; 0 for any
  /// @param scope which of the facts
  /// @param also what else the subject of a fact has to match, whose place in these patterns says
  ///   nothing; an owner that has not all facts of its subjects answers as if there were none
  /// @param among what a variable has to be; empty for anything
  /// @param filter a condition in SPARQL's words on the subject, which is `?s` there, and the
  ///   object, `?o`, whatever the pattern calls them; empty for none. An owner may leave out what
  ///   does not pass, and may not
  /// @param grouping which solutions are wanted as one; empty for none. Not with a filter, which
  ///   need not be kept to
  /// @param start where an earlier answer has left off; 0 for the beginning
  /// @param solutionsMax how many solutions are wanted in one answer; 0 for as many as the owner
  ///   likes, which are its most in any case
  record Query(
      String queryId,
      Pattern pattern,
      String sender,
      long version,
      FactScope scope,
      List<Pattern> also,
      Optional<Among> among,
      String filter,
      Optional<Grouping> grouping,
      long start,
      int solutionsMax)
      implements IpcMessage {
    public Query {
      also = List.copyOf(also);
    }

    /// Asks for all facts that match, of whatever version.
    public Query(String queryId, Pattern pattern, String sender) {
      this(
          queryId,
          pattern,
          sender,
          0,
          FactScope.ALL,
          List.of(),
          Optional.empty(),
          "",
          Optional.empty(),
          0,
          0);
    }
  }

  /// The answer to [Query], or a part of it.
  ///
  /// @param results the solutions, or, where many travel together, the first of them
  /// @param rows the others, their values in the order of the first; best a [RowBatch], which is
  ///   what a receiver gets
  /// @param version the version of all facts that this is of
  /// @param counts how many solutions each of these stands for; empty if one
  /// @param next where the next part begins; 0 if this is the last one
  record QueryResponse(
      String queryId,
      List<Bindings> results,
      List<List<Term>> rows,
      long version,
      List<Long> counts,
      long next)
      implements IpcMessage {
    public QueryResponse {
      results = List.copyOf(results);
      counts = List.copyOf(counts);
    }

    /// An answer whose solutions are one each.
    public QueryResponse(
        String queryId, List<Bindings> results, List<List<Term>> rows, long version, long next) {
      this(queryId, results, rows, version, List.of(), next);
    }

    /// The whole answer.
    public QueryResponse(String queryId, List<Bindings> results) {
      this(queryId, results, List.of(), 0, 0);
    }
  }

  /// Partial matches of a rule's body, to be completed where its next atom may match.
  ///
  /// @param bindings the first of them, by slot
  /// @param rows the others, their values in the order of `bindings`; best a [RowBatch], which is
  ///   what a receiver gets. All have equally many values, and at most one has none
  /// @param step where they go on
  /// @param job the id of the run of rules
  /// @param meeting the number of the meeting that they are sent before
  /// @param worker who is to go on
  record InferenceRequest(
      String ruleId,
      Bindings bindings,
      List<List<Term>> rows,
      InferenceStep step,
      String job,
      long meeting,
      int worker)
      implements IpcMessage {}

  /// Conclusions of rules, on their way to their owner.
  ///
  /// @param ruleId the rule; empty where conclusions of several travel together
  /// @param derived best a [TripleBatch], which is what a receiver gets
  /// @param stratum the stratum of the rules
  /// @param job the id of the run of rules
  /// @param meeting the number of the meeting that they are sent before
  /// @param worker their owner
  record InferenceResult(
      String ruleId, List<Triple> derived, int stratum, String job, long meeting, int worker)
      implements IpcMessage {}

  /// A node asks to become a member, or, at first, whether there is a cluster at all.
  ///
  /// @param incarnation a UUID kept with the node's log: a node that lost its log has another
  /// @param bootstraps whether the sender starts a cluster itself if a majority of the seeds has
  ///   none. Who answers such a request with `NO_CLUSTER` starts none as long as the sender is
  ///   connected
  record JoinRequest(String nodeId, String address, String incarnation, boolean bootstraps)
      implements IpcMessage {}

  /// The answer to [JoinRequest].
  ///
  /// @param accepted whether the sender is a member now
  /// @param members the node ids of the cluster's members
  /// @param status why, or why not
  /// @param reason the same for people; may be empty
  /// @param clusterId the cluster's id; empty if there is none
  /// @param leader the node id of the leader to ask instead; empty if none is known
  /// @param addresses where the members are
  record JoinResponse(
      boolean accepted,
      List<String> members,
      JoinStatus status,
      String reason,
      String clusterId,
      String leader,
      List<MemberAddress> addresses)
      implements IpcMessage {
    public JoinResponse {
      members = List.copyOf(members);
      addresses = List.copyOf(addresses);
    }
  }

  /// A node leaves: the end of a session, or, as a request, the wish to have the node taken out of
  /// the members, which a [ClusterReply] answers.
  record LeaveNotification(String nodeId) implements IpcMessage {}

  /// A candidate asks for a vote.
  ///
  /// @param term the candidate's Raft term
  /// @param lastLog index of the candidate's last log entry
  /// @param lastLogTerm the term of that entry
  /// @param preVote whether the vote is only tried: nobody's term changes (Ongaro, 9.6)
  record VoteRequest(
      long term, String candidate, long lastLog, long lastLogTerm, boolean preVote, RaftCall call)
      implements IpcMessage {}

  /// The answer to [VoteRequest].
  ///
  /// @param shouldShutdown whether the candidate is no member any more
  /// @param lastLog index of the voter's last log entry
  /// @param lastLogTerm the term of that entry
  record VoteResponse(
      long term,
      boolean granted,
      boolean shouldShutdown,
      long lastLog,
      long lastLogTerm,
      RaftCall call)
      implements IpcMessage {}

  /// Entries of a log from its leader, or none as a sign of life (Raft paper, figure 2).
  ///
  /// @param previousIndex index of the entry before `entries`
  /// @param previousTerm the term of that entry
  /// @param initializing whether the receiver is about to become a member
  /// @param commits how far the leader knows members to have committed
  record AppendEntries(
      long term,
      String leader,
      List<Entry> entries,
      long previousIndex,
      long previousTerm,
      long leaderCommit,
      boolean initializing,
      List<CommitMark> commits,
      RaftCall call)
      implements IpcMessage {
    public AppendEntries {
      entries = List.copyOf(entries);
      commits = List.copyOf(commits);
    }
  }

  /// The answer to [AppendEntries].
  ///
  /// @param matchIndex the last entry that is known to be the leader's
  /// @param nextIndex the entry that the follower wants next
  /// @param result what became of the entries
  /// @param followerCommit how far the follower has committed
  /// @param heartbeat whether the request had no entries
  record AppendResponse(
      long term,
      boolean success,
      long matchIndex,
      long nextIndex,
      AppendResult result,
      long followerCommit,
      boolean heartbeat,
      RaftCall call)
      implements IpcMessage {}

  /// A node arrives at a barrier. Answered by [BarrierRelease], or by a [ClusterReply] if others
  /// are still to come; then the release comes by itself.
  ///
  /// @param count how many have to arrive
  /// @param session the session with the cluster that the entry belongs to
  /// @param entryId names this arrival, so that it may be said again
  record BarrierEnter(String barrierId, String nodeId, int count, long session, String entryId)
      implements IpcMessage {}

  /// All have arrived.
  ///
  /// @param generation how often the barrier has been passed before
  /// @param entryId the arrival that this answers
  record BarrierRelease(String barrierId, long generation, String entryId) implements IpcMessage {}

  /// A node asks for a lock. Answered by [LockGrant], or by a [ClusterReply] if it has to wait;
  /// then the grant comes by itself.
  ///
  /// @param session the session with the cluster that the lock will belong to
  /// @param requestId names this request, so that it may be said again
  record LockRequest(String lockId, String nodeId, long session, String requestId)
      implements IpcMessage {}

  /// A node has a lock.
  ///
  /// @param holder the node id
  /// @param requestId the request that this grants
  /// @param token the fencing token: larger than that of every earlier holder
  record LockGrant(String lockId, String holder, String requestId, long token)
      implements IpcMessage {}

  /// A node gives a lock back, or asks for it no longer. Answered by a [ClusterReply].
  record LockRelease(String lockId, long session, String requestId) implements IpcMessage {}

  /// Sent to every peer at the configured interval, so that silence means failure.
  record Heartbeat(String sender, long timestamp, NodeStats stats) implements IpcMessage {}

  /// One chunk of a snapshot of the replicated state (Raft paper, figure 13).
  ///
  /// @param offset position of `data` in the file, in bytes
  /// @param done whether this is the last chunk
  /// @param requestId names the transfer
  /// @param requestIndex the chunk's number in the transfer, from 0
  /// @param file the file of the snapshot that `data` is of
  /// @param fileDigest MD5 of the whole file
  /// @param fileBytes length of the whole file
  /// @param chunkIndex the chunk's number in the file, from 0
  /// @param fileDone whether this is the file's last chunk
  /// @param totalBytes length of all files
  /// @param configuration the log entry that says who the members are
  record InstallSnapshot(
      long term,
      String leader,
      long lastIncludedIndex,
      long lastIncludedTerm,
      long offset,
      Bytes data,
      boolean done,
      String requestId,
      int requestIndex,
      String file,
      Bytes fileDigest,
      long fileBytes,
      int chunkIndex,
      boolean fileDone,
      long totalBytes,
      Bytes configuration,
      RaftCall call)
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
  /// @param heartbeatIntervalMillis how often it sends a [Heartbeat]
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
      int heartbeatIntervalMillis,
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
      int heartbeatIntervalMillis,
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
          heartbeatIntervalMillis,
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

  // ---------------------------------------------------------------- more of the cluster

  /// The answer to [InstallSnapshot].
  ///
  /// @param result what became of the chunk
  /// @param snapshotIndex the index that the receiver's snapshot reaches
  record InstallSnapshotReply(
      long term, SnapshotResult result, int requestIndex, long snapshotIndex, RaftCall call)
      implements IpcMessage {}

  /// A leader asks a follower to stand for election at once (Ongaro, 3.10).
  ///
  /// @param lastLog index of the leader's last log entry
  /// @param lastLogTerm the term of that entry
  record StartElection(long lastLog, long lastLogTerm, RaftCall call) implements IpcMessage {}

  /// The answer to [StartElection].
  record StartElectionReply(boolean accepted, RaftCall call) implements IpcMessage {}

  /// A follower asks its leader how far it must have applied the log before it may answer a read
  /// (Ongaro, 6.4).
  record ReadIndex(RaftCall call) implements IpcMessage {}

  /// The answer to [ReadIndex].
  ///
  /// @param accepted whether the receiver leads; if not, `index` says nothing
  record ReadIndexReply(boolean accepted, long index, RaftCall call) implements IpcMessage {}

  /// A member asks its leader to commit a command. Answered by a [ClusterReply].
  record Propose(Bytes command) implements IpcMessage {}

  /// What became of a request to the cluster's leader.
  ///
  /// @param reason for people; may be empty
  /// @param leader the node id of the leader to ask instead; empty if none is known
  /// @param outcome what the committed command had for result; empty if it was not committed
  record ClusterReply(ClusterReplyStatus status, String reason, String leader, Bytes outcome)
      implements IpcMessage {}

  /// Asks for [StatusReply].
  record StatusRequest() implements IpcMessage {}

  /// What a node knows of its cluster.
  ///
  /// @param nodeId who answers
  /// @param clusterId empty if the node is of no cluster yet
  /// @param role `leader`, `follower`, `candidate` or `offline`
  /// @param leader the leader's node id; empty if none is known
  /// @param logSize entries that the log holds
  /// @param problems what somebody should know or do, for people
  record StatusReply(
      String nodeId,
      String clusterId,
      String role,
      long term,
      String leader,
      boolean healthy,
      List<MemberStatus> members,
      long logSize,
      long lastApplied,
      long commitIndex,
      List<String> problems)
      implements IpcMessage {
    public StatusReply {
      members = List.copyOf(members);
      problems = List.copyOf(problems);
    }
  }

  /// Tells a node that it is a member of the sender's cluster, where it had been lost: started anew
  /// and alone, it gives up what it began and joins.
  ///
  /// @param addresses where the members are
  record Invitation(String clusterId, List<MemberAddress> addresses) implements IpcMessage {
    public Invitation {
      addresses = List.copyOf(addresses);
    }
  }

  // ---------------------------------------------------------------- reasoning together

  /// The sender has sent all that it sends before this meeting.
  ///
  /// @param job the id of the run of rules
  /// @param meeting the meeting's number in the run
  /// @param nodeId who sends it
  /// @param hasRows whether it has sent partial matches since the last meeting
  /// @param roundCount rounds of its workers in this run
  /// @param counts of predicates of which the number of the sender's facts has changed since it
  ///   last said
  /// @param rules rules that the sender has got since it last said, in a form that this layer does
  ///   not know; empty if none
  /// @param stale whether what is derived at the sender is not what rules conclude
  /// @param failure why the sender cannot go on; empty if it can
  record SuperstepMarker(
      String job,
      long meeting,
      String nodeId,
      boolean hasRows,
      long roundCount,
      List<PredicateCount> counts,
      Bytes rules,
      boolean stale,
      String failure)
      implements IpcMessage {
    public SuperstepMarker {
      counts = List.copyOf(counts);
    }
  }

  /// Asks for [PartitionsReply].
  record PartitionsRequest() implements IpcMessage {}

  /// Who owns which facts, as a node knows it.
  ///
  /// @param nodeId who answers
  /// @param strategy what decides which partition a fact belongs to; empty if nobody has said yet
  /// @param epoch which of the maps this is; ascending; 0 if there is none yet
  /// @param version of all facts, to ask for in a [Query]; 0 if there are none yet
  /// @param complete whether the facts are those of that version
  /// @param job what the nodes are doing together now, for people; empty for nothing
  /// @param owners who owns them
  record PartitionsReply(
      String nodeId,
      String strategy,
      long epoch,
      long version,
      boolean complete,
      String job,
      List<PartitionOwner> owners)
      implements IpcMessage {
    public PartitionsReply {
      owners = List.copyOf(owners);
    }
  }

  /// All batches of a load were sent and have been answered: the receiver has it dealt out to the
  /// owners. Answered by a [LoadReply] when that is done.
  ///
  /// @param batchCount how many batches there were
  /// @param thinks whether rules are to be run, from now on
  record LoadEnd(String loadId, long batchCount, boolean thinks) implements IpcMessage {}

  /// The answer to a batch of a load, which is a [TripleData], and to [LoadEnd].
  ///
  /// @param accepted whether that was done
  /// @param reason why not, for people; empty if it was
  /// @param factCount facts of the load so far; after [LoadEnd] those of all nodes
  /// @param derivedCount after [LoadEnd], those of all nodes that no input states
  record LoadReply(
      String loadId, boolean accepted, String reason, long factCount, long derivedCount)
      implements IpcMessage {}

  /// Asks for [CopiesReply].
  record CopiesRequest() implements IpcMessage {}

  /// Which members keep copies of the facts, as a node knows it.
  ///
  /// @param nodeId who answers
  /// @param copies how many members are to hold each fact; 0 if nobody has said yet
  /// @param nodeCount members that may hold some
  /// @param sets who holds what
  record CopiesReply(String nodeId, int copies, int nodeCount, List<ReplicaSetState> sets)
      implements IpcMessage {
    public CopiesReply {
      sets = List.copyOf(sets);
    }
  }

  /// Has a replica set go on from the copy of one member, since too many of the others are gone for
  /// good. Answered by [ForceSetReply], or by an [ErrorReply] that says why not.
  ///
  /// @param set its id
  /// @param holder the member; empty for the only one that is there
  /// @param mayBeEmpty whether it may go on with nothing if none is
  record ForceSet(long set, String holder, boolean mayBeEmpty) implements IpcMessage {}

  /// A replica set goes on from one copy.
  ///
  /// @param holder the member that has it
  /// @param empty whether it has nothing
  /// @param partitionCount partitions of which that is all there is
  record ForceSetReply(long set, String holder, boolean empty, int partitionCount)
      implements IpcMessage {}

  /// By what nodes agree on where facts are to be, before these are dealt out: hashes of terms and
  /// numbers that go with them, in a form that this layer does not know.
  ///
  /// @param numbers 64 bits each, the first byte the highest
  /// @param job the id of the run in which they agree
  /// @param meeting the number of the meeting that they are sent before
  record PlacementData(Bytes numbers, String job, long meeting) implements IpcMessage {}

  /// Facts that rules have concluded, for a holder of the set that keeps them, so that it need not
  /// derive them if it has to take over.
  ///
  /// @param derived best a [TripleBatch], which is what a receiver gets
  /// @param stratum the stratum of the rules
  /// @param step the superstep that has them as new
  /// @param last whether that is all of it; then answered by [DerivedReply]
  record DerivedData(List<Triple> derived, int stratum, DerivedStep step, boolean last)
      implements IpcMessage {}

  /// Up to which superstep a holder has what was derived.
  ///
  /// @param history the run of rules in which that began
  record DerivedReply(long set, long history, int superstep) implements IpcMessage {}
}
