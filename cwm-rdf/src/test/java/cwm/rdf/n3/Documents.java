package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Formula;

/// Reads documents for tests.
final class Documents {
  static final String BASE = "http://example.org/document";

  private Documents() {}

  static Parsed read(Source source, String base, Syntax syntax, ReaderLimits limits) {
    var dictionary = new TermDictionary();
    var statements = new TripleList();
    ReadReport report = new N3Reader(dictionary, syntax, limits).read(source, base, statements);
    return new Parsed(
        new Document(statements.toTriples(dictionary), report.prefixes()), report.diagnostics());
  }

  static Parsed read(Source source, Syntax syntax) {
    return read(source, BASE, syntax, ReaderLimits.DEFAULT);
  }

  static Parsed read(String name, String text, Syntax syntax) {
    return read(Source.ofString(name, text), syntax);
  }

  /// A sound N3 document as a formula that is equal to those of isomorphic documents.
  ///
  /// The empty prefix stands for `http://example.org/`.
  static Formula n3(String text) {
    return N3Reader.parse("@prefix : <http://example.org/> . " + text, BASE).orThrow().asFormula();
  }
}
