package cwm.rdf.n3;

/// Passes comments: `#` to the end of the line, of any length.
final class Comments {
  /// Bytes of a comment that need no second look.
  private static final boolean[] PLAIN = new boolean[256];

  static {
    for (int c = 1; c < 0x80; c++) {
      PLAIN[c] = c != '\n' && c != '\r';
    }
  }

  private Comments() {}

  /// Moves the position from the `#` to the line's end.
  static void pass(ByteInput input, Diagnostics diagnostics) {
    boolean reported = false;
    while (true) {
      byte[] buffer = input.buffer;
      int at = input.position;
      while (PLAIN[buffer[at] & 0xff]) {
        at++;
      }
      input.position = at;
      byte b = buffer[at];
      if (b == '\n' || b == '\r') {
        return;
      } else if (b < 0) {
        boolean valid = input.readCharacter() != Utf8.INVALID;
        if (!valid && !reported) {
          diagnostics.reportInvalidUtf8();
          reported = true;
        }
      } else if (at < input.limit) {
        input.position++;
      } else if (!input.more()) {
        return;
      }
    }
  }
}
