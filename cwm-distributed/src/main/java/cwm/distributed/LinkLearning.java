package cwm.distributed;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.store.TripleSink;
import cwm.rdf.term.Rdf;
import cwm.reasoner.engine.Shipment;
import cwm.reasoner.engine.SiteNote;
import cwm.reasoner.engine.Sites;
import cwm.reasoner.engine.SitesException;
import cwm.reasoner.partition.SubjectPlaces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// How the nodes of a job agree on one [LinkTable], before they deal facts out by it.
///
/// Each tells which one it has, and how many facts. The one that some have is kept, and passed to
/// who has none, unless there are twice as many facts as when it was made: then the first node is
/// sent all links, as pairs of hashes, makes a new one, and sends that to all. So what is moved for
/// it and sent for it stays in proportion to what is loaded, and what comes in between goes by hash
/// if nobody has heard of it. Nobody has one when all nodes were started again.
///
/// Used once, by the thread of the job. All nodes of the job do the same.
final class LinkLearning {
  /// How many times as many facts there have to be for a new table.
  private static final int GROWTH = 2;

  /// Facts that a cluster may have where an even share is less: then nobody minds uneven ones.
  private static final int CLUSTER_FACT_COUNT_MIN = 32;

  /// Pairs in one message.
  private static final int BATCH = 1 << 14;

  /// Numbers of what a node tells of itself.
  private static final int ABOUT_SIZE = 4;

  private final Sites sites;
  private final long job;
  private final int partitionCount;
  private final TermDictionary dictionary;

  /// @param sites all nodes of the job
  /// @param job its id
  LinkLearning(Sites sites, long job, int partitionCount, TermDictionary dictionary) {
    this.sites = sites;
    this.job = job;
    this.partitionCount = partitionCount;
    this.dictionary = dictionary;
  }

  /// What a node tells of itself.
  ///
  /// @param version of the table that it has; 0 for none
  /// @param tableFactCount how many facts there were when that was made
  private record About(int site, long version, long tableFactCount, long factCount) {
    static About of(long[] numbers) {
      if (numbers.length != ABOUT_SIZE) {
        throw new SitesException("a node tells %d numbers of itself".formatted(numbers.length));
      }
      return new About((int) numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    long[] toNumbers() {
      return new long[] {site, version, tableFactCount, factCount};
    }
  }

  /// Hands all facts over that this node has: those of the copies that it leads, and those that it
  /// has read.
  @FunctionalInterface
  interface Facts {
    void forEach(TripleSink sink);
  }

  /// The table that all go by.
  ///
  /// @param known the one that this node has
  /// @param factCount how many facts there are about, at this node
  LinkTable agree(LinkTable known, LongSupplier factCount, Facts facts) {
    LinkTable own = known.partitionCount() == partitionCount ? known : LinkTable.NONE;
    List<About> all = tell(own, factCount.getAsLong());
    About newest = all.getFirst();
    long total = 0;
    for (About each : all) {
      newest = each.version() > newest.version() ? each : newest;
      total += each.factCount();
    }
    if (newest.version() == 0 || total > GROWTH * newest.tableFactCount()) {
      return learn(facts, total);
    }
    return pass(all, newest, own);
  }

  /// Tells all what this node has, and hears the same of all; in the order of sites.
  private List<About> tell(LinkTable known, long factCount) {
    var own = new About(sites.here(), known.version(), known.factCount(), factCount);
    for (int site = 0; site < sites.count(); site++) {
      if (site != sites.here()) {
        sites.send(site, new Shipment.Numbers(own::toNumbers));
      }
    }
    List<About> all = new ArrayList<>(List.of(own));
    meet(numbers -> all.add(About.of(numbers)));
    all.sort((one, other) -> Integer.compare(one.site(), other.site()));
    return all;
  }

  /// Waits for all nodes, and takes what they have sent.
  private void meet(Consumer<long[]> sink) {
    sites.meet(SiteNote.PRESENT);
    for (Shipment shipment : sites.take()) {
      if (shipment instanceof Shipment.Numbers(var numbers)) {
        sink.accept(numbers.get());
      }
    }
  }

  @FunctionalInterface
  private interface PairSink {
    void accept(long first, long second);
  }

  /// As [#meet], for what was sent as pairs.
  private void meetForPairs(PairSink sink) {
    meet(
        numbers -> {
          for (int at = 0; at + 1 < numbers.length; at += 2) {
            sink.accept(numbers[at], numbers[at + 1]);
          }
        });
  }

  // ---------------------------------------------------------------- a table that some have

  private LinkTable pass(List<About> all, About newest, LinkTable own) {
    List<Integer> lacking =
        all.stream().filter(each -> each.version() != newest.version()).map(About::site).toList();
    if (lacking.isEmpty()) {
      return own;
    }
    if (newest.site() == sites.here()) {
      send(own.places(), lacking);
    }
    SubjectPlaces passed = receive();
    return own.version() == newest.version()
        ? own
        : new LinkTable(newest.version(), newest.tableFactCount(), partitionCount, passed);
  }

  private void send(SubjectPlaces places, List<Integer> receivers) {
    var batch = new Batch(numbers -> receivers.forEach(site -> send(site, numbers)));
    places.forEach(batch::add);
    batch.flush();
  }

  private void send(int site, long[] numbers) {
    sites.send(site, new Shipment.Numbers(() -> numbers));
  }

  private SubjectPlaces receive() {
    var places = new SubjectPlaces.Builder();
    meetForPairs(
        (hash, partition) -> {
          if (partition < 0 || partition >= partitionCount) {
            throw new SitesException("there is no partition " + partition);
          }
          places.put(hash, (int) partition);
        });
    return places.build();
  }

  // ---------------------------------------------------------------- a new table

  private LinkTable learn(Facts facts, long total) {
    SubjectPlaces places;
    if (sites.here() == 0) {
      var clusters = new LinkClusters(Math.max(CLUSTER_FACT_COUNT_MIN, total / partitionCount));
      forEachLink(facts, clusters::add);
      meetForPairs(clusters::add);
      places = clusters.places(partitionCount);
      List<Integer> others = new ArrayList<>();
      for (int site = 1; site < sites.count(); site++) {
        others.add(site);
      }
      send(places, others);
      meet(_ -> {});
    } else {
      List<long[]> batches = new ArrayList<>(); // to wait for links would hold up the copies
      var batch = new Batch(batches::add);
      forEachLink(facts, batch::add);
      batch.flush();
      batches.forEach(numbers -> send(0, numbers));
      meet(_ -> {});
      places = receive();
    }
    return new LinkTable(job, total, partitionCount, places);
  }

  /// Hands over what a fact links: not what something is an instance of, which says little about
  /// where it belongs, and no values.
  private void forEachLink(Facts facts, PairSink sink) {
    int type = dictionary.intern(Rdf.TYPE);
    facts.forEach(
        (s, p, o) -> {
          TermKind kind = dictionary.kind(o);
          boolean isLink = p != type && (kind == TermKind.IRI || kind == TermKind.BLANK_NODE);
          sink.accept(dictionary.hash(s), isLink ? dictionary.hash(o) : LinkClusters.NO_LINK);
        });
  }

  /// Pairs on their way into a message.
  private static final class Batch {
    private final Consumer<long[]> sink;
    private final long[] numbers = new long[2 * BATCH];
    private int size;

    Batch(Consumer<long[]> sink) {
      this.sink = sink;
    }

    void add(long first, long second) {
      numbers[size++] = first;
      numbers[size++] = second;
      if (size == numbers.length) {
        flush();
      }
    }

    void flush() {
      if (size > 0) {
        sink.accept(Arrays.copyOf(numbers, size));
        size = 0;
      }
    }
  }
}
