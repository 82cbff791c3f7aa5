package cwm.rdf.n3;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The syntaxes that this package reads and writes, each within the one before.
public enum Syntax {
  /// Notation3 as the W3C N3 Community Group reports it (2023), with `@forAll` and `@forSome`.
  N3,
  /// RDF 1.1 Turtle, and triple terms of RDF 1.2.
  TURTLE,
  /// RDF 1.1 N-Triples.
  NTRIPLES;

  private static final String GZIPPED = ".gz";

  /// Its media types, its own first.
  public List<String> mediaTypes() {
    return switch (this) {
      case N3 -> List.of("text/n3", "text/rdf+n3");
      case TURTLE -> List.of("text/turtle", "application/x-turtle");
      case NTRIPLES -> List.of("application/n-triples");
    };
  }

  /// The syntax that users call `name`, in any case: `n3`, `turtle`, `ttl`, `ntriples`, `nt`, or a
  /// media type.
  public static Optional<Syntax> ofName(String name) {
    String known = name.toLowerCase(Locale.ROOT);
    return switch (known) {
      case "n3", "notation3" -> Optional.of(N3);
      case "turtle", "ttl" -> Optional.of(TURTLE);
      case "ntriples", "n-triples", "nt" -> Optional.of(NTRIPLES);
      default ->
          Stream.of(values()).filter(syntax -> syntax.mediaTypes().contains(known)).findFirst();
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
