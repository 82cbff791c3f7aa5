package cwm.distributed;

import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.wire.SerializationFormat;
import cwm.ipc.wire.WireBuffer;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Triple;
import java.util.List;

/// Triples as bytes that can be read by themselves: a message with a table of their terms.
final class TripleBytes {
  private static final int TERM_COUNT_MAX = Integer.MAX_VALUE;

  private TripleBytes() {}

  /// Appends triples.
  ///
  /// @param dictionary whose numbers of terms are in the bytes
  static void write(List<Triple> triples, TermDictionary dictionary, WireBuffer out) {
    SerializationFormat.BINCODE
        .encoder(dictionary, TERM_COUNT_MAX)
        .encode(new TripleData(triples, ""), out);
  }

  /// The triples that all bytes from `start` on are.
  ///
  /// @param dictionary takes their terms
  /// @throws cwm.ipc.IpcException `MALFORMED`
  static List<Triple> read(byte[] bytes, int start, TermDictionary dictionary) {
    var data =
        (TripleData)
            SerializationFormat.BINCODE
                .decoder(dictionary, TERM_COUNT_MAX)
                .decode(bytes, start, bytes.length);
    return data.triples();
  }
}
