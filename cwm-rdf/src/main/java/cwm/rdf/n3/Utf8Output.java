package cwm.rdf.n3;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Gathers UTF-8 in a buffer and hands it to a stream in large pieces.
///
/// Errors of the stream become `PIPE_CLOSED`, if its reader went away, or `CANNOT_WRITE`.
public final class Utf8Output {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int used;

  /// @param out is left open
  public Utf8Output(OutputStream out) {
    this.out = out;
  }

  /// Writes a text as it is.
  public void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    bytes(utf8, utf8.length);
  }

  /// Writes a character of ASCII.
  public void ascii(char c) {
    if (used == BUFFER_BYTES) {
      drain();
    }
    buffer[used++] = (byte) c;
  }

  void decimal(int value) {
    assert value >= 0;
    if (value >= 10) {
      decimal(value / 10);
    }
    ascii((char) ('0' + value % 10));
  }

  /// Writes `utf8[0, length)` as it is.
  void bytes(byte[] utf8, int length) {
    if (length > BUFFER_BYTES - used) {
      drain();
      if (length > BUFFER_BYTES) {
        send(utf8, length);
        return;
      }
    }
    System.arraycopy(utf8, 0, buffer, used, length);
    used += length;
  }

  /// Writes `utf8[0, length)` as canonical N-Triples has it between quotes: control characters, `"`
  /// and `\` escaped, everything else as it is.
  void escaped(byte[] utf8, int length) {
    for (int i = 0; i < length; i++) {
      byte b = utf8[i];
      boolean isControl = (b >= 0 && b < ' ') || b == 0x7f;
      if (isControl || b == '"' || b == '\\') {
        escape(b);
      } else {
        ascii((char) b);
      }
    }
  }

  private void escape(byte b) {
    ascii('\\');
    switch (b) {
      case '"', '\\' -> ascii((char) b);
      case '\b' -> ascii('b');
      case '\t' -> ascii('t');
      case '\n' -> ascii('n');
      case '\f' -> ascii('f');
      case '\r' -> ascii('r');
      default -> {
        ascii('u');
        ascii('0');
        ascii('0');
        ascii((char) HEX[b >> 4]);
        ascii((char) HEX[b & 0x0f]);
      }
    }
  }

  /// Hands everything on to the stream and makes it do the same.
  public void flush() {
    drain();
    try {
      out.flush();
    } catch (IOException e) {
      throw WriteFailure.of(e);
    }
  }

  private void drain() {
    send(buffer, used);
    used = 0;
  }

  private void send(byte[] utf8, int length) {
    try {
      out.write(utf8, 0, length);
    } catch (IOException e) {
      throw WriteFailure.of(e);
    }
  }
}
