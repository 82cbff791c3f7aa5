package cwm.rdf.n3;

import java.util.Optional;

/// IRI references as N3 resolves them (RFC 3986 §5.2).
public final class IriReference {
  private IriReference() {}

  /// The IRI that `reference` stands for in a document at `base`: itself if it is absolute.
  ///
  /// @return empty if both are relative
  public static Optional<String> resolve(String reference, String base) {
    return new IriResolver(base).resolve(reference);
  }
}
