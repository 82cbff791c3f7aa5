package cwm.distributed;

import cwm.ipc.message.Bytes;
import cwm.ipc.wire.WireBuffer;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Triple;
import java.util.List;

/// Statements of rules as bytes, which keep in what order formulas are written.
///
/// In a message they would become ids of the receiver's dictionary, and of equal formulas this
/// knows the one that came first. But nodes that run a rule together must number its patterns and
/// variables alike. So these bytes are a message for a dictionary of its own.
final class RuleStatements {
  private RuleStatements() {}

  /// The statements as bytes; none for no statements.
  static Bytes encode(List<Triple> statements) {
    if (statements.isEmpty()) {
      return Bytes.EMPTY;
    }
    var out = new WireBuffer(1 << 10);
    TripleBytes.write(statements, new TermDictionary(), out);
    return Bytes.copyOf(out.array(), 0, out.size());
  }

  /// @throws cwm.ipc.IpcException `MALFORMED`
  static List<Triple> decode(Bytes bytes) {
    if (bytes.isEmpty()) {
      return List.of();
    }
    return List.copyOf(TripleBytes.read(bytes.toArray(), 0, new TermDictionary()));
  }
}
