package cwm.cluster;

import cwm.cluster.log.Leadership;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.cluster.state.Command;
import cwm.cluster.state.CommandCodec;
import cwm.cluster.state.FormatException;
import cwm.cluster.state.Outcome;
import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.Received;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.ClusterReplyStatus;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.ClusterReply;
import cwm.ipc.transport.Timers;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Has commands committed, whoever leads: by this node's log if it leads, else by asking the
/// leader, again and again until there is an outcome or the time is over. That is safe because
/// commands are idempotent ([Command]).
final class Proposals {
  private static final Duration RETRY_DELAY = Duration.ofMillis(50);

  private final EventLoop loop;
  private final Node node;
  private final Duration requestTimeout;
  private final Set<Attempt> waiting = new LinkedHashSet<>();
  private volatile Optional<ReplicatedLog> log = Optional.empty(); // events set, handlers read

  /// How many logs this node has had: what a command says means something else in another one.
  private int logCount;

  private boolean isClosed;
  private String lastObstacle = "";

  /// @param requestTimeout how long one request to a leader may take
  Proposals(EventLoop loop, Node node, Duration requestTimeout) {
    this.loop = loop;
    this.node = node;
    this.requestTimeout = requestTimeout;
  }

  void setLog(Optional<ReplicatedLog> newLog) {
    if (log.isPresent()) {
      logCount++;
    }
    log = newLog;
  }

  /// Tries again what waits for a leader.
  void leadershipChanged() {
    List.copyOf(waiting).forEach(Attempt::wake);
  }

  void close() {
    isClosed = true;
    leadershipChanged();
  }

  /// Why the cluster does not agree on what this node proposes, for people; empty if it does.
  /// Called by events.
  String lastObstacle() {
    return lastObstacle;
  }

  // ---------------------------------------------------------------- of this node

  /// Has a command committed. Called by events; completes in events.
  ///
  /// The future fails with a [ClusterException] `TIMEOUT` or `NO_LEADER`, and then the command may
  /// still be committed later; with `BAD_REQUEST`, and then it is not; or with `CLOSED`.
  CompletableFuture<Outcome> submit(Command command, Duration timeout) {
    Bytes bytes;
    try {
      bytes = CommandCodec.encode(command);
    } catch (FormatException e) {
      return CompletableFuture.failedFuture(
          new ClusterException(ClusterException.Code.BAD_REQUEST, IpcException.messageOf(e), e));
    }
    var attempt = new Attempt(command, bytes, loop.nanoTime() + timeout.toNanos());
    attempt.go();
    return attempt.outcome;
  }

  private final class Attempt {
    private final Command command;
    private final Bytes bytes;
    private final long endNanos;
    private final int ofLog = logCount;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private String obstacle = "there is no leader";
    private boolean hasMetLeader;
    private Timers.@Nullable Timer timer;

    Attempt(Command command, Bytes bytes, long endNanos) {
      this.command = command;
      this.bytes = bytes;
      this.endNanos = endNanos;
    }

    /// Goes on, unless it has already.
    void wake() {
      if (waiting.remove(this)) {
        if (timer != null) {
          timer.cancel();
        }
        go();
      }
    }

    void go() {
      long leftNanos = endNanos - loop.nanoTime();
      if (isClosed) {
        fail(ClusterException.Code.CLOSED, "this node takes part no longer");
      } else if (ofLog != logCount) {
        fail(ClusterException.Code.NO_LEADER, "this node has left the cluster that it was for");
      } else if (leftNanos <= 0) {
        fail(
            hasMetLeader ? ClusterException.Code.TIMEOUT : ClusterException.Code.NO_LEADER,
            "the cluster has not agreed in time: " + obstacle);
      } else {
        ask(Duration.ofNanos(leftNanos));
      }
    }

    private void fail(ClusterException.Code code, String message) {
      outcome.completeExceptionally(new ClusterException(code, message));
    }

    private void ask(Duration left) {
      Leadership leadership = log.map(ReplicatedLog::leadership).orElse(Core.NO_LEADERSHIP);
      // A log that takes no part says why.
      boolean isOffline = leadership.role() == Leadership.Role.OFFLINE;
      if (log.isPresent() && (isOffline || leadership.role() == Leadership.Role.LEADER)) {
        loop.when(log.get().propose(bytes), this::proposed);
      } else if (leadership.leader().isPresent()) {
        String leader = leadership.leader().get().nodeId();
        Duration limit = left.compareTo(requestTimeout) < 0 ? left : requestTimeout;
        loop.when(
            node.request(leader, Translation.request(command, node.id()), limit),
            (reply, failure) -> replied(leader, reply, failure));
      } else {
        tryAgain("there is no leader", false);
      }
    }

    private void proposed(@Nullable ProposeResult result, @Nullable Throwable failure) {
      switch (result) {
        case null -> tryAgain(String.valueOf(failure), false);
        case ProposeResult.Committed(_, Bytes answer) -> {
          try {
            committed(CommandCodec.decodeOutcome(answer));
          } catch (FormatException e) {
            tryAgain("the log answers what cannot be read: " + IpcException.messageOf(e), true);
          }
        }
        case ProposeResult.NotLeader _ -> tryAgain("there is no leader", false);
        case ProposeResult.Unknown(var reason) -> tryAgain(reason, true);
        case ProposeResult.Unavailable(var reason) -> tryAgain(reason, true);
      }
    }

    private void replied(String leader, @Nullable IpcMessage reply, @Nullable Throwable failure) {
      if (reply == null) {
        tryAgain("'%s' does not answer: %s".formatted(leader, messageOf(failure)), true);
      } else if (reply instanceof ClusterReply answer
          && answer.status() != ClusterReplyStatus.COMMITTED) {
        switch (answer.status()) {
          case REJECTED -> fail(ClusterException.Code.BAD_REQUEST, answer.reason());
          case NOT_LEADER -> tryAgain("'%s' does not lead".formatted(leader), false);
          default -> tryAgain(answer.reason(), true);
        }
      } else {
        try {
          committed(Translation.outcome(command, reply));
        } catch (IllegalArgumentException | FormatException e) {
          tryAgain(
              "'%s' answers what cannot be read: %s".formatted(leader, IpcException.messageOf(e)),
              true);
        }
      }
    }

    private void committed(Outcome result) {
      lastObstacle = "";
      outcome.complete(result);
    }

    private void tryAgain(String why, boolean metLeader) {
      obstacle = why;
      lastObstacle = why;
      hasMetLeader |= metLeader;
      waiting.add(this);
      long leftNanos = Math.max(0, endNanos - loop.nanoTime());
      long delayNanos = Math.min(RETRY_DELAY.toNanos(), leftNanos);
      timer = loop.schedule(Duration.ofNanos(delayNanos + 1), this::wake);
    }
  }

  private static String messageOf(@Nullable Throwable failure) {
    return failure instanceof IpcException e ? IpcException.messageOf(e) : String.valueOf(failure);
  }

  // ---------------------------------------------------------------- of other members

  /// Commits what another member asks for, if this node leads. Called by handlers.
  void serve(Received<?> received, Command command) {
    if (!received.isRequest()) {
      return;
    }
    Optional<ReplicatedLog> current = log;
    if (current.isEmpty()) {
      reply(received, notLeader(Optional.empty()));
      return;
    }
    Bytes bytes;
    try {
      bytes = CommandCodec.encode(command);
    } catch (FormatException e) {
      reply(
          received,
          new ClusterReply(
              ClusterReplyStatus.REJECTED, IpcException.messageOf(e), "", Bytes.EMPTY));
      return;
    }
    var _ =
        current
            .get()
            .propose(bytes)
            .whenComplete(
                (result, failure) ->
                    reply(
                        received,
                        switch (result) {
                          case null -> unavailable(String.valueOf(failure));
                          case ProposeResult.Committed(_, Bytes outcome) ->
                              Translation.reply(
                                  command, CommandCodec.decodeOutcome(outcome), node.id());
                          case ProposeResult.NotLeader(var leader) -> notLeader(leader);
                          case ProposeResult.Unknown(var reason) -> unavailable(reason);
                          case ProposeResult.Unavailable(var reason) -> unavailable(reason);
                        }));
  }

  private static void reply(Received<?> received, IpcMessage message) {
    var _ = received.replyAsync(message); // if it is lost, the other side asks again
  }

  static ClusterReply unavailable(String reason) {
    return new ClusterReply(ClusterReplyStatus.UNAVAILABLE, reason, "", Bytes.EMPTY);
  }

  static ClusterReply notLeader(Optional<MemberId> leader) {
    return new ClusterReply(
        ClusterReplyStatus.NOT_LEADER, "", leader.map(MemberId::nodeId).orElse(""), Bytes.EMPTY);
  }
}
