package cwm.rdf.store;

/// Room for looking up a number of pairs at once ([FactTable#select]). Whoever looks up brings it
/// along, so that several threads may read one table.
public final class PairBatch {
  /// Pairs looked up at once: what they need stays within the first-level cache.
  static final int SIZE = 128;

  final long[] pairs = new long[SIZE];
  final int[] hashes = new int[SIZE];
  final int[] rows = new int[SIZE];

  /// Sets the pairs from `count` places of two columns.
  void set(int[] subjects, int[] objects, int from, int count) {
    for (int i = 0; i < count; i++) {
      pairs[i] = FactTable.pair(subjects[from + i], objects[from + i]);
    }
  }
}
