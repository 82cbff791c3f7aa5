package cwm.distributed;

import cwm.cluster.Cluster;
import cwm.cluster.ClusterException;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Command;
import cwm.cluster.state.Job;
import cwm.cluster.state.Job.NodeReport;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.JobResult;
import cwm.cluster.state.Limits;
import cwm.cluster.state.Load;
import cwm.cluster.state.Outcome;
import cwm.ipc.MessageHandler;
import cwm.ipc.Node;
import cwm.ipc.PeerInfo;
import cwm.ipc.PeerListener;
import cwm.ipc.message.IpcMessage.TripleData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does this node's part of every job of the [Agenda], one after the other, on a thread of its own;
/// keeps what it has loaded until a job has dealt it out; and has what it owns.
final class JobRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

  /// How long to wait for a session with each node of a job. A session that was lost comes back
  /// within seconds if it does.
  private static final Duration PEERS_PATIENCE = Duration.ofSeconds(20);

  /// The same for nodes that only give facts away, which a job can do without.
  private static final Duration GIVERS_PATIENCE = Duration.ofSeconds(5);

  private static final Duration REPORT_TIMEOUT = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final Node node;
  private final String instance;
  private final ReasoningConfig config;
  private final SetKeeper sets;
  private final Supersteps supersteps;
  private final DerivedCopies derived;
  private final DerivedShipper shipper;
  private final Runnable onBroken;
  private final Threads threads;
  private final Threads.Monitor lock;

  // Guarded by `lock`.
  private Agenda agenda;
  private final Map<String, JobRun.Staged> staged = new HashMap<>();
  private @Nullable JobRun run;
  private @Nullable Shard shard;

  // What this node owned in the last job, if that broke and another can go on from there; and the
  // job before, which is the last that has ended well as long as that is so.
  private @Nullable Shard broken;
  private long brokenAfter;
  private boolean isRunning;
  private boolean isBroken;
  private int readerCount;
  private boolean isClosed;

  /// @param sets keeps this node's copies
  /// @param loads takes facts of loads that come to this node
  /// @param onBroken what ends this node's part when a job has left it in an unknown state
  JobRunner(
      Cluster cluster,
      Threads threads,
      String instance,
      ReasoningConfig config,
      SetKeeper sets,
      MessageHandler<TripleData> loads,
      Runnable onBroken) {
    this.cluster = cluster;
    this.onBroken = onBroken;
    this.threads = threads;
    this.instance = instance;
    this.config = config;
    this.sets = sets;
    lock = threads.newMonitor();
    node = cluster.node();
    supersteps = new Supersteps(node, threads, config.spilling(), loads);
    derived = new DerivedCopies(node);
    shipper = new DerivedShipper(node, threads, config.spreading().exchangeBatchSize());
    agenda = cluster.agenda();
    node.addPeerListener(
        new PeerListener() {
          @Override
          public void peerUp(PeerInfo peer) {
            signal();
          }

          @Override
          public void peerDown(PeerInfo peer, String reason) {
            signal();
          }
        });
  }

  void start() {
    threads.start("cwm-jobs", this::loop);
  }

  /// Keeps what was read for jobs to deal it out, until [#unstage].
  void stage(String loadId, JobRun.Staged facts) {
    lock.lock();
    try {
      staged.put(loadId, facts);
    } finally {
      lock.unlock();
    }
  }

  /// Forgets what was read.
  void unstage(String loadId) {
    lock.lock();
    try {
      staged.remove(loadId);
    } finally {
      lock.unlock();
    }
  }

  /// Goes by a later agenda. Does not wait.
  void agendaChanged(Agenda later) {
    derived.agendaChanged(later);
    lock.lock();
    try {
      agenda = later;
      settle();
      if (agenda.placed() != brokenAfter) {
        broken = null;
      }
      if (run == null && !isOwner()) {
        shard = null; // others go on with what it was made from
      }
      lock.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    lock.lock();
    try {
      lock.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Reads what this node owns, as of a version. Waits until no job is under way, unless that only
  /// moves facts, and none begins meanwhile.
  ///
  /// @param version the one that is asked for; 0 for the one there is
  /// @param reader gets what this node owns, if anything, and the version
  /// @throws StaleVersionException if there is another one
  /// @throws InterruptedException if the thread is interrupted meanwhile
  <T> T read(long version, Duration timeout, BiFunction<Optional<Shard>, Long, T> reader)
      throws InterruptedException {
    Optional<Shard> owned;
    long current;
    long left = timeout.toNanos();
    lock.lock();
    try {
      while (agenda.version() < version || !isReadable()) {
        if (left <= 0 || isClosed) {
          throw new StaleVersionException(
              "'%s' is at version %,d or busy, and is asked for version %,d"
                  .formatted(node.id(), agenda.version(), version));
        }
        left = lock.awaitNanos(left);
      }
      current = agenda.version();
      requireWhole(version, current);
      requireOwn();
      owned = Optional.ofNullable(shard);
      readerCount++;
    } finally {
      lock.unlock();
    }
    try {
      return reader.apply(owned, current);
    } finally {
      lock.lock();
      try {
        readerCount--;
        lock.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean isReadable() {
    return run == null ? !isDue() : isCurrent(run) && run.keepsBefore();
  }

  /// Whoever is asked since it owned facts in an earlier run, or has given them up, must not answer
  /// that there are none.
  private void requireOwn() {
    boolean isNamed =
        agenda.map().stream()
            .flatMap(map -> map.nodes().stream())
            .anyMatch(each -> each.nodeId().equals(node.id()));
    if (isNamed && (shard == null || !isOwner())) {
      throw new StaleVersionException(
          "'%s' has begun anew, and has its facts when the next job is over".formatted(node.id()));
    }
  }

  private void requireWhole(long version, long current) {
    if (version != 0 && version != current) {
      throw new StaleVersionException(
          "version %,d is gone; there is version %,d".formatted(version, current));
    }
    if (!agenda.isComplete()) {
      throw new StaleVersionException("the last job has failed; what is there is not whole");
    }
  }

  // ---------------------------------------------------------------- jobs

  private void loop() {
    try {
      while (true) {
        JobRun next = next();
        if (next == null) {
          return;
        }
        for (Command result : execute(next)) {
          tell(next.job(), result);
        }
        endIfBroken();
        for (Command lost : awaitReports(next)) {
          tell(next.job(), lost);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("{}: jobs cannot go on here", node.id(), e);
    }
  }

  /// Does this node's part of a job.
  ///
  /// @return what to tell the cluster of it
  private List<Command> execute(JobRun next) throws InterruptedException {
    List<Command> missing = awaitPeers(next);
    boolean isSound = false;
    try {
      List<Command> result =
          missing.isEmpty() ? List.of(reported(next.job(), next.run(supersteps))) : missing;
      isSound = true;
      return result;
    } catch (OutOfMemoryError e) {
      log.error(
          "{}: out of memory in job {}; give the heap more: CWM_JAVA_OPTS=-Xmx8g",
          node.id(),
          next.job().id());
      return List.of(broken(next.job(), "'" + node.id() + "' is out of memory"));
    } catch (RuntimeException | Error e) { // our own mistake, which must not look like a long wait
      log.error("{}: job {} failed here", node.id(), next.job().id(), e);
      return List.of(broken(next.job(), "'" + node.id() + "' failed: " + e));
    } finally {
      lock.lock();
      try {
        isRunning = false;
        isBroken |= !isSound;
        settle();
        lock.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private Command broken(Job job, String reason) {
    return reported(job, NodeReport.broken(node.id(), reason));
  }

  private static Command reported(Job job, NodeReport report) {
    return new Command.ReportJob(job.id(), bounded(report));
  }

  /// After a failure in the midst of a change nobody knows what this node's facts are, so it gives
  /// them up: the others hear that they are lost.
  private void endIfBroken() throws InterruptedException {
    lock.lock();
    try {
      if (!isBroken || isClosed) {
        return;
      }
      shard = null;
      isClosed = true;
    } finally {
      lock.unlock();
    }
    log.error("{}: takes no part any more, and its facts are lost; start it anew", node.id());
    onBroken.run();
  }

  /// How far this node is with its part in the job under way; empty if it has none, or that is
  /// over.
  Optional<JobProgress> progress() {
    lock.lock();
    try {
      return run == null || !isRunning ? Optional.empty() : Optional.of(run.progress());
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the next job of this node; null at the end.
  private @Nullable JobRun next() throws InterruptedException {
    lock.lock();
    try {
      while (!isClosed) {
        Optional<Job> job = agenda.running();
        if (run == null && readerCount == 0 && job.isPresent() && isToDo(job.get())) {
          Optional<Shard> former = Optional.ofNullable(broken == null ? shard : broken);
          run =
              new JobRun(
                  node,
                  threads,
                  job.get(),
                  agenda,
                  config,
                  shard,
                  loadsOf(job.get()),
                  sets,
                  new JobRun.Derived(derived, shipper, former));
          broken = null;
          isRunning = true;
          return run;
        }
        lock.await();
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /// Whether this node owns facts as of the last job that placed some.
  private boolean isOwner() {
    return agenda.map().stream().flatMap(map -> map.nodes().stream()).anyMatch(this::isThis);
  }

  /// Whether a job waits for this node to begin it.
  private boolean isDue() {
    return agenda.running().filter(this::isToDo).isPresent();
  }

  private boolean isThis(JobNode other) {
    return other.is(node.id(), instance);
  }

  private boolean isToDo(Job job) {
    return job.nodes().stream().anyMatch(this::isThis)
        && job.reports().stream().noneMatch(report -> report.nodeId().equals(node.id()));
  }

  private Map<String, JobRun.Staged> loadsOf(Job job) {
    Map<String, JobRun.Staged> loads = new LinkedHashMap<>();
    for (Load load : job.loads()) {
      JobRun.Staged facts = isThis(load) ? staged.get(load.loadId()) : null;
      if (facts != null) {
        loads.put(load.loadId(), facts);
      }
    }
    return loads;
  }

  private boolean isThis(Load load) {
    return load.nodeId().equals(node.id()) && load.instance().equals(instance);
  }

  /// Waits until there is a session with each node of a job; if that has failed before, until each
  /// has answered, or one that stands still would make it fail at all others in turn.
  ///
  /// @return what to tell the cluster if there is none; nothing if all is well
  private List<Command> awaitPeers(JobRun next) throws InterruptedException {
    var presence = new Presence(node, this::signal);
    Predicate<String> isThere =
        next.job().attempt() == 0 ? id -> node.peer(id).isPresent() : presence::isThere;
    long start = threads.nanoTime();
    lock.lock();
    try {
      while (true) {
        List<String> missing =
            next.job().nodes().stream()
                .map(JobNode::nodeId)
                .filter(id -> !id.equals(node.id()) && !isThere.test(id))
                .toList();
        if (missing.isEmpty() || !isCurrent(next)) {
          return List.of();
        }
        long now = threads.nanoTime();
        List<String> late =
            missing.stream()
                .filter(id -> isClosed || now - start >= patienceNanos(next.job(), id))
                .toList();
        if (!late.isEmpty()) {
          return missed(next.job(), late);
        }
        long _ =
            lock.awaitNanos(
                missing.stream()
                    .mapToLong(id -> start + patienceNanos(next.job(), id) - now)
                    .min()
                    .orElseThrow());
      }
    } finally {
      lock.unlock();
    }
  }

  /// How long to wait for a session with a node of a job. Called with the lock held.
  private long patienceNanos(Job job, String nodeId) {
    return (agenda.isNeeded(job, nodeId) ? PEERS_PATIENCE : GIVERS_PATIENCE).toNanos();
  }

  private List<Command> missed(Job job, List<String> late) {
    String reason =
        "'%s' cannot reach %s for %d s"
            .formatted(
                node.id(),
                late,
                TimeUnit.NANOSECONDS.toSeconds(patienceNanos(job, late.getFirst())));
    List<Command> commands = new ArrayList<>();
    for (String id : late) {
      if (!agenda.isNeeded(job, id)) {
        commands.add(new Command.MissNode(job.id(), id, reason));
      }
    }
    commands.add(broken(job, reason));
    return commands;
  }

  /// Waits until the job is over for all. Who is lost when its part is over for the others, and
  /// before it has said so, would be waited for in vain.
  ///
  /// A node that only gives facts away cannot tell how far those are that run rules after it, and
  /// speaks for others of its kind only.
  ///
  /// @return what to say in the place of nodes that this one has had no session with for so long
  private List<Command> awaitReports(JobRun ended) throws InterruptedException {
    Map<String, Long> deadlines = new HashMap<>();
    lock.lock();
    try {
      while (true) {
        if (isClosed || !isCurrent(ended)) {
          return List.of();
        }
        List<String> silent = silentAndLost(ended, agenda.running().orElseThrow());
        deadlines.keySet().retainAll(silent);
        long now = threads.nanoTime();
        silent.forEach(id -> deadlines.putIfAbsent(id, now + patienceNanos(ended.job(), id)));
        List<String> lost =
            deadlines.entrySet().stream()
                .filter(deadline -> deadline.getValue() - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
        if (!lost.isEmpty()) {
          return lost.stream().map(id -> lost(ended.job(), id)).toList();
        }
        if (silent.isEmpty()) {
          lock.await();
        } else {
          long _ = lock.awaitNanos(Collections.min(deadlines.values()) - now);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private Command lost(Job job, String nodeId) {
    String reason = "'%s' has lost '%s'".formatted(node.id(), nodeId);
    return agenda.isNeeded(job, nodeId)
        ? reported(job, NodeReport.broken(nodeId, reason))
        : new Command.MissNode(job.id(), nodeId, reason);
  }

  private List<String> silentAndLost(JobRun ended, Job job) {
    return job.nodes().stream()
        .filter(each -> !ended.endsWithDealing() || !job.map().nodes().contains(each))
        .map(JobNode::nodeId)
        .filter(id -> !id.equals(node.id()) && job.awaits(job.id(), id) && node.peer(id).isEmpty())
        .toList();
  }

  private boolean isCurrent(JobRun known) {
    return agenda.running().map(Job::id).equals(Optional.of(known.job().id()));
  }

  /// Takes note of the end of a job that this node had a part in.
  private void settle() {
    JobRun ended = run;
    if (ended == null || isCurrent(ended)) {
      return;
    }
    if (isRunning) {
      ended.cancel();
      return;
    }
    if (agenda.placed() >= ended.job().id()) {
      // A snapshot may have brought this node past later jobs too, which it had no part in.
      shard = isOwner() ? ended.after().orElse(null) : null;
    } else {
      ended.undo();
      broken = ended.kept().orElse(null);
      brokenAfter = agenda.placed();
    }
    ended.forget(supersteps);
    tellIfFailed(ended.job().id());
    run = null;
  }

  /// Says so if a job did not end well, and why, as far as this node knows.
  private void tellIfFailed(long job) {
    boolean isPlaced = agenda.placed() >= job;
    boolean isWell = agenda.placed() > job || agenda.isComplete();
    if (isPlaced && isWell) {
      return;
    }
    Optional<String> reason =
        agenda.participants().stream()
            .flatMap(each -> each.answer().stream())
            .filter(answer -> answer.job() == job)
            .map(JobResult::reason)
            .findFirst();
    if (isPlaced) {
      log.warn(
          "{}: the rules of job {} did not come to an end, and what the cluster has is not whole"
              + " until they do: {}",
          node.id(),
          job,
          reason.orElse("nobody asked for them"));
    } else {
      log.warn(
          "{}: job {} has failed: {}",
          node.id(),
          job,
          reason.orElse("it is tried again if it can"));
    }
  }

  /// Tells the cluster something of a job, until it knows or the job is over.
  private void tell(Job job, Command command) throws InterruptedException {
    log.debug("{}: job {} of {} nodes: {}", node.id(), job.id(), job.nodes().size(), command);
    Command told = command;
    while (!isOver(job)) {
      // Or the job would be tried again with those who do not lead any more.
      sets.tellLost();
      try {
        CompletableFuture<Outcome> answer = cluster.submitAsync(told, REPORT_TIMEOUT);
        if (!(threads.get(answer, 2 * REPORT_TIMEOUT.toNanos())
            instanceof Outcome.Rejected(_, var why))) {
          return;
        }
        told = broken(job, "the report was refused: " + why);
      } catch (ExecutionException | TimeoutException e) {
        if (e.getCause() instanceof ClusterException known
            && known.code() == ClusterException.Code.CLOSED) {
          return;
        }
        log.debug("{}: the end of job {} is not agreed on yet", node.id(), job.id(), e);
      }
    }
  }

  private boolean isOver(Job job) {
    lock.lock();
    try {
      return isClosed || !agenda.running().map(Job::id).equals(Optional.of(job.id()));
    } finally {
      lock.unlock();
    }
  }

  private static NodeReport bounded(NodeReport report) {
    String reason = report.reason();
    return reason.length() <= Limits.REASON_LENGTH_MAX
        ? report
        : new NodeReport(
            report.nodeId(),
            report.outcome(),
            reason.substring(
                0,
                Character.isHighSurrogate(reason.charAt(Limits.REASON_LENGTH_MAX - 1))
                    ? Limits.REASON_LENGTH_MAX - 1
                    : Limits.REASON_LENGTH_MAX),
            report.factCount(),
            report.derivedCount(),
            report.cost());
  }

  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      if (run != null) {
        run.cancel();
      }
      lock.signalAll();
    } finally {
      lock.unlock();
    }
    supersteps.close();
  }
}
