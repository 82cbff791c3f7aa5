package cwm.rdf.store;

/// Takes statements one by one, as ids of one dictionary.
@FunctionalInterface
public interface TripleSink {
  void accept(int subject, int predicate, int object);
}
