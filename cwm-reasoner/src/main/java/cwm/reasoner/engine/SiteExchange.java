package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.TripleList;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.plan.Plan;
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
            parcel.plan().kept().get(parcel.step() - 1).length,
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
    TripleList all = parcel.facts().get();
    for (int site = 0; site < sites.count(); site++) {
      if (site != sites.here()) {
        int to = site;
        all.forEachBatch(
            facts.spreading().exchangeBatchSize(),
            batch -> sites.send(to, new Shipment.Mirrored(() -> batch)));
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
        case Shipment.Rows sent -> {
          requireHere(sent.worker());
          rows.get(local(sent.worker())).add(unpacked(sent));
        }
        case Shipment.Concluded(var columns, int stratum, int worker) -> {
          requireHere(worker);
          require(
              stratum >= 0 && stratum <= FactStore.STRATUM_MAX,
              "a conclusion of stratum " + stratum);
          concluded.get(local(worker)).add(new Parcel.Concluded(columns, stratum));
        }
        case Shipment.Mirrored(var triples) -> mirrored.add(new Parcel.Mirrored(triples));
        case Shipment.Asserted _, Shipment.Ordered _ -> require(false, "a fact of an input");
        case Shipment.Numbers _ -> require(false, "numbers");
      }
    }
  }

  private Parcel.Rows unpacked(Shipment.Rows sent) {
    require(sent.rule() >= 0 && sent.rule() < rules.rules().size(), "rows of rule " + sent.rule());
    ActiveRule rule = rules.rule(sent.rule());
    require(sent.body() >= 0 && sent.body() < rule.bodies().size(), "rows of body " + sent.body());
    int matchCount = rule.bodies().get(sent.body()).matchCount();
    require(
        sent.match() >= Task.WHOLE && sent.match() < matchCount, "rows of match " + sent.match());
    Plan plan = rule.at(0).plans(sent.body()).inOrder(sent.match(), sent.order());
    require(
        sent.step() > 0
            && sent.step() < plan.steps().size()
            && sent.width() == plan.kept().get(sent.step() - 1).length,
        "rows of %d values before step %d".formatted(sent.width(), sent.step()));
    return new Parcel.Rows(rule, sent.body(), sent.match(), plan, sent.step(), sent.rows());
  }

  private void requireHere(int worker) {
    require(facts.isHere(worker), "something for worker " + worker);
  }

  /// Other sites may be of another version, or mistaken.
  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new SitesException("another site has sent " + what + ", which fits nothing here");
    }
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
