package cwm.cluster;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.ReplicatedLog;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Member;
import cwm.cluster.state.Outcome;
import cwm.ipc.IpcException;
import cwm.ipc.Received;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.ClusterReplyStatus;
import cwm.ipc.message.IpcMessage.ClusterReply;
import cwm.ipc.message.IpcMessage.LeaveNotification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// How members go: by themselves, sent away, or only for a while.
final class Departure {
  private final Core core;
  private @Nullable CompletableFuture<@Nullable Void> leaving; // of events

  Departure(Core core) {
    this.core = core;
  }

  // ---------------------------------------------------------------- this node

  /// Gives membership up, after what is to be done before. Called by events; done when this node is
  /// no member any more.
  CompletableFuture<@Nullable Void> leave(Duration timeout) {
    CompletableFuture<@Nullable Void> begun = leaving;
    if (begun != null && !begun.isCompletedExceptionally()) {
      return begun;
    }
    var done = new CompletableFuture<@Nullable Void>();
    leaving = done;
    List<CompletableFuture<?>> farewells = new ArrayList<>();
    core.farewells().forEach(farewell -> farewells.add(farewell.get()));
    core.loop()
        .when(
            CompletableFuture.allOf(farewells.toArray(CompletableFuture[]::new)),
            (_, _) -> leave(timeout, done));
    return done;
  }

  private void leave(Duration timeout, CompletableFuture<@Nullable Void> done) {
    Optional<ReplicatedLog> log = core.replicatedLog();
    core.setLeaving();
    if (log.isEmpty() || isAlone(log.get())) {
      core.setGone("this node has left");
      done.complete(null);
      return;
    }
    core.addListener(
        new ClusterListener() {
          @Override
          public void removed(String reason, boolean isWished) {
            done.complete(null);
          }
        });
    core.loop()
        .when(
            handOver(log.get()),
            (_, _) ->
                core.loop()
                    .when(
                        core.proposals()
                            .submit(
                                new RemoveMember(
                                    log.get().self().nodeId(), log.get().self().incarnation()),
                                timeout),
                        (_, failure) -> {
                          if (failure != null) {
                            done.completeExceptionally(failure);
                          }
                        }));
    core.loop()
        .schedule(
            timeout,
            () ->
                done.completeExceptionally(
                    new ClusterException(
                        ClusterException.Code.TIMEOUT,
                        "the others have not let this node go within %d ms"
                            .formatted(timeout.toMillis()))));
  }

  /// Whether there is nobody else, also nobody who has just been taken in.
  private boolean isAlone(ReplicatedLog log) {
    return log.members().stream().allMatch(member -> member.id().equals(log.self()))
        && core.replica().read(state -> state.members().size()) <= 1;
  }

  /// Lets another lead, if this node does and another can.
  CompletableFuture<ChangeResult> handOver(ReplicatedLog log) {
    boolean hasSuccessor =
        log.members().stream()
            .filter(LogMember::votes)
            .anyMatch(member -> !member.id().equals(log.self()));
    return log.leadership().role() == Leadership.Role.LEADER && hasSuccessor
        ? log.transferLeadership()
        : CompletableFuture.completedFuture(new ChangeResult.Done());
  }

  // ---------------------------------------------------------------- others

  /// Takes a member out. Called by events.
  CompletableFuture<@Nullable Void> remove(String nodeId, Duration timeout) {
    Optional<Member> member = core.replica().read(state -> state.member(nodeId));
    if (member.isEmpty()) {
      return CompletableFuture.failedFuture(
          new ClusterException(
              ClusterException.Code.BAD_REQUEST,
              "the cluster has no member '%s'; its members are %s"
                  .formatted(
                      nodeId,
                      core.replica()
                          .read(state -> state.members().stream().map(Member::nodeId).toList()))));
    }
    return core.proposals()
        .submit(new RemoveMember(nodeId, member.get().incarnation()), timeout)
        .<@Nullable Void>thenApply(Departure::requireDone);
  }

  private static @Nullable Void requireDone(Outcome outcome) {
    if (outcome instanceof Outcome.Rejected(_, var message)) {
      throw new ClusterException(ClusterException.Code.BAD_REQUEST, message);
    }
    return null;
  }

  /// Takes out whom the sender names, or leaves itself if that is this node. A member that was
  /// taken out hears the same without being asked for an answer.
  void heed(Received<LeaveNotification> received, Duration timeout) {
    String nodeId = received.message().nodeId();
    if (!received.isRequest()) {
      if (nodeId.equals(core.nodeId())) {
        core.toldRemoved(
            "this node was taken out of the cluster by '%s'".formatted(received.peer()));
      }
      return;
    }
    CompletableFuture<@Nullable Void> done =
        nodeId.equals(core.nodeId()) ? leave(timeout) : remove(nodeId, timeout);
    core.loop()
        .when(
            done,
            (_, failure) -> {
              var _ = received.replyAsync(reply(failure));
            });
  }

  private static ClusterReply reply(@Nullable Throwable failure) {
    if (failure == null) {
      return new ClusterReply(ClusterReplyStatus.COMMITTED, "", "", Bytes.EMPTY);
    }
    return new ClusterReply(
        ClusterException.isRefusal(failure)
            ? ClusterReplyStatus.REJECTED
            : ClusterReplyStatus.UNAVAILABLE,
        IpcException.messageOf(failure),
        "",
        Bytes.EMPTY);
  }
}
