package cwm.app;

import static java.util.stream.Collectors.joining;

import cwm.app.server.ServedStore;
import cwm.jena.RdfReader;
import cwm.jena.RdfReport;
import cwm.jena.sparql.SparqlException;
import cwm.rdf.n3.Diagnostic;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.ReadReport;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.util.List;

/// Reads the documents that requests carry.
final class SentDocuments {
  private SentDocuments() {}

  /// The statements of a document.
  ///
  /// @throws SparqlException `MALFORMED` if it has mistakes
  static TripleList read(ServedStore.Document document, TermDictionary dictionary) {
    DocumentSyntax syntax =
        DocumentSyntax.ofName(document.mediaType())
            .orElseThrow(
                () ->
                    new SparqlException(
                        SparqlException.Kind.MALFORMED,
                        "no syntax of RDF has the media type " + document.mediaType()));
    var statements = new TripleList();
    ReadReport report = read(document, syntax, statements, dictionary);
    List<Diagnostic> mistakes = report.diagnostics();
    if (!mistakes.isEmpty()) {
      throw new SparqlException(
          SparqlException.Kind.MALFORMED,
          mistakes.stream().map(Diagnostic::toString).collect(joining("\n")));
    }
    return statements;
  }

  /// Refuses what would be left out: a request is about one graph.
  private static ReadReport read(
      ServedStore.Document document,
      DocumentSyntax syntax,
      TripleList statements,
      TermDictionary dictionary) {
    return switch (syntax) {
      case DocumentSyntax.OfN3(var ofN3) ->
          new N3Reader(dictionary, ofN3, ReaderLimits.DEFAULT)
              .read(document.source(), document.base(), statements);
      case DocumentSyntax.OfRdf(var ofRdf) -> {
        RdfReport report =
            new RdfReader(dictionary, ofRdf, ReaderLimits.DEFAULT)
                .read(document.source(), document.base(), statements);
        if (report.leftOutCount() > 0) {
          throw new SparqlException(
              SparqlException.Kind.MALFORMED,
              "%s: has statements of named graphs, %,d; send those of each graph by themselves"
                  .formatted(document.source().name(), report.leftOutCount()));
        }
        yield report.document();
      }
    };
  }
}
