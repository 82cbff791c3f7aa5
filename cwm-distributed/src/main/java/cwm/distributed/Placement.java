package cwm.distributed;

import cwm.cluster.state.DataSettings;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.Layout;
import cwm.cluster.state.PartitionMap;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Partitioner;
import cwm.reasoner.partition.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Which worker of which node owns each fact, by a [PartitionMap].
///
/// Workers are numbered, node by node in the order of the map; a node deals its partitions out to
/// its workers in turn.
///
/// @param strategy what the owner of a fact depends on
/// @param split the predicates whose facts go by subject too, for [PartitionStrategy#PREDICATE]
/// @param links where what is linked is, for [PartitionStrategy#GRAPH]
record Placement(
    Layout layout,
    PartitionMap map,
    PartitionStrategy strategy,
    Set<Integer> split,
    LinkTable links,
    Partitioner partitioner,
    List<Integer> workerByPartition) {

  static Placement of(
      Layout layout,
      PartitionMap map,
      DataSettings settings,
      Set<Integer> split,
      LinkTable links,
      TermDictionary dictionary) {
    PartitionStrategy strategy = strategy(settings);
    List<Integer> workers = new ArrayList<>();
    int[] dealt = new int[map.nodes().size()];
    for (int owner : map.owners()) {
      int turn = dealt[owner]++ % map.nodes().get(owner).workerCount();
      workers.add(firstWorker(map, owner) + turn);
    }
    return new Placement(
        layout,
        map,
        strategy,
        split,
        links,
        strategy == PartitionStrategy.GRAPH
            ? Partitioner.ofGraph(map.partitionCount(), dictionary, links.places())
            : Partitioner.of(strategy, map.partitionCount(), dictionary, split),
        List.copyOf(workers));
  }

  static PartitionStrategy strategy(DataSettings settings) {
    return PartitionStrategy.valueOf(settings.partitionStrategy().toUpperCase(Locale.ROOT));
  }

  private static int firstWorker(PartitionMap map, int owner) {
    return map.nodes().subList(0, owner).stream().mapToInt(JobNode::workerCount).sum();
  }

  /// The place of the owner among the map's nodes.
  int nodeOf(int subject, int predicate, int object) {
    return map.owners().get(partitioner.partition(subject, predicate, object));
  }

  /// The set that keeps a fact.
  long setOf(int subject, int predicate, int object) {
    int partition = partitioner.partition(subject, predicate, object);
    return layout.sets().get(layout.owners().get(partition));
  }

  /// The sets whose facts a node owns.
  ///
  /// @param owner the node's place in the map
  Set<Long> setsOf(int owner) {
    return map.partitionsOf(owner).stream()
        .map(partition -> layout.sets().get(layout.owners().get(partition)))
        .collect(Collectors.toSet());
  }

  /// What the engine of a node has to know.
  ///
  /// @param owner the node's place in the map
  Site site(int owner) {
    return new Site(
        partitioner,
        workerByPartition,
        firstWorker(map, owner),
        map.nodes().get(owner).workerCount());
  }
}
