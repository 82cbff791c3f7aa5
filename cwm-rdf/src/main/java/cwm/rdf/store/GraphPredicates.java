package cwm.rdf.store;

import cwm.rdf.term.Iri;

/// Statements of named graphs as facts among others, for where facts have three places only: the
/// predicate of such a fact is the triple term `<<( graph <urn:cwm:states> predicate )>>`.
///
/// Whoever keeps such facts keeps them away from rules and patterns with a variable for a
/// predicate, since they are no facts of the default graph. No document states them: in RDF 1.2
/// predicates are IRIs, and N3 has no triple terms.
///
/// Any thread may call.
public final class GraphPredicates {
  private static final Iri STATES = new Iri("urn:cwm:states");

  private final TermDictionary dictionary;
  private final int states;

  public GraphPredicates(TermDictionary dictionary) {
    this.dictionary = dictionary;
    states = dictionary.intern(STATES);
  }

  /// The predicate of the facts that say what a graph states with a predicate.
  public int of(int graph, int predicate) {
    return dictionary.internTripleTerm(graph, states, predicate);
  }

  /// What a graph states, as facts.
  public TripleList facts(int graph, TripleList statements) {
    var facts = new TripleList();
    statements.forEach(sink(graph, facts));
    return facts;
  }

  /// Takes what a graph states, and hands it on as facts.
  public TripleSink sink(int graph, TripleSink facts) {
    return (s, p, o) -> facts.accept(s, of(graph, p), o);
  }

  /// Whether facts with this predicate say what a graph states.
  public boolean contains(int predicate) {
    return dictionary.kind(predicate) == TermKind.TRIPLE
        && dictionary.members(predicate)[1] == states;
  }

  /// The graph of a predicate that is one of these.
  public int graph(int predicate) {
    return dictionary.members(predicate)[0];
  }

  /// The predicate that the graph's statement has.
  public int predicate(int predicate) {
    return dictionary.members(predicate)[2];
  }
}
