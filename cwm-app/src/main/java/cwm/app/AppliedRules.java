package cwm.app;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.rule.RuleCompiler;
import java.util.ArrayList;
import java.util.List;

/// The rules in what is applied to the store, such as those of a file. All else that it states has
/// no effect.
final class AppliedRules {
  private static final String QUERY_NAMESPACE = "http://www.w3.org/2004/ql#";
  private static final Iri SELECT = new Iri(QUERY_NAMESPACE + "select");
  private static final Iri WHERE = new Iri(QUERY_NAMESPACE + "where");

  private final TermDictionary dictionary;
  private final TripleList document;

  /// @param document what the file states, or another source of rules
  AppliedRules(TripleList document, TermDictionary dictionary) {
    this.document = document;
    this.dictionary = dictionary;
  }

  /// The statements of rules that the manner goes by.
  List<Triple> of(Directive.Manner manner) {
    return manner == Directive.Manner.QUERY ? queries() : rules();
  }

  private List<Triple> rules() {
    List<Triple> rules = new ArrayList<>();
    int implies = dictionary.find(Log.IMPLIES);
    int isImpliedBy = dictionary.find(Log.IS_IMPLIED_BY);
    document.forEach(
        (s, p, o) -> {
          if (p == implies || p == isImpliedBy) {
            rules.add(dictionary.triple(s, p, o));
          }
        });
    return rules;
  }

  /// A query `[] ql:select { head } ; ql:where { body }` is the rule `{ body } => { head }`.
  private List<Triple> queries() {
    List<Triple> queries = new ArrayList<>();
    int select = dictionary.find(SELECT);
    int where = dictionary.find(WHERE);
    document.forEach(
        (query, p, head) -> {
          if (p == select) {
            document.forEach(
                (s, q, body) -> {
                  if (s == query && q == where) {
                    add(dictionary.term(body), dictionary.term(head), queries);
                  }
                });
          }
        });
    return queries;
  }

  private static void add(Term body, Term head, List<Triple> queries) {
    if (body instanceof Formula && head instanceof Formula) {
      queries.add(new Triple(body, Log.IMPLIES, head));
    }
  }

  /// What is stated by `log:query`, as rules. What would be no rule with `=>` is data here too.
  List<Triple> statedQueries() {
    List<Triple> queries = new ArrayList<>();
    int query = dictionary.find(Log.QUERY);
    document.forEach(
        (body, p, head) -> {
          if (p == query) {
            var rule = new Triple(dictionary.term(body), Log.IMPLIES, dictionary.term(head));
            if (RuleCompiler.isRule(rule)) {
              queries.add(rule);
            }
          }
        });
    return queries;
  }
}
