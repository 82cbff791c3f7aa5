package cwm.rdf.term;

/// An RDF or Notation3 term: immutable, equal by content.
///
/// Equality is that of the N3 abstract syntax: IRIs and literals by their text, lists member by
/// member, formulas up to renaming of the variables and blank nodes they bind. Numbers are not
/// compared by value here (`1` and `1.0` are two terms).
public sealed interface Term
    permits Iri, Literal, BlankNode, Variable, ListTerm, Formula, TripleTerm {

  /// The 64-bit hash of this term's content: equal terms have equal hashes on every machine and in
  /// every run. It decides placement in a cluster, so its definition ([ContentHash]) never changes.
  long contentHash();

  /// How deep lists, formulas and triple terms nest in this term: 0 for all others.
  int depth();

  /// Whether the term mentions no free variable.
  boolean isGround();
}
