package cwm.jena;

import cwm.rdf.n3.Document;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Parsed;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Source;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Formula;
import java.util.List;

/// Reads documents for tests.
final class Documents {
  static final String BASE = "http://example.org/document";

  private Documents() {}

  /// What a document says and what came of reading it.
  record Read(Parsed parsed, RdfReport report) {
    /// A sound document as a formula that is equal to those of isomorphic documents.
    Formula formula() {
      return parsed.orThrow().asFormula();
    }

    /// The mistakes, one a line.
    List<String> mistakes() {
      return parsed.diagnostics().stream().map(Object::toString).toList();
    }
  }

  static Read read(Source source, RdfSyntax syntax, ReaderLimits limits) {
    var dictionary = new TermDictionary();
    var statements = new TripleList();
    RdfReport report = new RdfReader(dictionary, syntax, limits).read(source, BASE, statements);
    var document = new Document(statements.toTriples(dictionary), report.document().prefixes());
    return new Read(new Parsed(document, report.document().diagnostics()), report);
  }

  static Read read(String text, RdfSyntax syntax) {
    return read(Source.ofString("document", text), syntax, ReaderLimits.DEFAULT);
  }

  /// A sound N3 document as a formula that is equal to those of isomorphic documents.
  ///
  /// The empty prefix stands for `http://example.org/`.
  static Formula n3(String text) {
    return N3Reader.parse("@prefix : <http://example.org/> . " + text, BASE).orThrow().asFormula();
  }
}
