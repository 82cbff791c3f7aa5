package cwm.rdf.n3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/// Unpacks gzip: the texts of its members, one behind the other (RFC 1952 §2.2).
///
/// Only whole members are accepted. [java.util.zip.GZIPInputStream] ignores whatever makes no
/// header behind a member, and so reads a file that was cut short there as if it were whole.
final class GzipStream extends InputStream {
  private static final int WINDOW_BYTES = 1 << 16;
  private static final int MAGIC = 0x8b1f;
  private static final int DEFLATE = 8;

  // Flags of a header for what it may hold (RFC 1952 §2.3.1).
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream packed;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] window = new byte[WINDOW_BYTES];

  /// Where header and trailer are read; within a member's text only the inflater knows.
  private int position;

  private int limit;
  private boolean isBegun;
  private boolean isInMember;

  GzipStream(InputStream packed) {
    this.packed = packed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /// Reads up to `count` bytes of text.
  ///
  /// @throws EOFException if the packed bytes end within a member, or there are none
  /// @throws ZipException if they are not gzip, or not what was packed
  @Override
  public int read(byte[] target, int start, int count) throws IOException {
    int read = 0;
    while (read == 0 && count > 0) {
      if (!isInMember && !startMember()) {
        return -1;
      }
      read = inflate(target, start, count);
    }
    return read;
  }

  private int inflate(byte[] target, int start, int count) throws IOException {
    int read;
    try {
      read = inflater.inflate(target, start, count);
    } catch (DataFormatException e) {
      throw (ZipException) new ZipException(e.getMessage()).initCause(e);
    }
    crc.update(target, start, read);
    if (inflater.finished()) {
      position = limit - inflater.getRemaining();
      endMember();
    } else if (read == 0) {
      requireMore();
      inflater.setInput(window, 0, limit);
    }
    return read;
  }

  // ---------------------------------------------------------------- members

  /// Reads a member's header.
  ///
  /// @return false if the packed bytes end where one could start
  private boolean startMember() throws IOException {
    if (isBegun && position == limit && !fill()) {
      return false;
    }
    isBegun = true;
    crc.reset();
    if (number(2) != MAGIC || next() != DEFLATE) {
      throw new ZipException("not in gzip format");
    }
    int flags = next();
    pass(6); // time, compression level and operating system
    if ((flags & EXTRA) != 0) {
      pass(number(2));
    }
    if ((flags & NAME) != 0) {
      passText();
    }
    if ((flags & COMMENT) != 0) {
      passText();
    }
    long headerCrc = crc.getValue() & 0xffff;
    if ((flags & HEADER_CRC) != 0 && number(2) != headerCrc) {
      throw new ZipException("wrong checksum of a header");
    }
    crc.reset();
    inflater.reset();
    inflater.setInput(window, position, limit - position);
    isInMember = true;
    return true;
  }

  private void endMember() throws IOException {
    long textCrc = crc.getValue();
    if (number(4) != textCrc) {
      throw new ZipException("wrong checksum");
    }
    if (number(4) != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw new ZipException("wrong length");
    }
    isInMember = false;
  }

  // ---------------------------------------------------------------- bytes

  /// An unsigned number of so many bytes, the lowest first.
  private long number(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (long) next() << (8 * i);
    }
    return number;
  }

  private void pass(long count) throws IOException {
    for (long i = 0; i < count; i++) {
      next();
    }
  }

  private void passText() throws IOException {
    int b;
    do {
      b = next();
    } while (b != 0);
  }

  private int next() throws IOException {
    if (position == limit) {
      requireMore();
    }
    int b = window[position++] & 0xff;
    crc.update(b);
    return b;
  }

  private void requireMore() throws IOException {
    if (!fill()) {
      throw new EOFException("gzip ends within a member");
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(packed.read(window), 0);
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    packed.close();
  }
}
