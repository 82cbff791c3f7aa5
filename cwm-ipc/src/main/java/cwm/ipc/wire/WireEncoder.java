package cwm.ipc.wire;

import cwm.ipc.message.IpcMessage;
import cwm.rdf.store.TermDictionary;

/// Writes messages by their shapes in the format of a [WireWriter].
final class WireEncoder implements MessageEncoder {
  private final WireWriter writer;
  private final LinkEncoder link;

  WireEncoder(WireWriter writer, TermDictionary dictionary, int linkDictionaryMaxTerms) {
    this.writer = writer;
    link = new LinkEncoder(dictionary, linkDictionaryMaxTerms);
  }

  @Override
  public void encode(IpcMessage message, WireBuffer out) {
    int start = out.size();
    boolean isComplete = false;
    try {
      int index = Variants.MESSAGES.indexOf(message);
      Shape.Fields shape = Variants.MESSAGES.get(index);
      if (shape.hasDictionary()) {
        link.begin();
        shape.mention(message, link);
        link.define();
      }
      writer.start(out);
      writer.beginVariant(Variants.MESSAGES.names(), index);
      shape.write(message, writer, link);
      writer.endVariant();
      if (shape.hasDictionary()) {
        link.end();
      }
      isComplete = true;
    } finally {
      if (!isComplete) {
        out.setSize(start);
      }
    }
  }
}
