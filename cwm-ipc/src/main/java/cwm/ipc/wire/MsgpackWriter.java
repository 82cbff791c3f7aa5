package cwm.ipc.wire;

import cwm.ipc.message.Bytes;

/// MessagePack: records as arrays of their fields, a variant as a map of one entry.
///
/// By hand rather than by msgpack-core, whose packer copies through a buffer of its own and checks
/// for room at every number: most of what is written are ids.
final class MsgpackWriter extends WireWriter {
  private static final int ID_BYTES_MAX = 5;
  private static final int HEAD_BYTES_MAX = 9;

  @Override
  void beginVariant(Names variants, int index) {
    put(Msgpack.FIXMAP | 1);
    constant(variants, index);
  }

  @Override
  void endVariant() {}

  @Override
  void constant(Names constants, int index) {
    byte[] name = constants.utf8(index);
    utf8(name, 0, name.length);
  }

  @Override
  void beginRecord(Names fields) {
    beginList(fields.count());
  }

  @Override
  void field(Names fields, int index) {}

  @Override
  void endRecord() {}

  @Override
  void beginList(int count) {
    if (count <= Msgpack.FIXARRAY_MAX) {
      put(Msgpack.FIXARRAY | count);
    } else {
      head(Msgpack.NOTHING, Msgpack.ARRAY16, count);
    }
  }

  @Override
  void endList() {}

  @Override
  void beginPair() {
    put(Msgpack.FIXARRAY | 2);
  }

  @Override
  void endPair() {}

  @Override
  void none() {
    put(Msgpack.NIL);
  }

  @Override
  void some() {}

  @Override
  void bool(boolean value) {
    put(value ? Msgpack.TRUE : Msgpack.FALSE);
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
    int size = value >>> 32 == 0 ? Integer.BYTES : Long.BYTES;
    byte[] bytes = room(HEAD_BYTES_MAX);
    int at = end();
    bytes[at] = (byte) (size == Integer.BYTES ? Msgpack.UINT32 : Msgpack.UINT64);
    for (int i = 1; i <= size; i++) {
      bytes[at + i] = (byte) (value >>> (8 * (size - i)));
    }
    setEnd(at + 1 + size);
  }

  @Override
  void utf8(byte[] bytes, int from, int count) {
    if (count <= Msgpack.FIXSTR_MAX) {
      put(Msgpack.FIXSTR | count);
    } else {
      head(Msgpack.STR8, Msgpack.STR16, count);
    }
    put(bytes, from, count);
  }

  @Override
  void bytes(Bytes bytes) {
    head(Msgpack.BIN8, Msgpack.BIN16, bytes.size());
    put(bytes);
  }

  /// Writes a length in the fewest bytes.
  ///
  /// @param head8 the first byte in front of a length of one byte, or `NOTHING` if there is none
  /// @param head16 in front of two bytes; the next one is for four
  private void head(int head8, int head16, int length) {
    int size = length < 1 << 8 && head8 != Msgpack.NOTHING ? 1 : length < 1 << 16 ? 2 : 4;
    put(size == 1 ? head8 : size == 2 ? head16 : head16 + 1);
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      put(length >>> shift);
    }
  }

  @Override
  void triples(int[] ids, int rowCount) {
    byte[] bytes = room((1 + 3 * ID_BYTES_MAX) * rowCount);
    int at = end();
    for (int i = 0; i < 3 * rowCount; i += 3) {
      bytes[at] = (byte) (Msgpack.FIXARRAY | 3);
      at = write(ids[i], bytes, at + 1);
      at = write(ids[i + 1], bytes, at);
      at = write(ids[i + 2], bytes, at);
    }
    setEnd(at);
  }

  /// Writes a number that is not negative and returns where it ends.
  private static int write(int value, byte[] bytes, int at) {
    if (value <= Msgpack.FIXINT_MAX) {
      bytes[at] = (byte) value;
      return at + 1;
    }
    if (value < 1 << 8) {
      bytes[at] = (byte) Msgpack.UINT8;
      bytes[at + 1] = (byte) value;
      return at + 2;
    }
    if (value < 1 << 16) {
      bytes[at] = (byte) Msgpack.UINT16;
      bytes[at + 1] = (byte) (value >>> 8);
      bytes[at + 2] = (byte) value;
      return at + 3;
    }
    bytes[at] = (byte) Msgpack.UINT32;
    bytes[at + 1] = (byte) (value >>> 24);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 8);
    bytes[at + 4] = (byte) value;
    return at + 5;
  }
}
