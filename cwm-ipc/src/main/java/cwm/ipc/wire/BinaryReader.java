package cwm.ipc.wire;

import cwm.ipc.message.Bytes;
import java.nio.charset.StandardCharsets;

/// What readers of binary formats have in common: lengths come first, and records have no names.
abstract class BinaryReader implements WireReader {
  byte[] bytes = {};
  int at;
  int end;
  private int start;

  @Override
  public final void start(byte[] source, int from, int to) {
    bytes = source;
    start = from;
    at = from;
    end = to;
  }

  @Override
  public final void finish() {
    if (at != end) {
      throw malformed("%,d bytes follow the message".formatted(end - at));
    }
  }

  @Override
  public final int position() {
    return at - start;
  }

  @Override
  public final int nextField(Names fields, int previous) {
    return previous + 1 == fields.count() ? END : previous + 1;
  }

  @Override
  public final boolean hasElement(int index, int count) {
    return index < count;
  }

  @Override
  public void betweenPair() {}

  @Override
  public void endPair() {}

  @Override
  public final String text() {
    int length = textLength();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  @Override
  public final void text(TextSlice target) {
    int length = textLength();
    target.set(bytes, at, length);
    at += length;
  }

  /// Reads the length of a text and checks that as many bytes of UTF-8 follow.
  private int textLength() {
    int length = beginText();
    int invalid = Utf8.invalidAt(bytes, at, at + length);
    if (invalid >= 0) {
      throw Malformed.at(invalid - start, "a text that is not UTF-8");
    }
    return length;
  }

  @Override
  public final Bytes bytes() {
    int length = beginBytes();
    at += length;
    return Bytes.copyOf(bytes, at - length, at);
  }

  /// Reads the length of a text, of which no more than are left may follow.
  abstract int beginText();

  /// Reads the length of a run of bytes, of which no more than are left may follow.
  abstract int beginBytes();

  /// Refuses a length that the rest of the message cannot hold.
  ///
  /// @param count an unsigned number
  /// @param bytesMin bytes of each element, at least
  final int requireLeft(long count, int bytesMin, String what) {
    int left = end - at;
    if (count < 0 || count > left / bytesMin) {
      throw malformed(
          "%s of length %s, but the message has only %,d bytes left"
              .formatted(what, Long.toUnsignedString(count), left));
    }
    return (int) count;
  }

  /// Refuses a number that has more than 31 bits.
  final int requireInt(long value) {
    if (value >>> 31 != 0) {
      throw malformed("the number %s; at most 2147483647".formatted(Long.toUnsignedString(value)));
    }
    return (int) value;
  }

  final int next() {
    if (at == end) {
      throw malformed("the message ends too early");
    }
    return bytes[at++] & 0xff;
  }

  final void require(int count) {
    if (end - at < count) {
      throw malformed("the message ends in the middle of a number");
    }
  }
}
