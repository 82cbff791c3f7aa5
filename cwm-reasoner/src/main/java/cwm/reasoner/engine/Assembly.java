package cwm.reasoner.engine;

import cwm.reasoner.partition.PartitionedStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the parts that a run is driven with. Tests put parts with planted faults in their place.
class Assembly {
  Worker worker(
      int number, PartitionedStore facts, @Nullable Mirror mirror, @Nullable Exchange exchange) {
    return new Worker(number, facts, mirror, exchange);
  }

  SuperstepDriver driver(
      PartitionedStore facts,
      RuleSet rules,
      Board board,
      List<Worker> workers,
      @Nullable Mirror mirror,
      @Nullable Exchange exchange) {
    return new SuperstepDriver(facts, rules, board, workers, mirror, exchange);
  }
}
