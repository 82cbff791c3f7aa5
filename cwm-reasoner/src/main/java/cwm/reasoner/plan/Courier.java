package cwm.reasoner.plan;

import cwm.reasoner.partition.Partitioner;

/// Takes rows that go on at other workers.
public interface Courier {
  /// This worker's number.
  int here();

  /// Whether rows may go to where other terms are known.
  boolean hasOtherDictionaries();

  /// The worker that owns the facts with these terms, or [Partitioner#ANY];
  /// [cwm.rdf.store.TermDictionary#NONE] stands for a term that is not known.
  int workerOf(int subject, int predicate, int object);

  /// Whether this worker owns the fact.
  boolean owns(int subject, int predicate, int object);

  /// Sends a row to a worker, or with [Partitioner#ANY] to all others, where it goes on at `step`
  /// of the plan.
  ///
  /// @param columns a column for each slot; valid during the call
  /// @param slots the slots that have values and are still needed
  void send(int worker, Plan plan, int step, int[][] columns, int row, int[] slots);
}
