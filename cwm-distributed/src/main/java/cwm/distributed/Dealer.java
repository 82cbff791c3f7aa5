package cwm.distributed;

import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.reasoner.engine.Shipment;
import cwm.reasoner.engine.SiteNote;
import cwm.reasoner.engine.Sites;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Deals facts of inputs out to their owners.
///
/// Used by one thread. Sending waits where a node's queue is full.
final class Dealer implements TripleSink {
  private static final int CHUNK = 512;

  private final Sites sites;
  private final Placement placement;
  private final JobCopies copies;
  private final @Nullable Shard here;
  private final @Nullable TripleList asserted;
  private final int batchSize;
  private final List<TripleList> outgoing = new ArrayList<>();
  private final int[] own = new int[3 * CHUNK];
  private int ownCount;
  private long sentCount;

  /// @param sites the owners, in the order of the map, and perhaps others
  /// @param copies take note of what comes here
  /// @param here this node's own part; null if it owns nothing
  /// @param asserted takes what no input has stated here so far; null if nobody wants to know
  Dealer(
      Sites sites,
      Placement placement,
      JobCopies copies,
      @Nullable Shard here,
      @Nullable TripleList asserted,
      int batchSize) {
    this.sites = sites;
    this.placement = placement;
    this.copies = copies;
    this.here = here;
    this.asserted = asserted;
    this.batchSize = batchSize;
    placement.map().nodes().forEach(_ -> outgoing.add(new TripleList()));
  }

  @Override
  public void accept(int subject, int predicate, int object) {
    int node = placement.nodeOf(subject, predicate, object);
    if (node == sites.here()) {
      take(subject, predicate, object);
      return;
    }
    TripleList batch = outgoing.get(node);
    batch.accept(subject, predicate, object);
    if (batch.size() >= batchSize) {
      send(node);
    }
  }

  private void take(int subject, int predicate, int object) {
    if (!copies.areEmpty()) {
      copies.stated(placement.setOf(subject, predicate, object), subject, predicate, object);
    }
    keep(subject, predicate, object);
  }

  /// How many facts went to other nodes.
  long sentCount() {
    return sentCount;
  }

  /// Sends what is left, and takes what the other nodes have for this one.
  ///
  /// @param pace of what they have
  /// @return in which order they have it, as it came
  List<Shipment.Ordered> finish(Pace pace) {
    for (int node = 0; node < outgoing.size(); node++) {
      if (outgoing.get(node).size() > 0) {
        send(node);
      }
    }
    sites.meet(SiteNote.PRESENT);
    List<Shipment.Ordered> ordered = new ArrayList<>();
    for (Shipment shipment : sites.take()) {
      if (shipment instanceof Shipment.Asserted asserts) {
        asserts
            .facts()
            .get()
            .forEach(
                (s, p, o) -> {
                  pace.next();
                  take(s, p, o);
                });
      } else if (shipment instanceof Shipment.Ordered order) {
        ordered.add(order);
      }
    }
    flush();
    return ordered;
  }

  private void send(int node) {
    TripleList batch = outgoing.get(node);
    sentCount += batch.size();
    sites.send(node, new Shipment.Asserted(() -> batch));
    outgoing.set(node, new TripleList());
  }

  /// Takes a fact that is to be here, and is in the copies already.
  void keep(int subject, int predicate, int object) {
    int at = 3 * ownCount;
    own[at] = subject;
    own[at + 1] = predicate;
    own[at + 2] = object;
    ownCount++;
    if (ownCount == CHUNK) {
      flush();
    }
  }

  private void flush() {
    if (ownCount > 0 && here != null) {
      noteAsserted(here);
      here.assertFacts(own, ownCount);
    }
    ownCount = 0;
  }

  private void noteAsserted(Shard owned) {
    for (int at = 0; asserted != null && at < 3 * ownCount; at += 3) {
      if (!owned.isAsserted(own[at], own[at + 1], own[at + 2])) {
        asserted.accept(own[at], own[at + 1], own[at + 2]);
      }
    }
  }
}
