package cwm.ipc.wire;

import cwm.ipc.message.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// JSON as serde writes it: records as objects, a variant as an object of one entry, bytes in
/// base64. Compact, in one line.
///
/// By hand: all it has to know is where commas go and what strings escape.
final class JsonWriter extends WireWriter {
  private static final int CHUNK_BYTES = 8 << 10;

  /// The longest that one byte of a string can become.
  private static final int ESCAPE_BYTES_MAX = 6;

  private static final int NUMBER_BYTES_MAX = 20;
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");
  private static final byte[] HEX = ascii("0123456789abcdef");

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  void beginVariant(Names variants, int index) {
    separate();
    put('{');
    key(variants, index);
  }

  @Override
  void endVariant() {
    put('}');
  }

  @Override
  void constant(Names constants, int index) {
    byte[] name = constants.utf8(index);
    utf8(name, 0, name.length);
  }

  @Override
  void beginRecord(Names fields) {
    separate();
    put('{');
  }

  @Override
  void field(Names fields, int index) {
    key(fields, index);
  }

  private void key(Names names, int index) {
    constant(names, index);
    put(':');
  }

  @Override
  void endRecord() {
    put('}');
  }

  @Override
  void beginList(int count) {
    separate();
    put('[');
  }

  @Override
  void endList() {
    put(']');
  }

  @Override
  void beginPair() {
    separate();
    put('[');
  }

  @Override
  void endPair() {
    put(']');
  }

  @Override
  void none() {
    separate();
    put(NULL, 0, NULL.length);
  }

  @Override
  void some() {}

  @Override
  void bool(boolean value) {
    separate();
    byte[] word = value ? TRUE : FALSE;
    put(word, 0, word.length);
  }

  @Override
  void u32(int value) {
    separate();
    byte[] bytes = room(NUMBER_BYTES_MAX);
    setEnd(write(value, bytes, end()));
  }

  @Override
  void u64(long value) {
    if (value >>> 31 == 0) {
      u32((int) value);
      return;
    }
    separate();
    byte[] digits = ascii(Long.toUnsignedString(value));
    put(digits, 0, digits.length);
  }

  /// Writes the digits of a number that is not negative and returns where they end.
  private static int write(int value, byte[] bytes, int start) {
    int end = start + digitCount(value);
    int rest = value;
    for (int at = end - 1; at >= start; at--) {
      int tenth = rest / 10;
      bytes[at] = (byte) ('0' + rest - 10 * tenth);
      rest = tenth;
    }
    return end;
  }

  private static int digitCount(int value) {
    int count = 1;
    for (long limit = 10; value >= limit; limit *= 10) {
      count++;
    }
    return count;
  }

  @Override
  void utf8(byte[] bytes, int from, int count) {
    separate();
    put('"');
    for (int start = from; start < from + count; start += CHUNK_BYTES) {
      escape(bytes, start, Math.min(start + CHUNK_BYTES, from + count));
    }
    put('"');
  }

  private void escape(byte[] bytes, int from, int to) {
    byte[] target = room(ESCAPE_BYTES_MAX * (to - from));
    int at = end();
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '"' || b == '\\') {
        target[at++] = '\\';
        target[at++] = b;
      } else if (b >= 0 && b < ' ') {
        at = escapeControl(b, target, at);
      } else {
        target[at++] = b;
      }
    }
    setEnd(at);
  }

  private static int escapeControl(int b, byte[] target, int start) {
    int at = start;
    target[at++] = '\\';
    int letter =
        switch (b) {
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          case '\b' -> 'b';
          case '\f' -> 'f';
          default -> 'u';
        };
    target[at++] = (byte) letter;
    if (letter == 'u') {
      target[at++] = '0';
      target[at++] = '0';
      target[at++] = HEX[b >> 4];
      target[at++] = HEX[b & 0xf];
    }
    return at;
  }

  @Override
  void bytes(Bytes bytes) {
    separate();
    requireBytes(bytes.size());
    byte[] encoded = Base64.getEncoder().encode(bytes.toArray());
    put('"');
    put(encoded, 0, encoded.length);
    put('"');
  }

  @Override
  void triples(int[] ids, int rowCount) {
    int rowBytesMax = 3 * NUMBER_BYTES_MAX;
    byte[] bytes = room(rowBytesMax * rowCount);
    int at = end();
    for (int i = 0; i < 3 * rowCount; i += 3) {
      if (bytes[at - 1] != '[') {
        bytes[at++] = ',';
      }
      bytes[at++] = '[';
      at = write(ids[i], bytes, at);
      bytes[at++] = ',';
      at = write(ids[i + 1], bytes, at);
      bytes[at++] = ',';
      at = write(ids[i + 2], bytes, at);
      bytes[at++] = ']';
    }
    setEnd(at);
  }

  /// Writes the comma between two values or fields. Where a value ends is seen by its last byte,
  /// since none ends as something begins.
  private void separate() {
    if (end() > start()) {
      byte last = room(0)[end() - 1];
      if (last != '{' && last != '[' && last != ':') {
        put(',');
      }
    }
  }
}
