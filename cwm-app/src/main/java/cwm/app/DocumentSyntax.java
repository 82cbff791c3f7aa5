package cwm.app;

import cwm.jena.RdfSyntax;
import cwm.rdf.n3.Syntax;
import java.util.Optional;

/// A syntax that inputs and results have.
sealed interface DocumentSyntax {
  DocumentSyntax N3 = new OfN3(Syntax.N3);

  /// The names that messages tell.
  String NAMES = "n3, turtle, ntriples, rdfxml, jsonld, trig and nquads";

  /// One of N3's own family.
  record OfN3(Syntax syntax) implements DocumentSyntax {}

  /// Another one of RDF.
  record OfRdf(RdfSyntax syntax) implements DocumentSyntax {}

  /// The syntax that users call `name`, in any case.
  static Optional<DocumentSyntax> ofName(String name) {
    Optional<DocumentSyntax> ofN3 = Syntax.ofName(name).map(OfN3::new);
    return ofN3.isPresent() ? ofN3 : RdfSyntax.ofName(name).map(OfRdf::new);
  }

  /// The syntax of a file by its extension, a trailing `.gz` aside; N3 if the extension says
  /// nothing.
  static DocumentSyntax ofFileName(String fileName) {
    Optional<DocumentSyntax> ofRdf = RdfSyntax.ofFileName(fileName).map(OfRdf::new);
    return ofRdf.orElseGet(() -> new OfN3(Syntax.ofFileName(fileName)));
  }
}
