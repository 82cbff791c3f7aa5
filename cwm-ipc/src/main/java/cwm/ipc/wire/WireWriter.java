package cwm.ipc.wire;

import cwm.ipc.IpcException;
import cwm.ipc.message.Bytes;

/// Writes the parts that messages are made of in one format.
///
/// The caller opens and closes records, lists and pairs in turn and writes what is in them in
/// order; it writes what its shapes say, so nothing of that is checked here.
abstract class WireWriter {
  private WireBuffer out = new WireBuffer(0);
  private int start;

  /// Starts a message at the end of `buffer`.
  final void start(WireBuffer buffer) {
    out = buffer;
    start = buffer.size();
  }

  /// The array to write to, with room for `count` bytes from [#end] on.
  final byte[] room(int count) {
    return out.reserve(count);
  }

  /// Where the message ends so far.
  final int end() {
    return out.size();
  }

  /// Where the message starts.
  final int start() {
    return start;
  }

  /// Says that everything before `end` has been written.
  final void setEnd(int end) {
    out.setSize(end);
    requireBytes(0);
  }

  /// Refuses a message that `count` more bytes would make too large.
  final void requireBytes(int count) {
    long bytes = (long) out.size() - start + count;
    if (bytes > MessageEncoder.MESSAGE_BYTES_MAX) {
      throw new IpcException(
          IpcException.Code.TOO_LARGE,
          "a message of more than %,d bytes; send it in several"
              .formatted(MessageEncoder.MESSAGE_BYTES_MAX));
    }
  }

  final void put(int value) {
    room(1)[end()] = (byte) value;
    setEnd(end() + 1);
  }

  final void put(byte[] source, int from, int count) {
    requireBytes(count);
    System.arraycopy(source, from, room(count), end(), count);
    setEnd(end() + count);
  }

  final void put(Bytes source) {
    requireBytes(source.size());
    source.copyTo(room(source.size()), end());
    setEnd(end() + source.size());
  }

  /// A value of a family of which only some kinds exist; its content follows.
  abstract void beginVariant(Names variants, int index);

  abstract void endVariant();

  /// A constant of an enumeration.
  abstract void constant(Names constants, int index);

  abstract void beginRecord(Names fields);

  /// The field whose value follows. They come in their order, all of them.
  abstract void field(Names fields, int index);

  abstract void endRecord();

  abstract void beginList(int count);

  abstract void endList();

  /// Two values that belong together, without names.
  abstract void beginPair();

  abstract void endPair();

  /// A value that may be missing: says that it is.
  abstract void none();

  /// A value that may be missing: says that it follows.
  abstract void some();

  abstract void bool(boolean value);

  /// A number from 0 to 2^31 - 1.
  abstract void u32(int value);

  /// A number from 0 to 2^64 - 1.
  abstract void u64(long value);

  /// A text in UTF-8 that is known to be well-formed.
  abstract void utf8(byte[] bytes, int from, int count);

  final void text(String text) {
    byte[] bytes = Utf8.encode(text);
    utf8(bytes, 0, bytes.length);
  }

  abstract void bytes(Bytes bytes);

  /// Some elements of a list of triples: three ids each, in `ids[0, 3 * rowCount)`.
  abstract void triples(int[] ids, int rowCount);
}
