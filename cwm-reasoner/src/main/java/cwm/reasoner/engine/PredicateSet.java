package cwm.reasoner.engine;

import cwm.rdf.store.IntMap;
import java.util.Arrays;

/// A set of predicates that is filled and cleared again and again; each costs what is put in.
final class PredicateSet {
  private final IntMap places = new IntMap();
  private int[] predicates = new int[8];
  private int size;

  int size() {
    return size;
  }

  int get(int index) {
    assert index < size;
    return predicates[index];
  }

  int[] toArray() {
    return Arrays.copyOf(predicates, size);
  }

  void addAll(int[] added) {
    for (int predicate : added) {
      add(predicate);
    }
  }

  void add(int predicate) {
    int place = places.get(predicate);
    if (place > 0 && place <= size && predicates[place - 1] == predicate) {
      return;
    }
    if (size == predicates.length) {
      predicates = Arrays.copyOf(predicates, 2 * size);
    }
    predicates[size++] = predicate;
    places.put(predicate, size);
  }

  void clear() {
    size = 0; // places of former members are told by what stands there
  }
}
