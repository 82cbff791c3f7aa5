package cwm.reasoner.partition;

import cwm.rdf.store.TermDictionary;
import java.util.Arrays;

/// The worker that owns each term's facts where subjects decide: what the partitioner says, two
/// bytes a term, so that it is worked out once and found with one look.
///
/// For any number of threads. Two may work out the same, and one may lose what the other notes
/// while the table grows; both are harmless.
final class SubjectWorkers {
  private final Partitioner partitioner;
  private final int[] workerByPartition;

  // By term, the worker's number + 1; 0 where it has not been worked out.
  private volatile short[] workers = new short[1 << 12];

  SubjectWorkers(Partitioner partitioner, int[] workerByPartition) {
    this.partitioner = partitioner;
    this.workerByPartition = workerByPartition;
  }

  int workerOf(int subject) {
    short[] known = workers;
    int worker = subject < known.length ? known[subject] - 1 : -1;
    return worker >= 0 ? worker : workOut(subject);
  }

  /// The workers of the subjects in places `start` to before `end` of a column.
  void workersOf(int[] subjects, int start, int end, int[] result) {
    short[] known = workers;
    for (int at = start; at < end; at++) {
      int subject = subjects[at];
      int worker = subject < known.length ? known[subject] - 1 : -1;
      result[at - start] = worker >= 0 ? worker : workOut(subject);
    }
  }

  private int workOut(int subject) {
    int worker =
        workerByPartition[partitioner.partition(subject, TermDictionary.NONE, TermDictionary.NONE)];
    short[] known = workers;
    if (subject >= known.length) {
      known = Arrays.copyOf(known, Math.max(subject + 1, known.length + (known.length >> 1)));
      workers = known;
    }
    known[subject] = (short) (worker + 1);
    return worker;
  }
}
