package cwm.rdf.n3;

import java.util.Locale;
import java.util.Optional;

/// The syntaxes that this package reads and writes, each within the one before.
public enum Syntax {
  /// Notation3 as the W3C N3 Community Group reports it (2023), with `@forAll` and `@forSome`.
  N3,
  /// RDF 1.1 Turtle, and triple terms of RDF 1.2.
  TURTLE,
  /// RDF 1.1 N-Triples.
  NTRIPLES;

  private static final String GZIPPED = ".gz";

  /// The syntax that users call `name`, in any case: `n3`, `turtle`, `ttl`, `ntriples`, `nt`, or a
  /// media type.
  public static Optional<Syntax> ofName(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "n3", "notation3", "text/n3", "text/rdf+n3" -> Optional.of(N3);
      case "turtle", "ttl", "text/turtle", "application/x-turtle" -> Optional.of(TURTLE);
      case "ntriples", "n-triples", "nt", "application/n-triples" -> Optional.of(NTRIPLES);
      default -> Optional.empty();
    };
  }

  /// The syntax of a file by its extension, a trailing `.gz` aside; N3 if the extension says
  /// nothing.
  public static Syntax ofFileName(String fileName) {
    return switch (extensionOf(fileName)) {
      case "ttl" -> TURTLE;
      case "nt" -> NTRIPLES;
      default -> N3;
    };
  }

  /// What stands behind the last dot of a file's name, a trailing `.gz` aside, in lower case; the
  /// whole name if it has no dot.
  public static String extensionOf(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (name.endsWith(GZIPPED)) {
      name = name.substring(0, name.length() - GZIPPED.length());
    }
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
