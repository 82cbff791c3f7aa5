package cwm.reasoner.engine;

import cwm.rdf.store.FactRows;
import cwm.reasoner.partition.PartitionedStore;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Engines that break one rule of the superstep protocol each. The tests must notice
/// ([PlantedFaultTest]).
enum PlantedFault {
  /// A worker answers the rows of a superstep as if its own local phase were still to come.
  EARLY_ANSWER {
    @Override
    Worker worker(int number, PartitionedStore facts, Mirror mirror, Exchange exchange) {
      return new Worker(number, facts, mirror, exchange) {
        private int lastBefore;

        @Override
        void runLocal(
            int stratum,
            Collection<ActiveRule> pending,
            int[] mirrorChanged,
            RuleSet rules,
            long roundMax) {
          lastBefore = store().generation() - 1;
          super.runLocal(stratum, pending, mirrorChanged, rules, roundMax);
        }

        @Override
        void answer(int hop) {
          int end = last();
          setLast(lastBefore);
          super.answer(hop);
          setLast(end);
        }
      };
    }
  },

  /// A conclusion can be matched in the superstep in which its owner receives it.
  CONCLUSION_SEEN_EARLY {
    @Override
    Worker worker(int number, PartitionedStore facts, Mirror mirror, Exchange exchange) {
      return new Worker(number, facts, mirror, exchange) {
        @Override
        void answer(int hop) {
          takeConcluded();
          store().nextGeneration();
          setLast(store().generation() - 1);
          super.answer(hop);
        }
      };
    }
  },

  /// A conclusion that comes from another worker is not new to the rules of its owner.
  CONCLUSION_IS_NOT_NEW {
    @Override
    Worker worker(int number, PartitionedStore facts, Mirror mirror, Exchange exchange) {
      return new Worker(number, facts, mirror, exchange) {
        @Override
        void runLocal(
            int stratum,
            Collection<ActiveRule> pending,
            int[] mirrorChanged,
            RuleSet rules,
            long roundMax) {
          takeConcluded();
          store().nextGeneration();
          super.runLocal(stratum, pending, mirrorChanged, rules, roundMax);
        }
      };
    }
  },

  /// A mirrored fact can be matched in the superstep in which its owner has it as new.
  MIRROR_SEEN_EARLY {
    @Override
    SuperstepDriver driver(
        PartitionedStore facts,
        RuleSet rules,
        Board board,
        List<Worker> workers,
        @Nullable Mirror mirror,
        @Nullable Exchange exchange) {
      return new SuperstepDriver(facts, rules, board, workers, mirror, exchange) {
        @Override
        void runSpread(List<Task> tasks) {
          workers.forEach(Worker::exportAll);
          noteMirrorChanged(
              Objects.requireNonNull(mirror)
                  .deliver(Objects.requireNonNull(exchange).takeMirrored()));
          super.runSpread(tasks);
        }
      };
    }
  },

  /// Every worker counts each instance of a rule of which all atoms are mirrored as its own.
  MIRRORED_INSTANCE_EVERYWHERE {
    @Override
    Worker worker(int number, PartitionedStore facts, Mirror mirror, Exchange exchange) {
      return new Worker(number, facts, mirror, exchange) {
        @Override
        public boolean owns(int subject, int predicate, int object) {
          return true;
        }
      };
    }
  },

  /// What all workers read of one another lacks what one of them has.
  SHARED_PART_LEFT_OUT {
    @Override
    Worker worker(int number, PartitionedStore facts, Mirror mirror, Exchange exchange) {
      return new Worker(number, facts, mirror, exchange) {
        @Override
        FactRows newRows(ActiveRule rule, int predicate) {
          return number == 1 ? FactRows.NONE : super.newRows(rule, predicate);
        }
      };
    }
  },

  /// Workers match what they share with facts of their own that the mirror does not have yet.
  SHARED_BEFORE_MIRRORED {
    @Override
    Worker worker(int number, PartitionedStore facts, Mirror mirror, Exchange exchange) {
      return new Worker(number, facts, mirror, exchange) {
        @Override
        boolean isAllMirrored(int predicate) {
          return true;
        }
      };
    }
  };

  /// Faults of what only workers of one machine do.
  static final Set<PlantedFault> OF_ONE_MACHINE =
      EnumSet.of(SHARED_PART_LEFT_OUT, SHARED_BEFORE_MIRRORED);

  Worker worker(int number, PartitionedStore facts, Mirror mirror, Exchange exchange) {
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

  /// An engine with the fault once facts are spread.
  Assembly assembly() {
    return new Assembly() {
      @Override
      Worker worker(
          int number,
          PartitionedStore facts,
          @Nullable Mirror mirror,
          @Nullable Exchange exchange) {
        return mirror == null || exchange == null
            ? super.worker(number, facts, mirror, exchange)
            : PlantedFault.this.worker(number, facts, mirror, exchange);
      }

      @Override
      SuperstepDriver driver(
          PartitionedStore facts,
          RuleSet rules,
          Board board,
          List<Worker> workers,
          @Nullable Mirror mirror,
          @Nullable Exchange exchange) {
        return mirror == null
            ? super.driver(facts, rules, board, workers, mirror, exchange)
            : PlantedFault.this.driver(facts, rules, board, workers, mirror, exchange);
      }
    };
  }
}
