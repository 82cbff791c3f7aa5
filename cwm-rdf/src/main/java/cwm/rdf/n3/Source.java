package cwm.rdf.n3;

import cwm.rdf.RdfException;
import cwm.rdf.term.BlankNode;
import java.io.InputStream;
import java.nio.file.Path;

/// Where a document's bytes come from, and what its blank nodes owe their identity to.
public sealed interface Source permits FileSource, StreamSource, TextSource {

  /// What messages call the document: its name as the user wrote it.
  String name();

  /// The document's text in UTF-8, decompressed; the caller closes it.
  ///
  /// @throws RdfException `CANNOT_READ`
  InputStream open();

  /// 128 bits that stand for the document's bytes, or for the load if the bytes come only once.
  ///
  /// Computed anew by each call, for a file in a pass of its own over the bytes as they are stored.
  ///
  /// @throws RdfException `CANNOT_READ`
  BlankNode digest();

  /// A file; one whose name ends in `.gz` is unpacked, whatever number of members it has.
  static Source ofFile(Path path) {
    return new FileSource(path.toString(), path);
  }

  /// Bytes that can be read only once.
  ///
  /// @param loadId tells this load from every other: two loads of the same bytes are two documents
  static Source ofStream(String name, InputStream stream, long loadId) {
    return new StreamSource(name, stream, loadId);
  }

  /// A document held in memory.
  static Source ofString(String name, String text) {
    return new TextSource(name, text);
  }
}
