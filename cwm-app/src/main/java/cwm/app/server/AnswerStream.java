package cwm.app.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/// An answer that is sent while it is written.
///
/// Its beginning is held back: as long as nothing has gone out, it can still become another answer.
/// After that, one that cannot be finished is not ended either, so that nobody takes it for whole.
final class AnswerStream extends OutputStream {
  private static final int HELD_MAX = 1 << 16;

  /// What is shorter is not packed: that would hardly make it shorter.
  private static final int PACKED_MIN = 1 << 10;

  private final Response response;
  private final boolean mayPack;
  private final Runnable atBegin;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private @Nullable OutputStream out;

  /// @param response has its status and headers
  /// @param mayPack whether it may be packed by gzip
  /// @param atBegin runs when it is longer than what is held back, before it goes out
  AnswerStream(Response response, boolean mayPack, Runnable atBegin) {
    this.response = response;
    this.mayPack = mayPack;
    this.atBegin = atBegin;
  }

  /// Whether part of it has gone out.
  boolean hasBegun() {
    return out != null;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (out == null && held.size() + length <= HELD_MAX) {
      held.write(bytes, offset, length);
    } else {
      if (out == null) {
        atBegin.run();
      }
      begun().write(bytes, offset, length);
    }
  }

  private OutputStream begun() throws IOException {
    OutputStream begun = out;
    if (begun == null) {
      begun = Content.Sink.asOutputStream(response);
      out = begun;
      if (mayPack && held.size() >= PACKED_MIN) {
        response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
        begun = new GZIPOutputStream(begun);
        out = begun;
      }
      held.writeTo(begun);
    }
    return begun;
  }

  /// Ends the answer: it is whole.
  void finish() throws IOException {
    if (out == null && (!mayPack || held.size() < PACKED_MIN)) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, held.size());
      OutputStream whole = Content.Sink.asOutputStream(response);
      out = whole;
      held.writeTo(whole);
      whole.close();
    } else {
      begun().close();
    }
  }

  /// Does nothing: writers ask for it often, and nobody waits for a part.
  @Override
  public void flush() {}
}
