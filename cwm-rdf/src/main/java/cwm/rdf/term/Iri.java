package cwm.rdf.term;

/// An IRI (RFC 3987), kept as the text it was resolved to; two IRIs are equal if their text is.
///
/// @param value the absolute IRI; relative ones are resolved by whoever reads them
public record Iri(String value) implements Term {
  public Iri {
    ContentHash.requireUtf8(value);
  }

  @Override
  public long contentHash() {
    return ContentHash.ofIri(value);
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
    return "<" + value + ">";
  }
}
