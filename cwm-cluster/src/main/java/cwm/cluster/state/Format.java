package cwm.cluster.state;

import cwm.ipc.IpcException;
import cwm.ipc.message.Bytes;
import cwm.ipc.wire.RecordCodec;

/// One of the formats of this package: version and bincode, with a bound.
final class Format<T> {
  private final String name;
  private final RecordCodec<T> codec;
  private final int bytesMax;

  /// A format of values of `type`.
  ///
  /// @param name what the bytes are, for complaints
  Format(String name, Class<T> type, int version, int bytesMax) {
    this.name = name;
    codec = new RecordCodec<>(type, version);
    this.bytesMax = bytesMax;
  }

  Bytes encode(T value) {
    try {
      return requireSize(codec.encode(value));
    } catch (IpcException e) {
      throw new FormatException(FormatException.Code.MALFORMED, complaint(e), e);
    }
  }

  T decode(Bytes bytes) {
    requireSize(bytes);
    try {
      int version = RecordCodec.versionOf(bytes);
      if (version > codec.version()) {
        throw new FormatException(
            FormatException.Code.NEWER_VERSION,
            "%s: version %d, but this release reads versions up to %d"
                .formatted(name, version, codec.version()));
      }
      return codec.decode(bytes);
    } catch (IpcException e) {
      throw new FormatException(FormatException.Code.MALFORMED, complaint(e), e);
    }
  }

  /// What nobody would read is not written either.
  private Bytes requireSize(Bytes bytes) {
    if (bytes.size() > bytesMax) {
      throw new FormatException(
          FormatException.Code.MALFORMED,
          "%s: %,d bytes; at most %,d".formatted(name, bytes.size(), bytesMax));
    }
    return bytes;
  }

  private String complaint(IpcException e) {
    return name + ": " + e.getMessage();
  }
}
