package cwm.cluster.ratis;

import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.ipc.message.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/// Proposals on their way through the local Ratis.
///
/// The point is what to say of one that failed: as long as Ratis has not begun to write it, it can
/// be said that nothing was written; from then on, nothing is known.
final class Proposals {
  private static final ProposeResult.Unavailable TOO_MANY =
      new ProposeResult.Unavailable(
          "%d proposals are under way, the limit; try again when some are done"
              .formatted(RaftSettings.PENDING_COUNT_MAX));

  private enum Progress {
    WAITING,
    SUBMITTED,
    WRITTEN,
    GIVEN_UP
  }

  /// A command as Ratis carries it, and how far it has come.
  static final class Command implements Message {
    private final ByteString content;
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITING);
    private final CompletableFuture<ProposeResult> result = new CompletableFuture<>();

    private Command(ByteString content) {
      this.content = content;
    }

    @Override
    public ByteString getContent() {
      return content;
    }

    void markWritten() {
      progress.compareAndSet(Progress.SUBMITTED, Progress.WRITTEN);
    }

    private boolean isWritten() {
      return progress.get() == Progress.WRITTEN;
    }
  }

  private final RaftGroupId group;
  private final RaftPeerId self;
  private final Duration timeout;
  private final ScheduledExecutorService timer;
  private final ClientId client = ClientId.randomId();
  private final Executor submissions;
  private final AtomicInteger pendingCount = new AtomicInteger();

  Proposals(RaftGroupId group, RaftPeerId self, Duration timeout, ScheduledExecutorService timer) {
    this.group = group;
    this.self = self;
    this.timeout = timeout;
    this.timer = timer;
    submissions = SerialTasks.named("cwm-log-proposals");
  }

  /// Proposes; those that are proposed one after another are written in that order.
  CompletableFuture<ProposeResult> propose(RaftServer server, Bytes bytes) {
    if (pendingCount.incrementAndGet() > RaftSettings.PENDING_COUNT_MAX) {
      pendingCount.decrementAndGet();
      return CompletableFuture.completedFuture(TOO_MANY);
    }
    var command = new Command(RaftMessages.wrap(bytes));
    ScheduledFuture<?> limit =
        timer.schedule(() -> giveUp(command), timeout.toNanos(), TimeUnit.NANOSECONDS);
    var _ =
        command.result.whenComplete(
            (_, _) -> {
              pendingCount.decrementAndGet();
              limit.cancel(false);
            });
    submissions.execute(() -> submit(server, command));
    return command.result;
  }

  private void submit(RaftServer server, Command command) {
    if (!command.progress.compareAndSet(Progress.WAITING, Progress.SUBMITTED)) {
      return;
    }
    var request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(self)
            .setGroupId(group)
            .setCallId(CallId.getAndIncrement())
            .setMessage(command)
            .setType(RaftClientRequest.writeRequestType())
            .build();
    CompletableFuture<RaftClientReply> reply;
    try {
      reply = server.submitClientRequestAsync(request);
    } catch (IOException | RuntimeException e) {
      reply = CompletableFuture.failedFuture(e);
    }
    var _ =
        reply.whenComplete(
            (answer, failure) -> command.result.complete(result(command, answer, failure)));
  }

  private void giveUp(Command command) {
    boolean isUntouched = command.progress.compareAndSet(Progress.WAITING, Progress.GIVEN_UP);
    String reason = "not agreed on within %d ms".formatted(timeout.toMillis());
    command.result.complete(
        isUntouched ? new ProposeResult.Unavailable(reason) : new ProposeResult.Unknown(reason));
  }

  private static ProposeResult result(
      Command command, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
    if (reply != null && reply.isSuccess()) {
      return new ProposeResult.Committed(
          RaftMessages.outward(reply.getLogIndex()),
          RaftMessages.bytes(reply.getMessage().getContent()));
    }
    Throwable cause = reply == null ? Failures.unwrap(orUnknown(failure)) : reply.getException();
    if (command.isWritten()) {
      return new ProposeResult.Unknown(
          cause instanceof NotLeaderException
              ? "leadership was lost before it was committed"
              : Failures.allMessagesOf(cause));
    }
    return switch (cause) {
      case NotLeaderException notLeader -> new ProposeResult.NotLeader(leader(notLeader));
      case LeaderNotReadyException _ ->
          new ProposeResult.Unavailable("the leader has not yet applied what others committed");
      case LeaderSteppingDownException _ ->
          new ProposeResult.Unavailable("leadership is being handed over");
      case ResourceUnavailableException _ -> TOO_MANY;
      default -> new ProposeResult.Unavailable(Failures.allMessagesOf(cause));
    };
  }

  private static Throwable orUnknown(@Nullable Throwable failure) {
    return failure == null ? new IllegalStateException("no answer") : failure;
  }

  static Optional<MemberId> leader(NotLeaderException failure) {
    RaftPeer leader = failure.getSuggestedLeader();
    return leader == null ? Optional.empty() : Optional.of(RaftPeers.member(leader.getId()));
  }
}
