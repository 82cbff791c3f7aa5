package cwm.distributed;

import cwm.rdf.store.FactPositions;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.reasoner.RunContext;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.engine.Sites;
import cwm.reasoner.engine.ThinkReport;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import org.jspecify.annotations.Nullable;

/// The facts that a node owns under a placement, and what reasons over them.
///
/// Owned by the thread of jobs; others read when no job is under way, or one that makes other
/// shards and leaves this one as it is ([JobRun#keepsBefore]).
final class Shard {
  private final Placement placement;
  private final PartitionedStore facts;
  private @Nullable JobSites sites;
  private @Nullable Reasoner reasoner;

  /// @param owner the node's place in the map
  Shard(Placement placement, int owner, TermDictionary dictionary, Spreading spreading) {
    this.placement = placement;
    facts = new PartitionedStore(dictionary, spreading, placement.site(owner));
  }

  Placement placement() {
    return placement;
  }

  PartitionedStore facts() {
    return facts;
  }

  /// In which order inputs state facts; of all nodes' facts, as far as that is known.
  FactPositions positions() {
    return facts.positions();
  }

  /// Runs the rules with the other owners.
  ///
  /// @param job the owners, in the order of the map
  ThinkReport think(Sites job, RunContext context) {
    if (reasoner == null || sites == null) {
      sites = new JobSites(job);
      reasoner = new Reasoner(facts, Builtins.installed(), sites);
    }
    sites.use(job);
    return reasoner.think(context);
  }

  /// Whether an input states a fact that this node owns.
  boolean isAsserted(int subject, int predicate, int object) {
    return facts.isAsserted(subject, predicate, object);
  }

  /// Takes back that an input states these facts, as far as this node owns them.
  void retract(TripleList stated) {
    if (facts.retract(stated) > 0 && reasoner != null) {
      reasoner.factsRetracted();
    }
  }

  /// Hands over every fact that an input states.
  void forEachAsserted(TripleSink sink) {
    facts.tables().forEach(table -> table.forEachAsserted(sink));
  }
}
