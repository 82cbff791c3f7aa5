package cwm.cluster.ratis;

import cwm.cluster.log.LogSettings;
import cwm.cluster.log.MemberId;
import cwm.ipc.Node;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.RaftCall;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexReplyProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;

/// Calls of members of the same log, as requests of the [Node]. Those that say that somebody lives
/// wait no longer than an election timeout, however long the node takes a silent peer for alive.
final class OutgoingCalls implements RaftServerRpc, RaftServerAsynchronousProtocol {
  /// For what may be large and is written to a disk. Signs of life do not wait for it.
  private static final Duration BULK_TIMEOUT_MIN = Duration.ofSeconds(5);

  private final Node node;
  private final Duration timeout;
  private final Duration bulkTimeout;
  private final Runnable configurationHint;
  private final Consumer<RaftCall> onDismissed;

  /// @param configurationHint called when the configuration of some log may have changed
  /// @param onDismissed told of calls to which a leader answered that the caller is no member
  OutgoingCalls(
      Node node, LogSettings settings, Runnable configurationHint, Consumer<RaftCall> onDismissed) {
    this.node = node;
    timeout = settings.electionTimeoutMax();
    bulkTimeout = timeout.compareTo(BULK_TIMEOUT_MIN) > 0 ? timeout : BULK_TIMEOUT_MIN;
    this.configurationHint = configurationHint;
    this.onDismissed = onDismissed;
  }

  // ---------------------------------------------------------------- calls

  @Override
  public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
    IpcMessage.VoteRequest message = RaftMessages.message(request);
    IpcMessage.VoteResponse response = wait(vote(message));
    if (response.shouldShutdown()) {
      onDismissed.accept(message.call());
    }
    return RaftMessages.proto(response);
  }

  CompletableFuture<IpcMessage.VoteResponse> vote(IpcMessage.VoteRequest request) {
    return ask(request.call(), request, timeout, IpcMessage.VoteResponse.class);
  }

  @Override
  public CompletableFuture<AppendEntriesReplyProto> appendEntriesAsync(
      AppendEntriesRequestProto request) {
    IpcMessage.AppendEntries message = RaftMessages.message(request);
    Duration patience = message.entries().isEmpty() ? timeout : bulkTimeout;
    return ask(message.call(), message, patience, IpcMessage.AppendResponse.class)
        .thenApply(convert(RaftMessages::proto));
  }

  CompletableFuture<InstallSnapshotReplyProto> installSnapshotAsync(
      InstallSnapshotRequestProto request) {
    IpcMessage.InstallSnapshot message = RaftMessages.message(request);
    return ask(message.call(), message, bulkTimeout, IpcMessage.InstallSnapshotReply.class)
        .thenApply(convert(RaftMessages::proto));
  }

  @Override
  public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
      throws IOException {
    IpcMessage.StartElection message = RaftMessages.message(request);
    return RaftMessages.proto(
        wait(ask(message.call(), message, timeout, IpcMessage.StartElectionReply.class)));
  }

  /// Asks a leader how far its log is committed; see [Leading].
  CompletableFuture<IpcMessage.ReadIndexReply> readIndex(RaftCall call) {
    return ask(call, new IpcMessage.ReadIndex(call), timeout, IpcMessage.ReadIndexReply.class);
  }

  /// The future fails with [IOException]s, so that Ratis takes them for what they are.
  private <M extends IpcMessage> CompletableFuture<M> ask(
      RaftCall call, IpcMessage message, Duration patience, Class<M> answer) {
    return node.request(MemberId.parse(call.receiver()).nodeId(), message, patience)
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                throw new CompletionException(asIoException(failure));
              }
              if (!answer.isInstance(reply)) {
                throw new CompletionException(
                    new IOException(
                        "%s answered %s with %s"
                            .formatted(
                                call.receiver(),
                                message.getClass().getSimpleName(),
                                reply.getClass().getSimpleName())));
              }
              return answer.cast(reply);
            });
  }

  private static IOException asIoException(Throwable failure) {
    Throwable cause = Failures.unwrap(failure);
    return cause instanceof IOException io ? io : new IOException(cause.getMessage(), cause);
  }

  private static <T> T wait(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while waiting for an answer");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      throw asIoException(e);
    }
  }

  private interface Conversion<M, P> {
    P convert(M message) throws IOException;
  }

  private static <M, P> Function<M, P> convert(Conversion<M, P> conversion) {
    return message -> {
      try {
        return conversion.convert(message);
      } catch (IOException e) {
        throw new CompletionException(e);
      }
    };
  }

  // ---------------------------------------------------------------- what Ratis does not call here

  @Override
  public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request)
      throws IOException {
    throw ownAppenders();
  }

  @Override
  public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request)
      throws IOException {
    throw ownAppenders();
  }

  private static UnsupportedOperationException ownAppenders() {
    return new UnsupportedOperationException("FollowerAppender does that");
  }

  @Override
  public CompletableFuture<ReadIndexReplyProto> readIndexAsync(ReadIndexRequestProto request) {
    throw new UnsupportedOperationException("RatisLog does that");
  }

  // ---------------------------------------------------------------- the rest

  /// Whether there is a session with a member's node.
  boolean reaches(RaftPeerId member) {
    return node.peer(RaftPeers.member(member).nodeId()).isPresent();
  }

  @Override
  public RaftServerAsynchronousProtocol async() {
    return this;
  }

  @Override
  public RpcType getRpcType() {
    return new IpcRpcType();
  }

  /// Peers are found by their node id; but this is called where a configuration changes.
  @Override
  public void addRaftPeers(Collection<RaftPeer> peers) {
    configurationHint.run();
  }

  /// Nobody connects to it: the node listens.
  @Override
  public InetSocketAddress getInetSocketAddress() {
    return InetSocketAddress.createUnresolved(node.id(), 0);
  }

  @Override
  public void handleException(RaftPeerId peer, Exception failure, boolean reconnects) {}

  @Override
  public void start() {}

  @Override
  public void close() {}
}
