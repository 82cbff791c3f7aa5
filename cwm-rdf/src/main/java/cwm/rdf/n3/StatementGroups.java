package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.util.Arrays;

/// Statements ordered by subject and, for one subject, by predicate, both in order of first
/// appearance; but one predicate, `rdf:type`, comes before all others.
///
/// Groups are numbered from 0, one for each subject. Θ(statements) in time, 8 bytes a statement and
/// a hash table of the subjects in space.
public final class StatementGroups {
  private final TripleList statements;
  private final int type;
  private final Numbering subjects = new Numbering();
  private final int[] order; // indexes of statements
  private final int[] starts; // of the groups in `order`, and its end

  /// Groups `statements`, which must not change afterwards.
  ///
  /// @param type id of `rdf:type`, or of no term
  public StatementGroups(TripleList statements, int type) {
    this.statements = statements;
    this.type = type;
    int size = statements.size();
    int[] keys = new int[size];
    for (int i = 0; i < size; i++) {
      keys[i] = subjects.number(statements.subject(i));
    }
    int[] given = new int[size];
    Arrays.setAll(given, i -> i);
    order = new int[size];
    starts = sortByKey(given, 0, size, keys, subjects.size(), order);
    for (int group = 0; group < subjects.size(); group++) {
      orderByPredicate(starts[group], starts[group + 1]);
    }
  }

  private void orderByPredicate(int start, int end) {
    if (end - start == 1) {
      return;
    }
    var predicates = new Numbering();
    if (type != TermDictionary.NONE) {
      predicates.number(type);
    }
    int[] keys = new int[end - start];
    for (int i = start; i < end; i++) {
      keys[i - start] = predicates.number(statements.predicate(order[i]));
    }
    int[] sorted = new int[end - start];
    sortByKey(order, start, end, keys, predicates.size(), sorted);
    System.arraycopy(sorted, 0, order, start, sorted.length);
  }

  /// Counting sort, stable: writes `values[start, end)`, whose keys are `keys`, to `sorted` and
  /// returns where each key starts there.
  private static int[] sortByKey(
      int[] values, int start, int end, int[] keys, int keyCount, int[] sorted) {
    int[] starts = new int[keyCount + 1];
    for (int key : keys) {
      starts[key + 1]++;
    }
    for (int key = 0; key < keyCount; key++) {
      starts[key + 1] += starts[key];
    }
    int[] next = starts.clone();
    for (int i = start; i < end; i++) {
      sorted[next[keys[i - start]]++] = values[i];
    }
    return starts;
  }

  /// How many groups there are.
  public int count() {
    return subjects.size();
  }

  /// The group of a subject, or -1 if it is none.
  int find(int subject) {
    return subjects.find(subject);
  }

  /// What the statements of a group are about.
  public int subject(int group) {
    return subjects.id(group);
  }

  /// The first row of a group. Rows of one group and one predicate follow one another.
  public int start(int group) {
    return starts[group];
  }

  /// The row after the last one of a group.
  public int end(int group) {
    return starts[group + 1];
  }

  /// The predicate of a row.
  public int predicate(int row) {
    return statements.predicate(order[row]);
  }

  /// The object of a row.
  public int object(int row) {
    return statements.object(order[row]);
  }
}
