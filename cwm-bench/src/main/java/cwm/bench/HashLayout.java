package cwm.bench;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;

/// The layout in use: rows in order of arrival, a hash table over pairs, chains through rows by
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
    for (int row = table.firstBySubject(subject); row >= 0; row = table.nextBySubject(row)) {
      sum += table.object(row);
    }
    return sum;
  }

  @Override
  public long sumByObject(int object) {
    FactTable table = table();
    long sum = 0;
    for (int row = table.firstByObject(object); row >= 0; row = table.nextByObject(row)) {
      sum += table.subject(row);
    }
    return sum;
  }

  @Override
  public boolean contains(int subject, int object) {
    return table().find(subject, object) >= 0;
  }

  private FactTable table() {
    return store.table(PREDICATE).orElseThrow();
  }
}
