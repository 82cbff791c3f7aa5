package cwm.rdf.store;

import java.util.Arrays;

/// A growing list of statements, three ids each, in one array.
public final class TripleList implements TripleSink {
  private int[] ids = new int[3 * 16];
  private int size;

  @Override
  public void accept(int subject, int predicate, int object) {
    if (3 * size == ids.length) {
      ids = Arrays.copyOf(ids, Math.multiplyExact(ids.length, 2));
    }
    int at = 3 * size++;
    ids[at] = subject;
    ids[at + 1] = predicate;
    ids[at + 2] = object;
  }

  public int size() {
    return size;
  }

  public int subject(int index) {
    return ids[3 * index];
  }

  public int predicate(int index) {
    return ids[3 * index + 1];
  }

  public int object(int index) {
    return ids[3 * index + 2];
  }

  /// Hands every statement to `sink`, in order.
  public void forEach(TripleSink sink) {
    for (int i = 0; i < size; i++) {
      sink.accept(subject(i), predicate(i), object(i));
    }
  }

  public void clear() {
    size = 0;
  }
}
