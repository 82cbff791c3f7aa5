package cwm.rdf.store;

/// Takes statements, as ids of one dictionary.
@FunctionalInterface
public interface TripleSink {
  void accept(int subject, int predicate, int object);

  /// Takes `triples[0, 3 * count)`, three ids a statement, as if one by one. The array stays the
  /// caller's.
  default void acceptAll(int[] triples, int count) {
    for (int i = 0; i < 3 * count; i += 3) {
      accept(triples[i], triples[i + 1], triples[i + 2]);
    }
  }
}
