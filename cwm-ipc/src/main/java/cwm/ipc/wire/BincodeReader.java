package cwm.ipc.wire;

/// Reads what [BincodeWriter] writes. As bincode itself, it takes numbers in more bytes than they
/// need.
final class BincodeReader extends BinaryReader {
  private static final int ID_BYTES_MAX = 5;

  @Override
  public int beginVariant(Names variants) {
    return index(variants);
  }

  @Override
  public void endVariant() {}

  @Override
  public int constant(Names constants) {
    return index(constants);
  }

  private int index(Names names) {
    int position = position();
    long index = u64();
    if (Long.compareUnsigned(index, names.count()) >= 0) {
      throw Malformed.at(
          position,
          "unknown variant %s of %s; there are %d"
              .formatted(Long.toUnsignedString(index), names.owner(), names.count()));
    }
    return (int) index;
  }

  @Override
  public void beginRecord(Names fields) {}

  @Override
  public int beginList() {
    return requireLeft(u64(), 1, "a list");
  }

  @Override
  public int beginTriples() {
    return requireLeft(u64(), 3, "a list of triples");
  }

  @Override
  public void beginPair() {}

  @Override
  int beginText() {
    return requireLeft(u64(), 1, "a text");
  }

  @Override
  int beginBytes() {
    return requireLeft(u64(), 1, "a run of bytes");
  }

  @Override
  public boolean some() {
    return flag("whether a value is there");
  }

  @Override
  public boolean bool() {
    return flag("true or false");
  }

  private boolean flag(String what) {
    int position = position();
    int value = next();
    if (value > 1) {
      throw Malformed.at(position, "%d instead of 0 or 1 for %s".formatted(value, what));
    }
    return value == 1;
  }

  @Override
  public int u32() {
    if (end - at >= ID_BYTES_MAX) {
      byte[] source = bytes;
      int first = source[at] & 0xff;
      if (first < BincodeWriter.U16) {
        at++;
        return first;
      }
      if (first == BincodeWriter.U16) {
        at += 3;
        return u16(source, at - 2);
      }
    }
    return requireInt(u64());
  }

  @Override
  public long u64() {
    int position = position();
    int first = next();
    if (first < BincodeWriter.U16) {
      return first;
    }
    int size =
        switch (first) {
          case BincodeWriter.U16 -> Short.BYTES;
          case BincodeWriter.U32 -> Integer.BYTES;
          case BincodeWriter.U64 -> Long.BYTES;
          default -> throw Malformed.at(position, "a number of more than 64 bits");
        };
    require(size);
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    at += size;
    return value;
  }

  @Override
  public int triples(int[] ids, int rowCountMax) {
    int count = 3 * rowCountMax;
    byte[] source = bytes;
    int i = 0;
    int from = at;
    // As long as no number can reach beyond the end, nothing needs to be checked but its size.
    for (int safeEnd = end - ID_BYTES_MAX; i < count && from <= safeEnd; i++) {
      int first = source[from] & 0xff;
      if (first < BincodeWriter.U16) {
        ids[i] = first;
        from++;
      } else if (first == BincodeWriter.U16) {
        ids[i] = u16(source, from + 1);
        from += 3;
      } else if (first == BincodeWriter.U32 && source[from + 4] >= 0) {
        ids[i] = u16(source, from + 1) | u16(source, from + 3) << 16;
        from += ID_BYTES_MAX;
      } else {
        break;
      }
    }
    at = from;
    for (; i < count; i++) {
      ids[i] = u32();
    }
    return rowCountMax;
  }

  private static int u16(byte[] source, int from) {
    return (source[from] & 0xff) | (source[from + 1] & 0xff) << 8;
  }
}
