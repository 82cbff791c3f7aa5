package cwm.distributed;

import cwm.cluster.log.MemberId;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Job;
import cwm.cluster.state.Layout;
import cwm.cluster.state.Load;
import cwm.cluster.state.ReplicaSet;
import cwm.ipc.Node;
import cwm.ipc.Received;
import cwm.ipc.message.DerivedStep;
import cwm.ipc.message.IpcMessage.DerivedData;
import cwm.ipc.message.IpcMessage.DerivedReply;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What this node, as a holder of sets that others lead, has of what rules have concluded; and what
/// it knows of the jobs that did. In memory only: after a restart of all it is derived anew.
///
/// Any thread may call.
final class DerivedCopies {
  /// Jobs that are remembered. Attempts at the one that is under way count, and the last before.
  private static final int JOBS_MAX = 64;

  private final String nodeId;
  private final TermDictionary dictionary;

  // Guarded by this. The holders are those of the sets that this node keeps facts of.
  private final Map<Long, DerivedCopy> copies = new HashMap<>();
  private final Map<Long, Known> jobs = new LinkedHashMap<>();
  private Map<Long, Set<String>> holders = Map.of();
  private long current;

  /// What a job deals facts out by.
  private record Known(List<Load> loads, Layout layout, Set<Integer> split, long linksVersion) {
    static Known of(Job job, Placement placement) {
      return new Known(job.loads(), job.layout(), placement.split(), placement.links().version());
    }

    boolean placesLike(Known other) {
      return layout.equals(other.layout)
          && split.equals(other.split)
          && linksVersion == other.linksVersion;
    }
  }

  DerivedCopies(Node node) {
    nodeId = node.id();
    dictionary = node.dictionary();
    node.on(DerivedData.class, this::take);
  }

  /// Forgets sets that this node does not keep facts of any more.
  synchronized void agendaChanged(Agenda later) {
    holders =
        later.sets().stream()
            .filter(set -> set.mayBeLedBy(nodeId) && !set.isForced())
            .collect(Collectors.toMap(ReplicaSet::id, DerivedCopies::holders));
    copies.keySet().retainAll(holders.keySet());
  }

  private static Set<String> holders(ReplicaSet set) {
    return set.holders().stream().map(MemberId::nodeId).collect(Collectors.toSet());
  }

  // ---------------------------------------------------------------- what comes

  private void take(Received<DerivedData> received) {
    DerivedData data = received.message();
    int complete = take(received.peer(), data);
    if (data.last() && received.isRequest()) {
      DerivedStep step = data.step();
      var _ = received.replyAsync(new DerivedReply(step.set(), step.history(), complete));
    }
  }

  /// Takes what is of the job that is under way here, or of one that begins.
  ///
  /// @return the last superstep of its history that this node has all of
  private synchronized int take(String peer, DerivedData data) {
    DerivedStep step = data.step();
    boolean isSound =
        step.superstep() > 0
            && step.baseSuperstep() < step.superstep()
            && step.history() <= step.job()
            && data.stratum() <= FactStore.STRATUM_MAX;
    boolean isFromHolder = holders.getOrDefault(step.set(), Set.of()).contains(peer);
    if (!isSound || !isFromHolder || step.job() < current) {
      return 0;
    }
    DerivedCopy known = copies.get(step.set());
    if (known == null || known.lineage().history() < step.history()) {
      known = new DerivedCopy(step);
      copies.put(step.set(), known);
    }
    if (known.lineage().history() > step.history()) {
      return 0;
    }
    known.take(step, data.stratum(), Parcels.facts(data.derived(), dictionary));
    if (data.last()) {
      known.end(step);
    }
    return known.lineage().count();
  }

  // ---------------------------------------------------------------- jobs

  /// Notes that a job is under way here: nothing of earlier ones is taken any more, and what no job
  /// can go on from any more is forgotten.
  ///
  /// @param placed the last job that has ended well
  synchronized void begin(Job job, Placement placement, long placed) {
    current = job.id();
    copies
        .values()
        .removeIf(
            copy -> {
              copy.lineage().settle(placed);
              return copy.lineage().base() != placed;
            });
    jobs.put(job.id(), Known.of(job, placement));
    if (jobs.size() > JOBS_MAX) {
      jobs.remove(jobs.keySet().iterator().next());
    }
  }

  /// The copy of a set as it is now, if there is one.
  synchronized Optional<DerivedCopy> copy(long set) {
    return Optional.ofNullable(copies.get(set)).map(DerivedCopy::frozen);
  }

  /// Up to which superstep a job can go on from what was derived; 0 if it cannot.
  ///
  /// It can if facts are where they were, and what was derived follows from what inputs state now:
  /// what they stated when the last job had ended well, and what this one loads, if that was loaded
  /// before in vain.
  ///
  /// @param placed the last job that has ended well
  synchronized int usable(Lineage lineage, Job job, long placed) {
    lineage.settle(placed);
    if (lineage.base() != placed
        || lineage.count() == 0
        || lineage.count() < lineage.baseSuperstep()) { // it is coming anew
      return 0;
    }
    Known now = jobs.get(job.id());
    Known last = jobs.get(lineage.step(lineage.count()).job());
    if (now == null || last == null || !now.placesLike(last)) {
      return 0;
    }
    return lineage.isBeyondBase() && now.loads().equals(last.loads())
        ? lineage.count()
        : lineage.baseSuperstep();
  }

  /// Goes on from a superstep with what was derived: what came behind it is forgotten.
  synchronized void takeUp(long history, int superstep) {
    copies.values().removeIf(copy -> copy.lineage().history() != history);
    copies.values().forEach(copy -> truncate(copy, superstep));
  }

  private void truncate(DerivedCopy copy, int superstep) {
    int count = copy.lineage().count();
    if (count > superstep && copy.lineage().step(count).job() < current) {
      copy.truncate(superstep);
    }
  }

  /// Forgets what there was before the job that is under way: it is derived anew.
  synchronized void clear() {
    copies.values().removeIf(copy -> copy.lineage().history() < current);
  }
}
