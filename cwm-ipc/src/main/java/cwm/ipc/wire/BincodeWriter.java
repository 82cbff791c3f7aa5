package cwm.ipc.wire;

import cwm.ipc.message.Bytes;

/// bincode 2, "standard" configuration: little-endian, numbers in one byte if they are below 251.
final class BincodeWriter extends WireWriter {
  static final int U16 = 251;
  static final int U32 = 252;
  static final int U64 = 253;

  private static final int ID_BYTES_MAX = 5;

  @Override
  void beginVariant(Names variants, int index) {
    u32(index);
  }

  @Override
  void endVariant() {}

  @Override
  void constant(Names constants, int index) {
    u32(index);
  }

  @Override
  void beginRecord(Names fields) {}

  @Override
  void field(Names fields, int index) {}

  @Override
  void endRecord() {}

  @Override
  void beginList(int count) {
    u32(count);
  }

  @Override
  void endList() {}

  @Override
  void beginPair() {}

  @Override
  void endPair() {}

  @Override
  void none() {
    put(0);
  }

  @Override
  void some() {
    put(1);
  }

  @Override
  void bool(boolean value) {
    put(value ? 1 : 0);
  }

  @Override
  void u32(int value) {
    assert value >= 0;
    byte[] bytes = room(ID_BYTES_MAX);
    setEnd(write(value, bytes, end()));
  }

  @Override
  void u64(long value) {
    if (value >>> 31 == 0) {
      u32((int) value);
      return;
    }
    boolean isWide = value >>> 32 != 0;
    put(isWide ? U64 : U32);
    int size = isWide ? Long.BYTES : Integer.BYTES;
    byte[] bytes = room(size);
    int at = end();
    for (int i = 0; i < size; i++) {
      bytes[at + i] = (byte) (value >>> (8 * i));
    }
    setEnd(at + size);
  }

  @Override
  void utf8(byte[] bytes, int from, int count) {
    u32(count);
    put(bytes, from, count);
  }

  @Override
  void bytes(Bytes bytes) {
    u32(bytes.size());
    put(bytes);
  }

  @Override
  void triples(int[] ids, int rowCount) {
    int count = 3 * rowCount;
    byte[] bytes = room(ID_BYTES_MAX * count);
    int at = end();
    for (int i = 0; i < count; i++) {
      at = write(ids[i], bytes, at);
    }
    setEnd(at);
  }

  /// Writes a number that is not negative and returns where it ends.
  private static int write(int value, byte[] bytes, int at) {
    if (value < U16) {
      bytes[at] = (byte) value;
      return at + 1;
    }
    bytes[at + 1] = (byte) value;
    bytes[at + 2] = (byte) (value >>> 8);
    if (value < 1 << 16) {
      bytes[at] = (byte) U16;
      return at + 3;
    }
    bytes[at] = (byte) U32;
    bytes[at + 3] = (byte) (value >>> 16);
    bytes[at + 4] = (byte) (value >>> 24);
    return at + 5;
  }
}
