package cwm.app;

import cwm.jena.RdfWriter;
import cwm.rdf.n3.N3Flag;
import cwm.rdf.n3.N3Writer;
import cwm.rdf.store.NamedGraph;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How the result is written.
///
/// @param flags what N3 is written without
/// @param base what IRIs are written relative to, where the syntax has that
record OutputFormat(DocumentSyntax syntax, Set<N3Flag> flags, Optional<String> base) {
  OutputFormat {
    flags = Set.copyOf(flags);
  }

  /// @throws UsageException if the syntax is one that is only read
  void requireWritten() {
    if (syntax instanceof DocumentSyntax.OfRdf(var ofRdf) && !ofRdf.isWritten()) {
      throw new UsageException(
          ofRdf.label() + " is read only; name another format for the output behind the inputs");
    }
  }

  /// Whether named graphs are written.
  boolean hasNamedGraphs() {
    return syntax instanceof DocumentSyntax.OfRdf(var ofRdf) && ofRdf.isWrittenWithNamedGraphs();
  }

  /// @param named none unless the format [#hasNamedGraphs()]
  /// @throws cwm.rdf.RdfException `NOT_REPRESENTABLE` before anything is written
  void write(
      TripleList statements,
      List<NamedGraph> named,
      TermDictionary dictionary,
      Map<String, String> prefixes,
      OutputStream out) {
    switch (syntax) {
      case DocumentSyntax.OfN3(var ofN3) ->
          new N3Writer(dictionary, ofN3, prefixes, base.orElse(null), flags).write(statements, out);
      case DocumentSyntax.OfRdf(var ofRdf) ->
          new RdfWriter(dictionary, ofRdf, prefixes).write(statements, named, out);
    }
  }
}
