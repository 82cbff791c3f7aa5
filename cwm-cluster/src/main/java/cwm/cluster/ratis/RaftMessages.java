package cwm.cluster.ratis;

import cwm.ipc.message.AppendResult;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.CommitMark;
import cwm.ipc.message.Entry;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.RaftCall;
import cwm.ipc.message.SnapshotResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.CommitInfoProto;
import org.apache.ratis.proto.RaftProtos.FileChunkProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto.SnapshotChunkProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotResult;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftGroupIdProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcReplyProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/// Ratis' calls as our messages, and back. What comes in may be anything: whatever Ratis could not
/// mean is an [IOException].
///
/// Ratis counts entries from 0 and says -1 for none; messages count from 1 and say 0.
final class RaftMessages {
  private RaftMessages() {}

  /// An index of Ratis' as the layers above and the messages count.
  static long outward(long ratisIndex) {
    return ratisIndex + 1;
  }

  /// An index of a message as Ratis counts.
  static long inward(long index) {
    return index - 1;
  }

  // ---------------------------------------------------------------- votes

  static IpcMessage.VoteRequest message(RequestVoteRequestProto proto) {
    RaftRpcRequestProto request = proto.getServerRequest();
    boolean hasLog = proto.hasCandidateLastEntry();
    TermIndexProto last = proto.getCandidateLastEntry();
    return new IpcMessage.VoteRequest(
        proto.getCandidateTerm(),
        request.getRequestorId().toStringUtf8(),
        hasLog ? outward(last.getIndex()) : 0,
        last.getTerm(),
        proto.getPreVote(),
        call(request));
  }

  static RequestVoteRequestProto proto(IpcMessage.VoteRequest message) throws IOException {
    var proto =
        RequestVoteRequestProto.newBuilder()
            .setServerRequest(request(message.call()))
            .setCandidateTerm(message.term())
            .setPreVote(message.preVote());
    if (message.lastLog() > 0) {
      proto.setCandidateLastEntry(termIndex(message.lastLogTerm(), message.lastLog()));
    }
    return proto.build();
  }

  static IpcMessage.VoteResponse message(RequestVoteReplyProto proto, RaftCall call) {
    return new IpcMessage.VoteResponse(
        proto.getTerm(),
        proto.getServerReply().getSuccess(),
        proto.getShouldShutdown(),
        outward(proto.getLastEntry().getIndex()),
        proto.getLastEntry().getTerm(),
        call);
  }

  static RequestVoteReplyProto proto(IpcMessage.VoteResponse message) throws IOException {
    var proto =
        RequestVoteReplyProto.newBuilder()
            .setServerReply(reply(message.call(), message.granted()))
            .setTerm(message.term())
            .setShouldShutdown(message.shouldShutdown());
    // Ratis does not count the vote of who says that its log is empty, since it may have lost it
    // (RATIS-1995). Here such a member does not begin ([LogFiles]), and if its vote did not
    // count, a log that has just begun could not lose its leader.
    if (message.lastLog() > 0) {
      proto.setLastEntry(termIndex(message.lastLogTerm(), message.lastLog()));
    }
    return proto.build();
  }

  // ---------------------------------------------------------------- entries

  static IpcMessage.AppendEntries message(AppendEntriesRequestProto proto) {
    RaftRpcRequestProto request = proto.getServerRequest();
    TermIndexProto previous = proto.getPreviousLog();
    return new IpcMessage.AppendEntries(
        proto.getLeaderTerm(),
        request.getRequestorId().toStringUtf8(),
        proto.getEntriesList().stream().map(RaftMessages::entry).toList(),
        proto.hasPreviousLog() ? outward(previous.getIndex()) : 0,
        previous.getTerm(),
        outward(proto.getLeaderCommit()),
        proto.getInitializing(),
        proto.getCommitInfosList().stream().map(RaftMessages::mark).toList(),
        call(request));
  }

  static AppendEntriesRequestProto proto(IpcMessage.AppendEntries message) throws IOException {
    var proto =
        AppendEntriesRequestProto.newBuilder()
            .setServerRequest(request(message.call()))
            .setLeaderTerm(message.term())
            .addAllEntries(entries(message.entries()))
            .setLeaderCommit(inward(message.leaderCommit()))
            .setInitializing(message.initializing());
    if (message.previousIndex() > 0) {
      proto.setPreviousLog(termIndex(message.previousTerm(), message.previousIndex()));
    }
    message.commits().forEach(mark -> proto.addCommitInfos(commitInfo(mark)));
    return proto.build();
  }

  private static Entry entry(LogEntryProto entry) {
    return new Entry(outward(entry.getIndex()), entry.getTerm(), Bytes.copyOf(entry.toByteArray()));
  }

  private static List<LogEntryProto> entries(List<Entry> entries) throws IOException {
    List<LogEntryProto> protos = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      LogEntryProto proto = LogEntryProto.parseFrom(wrap(entry.data()));
      if (outward(proto.getIndex()) != entry.index() || proto.getTerm() != entry.term()) {
        throw new IOException(
            "entry %d of term %d holds entry %d of term %d"
                .formatted(
                    entry.index(), entry.term(), outward(proto.getIndex()), proto.getTerm()));
      }
      protos.add(proto);
    }
    return protos;
  }

  private static CommitMark mark(CommitInfoProto info) {
    return new CommitMark(info.getServer().getId().toStringUtf8(), outward(info.getCommitIndex()));
  }

  private static CommitInfoProto commitInfo(CommitMark mark) {
    return CommitInfoProto.newBuilder()
        .setServer(RaftPeerProto.newBuilder().setId(ByteString.copyFromUtf8(mark.member())))
        .setCommitIndex(inward(mark.index()))
        .build();
  }

  static IpcMessage.AppendResponse message(AppendEntriesReplyProto proto, RaftCall call)
      throws IOException {
    return new IpcMessage.AppendResponse(
        proto.getTerm(),
        proto.getServerReply().getSuccess(),
        outward(proto.getMatchIndex()),
        outward(proto.getNextIndex()),
        switch (proto.getResult()) {
          case SUCCESS -> AppendResult.SUCCESS;
          case NOT_LEADER -> AppendResult.NOT_LEADER;
          case INCONSISTENCY -> AppendResult.INCONSISTENCY;
          case UNRECOGNIZED -> throw new IOException("an unknown result of an append");
        },
        outward(proto.getFollowerCommit()),
        proto.getIsHearbeat(),
        call);
  }

  static AppendEntriesReplyProto proto(IpcMessage.AppendResponse message) throws IOException {
    return AppendEntriesReplyProto.newBuilder()
        .setServerReply(reply(message.call(), message.success()))
        .setTerm(message.term())
        .setMatchIndex(inward(message.matchIndex()))
        .setNextIndex(inward(message.nextIndex()))
        .setResult(
            switch (message.result()) {
              case SUCCESS -> AppendEntriesReplyProto.AppendResult.SUCCESS;
              case NOT_LEADER -> AppendEntriesReplyProto.AppendResult.NOT_LEADER;
              case INCONSISTENCY -> AppendEntriesReplyProto.AppendResult.INCONSISTENCY;
            })
        .setFollowerCommit(inward(message.followerCommit()))
        .setIsHearbeat(message.heartbeat())
        .build();
  }

  // ---------------------------------------------------------------- snapshots

  static IpcMessage.InstallSnapshot message(InstallSnapshotRequestProto proto) {
    RaftRpcRequestProto request = proto.getServerRequest();
    SnapshotChunkProto chunk = proto.getSnapshotChunk();
    FileChunkProto part = chunk.getFileChunks(0); // Ratis makes a message of each
    return new IpcMessage.InstallSnapshot(
        proto.getLeaderTerm(),
        request.getRequestorId().toStringUtf8(),
        outward(chunk.getTermIndex().getIndex()),
        chunk.getTermIndex().getTerm(),
        part.getOffset(),
        bytes(part.getData()),
        chunk.getDone(),
        chunk.getRequestId(),
        chunk.getRequestIndex(),
        part.getFilename(),
        bytes(part.getFileDigest()),
        part.getTotalSize(),
        part.getChunkIndex(),
        part.getDone(),
        chunk.getTotalSize(),
        bytes(proto.getLastRaftConfigurationLogEntryProto().toByteString()),
        call(request));
  }

  static InstallSnapshotRequestProto proto(IpcMessage.InstallSnapshot message) throws IOException {
    var part =
        FileChunkProto.newBuilder()
            .setFilename(message.file())
            .setTotalSize(message.fileBytes())
            .setFileDigest(wrap(message.fileDigest()))
            .setChunkIndex(message.chunkIndex())
            .setOffset(message.offset())
            .setData(wrap(message.data()))
            .setDone(message.fileDone());
    var chunk =
        SnapshotChunkProto.newBuilder()
            .setRequestId(message.requestId())
            .setRequestIndex(message.requestIndex())
            .setTermIndex(termIndex(message.lastIncludedTerm(), message.lastIncludedIndex()))
            .addFileChunks(part)
            .setTotalSize(message.totalBytes())
            .setDone(message.done());
    return InstallSnapshotRequestProto.newBuilder()
        .setServerRequest(request(message.call()))
        .setLeaderTerm(message.term())
        .setSnapshotChunk(chunk)
        .setLastRaftConfigurationLogEntryProto(
            LogEntryProto.parseFrom(wrap(message.configuration())))
        .build();
  }

  static IpcMessage.InstallSnapshotReply message(InstallSnapshotReplyProto proto, RaftCall call)
      throws IOException {
    return new IpcMessage.InstallSnapshotReply(
        proto.getTerm(),
        switch (proto.getResult()) {
          case SUCCESS -> SnapshotResult.SUCCESS;
          case NOT_LEADER -> SnapshotResult.NOT_LEADER;
          case IN_PROGRESS -> SnapshotResult.IN_PROGRESS;
          case ALREADY_INSTALLED -> SnapshotResult.ALREADY_INSTALLED;
          case CONF_MISMATCH -> SnapshotResult.CONFIGURATION_MISMATCH;
          case SNAPSHOT_UNAVAILABLE -> SnapshotResult.UNAVAILABLE;
          case SNAPSHOT_INSTALLED -> SnapshotResult.INSTALLED;
          case SNAPSHOT_EXPIRED -> SnapshotResult.EXPIRED;
          case UNRECOGNIZED -> throw new IOException("an unknown result of a snapshot");
        },
        proto.getRequestIndex(),
        proto.getSnapshotIndex(),
        call);
  }

  static InstallSnapshotReplyProto proto(IpcMessage.InstallSnapshotReply message)
      throws IOException {
    InstallSnapshotResult result =
        switch (message.result()) {
          case SUCCESS -> InstallSnapshotResult.SUCCESS;
          case NOT_LEADER -> InstallSnapshotResult.NOT_LEADER;
          case IN_PROGRESS -> InstallSnapshotResult.IN_PROGRESS;
          case ALREADY_INSTALLED -> InstallSnapshotResult.ALREADY_INSTALLED;
          case CONFIGURATION_MISMATCH -> InstallSnapshotResult.CONF_MISMATCH;
          case UNAVAILABLE -> InstallSnapshotResult.SNAPSHOT_UNAVAILABLE;
          case INSTALLED -> InstallSnapshotResult.SNAPSHOT_INSTALLED;
          case EXPIRED -> InstallSnapshotResult.SNAPSHOT_EXPIRED;
        };
    boolean success =
        switch (message.result()) {
          case SUCCESS, ALREADY_INSTALLED, INSTALLED -> true;
          case NOT_LEADER, IN_PROGRESS, CONFIGURATION_MISMATCH, UNAVAILABLE, EXPIRED -> false;
        };
    return InstallSnapshotReplyProto.newBuilder()
        .setServerReply(reply(message.call(), success))
        .setTerm(message.term())
        .setResult(result)
        .setRequestIndex(message.requestIndex())
        .setSnapshotIndex(message.snapshotIndex())
        .build();
  }

  // ---------------------------------------------------------------- handing over leadership

  static IpcMessage.StartElection message(StartLeaderElectionRequestProto proto) {
    boolean hasLog = proto.hasLeaderLastEntry();
    TermIndexProto last = proto.getLeaderLastEntry();
    return new IpcMessage.StartElection(
        hasLog ? outward(last.getIndex()) : 0, last.getTerm(), call(proto.getServerRequest()));
  }

  static StartLeaderElectionRequestProto proto(IpcMessage.StartElection message)
      throws IOException {
    var proto =
        StartLeaderElectionRequestProto.newBuilder().setServerRequest(request(message.call()));
    if (message.lastLog() > 0) {
      proto.setLeaderLastEntry(termIndex(message.lastLogTerm(), message.lastLog()));
    }
    return proto.build();
  }

  static IpcMessage.StartElectionReply message(StartLeaderElectionReplyProto proto, RaftCall call) {
    return new IpcMessage.StartElectionReply(proto.getServerReply().getSuccess(), call);
  }

  static StartLeaderElectionReplyProto proto(IpcMessage.StartElectionReply message)
      throws IOException {
    return StartLeaderElectionReplyProto.newBuilder()
        .setServerReply(reply(message.call(), message.accepted()))
        .build();
  }

  // ---------------------------------------------------------------- parts

  private static RaftCall call(RaftRpcRequestProto request) {
    return new RaftCall(
        RaftGroupId.valueOf(request.getRaftGroupId().getId()).getUuid().toString(),
        request.getRequestorId().toStringUtf8(),
        request.getReplyId().toStringUtf8(),
        request.getCallId());
  }

  private static RaftRpcRequestProto request(RaftCall call) throws IOException {
    return RaftRpcRequestProto.newBuilder()
        .setRequestorId(ByteString.copyFromUtf8(call.sender()))
        .setReplyId(ByteString.copyFromUtf8(call.receiver()))
        .setRaftGroupId(group(call))
        .setCallId(call.id())
        .build();
  }

  private static RaftRpcReplyProto reply(RaftCall call, boolean success) throws IOException {
    return RaftRpcReplyProto.newBuilder()
        .setRequestorId(ByteString.copyFromUtf8(call.sender()))
        .setReplyId(ByteString.copyFromUtf8(call.receiver()))
        .setRaftGroupId(group(call))
        .setCallId(call.id())
        .setSuccess(success)
        .build();
  }

  private static RaftGroupIdProto group(RaftCall call) throws IOException {
    return RaftGroupIdProto.newBuilder()
        .setId(RaftGroupId.valueOf(groupId(call)).toByteString())
        .build();
  }

  /// The group that a call is for.
  static UUID groupId(RaftCall call) throws IOException {
    try {
      return UUID.fromString(call.group());
    } catch (IllegalArgumentException e) {
      throw new IOException("the group '" + call.group() + "' is no UUID", e);
    }
  }

  private static TermIndexProto termIndex(long term, long index) {
    return TermIndexProto.newBuilder().setTerm(term).setIndex(inward(index)).build();
  }

  /// Without another copy of the bytes.
  static ByteString wrap(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.toArray());
  }

  static Bytes bytes(ByteString bytes) {
    return bytes.isEmpty() ? Bytes.EMPTY : Bytes.copyOf(bytes.toByteArray());
  }
}
