package cwm.ipc.wire;

import cwm.ipc.message.Bytes;
import cwm.rdf.store.TermDictionary;

/// Turns values of one record type, or of a sealed family of records, into bytes and back: what
/// [SerializationFormat#BINCODE] makes of messages, behind a version number. For what is kept or
/// travels inside of messages.
///
/// Records may hold what messages may, but no terms. Equal values have equal bytes. May be used by
/// several threads at once.
public final class RecordCodec<T> {
  private final Class<T> type;
  private final int version;
  private final Variants variants;

  // Shapes hand them on to the terms in them; there are none here.
  private final LinkEncoder noTermsWritten = new LinkEncoder(new TermDictionary(), 0);
  private final LinkDecoder noTermsRead = new LinkDecoder(new TermDictionary(), 0);

  /// A codec for values of `type`.
  ///
  /// @param type a public record, or a sealed interface of public records; the order of `permits`
  ///   is part of the format
  /// @param version of the format, from 0
  /// @throws IllegalArgumentException for records that hold something that messages cannot, or
  ///   terms
  public RecordCodec(Class<T> type, int version) {
    this.type = type;
    this.version = version;
    variants = new Variants(type.getSimpleName(), type, RecordCodec::shapeOf);
  }

  private static Shape.Fields shapeOf(Class<?> record) {
    Shape.Fields shape = Shape.Fields.of(record);
    if (shape.hasTerms()) {
      throw new IllegalArgumentException(record + " holds terms, which only messages can");
    }
    return shape;
  }

  public int version() {
    return version;
  }

  /// The bytes of a value.
  ///
  /// @throws cwm.ipc.IpcException `MALFORMED` for a negative number or a text that is no Unicode;
  ///   `TOO_LARGE` for more than [MessageEncoder#MESSAGE_BYTES_MAX]
  public Bytes encode(T value) {
    var out = new WireBuffer(64);
    var writer = new BincodeWriter();
    writer.start(out);
    writer.u32(version);
    int index = variants.indexOf(value);
    writer.beginVariant(variants.names(), index);
    variants.get(index).write(value, writer, noTermsWritten);
    writer.endVariant();
    return Bytes.copyOf(out.array(), 0, out.size());
  }

  /// The version of the format that `bytes` are in, whichever it is.
  ///
  /// @throws cwm.ipc.IpcException `MALFORMED` if they do not start with a number
  public static int versionOf(Bytes bytes) {
    var reader = new BincodeReader();
    byte[] start = bytes.toArray();
    reader.start(start, 0, start.length);
    return reader.u32();
  }

  /// The value that has these bytes. Takes memory and time in proportion to them, whatever they
  /// are.
  ///
  /// @throws cwm.ipc.IpcException `MALFORMED`, with the place, for bytes that are no value of this
  ///   type in this version
  public T decode(Bytes bytes) {
    var reader = new BincodeReader();
    byte[] source = bytes.toArray();
    reader.start(source, 0, source.length);
    int found = reader.u32();
    if (found != version) {
      throw Malformed.at(0, "version %d instead of %d".formatted(found, version));
    }
    Shape.Fields shape = variants.get(reader.beginVariant(variants.names()));
    Object value = shape.read(reader, noTermsRead);
    reader.endVariant();
    reader.finish();
    return type.cast(value);
  }
}
