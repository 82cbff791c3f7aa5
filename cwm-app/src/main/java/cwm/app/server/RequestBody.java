package cwm.app.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpException;

/// What a request carries, up to a number of bytes, packed and unpacked.
final class RequestBody {
  private final InputStream packed;
  private final boolean isPacked;
  private final long bytesMax;
  private boolean isTooLarge;

  /// @param isPacked whether by gzip
  RequestBody(InputStream packed, boolean isPacked, long bytesMax) {
    this.packed = packed;
    this.isPacked = isPacked;
    this.bytesMax = bytesMax;
  }

  /// Whether more came than may.
  boolean isTooLarge() {
    return isTooLarge;
  }

  /// The bytes, unpacked. May be asked for once.
  ///
  /// @throws Refusal if they are not packed as is said
  InputStream open() {
    var limited = new Limited(packed);
    if (!isPacked) {
      return limited;
    }
    try {
      return new Limited(new GZIPInputStream(limited));
    } catch (IOException e) {
      throw isTooLarge ? tooLarge() : Refusal.of(Answer.BAD_REQUEST, unreadable(e), PACKING);
    }
  }

  private static final String PACKING =
      "pack it by gzip, or send no Content-Encoding and pack nothing";

  private static String unreadable(IOException e) {
    return "what the request carries cannot be read: " + e.getMessage();
  }

  /// The whole text, which is UTF-8.
  ///
  /// @throws Refusal if it is too large or cannot be read
  String text() {
    try (InputStream in = open()) {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(in.readAllBytes()))
          .toString();
    } catch (CharacterCodingException _) {
      throw Refusal.of(Answer.BAD_REQUEST, "the text is not in UTF-8", "encode it in UTF-8");
    } catch (IOException e) {
      throw isTooLarge
          ? tooLarge()
          : Refusal.of(Answer.BAD_REQUEST, unreadable(e), isPacked ? PACKING : "send it again");
    }
  }

  /// Says that it is too large.
  Refusal tooLarge() {
    return Refusal.of(
        Answer.TOO_LARGE,
        "the request carries more than %,d bytes%s"
            .formatted(bytesMax, isPacked ? ", packed or unpacked" : ""),
        "send less, or raise [server] max_request_bytes");
  }

  private final class Limited extends FilterInputStream {
    private long count;

    Limited(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read;
      try {
        read = super.read(bytes, offset, length);
      } catch (IOException | RuntimeException e) {
        // The server counts too, and counts first what comes in pieces.
        isTooLarge |= e instanceof HttpException refused && refused.getCode() == Answer.TOO_LARGE;
        throw e;
      }
      count += Math.max(0, read);
      if (count > bytesMax) {
        isTooLarge = true;
        throw new IOException("larger than it may be");
      }
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
