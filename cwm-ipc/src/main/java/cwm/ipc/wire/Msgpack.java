package cwm.ipc.wire;

/// The first bytes of MessagePack's values.
final class Msgpack {
  static final int FIXINT_MAX = 0x7f;
  static final int FIXMAP = 0x80;
  static final int FIXARRAY = 0x90;
  static final int FIXSTR = 0xa0;
  static final int FIXSTR_LAST = 0xbf;
  static final int NIL = 0xc0;
  static final int FALSE = 0xc2;
  static final int TRUE = 0xc3;
  static final int BIN8 = 0xc4;
  static final int BIN16 = 0xc5;
  static final int BIN32 = 0xc6;
  static final int UINT8 = 0xcc;
  static final int UINT16 = 0xcd;
  static final int UINT32 = 0xce;
  static final int UINT64 = 0xcf;
  static final int INT8 = 0xd0;
  static final int INT64 = 0xd3;
  static final int STR8 = 0xd9;
  static final int STR16 = 0xda;
  static final int STR32 = 0xdb;
  static final int ARRAY16 = 0xdc;
  static final int ARRAY32 = 0xdd;

  /// Lengths up to this are in the first byte of a text, and of an array.
  static final int FIXSTR_MAX = 31;

  static final int FIXARRAY_MAX = 15;

  /// No value starts with this byte.
  static final int NOTHING = -1;

  private Msgpack() {}
}
