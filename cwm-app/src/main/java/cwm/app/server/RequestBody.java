package cwm.app.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpException;

/// What a request carries, up to a number of bytes, packed and unpacked.
///
/// It has the time that an answer may take to come, and a second more for so many bytes: who sends
/// a little now and then must not hold up others.
final class RequestBody {
  private static final String PACKING =
      "pack it by gzip, or send no Content-Encoding and pack nothing";

  private static final long BYTES_PER_SECOND = 1 << 16;

  private final InputStream packed;
  private final boolean isPacked;
  private final long bytesMax;
  private final String hint;
  private final long endNanos;
  private boolean isTooLarge;
  private boolean isTooSlow;

  /// @param isPacked whether by gzip
  /// @param hint what to do if it is more than `bytesMax`
  /// @param endNanos when an answer should be there, by [System#nanoTime]
  RequestBody(InputStream packed, boolean isPacked, long bytesMax, String hint, long endNanos) {
    this.endNanos = endNanos;
    this.packed = packed;
    this.isPacked = isPacked;
    this.bytesMax = bytesMax;
    this.hint = hint;
  }

  /// That more came than may, or too slowly.
  Optional<Refusal> excess() {
    if (isTooSlow) {
      return Optional.of(
          Refusal.of(
              Answer.TOO_SLOW,
              "what the request carries comes too slowly",
              "send it faster, packed by gzip or in parts, or raise [server] request_timeout_ms"));
    }
    return isTooLarge ? Optional.of(tooLarge()) : Optional.empty();
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
      throw excess().orElseGet(() -> Refusal.of(Answer.BAD_REQUEST, unreadable(e), PACKING));
    }
  }

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
      throw excess()
          .orElseGet(
              () ->
                  Refusal.of(
                      Answer.BAD_REQUEST, unreadable(e), isPacked ? PACKING : "send it again"));
    }
  }

  private Refusal tooLarge() {
    return Refusal.of(
        Answer.TOO_LARGE,
        "the request carries more than %,d bytes%s"
            .formatted(bytesMax, isPacked ? ", packed or unpacked" : ""),
        hint);
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
        isTooSlow |= e.getCause() instanceof TimeoutException; // nothing came for long
        throw e;
      }
      count += Math.max(0, read);
      if (count > bytesMax) {
        isTooLarge = true;
        throw new IOException("larger than it may be");
      }
      requireSpeed();
      return read;
    }

    private void requireSpeed() throws IOException {
      long more = TimeUnit.SECONDS.toNanos(1) * count / BYTES_PER_SECOND;
      if (System.nanoTime() - endNanos > more) {
        isTooSlow = true;
        throw new IOException("slower than it may be");
      }
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
