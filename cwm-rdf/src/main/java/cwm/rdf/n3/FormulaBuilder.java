package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes the formula of the statements that were read between two braces.
final class FormulaBuilder {
  private final TermDictionary dictionary;
  private final Map<Integer, Term> terms = new HashMap<>();

  FormulaBuilder(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /// The id of the formula that has a scope's statements and binds what the scope does, or
  /// [TermDictionary#NONE] if it says nothing.
  int build(Scope scope) {
    TripleList statements = scope.content();
    List<Triple> triples = new ArrayList<>(statements.size());
    Set<Integer> owned = new HashSet<>(scope.bound());
    ListChains.resolve(
        dictionary,
        statements,
        owned::contains,
        (s, p, o) -> triples.add(new Triple(term(s), term(p), term(o))));
    if (triples.isEmpty()) {
      return TermDictionary.NONE;
    }
    List<Term> bound = new ArrayList<>(scope.bound().size());
    for (int symbol : scope.bound()) {
      bound.add(term(symbol));
    }
    return dictionary.intern(Formula.of(triples, bound));
  }

  private Term term(int id) {
    return terms.computeIfAbsent(id, dictionary::term);
  }
}
