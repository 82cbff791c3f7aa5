package cwm.jena;

import cwm.rdf.n3.Syntax;
import java.util.Locale;
import java.util.Optional;

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
    return Optional.ofNullable(
        switch (name.toLowerCase(Locale.ROOT)) {
          case "rdfxml", "rdf/xml", "rdf-xml", "rdf", "xml", "application/rdf+xml" -> RDFXML;
          case "jsonld", "json-ld", "application/ld+json" -> JSONLD;
          case "trig", "application/trig" -> TRIG;
          case "nquads", "n-quads", "nq", "application/n-quads" -> NQUADS;
          case "rdfjson", "rdf/json", "rj", "application/rdf+json" -> RDFJSON;
          case "trix", "application/trix", "application/trix+xml" -> TRIX;
          default -> null;
        });
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
