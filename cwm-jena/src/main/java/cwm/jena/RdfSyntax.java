package cwm.jena;

import cwm.rdf.n3.Syntax;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The syntaxes of RDF that are not within N3.
///
/// To ask for one costs nothing: no class of Jena is loaded before something is read.
public enum RdfSyntax {
  /// RDF 1.1 XML.
  RDFXML("RDF/XML"),
  /// JSON-LD 1.1.
  JSONLD("JSON-LD"),
  /// RDF 1.1 TriG, and triple terms of RDF 1.2.
  TRIG("TriG"),
  /// RDF 1.1 N-Quads, and triple terms of RDF 1.2.
  NQUADS("N-Quads"),
  /// RDF/JSON (W3C note of 2013); it is read only.
  RDFJSON("RDF/JSON"),
  /// TriX (HP report of 2004); it is read only.
  TRIX("TriX");

  private final String label;

  RdfSyntax(String label) {
    this.label = label;
  }

  /// What people call it.
  public String label() {
    return label;
  }

  /// Its media types, its own first.
  public List<String> mediaTypes() {
    return switch (this) {
      case RDFXML -> List.of("application/rdf+xml");
      case JSONLD -> List.of("application/ld+json");
      case TRIG -> List.of("application/trig");
      case NQUADS -> List.of("application/n-quads");
      case RDFJSON -> List.of("application/rdf+json");
      case TRIX -> List.of("application/trix", "application/trix+xml");
    };
  }

  /// Whether [RdfWriter] writes it.
  public boolean isWritten() {
    return switch (this) {
      case RDFXML, JSONLD, TRIG, NQUADS -> true;
      case RDFJSON, TRIX -> false;
    };
  }

  /// Whether [RdfWriter] writes named graphs in it.
  public boolean isWrittenWithNamedGraphs() {
    return switch (this) {
      case TRIG, NQUADS -> true;
      case RDFXML, JSONLD, RDFJSON, TRIX -> false;
    };
  }

  /// The syntax that users call `name`, in any case: such as `rdfxml`, `rdf`, `jsonld`, or a media
  /// type.
  public static Optional<RdfSyntax> ofName(String name) {
    String known = name.toLowerCase(Locale.ROOT);
    return Optional.ofNullable(
        switch (known) {
          case "rdfxml", "rdf/xml", "rdf-xml", "rdf+xml", "rdf", "xml" -> RDFXML;
          case "jsonld", "json-ld" -> JSONLD;
          case "trig" -> TRIG;
          case "nquads", "n-quads", "nq" -> NQUADS;
          case "rdfjson", "rdf/json", "rj" -> RDFJSON;
          case "trix" -> TRIX;
          default -> ofMediaType(known);
        });
  }

  private static @Nullable RdfSyntax ofMediaType(String type) {
    return Stream.of(values())
        .filter(syntax -> syntax.mediaTypes().contains(type))
        .findFirst()
        .orElse(null);
  }

  /// The syntax of a file by its extension, a trailing `.gz` aside; empty if it has none of these.
  public static Optional<RdfSyntax> ofFileName(String fileName) {
    return Optional.ofNullable(
        switch (Syntax.extensionOf(fileName)) {
          case "rdf", "owl", "xml" -> RDFXML;
          case "jsonld" -> JSONLD;
          case "trig" -> TRIG;
          case "nq" -> NQUADS;
          case "rj" -> RDFJSON;
          case "trix" -> TRIX;
          default -> null;
        });
  }
}
