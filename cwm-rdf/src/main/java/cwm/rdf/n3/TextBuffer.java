package cwm.rdf.n3;

import java.util.Arrays;

/// Text in UTF-8 under construction.
final class TextBuffer {
  private byte[] bytes = new byte[64];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /// Drops all behind the first `length` bytes.
  void truncate(int length) {
    assert length <= this.length;
    this.length = length;
  }

  void append(byte b) {
    reserve(1);
    bytes[length++] = b;
  }

  void append(byte[] source, int start, int end) {
    reserve(end - start);
    System.arraycopy(source, start, bytes, length, end - start);
    length += end - start;
  }

  void append(Span text) {
    append(text.bytes, text.start, text.start + text.length);
  }

  /// Appends a character; `codePoint` is no surrogate.
  void appendCodePoint(int codePoint) {
    assert !Utf8.isSurrogate(codePoint);
    if (codePoint < 0x80) {
      append((byte) codePoint);
      return;
    }
    int continuationBytes = Utf8.length(codePoint) - 1;
    int lead =
        ((0xff00 >> (continuationBytes + 1)) & 0xff) | (codePoint >> (6 * continuationBytes));
    append((byte) lead);
    for (int shift = 6 * (continuationBytes - 1); shift >= 0; shift -= 6) {
      append((byte) (0x80 | ((codePoint >> shift) & 0x3f)));
    }
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      int wanted = Math.addExact(length, count);
      bytes = Arrays.copyOf(bytes, (int) Math.max(wanted, Math.min(2L * length, 1L << 30)));
    }
  }
}
