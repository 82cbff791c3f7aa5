package cwm.ipc.wire;

import cwm.ipc.message.IpcMessage;
import cwm.rdf.store.TermDictionary;
import java.util.Objects;

/// Reads messages by their shapes in the format of a [WireReader].
final class WireDecoder implements MessageDecoder {
  private final WireReader reader;
  private final LinkDecoder link;

  WireDecoder(WireReader reader, TermDictionary dictionary, int linkDictionaryMaxTerms) {
    this.reader = reader;
    link = new LinkDecoder(dictionary, linkDictionaryMaxTerms);
  }

  @Override
  public IpcMessage decode(byte[] bytes, int start, int end) {
    Objects.checkFromToIndex(start, end, bytes.length);
    link.begin();
    try {
      reader.start(bytes, start, end);
      Shape.Fields shape = Variants.MESSAGES.get(reader.beginVariant(Variants.MESSAGES.names()));
      var message = (IpcMessage) shape.read(reader, link);
      reader.endVariant();
      reader.finish();
      return message;
    } finally {
      link.end();
    }
  }
}
