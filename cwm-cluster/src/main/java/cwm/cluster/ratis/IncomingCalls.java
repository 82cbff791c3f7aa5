package cwm.cluster.ratis;

import cwm.cluster.log.MemberId;
import cwm.ipc.Node;
import cwm.ipc.Received;
import cwm.ipc.message.AppendResult;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.RaftCall;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/// Answers calls of other members. The node's threads only hand over: Ratis writes to disks.
final class IncomingCalls {
  /// Why a call is not answered, for programs.
  private enum Code {
    /// What was sent is no call of Ratis'.
    MALFORMED,
    /// This node has no open copy of that log.
    NO_GROUP,
    /// The call is for a member that this node is not, perhaps not any more.
    WRONG_MEMBER,
    /// The call is not from the node that sent it.
    WRONG_SENDER,
    /// The log is being opened.
    NOT_READY,
    /// Ratis would not.
    RAFT_FAILED
  }

  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final Code code;

    Refusal(Code code, String message) {
      super(message);
      this.code = code;
    }
  }

  private interface Call<M extends IpcMessage> {
    CompletionStage<? extends IpcMessage> answer(RatisLog log, RaftServer server, M message)
        throws IOException;
  }

  private final Node node;
  private final Function<UUID, @Nullable RatisLog> logs;

  /// @param logs the open log of a group, or null
  IncomingCalls(Node node, Function<UUID, @Nullable RatisLog> logs) {
    this.node = node;
    this.logs = logs;
  }

  void listen() {
    on(IpcMessage.VoteRequest.class, IpcMessage.VoteRequest::call, false, IncomingCalls::vote);
    // One after another, so that none finds entries missing that came before it.
    on(IpcMessage.AppendEntries.class, IpcMessage.AppendEntries::call, true, IncomingCalls::append);
    on(
        IpcMessage.InstallSnapshot.class,
        IpcMessage.InstallSnapshot::call,
        false,
        IncomingCalls::install);
    on(IpcMessage.StartElection.class, IpcMessage.StartElection::call, false, IncomingCalls::elect);
    on(IpcMessage.ReadIndex.class, IpcMessage.ReadIndex::call, false, IncomingCalls::readIndex);
  }

  // ---------------------------------------------------------------- calls

  private static CompletionStage<IpcMessage> vote(
      RatisLog log, RaftServer server, IpcMessage.VoteRequest message) throws IOException {
    Optional<IpcMessage> answer =
        message.preVote()
            ? log.division().flatMap(division -> log.succession().answer(division, message))
            : Optional.empty();
    if (answer.isPresent()) {
      return CompletableFuture.completedFuture(answer.get());
    }
    IpcMessage.VoteResponse response =
        RaftMessages.message(server.requestVote(RaftMessages.proto(message)), message.call());
    if (response.granted()) {
      log.succession().promise(message.candidate());
    }
    return CompletableFuture.completedFuture(response);
  }

  private static CompletionStage<IpcMessage> append(
      RatisLog log, RaftServer server, IpcMessage.AppendEntries message) throws IOException {
    Optional<IpcMessage> answer = log.division().flatMap(division -> dismiss(division, message));
    if (answer.isPresent()) {
      return CompletableFuture.completedFuture(answer.get());
    }
    return server
        .appendEntriesAsync(RaftMessages.proto(message))
        .thenApply(
            reply -> {
              try {
                return RaftMessages.message(reply, message.call());
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            });
  }

  /// Tells a leader that others follow a later one. Ratis would too, and log a warning each time,
  /// of which there are many when what was held up in a network comes at once.
  private static Optional<IpcMessage> dismiss(
      RaftServer.Division division, IpcMessage.AppendEntries message) {
    long term = division.getInfo().getCurrentTerm();
    return message.term() >= term
        ? Optional.empty()
        : Optional.of(
            new IpcMessage.AppendResponse(
                term,
                false,
                0,
                0,
                AppendResult.NOT_LEADER,
                RaftMessages.outward(division.getRaftLog().getLastCommittedIndex()),
                message.entries().isEmpty(),
                message.call()));
  }

  private static CompletionStage<IpcMessage> install(
      RatisLog log, RaftServer server, IpcMessage.InstallSnapshot message) throws IOException {
    if (message.requestIndex() == 0) {
      log.forgetTransfers();
    }
    return CompletableFuture.completedFuture(
        RaftMessages.message(server.installSnapshot(RaftMessages.proto(message)), message.call()));
  }

  private static CompletionStage<IpcMessage> elect(
      RatisLog log, RaftServer server, IpcMessage.StartElection message) throws IOException {
    return CompletableFuture.completedFuture(
        RaftMessages.message(
            server.startLeaderElection(RaftMessages.proto(message)), message.call()));
  }

  private static CompletionStage<IpcMessage> readIndex(
      RatisLog log, RaftServer server, IpcMessage.ReadIndex message) {
    return log.ownReadIndex()
        .thenApply(
            index ->
                new IpcMessage.ReadIndexReply(
                    index.isPresent(),
                    index.map(RaftMessages::outward).orElse(0L),
                    message.call()));
  }

  // ---------------------------------------------------------------- the way there and back

  private <M extends IpcMessage> void on(
      Class<M> type, Function<M, RaftCall> callOf, boolean inOrder, Call<M> call) {
    node.on(
        type,
        received -> {
          RaftCall raftCall = callOf.apply(received.message());
          try {
            RatisLog log = find(raftCall, received.peer());
            Executor executor = inOrder ? log.appends() : Thread::startVirtualThread;
            executor.execute(() -> answer(received, log, call));
          } catch (Refusal e) {
            refuse(received, e.code, Failures.messageOf(e));
          }
        });
  }

  /// The log that a call is for, if it is for this member of it.
  private RatisLog find(RaftCall call, String peer) throws Refusal {
    UUID group;
    MemberId sender;
    try {
      group = RaftMessages.groupId(call);
      sender = MemberId.parse(call.sender());
    } catch (IOException | IllegalArgumentException e) {
      throw new Refusal(Code.MALFORMED, Failures.messageOf(e));
    }
    if (!sender.nodeId().equals(peer)) {
      throw new Refusal(
          Code.WRONG_SENDER, "%s called in the name of %s".formatted(peer, call.sender()));
    }
    RatisLog log = logs.apply(group);
    if (log == null) {
      throw new Refusal(
          Code.NO_GROUP, "node %s has no open copy of log %s".formatted(node.id(), group));
    }
    if (!log.self().toString().equals(call.receiver())) {
      throw new Refusal(
          Code.WRONG_MEMBER,
          "%s was called, but here is %s".formatted(call.receiver(), log.self()));
    }
    if (log.division().isEmpty()) {
      throw new Refusal(Code.NOT_READY, "log %s is being opened".formatted(group));
    }
    return log;
  }

  private static <M extends IpcMessage> void answer(
      Received<M> received, RatisLog log, Call<M> call) {
    try {
      var _ =
          call.answer(log, log.server(), received.message())
              .whenComplete(
                  (answer, failure) -> {
                    if (failure == null) {
                      reply(received, answer);
                    } else {
                      refuse(received, failure);
                    }
                  });
    } catch (IOException | RuntimeException e) {
      refuse(received, e);
    }
  }

  private static void refuse(Received<?> received, Throwable failure) {
    Throwable cause = Failures.unwrap(failure);
    refuse(
        received,
        Code.RAFT_FAILED,
        cause.getClass().getSimpleName() + ": " + Failures.messageOf(cause));
  }

  private static void refuse(Received<?> received, Code code, String message) {
    reply(received, new IpcMessage.ErrorReply(code.name(), message));
  }

  private static void reply(Received<?> received, IpcMessage answer) {
    if (received.isRequest()) {
      var _ = received.replyAsync(answer); // a caller that is gone asks again
    }
  }
}
