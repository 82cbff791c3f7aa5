package cwm.app;

import static java.util.stream.Collectors.joining;

import cwm.cluster.ClusterException;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.JobResult;
import cwm.cluster.state.Participant;
import cwm.distributed.DistributedException;
import cwm.distributed.DistributedReasoner;
import cwm.distributed.JobText;
import cwm.ipc.message.FactScope;
import cwm.rdf.RdfException;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Log;
import cwm.reasoner.ReasonerException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node does with a cluster it has joined: it has its inputs dealt out and rules run, and
/// with `--once` prints the result.
final class ClusterWork {
  private static final Logger log = LoggerFactory.getLogger(ClusterWork.class);

  /// For how long a node that is told to end tries to hand its facts over.
  private static final Duration HANDING_OVER = Duration.ofSeconds(60);

  /// For how long the leader stays when all have their answers.
  private static final Duration LINGERING = Duration.ofSeconds(5);

  private static final Duration FOREVER = Duration.ofDays(10_000);

  private final String nodeId;
  private final ClusterTask task;
  private final Session session;
  private final long startNanos = System.nanoTime();

  /// @param session prints
  ClusterWork(String nodeId, ClusterTask task, Session session) {
    this.nodeId = nodeId;
    this.task = task;
    this.session = session;
  }

  String nodeId() {
    return nodeId;
  }

  /// Has the inputs dealt out, and waits for what is asked for.
  ///
  /// @return the exit code, if the node is to end now
  /// @throws CommandException if with `--once` there is no result, or the time is over
  /// @throws InterruptedException if the thread is interrupted meanwhile
  Optional<ExitCode> run(DistributedReasoner reasoner, TripleList inputs)
      throws InterruptedException {
    boolean asks = task.thinks() || inputs.size() > 0;
    if (asks) {
      ask(reasoner, inputs);
    } else {
      reasoner.finishInputs();
    }
    if (!task.isOnce()) {
      return Optional.empty();
    }
    awaitAll(reasoner);
    print(reasoner);
    if (!reasoner.awaitClosed(left())) {
      throw late(waitingFor(reasoner.agenda()));
    }
    return Optional.of(ExitCode.OK);
  }

  private void ask(DistributedReasoner reasoner, TripleList inputs) throws InterruptedException {
    CompletableFuture<JobResult> answer =
        reasoner.finishInputs(inputs, task.thinks(), task.maxSteps());
    JobResult result;
    try {
      result = answer.get(left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw late(waitingFor(reasoner.agenda()));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ClusterException known ? known : new IllegalStateException(e);
    }
    tell(result, inputs.size());
  }

  /// Says what came of it.
  private void tell(JobResult result, int inputCount) {
    switch (result.outcome()) {
      case DONE -> {
        log.info(
            "{}: {}{}",
            nodeId,
            task.thinks() ? "thought: " : "loaded %,d; ".formatted(inputCount),
            JobText.summary(result));
        if (task.isVerbose()) {
          log.info("{}: cost: {}", nodeId, JobText.cost(result));
        }
      }
      case THINK_FAILED, BROKEN -> {
        String message =
            (task.thinks() ? "the cluster could not think: " : "the cluster could not load: ")
                + result.reason();
        if (task.isOnce()) {
          throw new CommandException(message);
        }
        log.error("{}: {}", nodeId, message);
      }
    }
  }

  // ---------------------------------------------------------------- --once

  private void awaitAll(DistributedReasoner reasoner) throws InterruptedException {
    if (!reasoner.await(ClusterWork::isSettled, left())) {
      throw late(waitingFor(reasoner.agenda()));
    }
    Agenda now = reasoner.agenda();
    if (now.expectedNodeCount() == 0 && now.participants().size() > 1) {
      throw new CommandException(
          "--once needs --expect-nodes in a cluster of several nodes, to know when all have"
              + " loaded");
    }
    if (!now.isComplete()) {
      throw new CommandException("the cluster could not think: its last job has failed");
    }
  }

  /// Whether all that are expected have finished, and nothing is left to do.
  private static boolean isSettled(Agenda agenda) {
    long finished = agenda.participants().stream().filter(Participant::hasFinishedInputs).count();
    return finished >= agenda.expectedNodeCount()
        && agenda.running().isEmpty()
        && agenda.loads().isEmpty()
        && agenda.participants().stream().noneMatch(Participant::isWaiting);
  }

  private void print(DistributedReasoner reasoner) throws InterruptedException {
    if (!task.prints()) {
      return;
    }
    try {
      boolean readsMore = task.printsDerivedOnly() && session.appliesRules();
      if (readsMore || areQueriesToAnswer(reasoner)) {
        session.print(reasoner.facts(FactScope.DERIVED), reasoner.everything());
      } else {
        session.print(
            task.printsDerivedOnly() ? reasoner.facts(FactScope.DERIVED) : reasoner.everything());
      }
    } catch (DistributedException | RdfException | ReasonerException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  /// Whether inputs of any node may have stated queries that are answered in place of the facts.
  private boolean areQueriesToAnswer(DistributedReasoner reasoner) throws InterruptedException {
    return session.answersQueries()
        && reasoner.match("?body <%s> ?head .".formatted(Log.QUERY.value())).size() > 0;
  }

  // ---------------------------------------------------------------- waiting

  private Duration left() {
    return task.timeout()
        .map(limit -> limit.minusNanos(System.nanoTime() - startNanos))
        .map(left -> left.isNegative() ? Duration.ZERO : left)
        .orElse(FOREVER);
  }

  /// @param missing what it waited for, for people
  CommandException late(String missing) {
    return new CommandException(
        "no result within %s (--timeout): %s"
            .formatted(task.timeout().map(ClusterWork::text).orElse(""), missing));
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static String waitingFor(Agenda agenda) {
    List<String> loading =
        agenda.participants().stream()
            .filter(each -> !each.hasFinishedInputs())
            .map(each -> "'" + each.node().nodeId() + "'")
            .toList();
    int missing = agenda.expectedNodeCount() - agenda.participants().size();
    if (missing > 0) {
      String known =
          agenda.participants().stream()
              .map(each -> "'" + each.node().nodeId() + "'")
              .collect(joining(", "));
      return "%d of %d nodes are missing; there are %s%s"
          .formatted(
              missing,
              agenda.expectedNodeCount(),
              known,
              loading.isEmpty() ? "" : ", of which " + loading + " still read inputs");
    }
    if (!loading.isEmpty()) {
      return loading + " still read inputs";
    }
    return agenda.running().isPresent()
        ? "the nodes are at work"
        : "not all nodes have their results yet";
  }

  // ---------------------------------------------------------------- the end

  /// Whether all nodes end with this one, so that nobody needs its facts: all have their answers,
  /// or have been told that there will be none.
  static boolean isOver(Agenda agenda) {
    boolean hasFailed =
        !agenda.isComplete()
            && agenda.running().isEmpty()
            && agenda.participants().stream().noneMatch(Participant::isWaiting);
    return agenda.isClosed() || (hasFailed && isForOnce(agenda));
  }

  /// Whether all nodes are there for one result only.
  static boolean isForOnce(Agenda agenda) {
    return agenda.participants().stream().allMatch(Participant::isOnce);
  }

  /// Stays for a moment while the other nodes end.
  void awaitOthersGone(DistributedReasoner reasoner) throws InterruptedException {
    if (!reasoner.awaitOthersGone(LINGERING)) {
      log.warn("{}: not all of the other nodes have ended", nodeId);
    }
  }

  /// Gives what this node owns to the others, as far as there are any.
  void handOver(DistributedReasoner reasoner) throws InterruptedException {
    try {
      if (!reasoner.handOver(HANDING_OVER)) {
        log.warn(
            "{}: the other nodes did not take its facts within {} s; the cluster has lost them",
            nodeId,
            HANDING_OVER.toSeconds());
      }
    } catch (ClusterException e) {
      log.warn("{}: could not hand its facts over: {}", nodeId, e.getMessage());
    }
  }
}
