package cwm.app.server;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/// A syntax that documents come in and statements are written in.
public interface ServedSyntax {
  /// What people call it: `RDF/XML`.
  String label();

  /// Its media types, its own first.
  List<String> mediaTypes();

  /// Whether statements are written in it, and not only read.
  boolean isWritten();

  /// Writes statements as UTF-8.
  ///
  /// @param prefixes namespaces by prefix
  /// @throws cwm.rdf.RdfException `NOT_REPRESENTABLE`, before anything is written, if it cannot say
  ///   them all
  void write(
      TripleList statements,
      TermDictionary dictionary,
      Map<String, String> prefixes,
      OutputStream out);
}
