package cwm.rdf.store;

import java.util.List;

/// The facts that a [FactStore] had when [FactStore#snapshot()] was called. It never changes, and
/// any thread may read it.
public final class Snapshot {
  private final TermDictionary dictionary;
  private final List<FactView> views;
  private final IntMap viewIndex;
  private final long factCount;

  Snapshot(TermDictionary dictionary, List<FactView> views) {
    this.dictionary = dictionary;
    this.views = views;
    viewIndex = new IntMap(views.size());
    long count = 0;
    for (int i = 0; i < views.size(); i++) {
      viewIndex.put(views.get(i).predicate(), i + 1);
      count += views.get(i).rowCount();
    }
    factCount = count;
  }

  public TermDictionary dictionary() {
    return dictionary;
  }

  public long factCount() {
    return factCount;
  }

  public boolean contains(int subject, int predicate, int object) {
    int index = viewIndex.get(predicate) - 1;
    return index >= 0 && views.get(index).contains(subject, object);
  }

  /// Hands every fact that has these terms to `sink`; [TermDictionary#NONE] stands for any.
  public void match(int subject, int predicate, int object, TripleSink sink) {
    if (predicate == TermDictionary.NONE) {
      for (FactView view : views) {
        view.match(subject, object, sink);
      }
      return;
    }
    int index = viewIndex.get(predicate) - 1;
    if (index >= 0) {
      views.get(index).match(subject, object, sink);
    }
  }
}
