package cwm.distributed;

import cwm.cluster.log.MemberId;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Job;
import cwm.cluster.state.ReplicaSet;
import cwm.distributed.SetEntry.Moved;
import cwm.distributed.SetEntry.Ordered;
import cwm.distributed.SetEntry.Settled;
import cwm.distributed.SetEntry.Stated;
import cwm.distributed.SetEntry.Unstated;
import cwm.rdf.store.TripleList;
import cwm.reasoner.engine.SitesException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What a job changes in the sets that this node leads, as far as they have logs: noted while it
/// runs, and in force once it has ended well and the next begins.
///
/// Owned by the thread of jobs. Everything that writes fails with a [SitesException] if this node
/// does not lead any more.
final class JobCopies {
  /// How many times more facts go into an entry of a log than into a message: each entry is written
  /// by three and names its terms by itself, so larger ones cost less.
  private static final int MESSAGES_PER_ENTRY = 16;

  private final Job job;
  private final Agenda agenda;
  private final int batchSize;

  // The sets that keep facts before the job, and those that are to after it.
  private final Map<Long, SetLog> sources = new LinkedHashMap<>();
  private final Map<Long, SetLog> targets = new LinkedHashMap<>();

  // Sets that keep facts before the job, and that nobody writes to any more.
  private final Map<Long, SetCopy> forced = new LinkedHashMap<>();

  private final List<Long> missing = new ArrayList<>();
  private final List<Long> unlogged = new ArrayList<>();

  private final Map<Long, TripleList> stated = new HashMap<>();
  private final Map<Long, TripleList> moved = new HashMap<>();

  /// @param agenda in which the job runs
  /// @param kept the copies that this node keeps
  JobCopies(Job job, Agenda agenda, String nodeId, SetKeeper kept, int batchSize) {
    this.job = job;
    this.batchSize =
        Math.min(batchSize, SetLog.BATCH_MAX / MESSAGES_PER_ENTRY) * MESSAGES_PER_ENTRY;
    this.agenda = agenda;
    List<ReplicaSet> placedSets = agenda.placedSets();
    for (ReplicaSet set : agenda.sets()) {
      boolean keeps = placedSets.contains(set);
      boolean isTo = job.layout().sets().contains(set.id());
      if (set.isLedBy(nodeId) && (keeps || isTo) && !set.isEmptied()) {
        Optional<SetLog> log = kept.log(set.id());
        Optional<SetCopy> salvaged = kept.salvaged(set.id());
        if (!set.isLogged()) {
          unlogged.add(set.id());
        } else if (set.isForced() && salvaged.isPresent()) {
          forced.put(set.id(), salvaged.get());
        } else if (set.isForced() || log.isEmpty()) {
          missing.add(set.id());
        } else {
          if (keeps) {
            sources.put(set.id(), log.get());
          }
          if (isTo) {
            targets.put(set.id(), log.get());
          }
        }
      }
    }
  }

  /// Whether there is anything to note.
  boolean areEmpty() {
    return targets.isEmpty();
  }

  /// A set that this node leads without a log, if there is one.
  Optional<Long> unlogged() {
    return unlogged.stream().findFirst();
  }

  /// Has what earlier jobs have noted hold, or forgotten, so that the copies are as of the last job
  /// that placed facts.
  void begin() {
    if (!missing.isEmpty()) {
      throw SitesException.ofLoss("this node has no copy yet of the sets " + missing);
    }
    long placed = agenda.placed();
    forced.values().forEach(copy -> copy.settle(placed));
    Map<Long, SetLog> logs = new LinkedHashMap<>(sources);
    logs.putAll(targets);
    for (SetLog log : logs.values()) {
      log.clear();
      if (!log.copy().isAsOf(placed)) {
        List<MemberId> holders = agenda.set(log.id()).orElseThrow().holders();
        log.note(new Settled(placed, log.keptIndex(holders)));
      }
    }
    logs.values().forEach(SetLog::await);
  }

  /// Has whoever waits for logs wait no longer, since the job is over. Any thread may call.
  void giveUp() {
    sources.values().forEach(SetLog::giveUp);
    targets.values().forEach(SetLog::giveUp);
  }

  /// Takes a fact of a copy.
  @FunctionalInterface
  interface KeptSink {
    void accept(long set, int subject, int predicate, int object);
  }

  /// Hands over the facts of all copies that keep facts before the job.
  void forEachKept(KeptSink sink) {
    for (SetLog log : sources.values()) {
      log.copy().forEach((s, p, o) -> sink.accept(log.id(), s, p, o));
    }
    forced.forEach((id, copy) -> copy.forEach((s, p, o) -> sink.accept(id, s, p, o)));
  }

  private Stream<SetCopy> copies() {
    return Stream.concat(sources.values().stream().map(SetLog::copy), forced.values().stream());
  }

  /// How many facts all these copies have.
  long keptCount() {
    return copies().mapToLong(SetCopy::factCount).sum();
  }

  /// In which order inputs state facts, if a copy knows it.
  Optional<TripleList> inOrder() {
    return copies().findFirst().map(SetCopy::inOrder);
  }

  /// Notes that inputs state a fact.
  ///
  /// @param set that is to keep it
  void stated(long set, int subject, int predicate, int object) {
    SetLog log = targets.get(set);
    if (log == null) {
      return;
    }
    TripleList batch = stated.computeIfAbsent(set, _ -> new TripleList());
    batch.accept(subject, predicate, object);
    if (batch.size() >= batchSize) {
      log.note(batch, batchSize, all -> new Stated(job.id(), all));
      stated.remove(set);
    }
  }

  /// Notes that a fact is kept by another set from now on.
  void moved(long set, int subject, int predicate, int object) {
    if (targets.containsKey(set)) { // else nothing of it stays
      moved.computeIfAbsent(set, _ -> new TripleList()).accept(subject, predicate, object);
    }
  }

  /// Notes that no input states these facts any more, wherever they are kept.
  void unstated(TripleList facts) {
    for (SetLog log : targets.values()) {
      log.note(facts, batchSize, all -> new Unstated(job.id(), all));
      log.await(); // what is stated by the same job comes after it
    }
  }

  /// Notes the order of an input.
  void ordered(TripleList facts) {
    targets.values().forEach(log -> ordered(log, facts));
  }

  /// Notes the order of what there was before, for sets that keep facts for the first time.
  ///
  /// @param facts asked only if there is such a set
  void orderedBefore(Supplier<TripleList> facts) {
    for (SetLog log : targets.values()) {
      if (!sources.containsKey(log.id())) {
        ordered(log, facts.get());
      }
    }
  }

  private void ordered(SetLog log, TripleList facts) {
    facts.forEachBatch(
        batchSize,
        batch -> {
          log.note(batch, batchSize, all -> new Ordered(job.id(), all));
          log.await(); // or it might come before what it follows
        });
  }

  /// Waits until all that was noted is agreed on.
  void finish() {
    for (SetLog log : targets.values()) {
      TripleList gone = moved.getOrDefault(log.id(), new TripleList());
      log.note(gone, batchSize, batch -> new Moved(job.id(), batch));
      TripleList last = stated.getOrDefault(log.id(), new TripleList());
      log.note(last, batchSize, batch -> new Stated(job.id(), batch));
    }
    targets.values().forEach(SetLog::await);
  }
}
