package cwm.reasoner;

import cwm.rdf.term.Formula;

/// The documents that rules may read (`log:semantics`, `log:content`).
///
/// Asked by threads of several workers at once. Within one run a document says the same each time
/// it is asked for.
public interface Documents {

  /// The text of a document.
  ///
  /// @param iri its IRI; a fragment is no part of it
  /// @throws DocumentException if rules may not read it, or it cannot be read
  String text(String iri) throws DocumentException;

  /// What a document says. The formula binds the document's blank nodes; relative IRIs are resolved
  /// against the document's own.
  ///
  /// @param iri its IRI; a fragment is no part of it
  /// @throws DocumentException also if it has mistakes
  Formula formula(String iri) throws DocumentException;

  /// No documents at all.
  static Documents none() {
    return new Documents() {
      @Override
      public String text(String iri) throws DocumentException {
        throw refused(iri);
      }

      @Override
      public Formula formula(String iri) throws DocumentException {
        throw refused(iri);
      }

      private static DocumentException refused(String iri) {
        return new DocumentException("cannot read " + iri + ": rules may read no documents here");
      }
    };
  }
}
