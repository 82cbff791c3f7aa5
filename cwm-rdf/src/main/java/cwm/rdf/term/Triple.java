package cwm.rdf.term;

/// A statement. N3 allows every kind of term in every place.
public record Triple(Term subject, Term predicate, Term object) {

  /// Equal triples have equal hashes; see [Term#contentHash()].
  public long contentHash() {
    return ContentHash.ofTriple(
        subject.contentHash(), predicate.contentHash(), object.contentHash());
  }

  int depth() {
    return Math.max(subject.depth(), Math.max(predicate.depth(), object.depth()));
  }

  /// Whether no free variable is mentioned.
  public boolean isGround() {
    return subject.isGround() && predicate.isGround() && object.isGround();
  }

  // Not left to the record: its generated methods take several times the stack for each level.

  @Override
  public boolean equals(Object other) {
    return other instanceof Triple(Term s, Term p, Term o)
        && subject.equals(s)
        && predicate.equals(p)
        && object.equals(o);
  }

  @Override
  public int hashCode() {
    return (subject.hashCode() * 31 + predicate.hashCode()) * 31 + object.hashCode();
  }

  @Override
  public String toString() {
    return subject + " " + predicate + " " + object;
  }
}
