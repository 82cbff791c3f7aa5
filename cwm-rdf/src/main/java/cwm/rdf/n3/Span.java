package cwm.rdf.n3;

import java.nio.charset.StandardCharsets;

/// A piece of text in UTF-8, `bytes[start, start + length)`, in an array that belongs to somebody
/// else: it holds until its scanner reads on.
final class Span {
  byte[] bytes = new byte[0];
  int start;
  int length;

  void set(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.length = end - start;
  }

  void set(TextBuffer text) {
    set(text.bytes(), 0, text.length());
  }

  @Override
  public String toString() {
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }
}
