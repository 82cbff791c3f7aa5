package cwm.distributed;

import cwm.rdf.store.FactPositions;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.GraphPredicates;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.reasoner.RunContext;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.History;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.engine.Resumption;
import cwm.reasoner.engine.Sites;
import cwm.reasoner.engine.ThinkReport;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The facts that a node owns under a placement, and what reasons over them. Those of named graphs
/// ([GraphPredicates]) are kept apart: rules do not read them.
///
/// Owned by the thread of jobs; others read when no job is under way, or one that makes other
/// shards and leaves this one as it is ([JobRun#keepsBefore]).
final class Shard {
  private final Placement placement;
  private final PartitionedStore facts;
  private final FactStore ofGraphs;
  private final GraphPredicates graphPredicates;
  private final Set<Long> ownedSets;
  private volatile Counts counted = Counts.NONE;
  private @Nullable JobSites sites;
  private @Nullable Reasoner reasoner;

  // Of what is derived here, what is to be kept for others; none if nothing can be taken up.
  private @Nullable Lineage lineage;
  private boolean isKept;
  private @Nullable Resumption resumption;

  /// @param owner the node's place in the map
  Shard(Placement placement, int owner, TermDictionary dictionary, Spreading spreading) {
    this.placement = placement;
    facts = new PartitionedStore(dictionary, spreading, placement.site(owner));
    ofGraphs = new FactStore(dictionary);
    graphPredicates = new GraphPredicates(dictionary);
    ownedSets = placement.setsOf(owner);
  }

  /// How many facts there are.
  ///
  /// @param derivedCount those that no input states
  record Counts(long factCount, long derivedCount) {
    static final Counts NONE = new Counts(0, 0);
  }

  /// How many facts there were when the nodes met last while rules run. Any thread may ask.
  Counts counted() {
    return counted;
  }

  private void count() {
    counted = new Counts(facts.factCount(), facts.derivedOnlyCount());
  }

  Placement placement() {
    return placement;
  }

  /// Those of the default graph.
  PartitionedStore facts() {
    return facts;
  }

  /// Those of named graphs.
  FactStore ofGraphs() {
    return ofGraphs;
  }

  /// The facts of one predicate, of whichever graph.
  List<FactTable> tables(int predicate) {
    return graphPredicates.contains(predicate)
        ? ofGraphs.table(predicate).stream().toList()
        : facts.tables(predicate);
  }

  /// Notes that an input states a fact.
  void assertFact(int subject, int predicate, int object) {
    assertFacts(new int[] {subject, predicate, object}, 1);
  }

  /// Notes that inputs state facts.
  ///
  /// @param triples three ids for each; may change their order
  void assertFacts(int[] triples, int count) {
    int kept = 0;
    for (int at = 0; at < 3 * count; at += 3) {
      if (graphPredicates.contains(triples[at + 1])) {
        ofGraphs.assertFact(triples[at], triples[at + 1], triples[at + 2]);
      } else {
        System.arraycopy(triples, at, triples, 3 * kept, 3);
        kept++;
      }
    }
    facts.assertFacts(triples, kept);
  }

  /// In which order inputs state facts; of all nodes' facts, as far as that is known.
  FactPositions positions() {
    return facts.positions();
  }

  /// Runs the rules with the other owners.
  ///
  /// @param job the owners, in the order of the map
  /// @param barrier is told of each superstep that all have passed, while no worker works
  ThinkReport think(Sites job, RunContext context, Barrier barrier) {
    Reasoner known = reasoner;
    JobSites current = sites;
    if (known == null || current == null) {
      current = new JobSites(job, this::count);
      known =
          resumption == null
              ? new Reasoner(facts, Builtins.installed(), current)
              : Reasoner.resumed(facts, Builtins.installed(), current, resumption);
      sites = current;
      reasoner = known;
      resumption = null;
    }
    current.use(job);
    if (lineage != null) {
      lineage.settle(barrier.placed());
    }
    History history = known.history();
    known.onBarrier(() -> pass(history, barrier));
    count();
    return known.think(context);
  }

  /// What happens when a superstep is over.
  interface Barrier {
    /// The job that runs the rules.
    long job();

    /// The last job that has ended well.
    long placed();

    /// Says that a superstep is over, if what was derived can be taken up.
    void passed(Lineage lineage);
  }

  private void pass(History history, Barrier barrier) {
    if (!history.isOpen()) {
      lineage = null;
      return;
    }
    Lineage known = lineage;
    if (known == null || history.count() == 1) {
      known = new Lineage(barrier.job(), barrier.placed());
      lineage = known;
      isKept = false;
    }
    int superstep = history.count();
    known.add(
        new Lineage.Step(barrier.job(), history.stratum(superstep), history.isEnd(superstep)));
    barrier.passed(known);
  }

  /// Says that what is derived here is to be there for others, as from the beginning.
  void keep() {
    isKept = true;
  }

  boolean isKept() {
    return isKept;
  }

  /// What was derived here, if that is kept and can be taken up.
  Optional<Lineage> lineage() {
    return Optional.ofNullable(lineage).filter(known -> isKept && isWhole(known));
  }

  /// Whether all supersteps are here. A run that begins may have dropped them.
  private boolean isWhole(Lineage known) {
    return reasoner != null
        && reasoner.history().isOpen()
        && reasoner.history().count() == known.count();
  }

  /// Goes on from what others had derived, which is here.
  ///
  /// @return what there is of it
  Lineage takeUp(Lineage from, int superstep) {
    resumption = from.resumption(superstep);
    Lineage taken = from.takenUpAt(superstep);
    lineage = taken;
    isKept = true;
    return taken;
  }

  /// Whether this node owned the facts of a set.
  boolean owned(long set) {
    return ownedSets.contains(set);
  }

  /// Takes derived facts.
  @FunctionalInterface
  interface SetSink {
    void accept(long set, int stratum, int subject, int predicate, int object);
  }

  /// Hands over what was derived and is of a superstep of the [#lineage].
  void forEachDerived(int superstep, SetSink sink) {
    Objects.requireNonNull(reasoner)
        .history()
        .forEachDerived(
            superstep,
            (stratum, s, p, o) -> sink.accept(placement.setOf(s, p, o), stratum, s, p, o));
  }

  /// Whether an input states a fact that this node owns.
  boolean isAsserted(int subject, int predicate, int object) {
    return graphPredicates.contains(predicate)
        ? ofGraphs.contains(subject, predicate, object)
        : facts.isAsserted(subject, predicate, object);
  }

  /// Takes back that an input states these facts, as far as this node owns them.
  void retract(TripleList stated) {
    ofGraphs.retract(stated);
    if (facts.retract(stated) > 0 && reasoner != null) {
      reasoner.factsRetracted();
    }
  }

  /// Hands over every fact that an input states.
  void forEachAsserted(TripleSink sink) {
    facts.tables().forEach(table -> table.forEachAsserted(sink));
    ofGraphs.forEach(sink);
  }
}
