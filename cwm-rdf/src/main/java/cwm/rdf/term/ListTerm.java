package cwm.rdf.term;

import java.util.List;
import java.util.stream.Collectors;

/// A list as a value: equal member by member, in order. The empty list is `rdf:nil`'s meaning.
public record ListTerm(List<Term> items) implements Term {
  public static final ListTerm EMPTY = new ListTerm(List.of());

  public ListTerm {
    items = List.copyOf(items);
  }

  public static ListTerm of(Term... items) {
    return new ListTerm(List.of(items));
  }

  @Override
  public long contentHash() {
    long hash = ContentHash.start(ContentHash.LIST);
    for (Term item : items) {
      hash = ContentHash.combine(hash, item.contentHash());
    }
    return ContentHash.combine(hash, items.size());
  }

  @Override
  public int depth() {
    int deepest = 0;
    for (Term item : items) {
      deepest = Math.max(deepest, item.depth());
    }
    return deepest + 1;
  }

  @Override
  public boolean isGround() {
    for (Term item : items) {
      if (!item.isGround()) {
        return false;
      }
    }
    return true;
  }

  // Not left to the record: its generated methods take several times the stack for each level.

  @Override
  public boolean equals(Object other) {
    return other instanceof ListTerm(var others) && items.equals(others);
  }

  @Override
  public int hashCode() {
    return items.hashCode();
  }

  @Override
  public String toString() {
    return items.stream().map(Term::toString).collect(Collectors.joining(" ", "(", ")"));
  }
}
