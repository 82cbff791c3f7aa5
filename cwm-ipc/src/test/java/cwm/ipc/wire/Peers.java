package cwm.ipc.wire;

import cwm.ipc.message.IpcMessage;
import cwm.rdf.store.TermDictionary;
import java.util.Arrays;

/// A sender and a receiver with dictionaries of their own and one connection between them.
final class Peers {
  final TermDictionary sendersDictionary = new TermDictionary();
  final TermDictionary receiversDictionary = new TermDictionary();
  final MessageEncoder encoder;
  final MessageDecoder decoder;

  Peers(SerializationFormat format, int linkDictionaryMaxTerms) {
    // So that nobody's ids are the other's.
    receiversDictionary.internString("something else");
    encoder = format.encoder(sendersDictionary, linkDictionaryMaxTerms);
    decoder = format.decoder(receiversDictionary, linkDictionaryMaxTerms);
  }

  byte[] encode(IpcMessage message) {
    var out = new WireBuffer(0);
    encoder.encode(message, out);
    return Arrays.copyOf(out.array(), out.size());
  }

  IpcMessage decode(byte[] bytes) {
    return decoder.decode(bytes, 0, bytes.length);
  }

  /// What arrives of a message, which stands among other bytes on its way.
  IpcMessage send(IpcMessage message) {
    var out = new WireBuffer(0);
    out.put(new byte[] {1, 2, 3}, 0, 3);
    encoder.encode(message, out);
    int end = out.size();
    out.put((byte) 4);
    return decoder.decode(out.array(), 3, end);
  }
}
