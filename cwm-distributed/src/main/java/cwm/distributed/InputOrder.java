package cwm.distributed;

import cwm.cluster.state.Job;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.Load;
import cwm.rdf.store.FactPositions;
import cwm.rdf.store.TripleList;
import cwm.reasoner.engine.Shipment;
import cwm.reasoner.engine.Sites;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Sees to it that all owners know the order in which small inputs state facts, whoever owns these:
/// what rules collect comes in it. Loads come in the order of the job that deals them out, and a
/// node that owns facts for the first time learns the order of all before from one that did.
///
/// Sent before the meeting of a job's dealing, noted after it.
final class InputOrder {
  private final String nodeId;
  private final Job job;
  private final List<String> owners;
  private final List<String> earlierOwners;
  private final int batchSize;

  /// @param earlierOwners nodes that knew the order before the job
  InputOrder(String nodeId, Job job, List<String> earlierOwners, int batchSize) {
    this.nodeId = nodeId;
    this.job = job;
    this.earlierOwners = List.copyOf(earlierOwners);
    this.batchSize = batchSize;
    owners = job.map().nodes().stream().map(JobNode::nodeId).toList();
  }

  /// Sends what this node knows and others have to.
  ///
  /// @param before the facts whose order it knew before the job, in that order; asked only if
  ///   somebody has to learn it from this node
  /// @param loads what it has read for the job, load by load
  void send(Sites sites, Supplier<TripleList> before, Map<String, TripleList> loads) {
    if (isKeeper() && owners.stream().anyMatch(this::isNew)) {
      TripleList kept = before.get();
      for (int site = 0; site < owners.size(); site++) {
        if (isNew(owners.get(site))) {
          send(sites, site, kept);
        }
      }
    }
    for (Load load : additions()) {
      TripleList facts = load.nodeId().equals(nodeId) ? loads.get(load.loadId()) : null;
      if (facts != null) {
        TripleList known = isSmall(facts) ? facts : new TripleList();
        for (int site = 0; site < owners.size(); site++) {
          if (site != sites.here()) {
            send(sites, site, known);
          }
        }
      }
    }
  }

  private void send(Sites sites, int site, TripleList facts) {
    facts.forEachBatch(
        batchSize, batch -> sites.send(site, new Shipment.Ordered(nodeId, () -> batch)));
    sites.send(site, new Shipment.Ordered(nodeId, TripleList::new));
  }

  private List<Load> additions() {
    return job.loads().stream().filter(load -> !load.removes()).toList();
  }

  private static boolean isSmall(TripleList facts) {
    return facts.size() <= FactPositions.DOCUMENT_STATEMENT_MAX;
  }

  /// Whether an owner owned nothing before the job.
  private boolean isNew(String owner) {
    return !earlierOwners.contains(owner);
  }

  /// Whether new owners learn from this node what there was.
  private boolean isKeeper() {
    return !earlierOwners.isEmpty() && earlierOwners.getFirst().equals(nodeId);
  }

  /// Notes all, at an owner.
  ///
  /// @param come what the others have sent
  /// @param known the facts whose order this node knew before the job, as for [#send]
  /// @param positions of what this node owns after the job
  /// @param copies take note too
  void note(
      List<Shipment.Ordered> come,
      Supplier<TripleList> known,
      Map<String, TripleList> loads,
      FactPositions positions,
      JobCopies copies) {
    Map<String, Deque<TripleList>> inputs = new HashMap<>();
    Map<String, TripleList> open = new HashMap<>();
    for (Shipment.Ordered part : come) {
      TripleList input = open.computeIfAbsent(part.sender(), _ -> new TripleList());
      TripleList facts = part.facts().get();
      facts.forEach(input);
      if (facts.size() == 0) {
        inputs.computeIfAbsent(part.sender(), _ -> new ArrayDeque<>()).add(input);
        open.remove(part.sender());
      }
    }
    if (isNew(nodeId) && !earlierOwners.isEmpty()) {
      TripleList before = next(inputs, earlierOwners.getFirst());
      before.forEach(positions::append);
      copies.orderedBefore(() -> before);
    } else {
      copies.orderedBefore(known);
    }
    for (Load load : additions()) {
      TripleList facts =
          load.nodeId().equals(nodeId)
              ? loads.getOrDefault(load.loadId(), new TripleList())
              : next(inputs, load.nodeId());
      TripleList small = isSmall(facts) ? facts : new TripleList();
      positions.startDocument();
      small.forEach(positions::add);
      copies.ordered(small);
    }
  }

  private static TripleList next(Map<String, Deque<TripleList>> inputs, String sender) {
    Deque<TripleList> left = inputs.getOrDefault(sender, new ArrayDeque<>());
    return left.isEmpty() ? new TripleList() : left.removeFirst();
  }
}
