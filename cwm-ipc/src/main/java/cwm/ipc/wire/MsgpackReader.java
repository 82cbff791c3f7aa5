package cwm.ipc.wire;

import java.nio.charset.StandardCharsets;

/// Reads what [MsgpackWriter] writes. Numbers and lengths may come in more bytes than they need,
/// and numbers that are not negative as signed ones, as other writers do.
final class MsgpackReader extends BinaryReader {
  private static final int TRIPLE_BYTES_MIN = 4;
  private static final int TRIPLE_BYTES_MAX = 16;

  @Override
  public int beginVariant(Names variants) {
    int position = position();
    int first = next();
    if (first != (Msgpack.FIXMAP | 1)) {
      throw Malformed.at(
          position,
          "0x%02x instead of a map of one entry, which is how %s is written"
              .formatted(first, variants.owner()));
    }
    return constant(variants);
  }

  @Override
  public void endVariant() {}

  @Override
  public int constant(Names constants) {
    int position = position();
    int length = beginText();
    int index = constants.indexOf(bytes, at, length);
    if (index == Names.UNKNOWN) {
      String name = new String(bytes, at, length, StandardCharsets.UTF_8);
      throw Malformed.at(
          position, "unknown variant %s of %s".formatted(Malformed.quote(name), constants.owner()));
    }
    at += length;
    return index;
  }

  @Override
  public void beginRecord(Names fields) {
    int position = position();
    int count = beginArray(1, "fields of " + fields.owner());
    if (count != fields.count()) {
      throw Malformed.at(
          position,
          "%d fields of %s, which has %d".formatted(count, fields.owner(), fields.count()));
    }
  }

  @Override
  public int beginList() {
    return beginArray(1, "a list");
  }

  @Override
  public int beginTriples() {
    return beginArray(TRIPLE_BYTES_MIN, "a list of triples");
  }

  @Override
  public void beginPair() {
    requireArray(2, "a pair");
  }

  private void requireArray(int count, String what) {
    int position = position();
    int first = next();
    if (first != (Msgpack.FIXARRAY | count)) {
      throw Malformed.at(
          position,
          "0x%02x instead of an array of %d, which is how %s is written"
              .formatted(first, count, what));
    }
  }

  private int beginArray(int elementBytesMin, String what) {
    int position = position();
    int first = next();
    long count;
    if ((first & 0xf0) == Msgpack.FIXARRAY) {
      count = first & 0x0f;
    } else if (first == Msgpack.ARRAY16) {
      count = bigEndian(2);
    } else if (first == Msgpack.ARRAY32) {
      count = bigEndian(4);
    } else {
      throw Malformed.at(position, "0x%02x instead of an array for %s".formatted(first, what));
    }
    return requireLeft(count, elementBytesMin, what);
  }

  @Override
  int beginText() {
    int position = position();
    int first = next();
    if (first >= Msgpack.FIXSTR && first <= Msgpack.FIXSTR_LAST) {
      return requireLeft(first & 0x1f, 1, "a text");
    }
    return requireLeft(length(first, Msgpack.STR8, position, "a text"), 1, "a text");
  }

  @Override
  int beginBytes() {
    int position = position();
    long length = length(next(), Msgpack.BIN8, position, "a run of bytes");
    return requireLeft(length, 1, "a run of bytes");
  }

  /// Reads a length behind the byte `first`: one, two or four bytes, as `head8` and the two after
  /// it say.
  private long length(int first, int head8, int position, String what) {
    if (first < head8 || first > head8 + 2) {
      throw Malformed.at(position, "0x%02x instead of %s".formatted(first, what));
    }
    return bigEndian(1 << (first - head8));
  }

  @Override
  public boolean some() {
    if (at < end && (bytes[at] & 0xff) == Msgpack.NIL) {
      at++;
      return false;
    }
    return true;
  }

  @Override
  public boolean bool() {
    int position = position();
    int first = next();
    if (first != Msgpack.TRUE && first != Msgpack.FALSE) {
      throw Malformed.at(position, "0x%02x instead of true or false".formatted(first));
    }
    return first == Msgpack.TRUE;
  }

  @Override
  public int u32() {
    return requireInt(u64());
  }

  @Override
  public long u64() {
    int position = position();
    int first = next();
    if (first <= Msgpack.FIXINT_MAX) {
      return first;
    }
    if (first >= Msgpack.UINT8 && first <= Msgpack.UINT64) {
      return bigEndian(1 << (first - Msgpack.UINT8));
    }
    if (first >= Msgpack.INT8 && first <= Msgpack.INT64) {
      int size = 1 << (first - Msgpack.INT8);
      long value = bigEndian(size);
      if (value >>> (8 * size - 1) == 0) {
        return value;
      }
    } else if (first < 0xe0) {
      throw Malformed.at(position, "0x%02x instead of a number".formatted(first));
    }
    throw Malformed.at(position, "a negative number");
  }

  private long bigEndian(int size) {
    require(size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    at += size;
    return value;
  }

  @Override
  public int triples(int[] ids, int rowCountMax) {
    byte[] source = bytes;
    for (int i = 0; i < 3 * rowCountMax; i += 3) {
      requireArray(3, "a triple");
      if (end - at < TRIPLE_BYTES_MAX) {
        ids[i] = u32();
        ids[i + 1] = u32();
        ids[i + 2] = u32();
      } else {
        ids[i] = id(source);
        ids[i + 1] = id(source);
        ids[i + 2] = id(source);
      }
    }
    return rowCountMax;
  }

  /// As [#u32], where at least 5 bytes are left.
  private int id(byte[] source) {
    int from = at;
    int first = source[from];
    if (first >= 0) {
      at = from + 1;
      return first;
    }
    int kind = first & 0xff;
    if (kind == Msgpack.UINT16) {
      at = from + 3;
      return (source[from + 1] & 0xff) << 8 | (source[from + 2] & 0xff);
    }
    if (kind == Msgpack.UINT8) {
      at = from + 2;
      return source[from + 1] & 0xff;
    }
    return u32();
  }
}
