package cwm.app;

import cwm.cluster.ClusterException;
import cwm.cluster.ClusterHealth;
import cwm.cluster.ClusterListener;
import cwm.cluster.ClusterStats;
import cwm.cluster.MemberHealth;
import cwm.cluster.NodeState;
import cwm.cluster.state.Agenda;
import cwm.distributed.DistributedReasoner;
import cwm.distributed.ReasoningConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A cluster of one node that is joined, fails, or ends when a test says so.
final class FakeMembership implements Membership {
  /// Done when the node is a member, failed if it never will be.
  final CompletableFuture<Boolean> joined = new CompletableFuture<>();

  final CompletableFuture<ClusterListener> listener = new CompletableFuture<>();
  volatile Optional<String> leader;
  volatile boolean isClosed;

  private final String nodeId;

  FakeMembership(String nodeId) {
    this.nodeId = nodeId;
    leader = Optional.of(nodeId);
  }

  void fail(ClusterException.Code code, String message) {
    joined.completeExceptionally(new ClusterException(code, message));
  }

  @Override
  public void join(Duration timeout) throws InterruptedException {
    try {
      joined.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new ClusterException(ClusterException.Code.TIMEOUT, waitingFor());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ClusterException known ? known : new CompletionException(e);
    }
  }

  @Override
  public boolean isJoined() {
    return joined.isDone() && !joined.isCompletedExceptionally();
  }

  @Override
  public String waitingFor() {
    return isJoined() ? "" : "a seed that answers";
  }

  @Override
  public Optional<String> leader() {
    return leader;
  }

  @Override
  public ClusterHealth health() {
    NodeState state = isJoined() ? NodeState.LEADER : NodeState.FOLLOWER;
    return new ClusterHealth(
        nodeId,
        state,
        1,
        1,
        isJoined(),
        List.of(new MemberHealth(nodeId, "", state, isJoined(), true)),
        List.of());
  }

  @Override
  public ClusterStats stats() {
    return new ClusterStats(1, Optional.of(nodeId), 1, 1, 3, 2, 2);
  }

  @Override
  public Agenda agenda() {
    return Agenda.EMPTY;
  }

  @Override
  public void addListener(ClusterListener newListener) {
    listener.complete(newListener);
  }

  @Override
  public Optional<DistributedReasoner> reason(ReasoningConfig config) {
    return Optional.empty();
  }

  @Override
  public void abandon() {
    close();
  }

  @Override
  public void close() {
    isClosed = true;
    fail(ClusterException.Code.CLOSED, "the node is closed");
  }
}
