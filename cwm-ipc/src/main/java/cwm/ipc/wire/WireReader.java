package cwm.ipc.wire;

import cwm.ipc.IpcException;
import cwm.ipc.message.Bytes;

/// Reads the parts that messages are made of in one format; the other end of a [WireWriter].
///
/// The caller asks for what its shapes say; whatever else is there is an [IpcException] of code
/// `MALFORMED` from any of these methods.
interface WireReader {
  /// The count of a list of which the format does not say how long it is.
  int UNKNOWN_COUNT = -1;

  /// What [#nextField] returns at the end of a record.
  int END = -1;

  /// Starts with the message `bytes[start, end)`.
  void start(byte[] bytes, int start, int end);

  /// Makes sure that nothing follows the message.
  void finish();

  /// Which byte of the message the next value starts with, or where the last one was.
  int position();

  /// Which kind of value follows: an index of `variants`.
  int beginVariant(Names variants);

  void endVariant();

  /// An index of `constants`.
  int constant(Names constants);

  void beginRecord(Names fields);

  /// The field whose value follows, or [#END].
  ///
  /// @param previous the field before it, [#END] at the start
  int nextField(Names fields, int previous);

  /// How many elements follow, at most as many as there are bytes left; or [#UNKNOWN_COUNT].
  int beginList();

  /// Whether the list has an element `index`, which then is next.
  boolean hasElement(int index, int count);

  /// As [#beginList], for a list whose elements [#triples] reads.
  int beginTriples();

  void beginPair();

  /// Between the two values of a pair.
  void betweenPair();

  void endPair();

  /// Whether a value that may be missing is there; if so, it is next.
  boolean some();

  boolean bool();

  /// A number from 0 to 2^31 - 1.
  int u32();

  /// A number from 0 to 2^64 - 1; the upper half comes out negative.
  long u64();

  String text();

  /// Sets `target` to a text.
  void text(TextSlice target);

  Bytes bytes();

  /// Reads up to `rowCountMax` elements of a list of triples to `ids`, three ids each.
  ///
  /// @return how many; fewer than `rowCountMax` only at the end of a list of unknown count
  int triples(int[] ids, int rowCountMax);

  /// Notes that a field of a record was read.
  ///
  /// @param seen one bit for each field that was read before
  /// @return `seen` with the bit of `field`
  default int seen(Names fields, int seen, int field) {
    int bit = 1 << field;
    if ((seen & bit) != 0) {
      throw malformed("field '%s' of %s twice".formatted(fields.name(field), fields.owner()));
    }
    return seen | bit;
  }

  /// Makes sure that no field of a record was left out.
  default void requireAll(Names fields, int seen) {
    if (seen != (1 << fields.count()) - 1) {
      int missing = Integer.numberOfTrailingZeros(~seen);
      throw malformed("no field '%s' of %s".formatted(fields.name(missing), fields.owner()));
    }
  }

  /// The exception that says what is wrong at [#position].
  default IpcException malformed(String complaint) {
    return Malformed.at(position(), complaint);
  }
}
