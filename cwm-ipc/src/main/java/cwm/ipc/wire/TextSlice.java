package cwm.ipc.wire;

/// A text as a part of an array of well-formed UTF-8, so that a dictionary can take it from where
/// it stands. Counts until the reader that set it reads another text.
final class TextSlice {
  private byte[] bytes = {};
  private int start;
  private int length;

  void set(byte[] bytes, int start, int length) {
    this.bytes = bytes;
    this.start = start;
    this.length = length;
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int length() {
    return length;
  }
}
