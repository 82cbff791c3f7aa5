package cwm.jena;

/// The stable names of the mistakes that only these syntaxes have. For those that N3 has too, see
/// [cwm.rdf.n3.DiagnosticCode].
public final class RdfDiagnosticCode {
  /// The document is not what its syntax asks for; the message is RIOT's.
  public static final String SYNTAX = "RDF-201";

  /// The document does not say all by itself: it names a JSON-LD context, a DTD or an XML entity
  /// that lies elsewhere.
  public static final String ELSEWHERE = "RDF-202";

  private RdfDiagnosticCode() {}
}
