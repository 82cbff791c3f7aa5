package cwm.rdf.term;

/// A blank node, identified by 128 bits that any node of a cluster computes alike.
///
/// A node read from a document has the identity [#inDocument]: the same document with the same base
/// gives the same nodes wherever and however often it is loaded. A node made by a rule's head is a
/// Skolem term ([#skolem]).
///
/// @param high the upper 64 bits
/// @param low the lower 64 bits
public record BlankNode(long high, long low) implements Term {
  private static final long DOCUMENT = 0x646f63756d656e74L;
  private static final long SKOLEM = 0x736b6f6c656dL;
  private static final long SECOND_LANE = 0x9e3779b97f4a7c15L;

  /// The blank node that stands at `position` of a document.
  ///
  /// @param digest 128 bits that stand for the document's bytes, or for the load if they are a
  ///   stream
  /// @param base the document's base IRI
  /// @param position byte offset of the node's first mention, in the decompressed text
  public static BlankNode inDocument(BlankNode digest, String base, long position) {
    return of(DOCUMENT, digest.high, digest.low, ContentHash.ofIri(base), position);
  }

  /// The Skolem term of one existential of a rule's head under one binding.
  ///
  /// @param rule the rule's content hash
  /// @param existential which of the head's blank nodes, in the rule's canonical order
  /// @param bindings content hashes of the terms that the head's variables are bound to, in the
  ///   rule's canonical order of variables
  public static BlankNode skolem(long rule, long existential, long... bindings) {
    long[] parts = new long[bindings.length + 3];
    parts[0] = SKOLEM;
    parts[1] = rule;
    parts[2] = existential;
    System.arraycopy(bindings, 0, parts, 3, bindings.length);
    return of(parts);
  }

  /// A blank node named by a sequence of numbers.
  public static BlankNode of(long... parts) {
    long high = ContentHash.start(0);
    long low = ContentHash.start(SECOND_LANE);
    for (long part : parts) {
      high = ContentHash.combine(high, part);
      low = ContentHash.combine(low, part);
    }
    return new BlankNode(high, low);
  }

  @Override
  public long contentHash() {
    return ContentHash.ofBlankNode(high, low);
  }

  @Override
  public int depth() {
    return 0;
  }

  @Override
  public boolean isGround() {
    return true;
  }

  @Override
  public String toString() {
    return "_:b%016x%016x".formatted(high, low);
  }
}
