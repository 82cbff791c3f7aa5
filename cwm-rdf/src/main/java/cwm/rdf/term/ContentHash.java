package cwm.rdf.term;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The one definition of what terms hash to.
///
/// Texts are hashed as UTF-8, 16 bytes a step, by folding 128-bit products (the construction of
/// wyhash); hashes are combined in order by a multiply and the finaliser of MurmurHash3. Placement
/// in a cluster and the identity of rules and Skolem terms rest on it: **a change here is a change
/// of every stored cluster**, and `ContentHashTest` pins values. It is no defence against somebody
/// who makes collisions on purpose; nothing but speed depends on their absence, since equality is
/// always decided on the terms.
public final class ContentHash {
  static final long IRI = 1;
  static final long LITERAL = 2;
  static final long BLANK_NODE = 3;
  static final long VARIABLE = 4;
  public static final long LIST = 5;
  static final long FORMULA = 6;
  public static final long TRIPLE = 7;

  private static final long K0 = 0xa0761d6478bd642fL;
  private static final long K1 = 0xe7037ed1a0b428dbL;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ContentHash() {}

  /// The hash of an IRI given as UTF-8.
  public static long ofIri(byte[] utf8, int start, int length) {
    return ofBytes(IRI, utf8, start, length);
  }

  static long ofIri(String iri) {
    byte[] utf8 = iri.getBytes(StandardCharsets.UTF_8);
    return ofIri(utf8, 0, utf8.length);
  }

  /// The hash of a variable, its name given as UTF-8.
  public static long ofVariable(byte[] utf8, int start, int length) {
    return ofBytes(VARIABLE, utf8, start, length);
  }

  static long ofVariable(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return ofVariable(utf8, 0, utf8.length);
  }

  /// The hash of a literal whose lexical form is UTF-8.
  ///
  /// @param datatype content hash of the datatype's IRI
  /// @param language [#ofLanguage] of the tag, 0 if there is none
  public static long ofLiteral(byte[] utf8, int start, int length, long datatype, long language) {
    return combine(combine(ofBytes(LITERAL, utf8, start, length), datatype), language);
  }

  static long ofLiteral(String lexical, long datatype, @Nullable String language) {
    byte[] utf8 = lexical.getBytes(StandardCharsets.UTF_8);
    byte[] tag = language == null ? new byte[0] : language.getBytes(StandardCharsets.UTF_8);
    return ofLiteral(utf8, 0, utf8.length, datatype, ofLanguage(tag, 0, tag.length));
  }

  /// The hash of a language tag; 0 for no tag.
  public static long ofLanguage(byte[] utf8, int start, int length) {
    return length == 0 ? 0 : ofBytes(LITERAL, utf8, start, length);
  }

  public static long ofBlankNode(long high, long low) {
    return combine(combine(start(BLANK_NODE), high), low);
  }

  /// The hash of a statement from those of its terms.
  public static long ofTriple(long subject, long predicate, long object) {
    return combine(combine(combine(GOLDEN, subject), predicate), object);
  }

  /// Starts an ordered combination of hashes that `kind` tells apart from others.
  public static long start(long kind) {
    return mix(kind + GOLDEN);
  }

  /// Adds the next hash of an ordered combination.
  public static long combine(long hash, long next) {
    return mix(hash * GOLDEN + Long.rotateLeft(next, 29) * K1);
  }

  /// Spreads every bit of `x` over the whole result; a bijection.
  public static long mix(long x) {
    long h = x;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  /// The hash of `length` bytes; Θ(length), allocates nothing.
  public static long ofBytes(long kind, byte[] bytes, int start, int length) {
    long hash = K0 ^ mix(kind);
    int at = start;
    int end = start + length;
    for (; end - at >= 16; at += 16) {
      hash = fold(readLong(bytes, at) ^ K1, readLong(bytes, at + 8) ^ hash);
    }
    long first;
    long second = 0;
    if (end - at >= 8) {
      first = readLong(bytes, at);
      second = readTail(bytes, at + 8, end);
    } else if (length >= 8) {
      first = readTail(bytes, at, end);
    } else {
      first = readShort(bytes, at, end);
    }
    return mix(fold(first ^ K1, second ^ hash) ^ length);
  }

  private static long fold(long a, long b) {
    return a * b ^ Math.unsignedMultiplyHigh(a, b);
  }

  private static long readLong(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /// Reads up to 7 bytes that at least 8 bytes of the same text end with.
  private static long readTail(byte[] bytes, int start, int end) {
    // Two shifts, since one by 64 would be one by 0.
    return readLong(bytes, end - 8) >>> (8 * (7 - (end - start))) >>> 8;
  }

  /// Reads a text of up to 7 bytes.
  private static long readShort(byte[] bytes, int start, int end) {
    long tail = 0;
    for (int i = end - 1; i >= start; i--) {
      tail = tail << 8 | (bytes[i] & 0xff);
    }
    return tail;
  }

  /// Refuses text that UTF-8 cannot say, since two such texts could not be told apart.
  static void requireUtf8(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          throw new IllegalArgumentException("unpaired surrogate at index " + i);
        }
        i++;
      }
    }
  }
}
