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

  @Override
  public String toString() {
    return subject + " " + predicate + " " + object;
  }
}
