package cwm.ipc.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// UTF-8 without replacement characters: what is no text is refused.
final class Utf8 {
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Utf8() {}

  /// The bytes of a text.
  ///
  /// @throws cwm.ipc.IpcException `MALFORMED` for an unpaired surrogate
  static byte[] encode(String text) {
    int surrogate = unpairedSurrogate(text);
    if (surrogate >= 0) {
      throw Malformed.unsendable(
          "%s has an unpaired surrogate at index %d, which UTF-8 cannot say"
              .formatted(Malformed.quote(text), surrogate));
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The index of the first surrogate that is no half of a pair, or -1.
  static int unpairedSurrogate(CharSequence text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean isPaired =
            Character.isHighSurrogate(c)
                && i + 1 < length
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!isPaired) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /// The index of the first byte of `bytes[start, end)` that does not belong to well-formed UTF-8
  /// (Unicode 16, table 3-7), or -1 if all of it is.
  static int invalidAt(byte[] bytes, int start, int end) {
    int at = start;
    while (true) {
      while (end - at >= Long.BYTES && ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0) {
        at += Long.BYTES;
      }
      while (at < end && bytes[at] >= 0) {
        at++;
      }
      if (at == end) {
        return -1;
      }
      int length = sequenceLength(bytes, at, end);
      if (length == 0) {
        return at;
      }
      at += length;
    }
  }

  /// How many bytes the character of several bytes at `at` has, or 0 if there is none.
  private static int sequenceLength(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xff;
    int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first < 0xc2 || first > 0xf4 || end - at < length) {
      return 0;
    }
    // The second byte's range leaves out overlong forms, surrogates and what is above U+10FFFF.
    int second = bytes[at + 1] & 0xff;
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
