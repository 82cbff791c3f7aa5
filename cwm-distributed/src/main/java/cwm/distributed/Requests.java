package cwm.distributed;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterException;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Command;
import cwm.cluster.state.DataSettings;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.JobResult;
import cwm.cluster.state.Outcome;
import cwm.cluster.state.Participant;
import cwm.cluster.state.Thinking;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this node asks the cluster for: to take part, and to have jobs done. One request goes after
/// the other; answers come by the [Agenda].
final class Requests {
  private static final Logger log = LoggerFactory.getLogger(Requests.class);
  private static final Duration END_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FOREVER = Duration.ofDays(10_000);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final Threads threads;
  private final String instance;
  private final Threads.Monitor turn;
  private boolean isTaken; // guarded by `turn`
  private long lastRequest; // of whoever has the turn
  private boolean lastAdds; // of whoever has the turn
  private boolean lastRemoves; // of whoever has the turn

  // Guarded by `waiting`.
  private final TreeMap<Long, CompletableFuture<JobResult>> waiting = new TreeMap<>();
  private boolean hasEnded;

  Requests(Cluster cluster, Threads threads, String instance) {
    this.cluster = cluster;
    this.threads = threads;
    this.instance = instance;
    turn = threads.newMonitor();
  }

  /// Takes part from now on. Waits until that is agreed on, however long.
  ///
  /// @throws ClusterException `REFUSED` if others have other settings; `CLOSED`
  void takePart(ReasoningConfig config) throws InterruptedException {
    var settings =
        new DataSettings(
            config.strategy().name().toLowerCase(Locale.ROOT),
            config.partitionCount(),
            config.replicationFactor());
    String incarnation = cluster.self().incarnation();
    commit(
        new Command.TakePart(
            cluster.nodeId(),
            incarnation,
            instance,
            cluster.lastApplied(),
            config.spreading().workerCount(),
            config.expectedNodeCount(),
            config.isOnce(),
            cluster.isDurable(),
            settings));
  }

  /// What is asked for.
  ///
  /// @param loads ids of what is to be stated
  /// @param removals ids of what is to be stated no longer; comes before `loads`
  /// @param thinking when rules are to be run
  /// @param maxSteps rounds of rules after which to give up; 0 for no limit
  /// @param finishesInputs whether this node has read all its inputs
  /// @param onVersion of the facts that this depends on; 0 if on none
  record Wish(
      List<String> loads,
      List<String> removals,
      Thinking thinking,
      long maxSteps,
      boolean finishesInputs,
      long onVersion) {
    Wish {
      loads = List.copyOf(loads);
      removals = List.copyOf(removals);
    }

    /// That this node has read all its inputs, and nothing more.
    static final Wish NO_MORE_INPUTS = new Wish(List.of(), List.of(), Thinking.AS_EVER, 0, true, 0);

    private boolean adds() {
      return !loads.isEmpty();
    }

    private boolean removes() {
      return !removals.isEmpty();
    }
  }

  /// Asks for a job. Waits until the cluster knows, and promises the end of the job; or, if nothing
  /// is to be done, nothing.
  ///
  /// @throws StaleVersionException if the facts are others than those that it depends on
  CompletableFuture<JobResult> submit(Wish wish) throws InterruptedException {
    takeTurn();
    try {
      // One job takes away first and adds then, whoever asked first.
      if ((wish.removes() && lastAdds) || (wish.adds() && lastRemoves)) {
        awaitEarlier();
        lastAdds = false;
        lastRemoves = false;
      }
      lastAdds |= wish.adds();
      lastRemoves |= wish.removes();
      return submitInTurn(wish);
    } finally {
      giveTurn();
    }
  }

  private void takeTurn() throws InterruptedException {
    turn.lock();
    try {
      while (isTaken) {
        turn.await();
      }
      isTaken = true;
    } finally {
      turn.unlock();
    }
  }

  private void giveTurn() {
    turn.lock();
    try {
      isTaken = false;
      turn.signalAll();
    } finally {
      turn.unlock();
    }
  }

  /// Waits for all that was asked for before.
  private void awaitEarlier() throws InterruptedException {
    List<CompletableFuture<JobResult>> earlier;
    synchronized (waiting) {
      earlier = List.copyOf(waiting.values());
    }
    for (CompletableFuture<JobResult> answer : earlier) {
      try {
        var _ = threads.get(answer, Threads.FOREVER_NANOS);
      } catch (ExecutionException | TimeoutException e) {
        log.debug("{}: an earlier request has failed", cluster.nodeId(), e);
      }
    }
  }

  private CompletableFuture<JobResult> submitInTurn(Wish wish) throws InterruptedException {
    long request = ++lastRequest;
    var answer = new CompletableFuture<JobResult>();
    boolean isAnswered = wish.thinking() == Thinking.ASKED_FOR || wish.adds() || wish.removes();
    synchronized (waiting) {
      if (hasEnded) {
        throw new ClusterException(
            ClusterException.Code.CLOSED, "this node takes no part any more");
      }
      if (isAnswered) {
        waiting.put(request, answer);
      }
    }
    try {
      commit(
          new Command.Submit(
              cluster.nodeId(),
              instance,
              request,
              wish.loads(),
              wish.removals(),
              wish.thinking(),
              wish.maxSteps(),
              threads.epochMillis(),
              wish.finishesInputs(),
              wish.onVersion()));
    } catch (ClusterException | StaleVersionException | InterruptedException e) {
      synchronized (waiting) {
        waiting.remove(request);
      }
      throw e;
    }
    return answer;
  }

  /// Says how far this node is. Waits until the cluster knows.
  ///
  /// @throws ClusterException `TIMEOUT`, and then it may still hear of it
  void setStage(Participant.Stage stage, Duration timeout) throws InterruptedException {
    commit(new Command.SetStage(cluster.nodeId(), instance, stage), timeout);
  }

  /// Gives the answers that have come.
  void agendaChanged(Agenda agenda) {
    Optional<Participant> own =
        agenda.participant(cluster.nodeId()).filter(each -> isThis(each.node()));
    own.ifPresent(known -> known.answer().ifPresent(result -> answer(known.answered(), result)));
  }

  /// Gives the answer to all requests up to one. Not here, since this is the thread of the
  /// cluster's events, and what hangs on the answers may wait.
  private void answer(long last, JobResult result) {
    List<CompletableFuture<JobResult>> answered;
    synchronized (waiting) {
      var head = waiting.headMap(last, true);
      answered = List.copyOf(head.values());
      head.clear();
    }
    if (!answered.isEmpty()) {
      threads.handle(() -> answered.forEach(future -> future.complete(result)));
    }
  }

  private boolean isThis(JobNode node) {
    return node.instance().equals(instance);
  }

  /// Nothing that is waited for will come, and nothing more may be asked for.
  void fail(String why) {
    List<CompletableFuture<JobResult>> lost;
    synchronized (waiting) {
      hasEnded = true;
      lost = List.copyOf(waiting.values());
      waiting.clear();
    }
    var closed = new ClusterException(ClusterException.Code.CLOSED, why);
    if (!lost.isEmpty()) {
      threads.handle(() -> lost.forEach(future -> future.completeExceptionally(closed)));
    }
  }

  /// Takes part no longer. Waits for a moment; if the cluster does not hear of it, it finds out
  /// when the node is removed.
  void end() {
    var gone = new Command.SetStage(cluster.nodeId(), instance, Participant.Stage.GONE);
    try {
      var _ = threads.get(cluster.submitAsync(gone, END_TIMEOUT), END_TIMEOUT.toNanos());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.debug("{}: nobody knows that it takes part no longer", cluster.nodeId(), e);
    }
  }

  private void commit(Command command) throws InterruptedException {
    commit(command, FOREVER);
  }

  private void commit(Command command, Duration timeout) throws InterruptedException {
    long end = threads.nanoTime() + timeout.toNanos();
    while (true) {
      long left = end - threads.nanoTime();
      if (left <= 0) {
        throw new ClusterException(
            ClusterException.Code.TIMEOUT, "the cluster has not agreed in time");
      }
      Duration limit = COMMIT_TIMEOUT.toNanos() < left ? COMMIT_TIMEOUT : Duration.ofNanos(left);
      CompletableFuture<Outcome> outcome = cluster.submitAsync(command, limit);
      try {
        Outcome agreed = threads.get(outcome, 2 * limit.toNanos());
        if (agreed instanceof Outcome.Rejected(var reason, var message)) {
          if (reason == Outcome.Rejected.Reason.OTHER_FACTS) {
            throw new StaleVersionException(message);
          }
          throw new ClusterException(ClusterException.Code.REFUSED, message);
        }
        return;
      } catch (TimeoutException _) {
        // Ask again: the second time changes nothing.
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof ClusterException known)) {
          throw new IllegalStateException(e);
        }
        if (!isTransient(known)) {
          throw new ClusterException(known.code(), String.valueOf(known.getMessage()), known);
        }
      }
    }
  }

  private static boolean isTransient(ClusterException e) {
    return switch (e.code()) {
      case TIMEOUT, NO_LEADER -> true;
      case NAME_TAKEN,
          REFUSED,
          STORAGE,
          DATA_DIR_IN_USE,
          QUORUM_LOST,
          SESSION_LOST,
          BAD_REQUEST,
          CLOSED ->
          false;
    };
  }
}
