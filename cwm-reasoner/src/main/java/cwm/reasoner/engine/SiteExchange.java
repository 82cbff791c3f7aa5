package cwm.reasoner.engine;

import cwm.reasoner.partition.PartitionedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Carries parcels between the workers of all [Sites]: within this site in memory, to others as
/// [Shipment]s.
///
/// Workers of this site send at the same time; all else is called by the thread that drives them,
/// between their phases.
final class SiteExchange implements Exchange {
  private final Sites sites;
  private final RuleSet rules;
  private final PartitionedStore facts;
  private final InMemoryExchange here;
  private final int workerCount;

  // By worker of all sites.
  private final int[] siteOf;

  private final AtomicBoolean hasSentRows = new AtomicBoolean();

  // What came from other sites, by this site's workers.
  private final List<List<Parcel.Rows>> rows = new ArrayList<>();
  private final List<List<Parcel.Concluded>> concluded = new ArrayList<>();
  private final List<Parcel.Mirrored> mirrored = new ArrayList<>();

  SiteExchange(Sites sites, RuleSet rules, PartitionedStore facts) {
    this.sites = sites;
    this.rules = rules;
    this.facts = facts;
    int localCount = facts.stores().size();
    here = new InMemoryExchange(localCount);
    List<Integer> siteByWorker = new ArrayList<>();
    for (int site = 0; site < sites.count(); site++) {
      for (int i = 0; i < sites.workerCount(site); i++) {
        siteByWorker.add(site);
      }
    }
    siteOf = siteByWorker.stream().mapToInt(Integer::intValue).toArray();
    workerCount = siteOf.length;
    for (int i = 0; i < localCount; i++) {
      rows.add(new ArrayList<>());
      concluded.add(new ArrayList<>());
    }
  }

  @Override
  public int workerCount() {
    return workerCount;
  }

  private int local(int worker) {
    return worker - facts.firstWorker();
  }

  // ---------------------------------------------------------------- out

  @Override
  public void send(int from, int to, int hop, Parcel.Rows parcel) {
    if (facts.isHere(to)) {
      here.send(local(from), local(to), hop, parcel);
      return;
    }
    hasSentRows.setPlain(true); // read when the phase is over
    sites.send(
        siteOf[to],
        new Shipment.Rows(
            parcel.rule().number(),
            parcel.body(),
            parcel.match(),
            parcel.plan().order(),
            parcel.step(),
            to,
            parcel.rows()));
  }

  @Override
  public void send(int from, int to, Parcel.Concluded parcel) {
    if (facts.isHere(to)) {
      here.send(local(from), local(to), parcel);
    } else {
      sites.send(siteOf[to], new Shipment.Concluded(parcel.facts(), parcel.stratum(), to));
    }
  }

  @Override
  public void send(int from, Parcel.Mirrored parcel) {
    here.send(local(from), parcel);
    for (int site = 0; site < sites.count(); site++) {
      if (site != sites.here()) {
        sites.send(site, new Shipment.Mirrored(parcel.facts()));
      }
    }
  }

  @Override
  public void endHop(int from, int hop) {
    here.endHop(local(from), hop);
  }

  // ---------------------------------------------------------------- meeting

  @Override
  public boolean hasRows(int hop) {
    boolean hasOwn = here.hasRows(hop);
    boolean hasSent = hasSentRows.getAndSet(false);
    List<SiteNote> notes = sites.meet(SiteNote.ofHop(hasOwn || hasSent));
    takeIn();
    return notes.stream().anyMatch(SiteNote::hasRows);
  }

  @Override
  public void settle() {
    sites.meet(SiteNote.PRESENT);
    takeIn();
  }

  private void takeIn() {
    for (Shipment shipment : sites.take()) {
      switch (shipment) {
        case Shipment.Rows sent -> rows.get(local(sent.worker())).add(unpacked(sent));
        case Shipment.Concluded(var columns, int stratum, int worker) ->
            concluded.get(local(worker)).add(new Parcel.Concluded(columns, stratum));
        case Shipment.Mirrored(var triples) -> mirrored.add(new Parcel.Mirrored(triples));
      }
    }
  }

  private Parcel.Rows unpacked(Shipment.Rows sent) {
    ActiveRule rule = rules.rule(sent.rule());
    return new Parcel.Rows(
        rule,
        sent.body(),
        sent.match(),
        rule.at(0).plans(sent.body()).inOrder(sent.match(), sent.order()),
        sent.step(),
        sent.rows());
  }

  // ---------------------------------------------------------------- in

  @Override
  public List<Parcel.Rows> takeRows(int to, int hop) {
    return taken(here.takeRows(local(to), hop), rows.get(local(to)));
  }

  @Override
  public List<Parcel.Concluded> takeConcluded(int to) {
    return taken(here.takeConcluded(local(to)), concluded.get(local(to)));
  }

  @Override
  public List<Parcel.Mirrored> takeMirrored() {
    return taken(here.takeMirrored(), mirrored);
  }

  private static <T> List<T> taken(List<T> own, List<T> others) {
    List<T> all = new ArrayList<>(own);
    all.addAll(others);
    others.clear();
    return all;
  }

  @Override
  public void clear() {
    here.clear();
    hasSentRows.setPlain(false);
    rows.forEach(List::clear);
    concluded.forEach(List::clear);
    mirrored.clear();
  }
}
