package cwm.app;

import cwm.app.server.ServedSyntax;
import cwm.jena.RdfSyntax;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A syntax that requests over HTTP name by its media type.
record WebSyntax(DocumentSyntax syntax) implements ServedSyntax {
  /// All of them, Turtle first: what the web speaks most.
  static List<ServedSyntax> all() {
    Stream<DocumentSyntax> ofN3 =
        Stream.of(Syntax.TURTLE, Syntax.N3, Syntax.NTRIPLES).map(DocumentSyntax.OfN3::new);
    Stream<DocumentSyntax> ofRdf = Stream.of(RdfSyntax.values()).map(DocumentSyntax.OfRdf::new);
    return Stream.<ServedSyntax>concat(ofN3.map(WebSyntax::new), ofRdf.map(WebSyntax::new))
        .toList();
  }

  @Override
  public String label() {
    return switch (syntax) {
      case DocumentSyntax.OfN3(var ofN3) ->
          switch (ofN3) {
            case N3 -> "N3";
            case TURTLE -> "Turtle";
            case NTRIPLES -> "N-Triples";
          };
      case DocumentSyntax.OfRdf(var ofRdf) -> ofRdf.label();
    };
  }

  @Override
  public List<String> mediaTypes() {
    return switch (syntax) {
      case DocumentSyntax.OfN3(var ofN3) -> ofN3.mediaTypes();
      case DocumentSyntax.OfRdf(var ofRdf) -> ofRdf.mediaTypes();
    };
  }

  @Override
  public boolean isWritten() {
    return switch (syntax) {
      case DocumentSyntax.OfN3 _ -> true;
      case DocumentSyntax.OfRdf(var ofRdf) -> ofRdf.isWritten();
    };
  }

  @Override
  public void write(
      TripleList statements,
      TermDictionary dictionary,
      Map<String, String> prefixes,
      OutputStream out) {
    new OutputFormat(syntax, Set.of(), Optional.empty())
        .write(statements, List.of(), dictionary, prefixes, out);
  }
}
