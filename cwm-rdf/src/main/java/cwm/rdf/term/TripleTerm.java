package cwm.rdf.term;

/// A triple used as a term (RDF 1.2 triple terms): it names a statement without stating it.
public record TripleTerm(Triple triple) implements Term {

  @Override
  public long contentHash() {
    return ContentHash.combine(ContentHash.start(ContentHash.TRIPLE), triple.contentHash());
  }

  @Override
  public int depth() {
    return 1 + triple.depth();
  }

  @Override
  public boolean isGround() {
    return triple.isGround();
  }

  // Not left to the record: its generated methods take several times the stack for each level.

  @Override
  public boolean equals(Object other) {
    return other instanceof TripleTerm(Triple that) && triple.equals(that);
  }

  @Override
  public int hashCode() {
    return triple.hashCode() + 1;
  }

  @Override
  public String toString() {
    return "<<( " + triple + " )>>";
  }
}
