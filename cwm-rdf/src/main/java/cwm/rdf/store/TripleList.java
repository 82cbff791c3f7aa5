package cwm.rdf.store;

import cwm.rdf.term.Triple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// A growing list of statements, three ids each, in one array.
public final class TripleList implements TripleSink {
  private static final int SIZE_FIRST = 16;

  private int[] ids = new int[3 * SIZE_FIRST];
  private int size;

  @Override
  public void accept(int subject, int predicate, int object) {
    if (3 * size == ids.length) {
      ids = Arrays.copyOf(ids, Math.max(3 * SIZE_FIRST, Math.multiplyExact(ids.length, 2)));
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

  /// Hands all statements over in order, in lists of `batchSize` and a last one that may be
  /// shorter.
  public void forEachBatch(int batchSize, Consumer<TripleList> sink) {
    for (int start = 0; start < size; start += batchSize) {
      int end = Math.min(size, start + batchSize);
      sink.accept(of(Arrays.copyOfRange(ids, 3 * start, 3 * end)));
    }
  }

  /// A list of known statements.
  ///
  /// @param ids three for each statement; the list's own from now on
  public static TripleList of(int[] ids) {
    if (ids.length % 3 != 0) {
      throw new IllegalArgumentException(ids.length + " ids, which is no multiple of three");
    }
    var list = new TripleList();
    list.ids = ids;
    list.size = ids.length / 3;
    return list;
  }

  /// A list of statements by the ids of their terms, those added that are new.
  public static TripleList of(TermDictionary dictionary, Collection<Triple> statements) {
    var list = new TripleList();
    statements.forEach(statement -> dictionary.intern(statement, list));
    return list;
  }

  /// The statements as terms.
  ///
  /// @param dictionary what the ids are of
  public List<Triple> toTriples(TermDictionary dictionary) {
    List<Triple> triples = new ArrayList<>(size);
    forEach((s, p, o) -> triples.add(dictionary.triple(s, p, o)));
    return triples;
  }

  /// The ids, three for each statement.
  public int[] toArray() {
    return Arrays.copyOf(ids, 3 * size);
  }

  public void clear() {
    size = 0;
  }
}
