package cwm.rdf.n3;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Looks at eight bytes of a text at a time, as one `long`.
///
/// Whoever calls makes sure that [#BYTES] - 1 more bytes of the array follow the text. Each test
/// sets the highest bit of every byte that it finds and no other bit: bytes are first cut to seven
/// bits, so no addition carries into the next one (Warren, Hacker's Delight, §6-1).
final class Swar {
  /// How many bytes are looked at together.
  static final int BYTES = Long.BYTES;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  private Swar() {}

  static long read(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /// Which of eight bytes may end an IRI: all that cannot stand in one, those beyond ASCII, and `~`
  /// and DEL, which can.
  static long mayEndIri(long bytes) {
    long low = bytes & ~HIGH;
    long withoutBit1 = low & ~(0x02 * ONES);
    long allowed =
        (low + (0x80 - 0x21) * ONES) // not a space or control character
            & differ(low, '"')
            & differ(low, '`')
            & differ(withoutBit1, '<') // nor >
            & differ(withoutBit1, '\\'); // nor ^
    long braces = low + (0x80 - '{') * ONES; // { and all above
    return (~allowed | braces | bytes) & HIGH;
  }

  /// Which of eight bytes may end a string in double quotes, on one line, or need a second look:
  /// quotes, backslashes, control characters, tab among them, and all beyond ASCII.
  static long mayEndString(long bytes) {
    long low = bytes & ~HIGH;
    long allowed = (low + (0x80 - 0x20) * ONES) & differ(low, '"') & differ(low, '\\');
    return (~allowed | bytes) & HIGH;
  }

  /// Where the first byte is, from `start` on, that [#mayEndIri] finds; there is one.
  static int passInIri(byte[] bytes, int start) {
    int at = start;
    long found = mayEndIri(read(bytes, at));
    while (found == 0) {
      at += BYTES;
      found = mayEndIri(read(bytes, at));
    }
    return at + first(found);
  }

  /// Where the first byte is, from `start` on, that [#mayEndString] finds; there is one.
  static int passInString(byte[] bytes, int start) {
    int at = start;
    long found = mayEndString(read(bytes, at));
    while (found == 0) {
      at += BYTES;
      found = mayEndString(read(bytes, at));
    }
    return at + first(found);
  }

  /// The highest bit of each byte that is not `c`; other bits are arbitrary.
  private static long differ(long low, int c) {
    return (low ^ c * ONES) + 0x7f * ONES;
  }

  /// The index of the first byte that a test found; it found one.
  static int first(long found) {
    return Long.numberOfTrailingZeros(found) >>> 3;
  }

  /// Whether `length` bytes from `left` on are those from `right` on.
  static boolean same(byte[] leftBytes, int left, byte[] rightBytes, int right, int length) {
    int i = 0;
    for (; i + BYTES <= length; i += BYTES) {
      if (read(leftBytes, left + i) != read(rightBytes, right + i)) {
        return false;
      }
    }
    long difference = read(leftBytes, left + i) ^ read(rightBytes, right + i);
    return (difference & ~(-1L << (8 * (length - i)))) == 0;
  }
}
