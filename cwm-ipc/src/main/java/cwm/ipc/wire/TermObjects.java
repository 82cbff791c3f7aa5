package cwm.ipc.wire;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes objects of a dictionary's terms for one message. Terms share the objects of what they have
/// in common, so the work is linear in what is made; and there is no recursion.
final class TermObjects {
  private final TermDictionary dictionary;
  private Map<Integer, Term> made = new HashMap<>();
  private final IntList pending = new IntList();

  TermObjects(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /// The term that `id` stands for.
  Term get(int id) {
    Term term = made.get(id);
    if (term != null) {
      return term;
    }
    pending.add(id);
    while (!pending.isEmpty()) {
      int next = pending.last();
      if (made.containsKey(next)) {
        pending.removeLast();
        continue;
      }
      switch (dictionary.kind(next)) {
        case IRI, LITERAL, BLANK_NODE, VARIABLE, FORMULA -> made.put(next, dictionary.term(next));
        case LIST, TRIPLE -> makeOrWait(next);
      }
    }
    return of(id);
  }

  /// Makes a composite term if all its members are made; else has those made first.
  private void makeOrWait(int id) {
    int[] members = dictionary.members(id);
    int before = pending.size();
    for (int member : members) {
      if (!made.containsKey(member)) {
        pending.add(member);
      }
    }
    if (pending.size() > before) {
      return;
    }
    List<Term> terms = new ArrayList<>(members.length);
    for (int member : members) {
      terms.add(of(member));
    }
    made.put(
        id,
        switch (dictionary.kind(id)) {
          case TRIPLE -> new TripleTerm(new Triple(terms.get(0), terms.get(1), terms.get(2)));
          default -> new ListTerm(terms);
        });
  }

  private Term of(int id) {
    Term term = made.get(id);
    assert term != null;
    return term;
  }

  /// Forgets what was made.
  void clear() {
    if (!made.isEmpty()) {
      made = new HashMap<>();
    }
  }
}
