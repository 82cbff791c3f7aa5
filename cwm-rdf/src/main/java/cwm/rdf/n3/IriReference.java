package cwm.rdf.n3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// IRI references as N3 resolves them (RFC 3986 §5.2).
public final class IriReference {
  private IriReference() {}

  /// The IRI that `reference` stands for in a document at `base`: itself if it is absolute.
  ///
  /// @return empty if both are relative
  public static Optional<String> resolve(String reference, String base) {
    byte[] utf8 = reference.getBytes(StandardCharsets.UTF_8);
    if (IriResolver.schemeLength(utf8, 0, utf8.length) > 0) {
      return Optional.of(reference);
    }
    var resolver = new IriResolver(base);
    if (!resolver.hasBase()) {
      return Optional.empty();
    }
    TextBuffer resolved = resolver.resolve(utf8, 0, utf8.length);
    return Optional.of(new String(resolved.bytes(), 0, resolved.length(), StandardCharsets.UTF_8));
  }
}
