package cwm.distributed;

import cwm.cluster.log.MemberId;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Job;
import cwm.cluster.state.ReplicaSet;
import cwm.ipc.Node;
import cwm.ipc.message.DerivedStep;
import cwm.ipc.message.IpcMessage.DerivedData;
import cwm.ipc.message.IpcMessage.DerivedReply;
import cwm.ipc.message.TripleBatch;
import cwm.rdf.store.TripleList;
import cwm.reasoner.engine.SitesException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the other holders of the sets that this node leads what rules have concluded, superstep by
/// superstep.
///
/// A holder says how far it has come; who lacks something gets it again at the next barrier. Who
/// cannot be reached gets nothing: the job finds that out for itself.
///
/// Used by the thread of jobs, which waits where a holder's queue is full.
final class DerivedShipper {
  private static final Logger log = LoggerFactory.getLogger(DerivedShipper.class);

  private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);

  private final Node node;
  private final Threads threads;
  private final int batchSize;

  private final Map<Target, Progress> progress = new HashMap<>(); // guarded by this

  private record Target(long set, String holder) {}

  /// The next superstep that a holder is to get of a history.
  private record Progress(long history, int next) {}

  DerivedShipper(Node node, Threads threads, int batchSize) {
    this.node = node;
    this.threads = threads;
    this.batchSize = batchSize;
  }

  /// Takes it that holders have what there was at a superstep, until one says otherwise.
  synchronized void takenUp(Lineage lineage, Job job, Agenda agenda) {
    for (Target target : targets(job, agenda)) {
      progress.put(target, new Progress(lineage.history(), lineage.count() + 1));
    }
  }

  private List<Target> targets(Job job, Agenda agenda) {
    List<Target> targets = new ArrayList<>();
    for (ReplicaSet set : agenda.sets()) {
      if (set.isLedBy(node.id()) && job.layout().sets().contains(set.id())) {
        set.holders().stream()
            .map(MemberId::nodeId)
            .filter(holder -> !holder.equals(node.id()))
            .forEach(holder -> targets.add(new Target(set.id(), holder)));
      }
    }
    return targets;
  }

  /// Sends what holders have not got yet.
  void ship(Shard shard, Lineage lineage, Job job, Agenda agenda) {
    List<Target> reached =
        targets(job, agenda).stream()
            .filter(target -> node.peer(target.holder()).isPresent())
            .toList();
    int first =
        reached.stream().mapToInt(target -> next(target, lineage)).min().orElse(Integer.MAX_VALUE);
    for (int superstep = first; superstep <= lineage.count() && !reached.isEmpty(); superstep++) {
      Map<Long, Map<Integer, TripleList>> bySet = bySet(shard, superstep);
      int number = superstep;
      reached =
          reached.stream()
              .filter(
                  target ->
                      next(target, lineage) > number
                          || isSent(
                              target,
                              lineage,
                              number,
                              job,
                              bySet.getOrDefault(target.set(), Map.of())))
              .toList();
    }
  }

  /// What is new in a superstep, by set and by stratum.
  private static Map<Long, Map<Integer, TripleList>> bySet(Shard shard, int superstep) {
    Map<Long, Map<Integer, TripleList>> bySet = new HashMap<>();
    shard.forEachDerived(
        superstep,
        (set, stratum, s, p, o) ->
            bySet
                .computeIfAbsent(set, _ -> new HashMap<>())
                .computeIfAbsent(stratum, _ -> new TripleList())
                .accept(s, p, o));
    return bySet;
  }

  private synchronized int next(Target target, Lineage lineage) {
    Progress known = progress.get(target);
    return known == null || known.history() != lineage.history() ? 1 : known.next();
  }

  private synchronized void setNext(Target target, long history, int next) {
    progress.put(target, new Progress(history, next));
  }

  /// Sends a superstep. False if the holder cannot be reached.
  private boolean isSent(
      Target target, Lineage lineage, int superstep, Job job, Map<Integer, TripleList> facts) {
    Lineage.Step passed = lineage.step(superstep);
    var step =
        new DerivedStep(
            target.set(),
            lineage.history(),
            lineage.base(),
            lineage.baseSuperstep(),
            job.id(),
            passed.job(),
            lineage.runBy(superstep - 1),
            superstep,
            passed.stratum(),
            passed.isEnd(),
            facts.values().stream().mapToLong(TripleList::size).sum());
    setNext(target, lineage.history(), superstep + 1);
    try {
      for (Map.Entry<Integer, TripleList> each : facts.entrySet()) {
        int stratum = each.getKey();
        each.getValue()
            .forEachBatch(
                batchSize,
                batch ->
                    NetworkSites.send(
                        node, threads, target.holder(), data(batch, stratum, step, false)));
      }
      end(target, step);
      return true;
    } catch (SitesException e) {
      log.debug("{}: '{}' gets no more of set {}", node.id(), target.holder(), target.set(), e);
      setNext(target, lineage.history(), superstep);
      return false;
    }
  }

  private DerivedData data(TripleList facts, int stratum, DerivedStep step, boolean isLast) {
    return new DerivedData(TripleBatch.of(facts, node.dictionary()), stratum, step, isLast);
  }

  private void end(Target target, DerivedStep step) {
    var _ =
        node.request(target.holder(), data(new TripleList(), 0, step, true), REPLY_TIMEOUT)
            .whenComplete(
                (reply, _) -> {
                  int has =
                      reply instanceof DerivedReply told && told.history() == step.history()
                          ? told.superstep()
                          : step.superstep() - 1;
                  if (has < step.superstep()) {
                    goBack(target, step.history(), has + 1);
                  }
                });
  }

  private synchronized void goBack(Target target, long history, int next) {
    Progress known = progress.get(target);
    if (known != null && known.history() == history && known.next() > next) {
      progress.put(target, new Progress(history, next));
    }
  }
}
