package cwm.rdf.n3;

/// Where a term stands in a statement.
enum Place {
  SUBJECT("a statement"),
  PREDICATE("a predicate"),
  OBJECT("an object");

  /// What is missing if there is no term in that place.
  final String expected;

  Place(String expected) {
    this.expected = expected;
  }
}
