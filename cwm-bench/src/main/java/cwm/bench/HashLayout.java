package cwm.bench;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.RowIndex;
import cwm.rdf.store.TermDictionary;

/// The layout in use: rows in order of arrival, a hash table over pairs, runs and chains of rows by
/// subject and by object (Motik, Nenov, Piro, Horrocks, Olteanu, AAAI 2014).
final class HashLayout implements PairLayout {
  private static final int PREDICATE = 1;

  private final FactStore store = new FactStore(new TermDictionary());
  private long lastCount;

  @Override
  public void add(int subject, int object) {
    store.derive(subject, PREDICATE, object, 0);
  }

  @Override
  public int endRound() {
    store.nextGeneration();
    int added = (int) (store.factCount() - lastCount);
    lastCount = store.factCount();
    return added;
  }

  @Override
  public long sumBySubject(int subject) {
    FactTable table = table();
    long sum = 0;
    RowIndex index = table.bySubject(table.rowCount());
    int link = index.first(subject);
    for (; link > 0; link = index.next(link)) {
      sum += table.object(link - 1);
    }
    return sum + sumOfRun(index, link);
  }

  /// The sum of the values in the run that `link` leads to, if it leads to one.
  private static long sumOfRun(RowIndex index, int link) {
    if (link == 0) {
      return 0;
    }
    long sum = 0;
    int end = index.runEnd(link, Integer.MAX_VALUE);
    for (int at = index.runStart(link, 0); at < end; at++) {
      sum += index.runOthers()[at];
    }
    return sum;
  }

  @Override
  public long sumByObject(int object) {
    FactTable table = table();
    long sum = 0;
    RowIndex index = table.byObject(table.rowCount());
    int link = index.first(object);
    for (; link > 0; link = index.next(link)) {
      sum += table.subject(link - 1);
    }
    return sum + sumOfRun(index, link);
  }

  @Override
  public boolean contains(int subject, int object) {
    return table().find(subject, object) >= 0;
  }

  private FactTable table() {
    return store.table(PREDICATE).orElseThrow();
  }
}
