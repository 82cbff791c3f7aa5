package cwm.rdf.n3;

/// Takes the statements of a document as a parser finds them.
interface StatementSink {

  /// Takes one statement.
  void accept(int subject, int predicate, int object);

  /// Takes `triples[0, 3 * count)`, three ids a statement, none of which mentions a blank node. The
  /// array stays the caller's.
  void acceptGround(int[] triples, int count);
}
