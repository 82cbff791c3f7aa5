package cwm.app.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// A request to the store and its answer. Owned by one thread at a time.
final class Call {
  private static final String UTF_8 = "utf-8";

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final long bodyBytesMax;
  private final long endNanos;
  private @Nullable RequestBody body;
  private @Nullable AnswerStream stream;
  private Scheduler.@Nullable Task cutting;
  private boolean isAnswered;

  /// @param timeout how long it may take from now on
  Call(Request request, Response response, Callback callback, long bodyBytesMax, Duration timeout) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.bodyBytesMax = bodyBytesMax;
    endNanos = System.nanoTime() + timeout.toNanos();
  }

  // ---------------------------------------------------------------- what is asked

  String method() {
    return request.getMethod();
  }

  String path() {
    return Request.getPathInContext(request);
  }

  /// The IRI that it is sent to, without parameters.
  String iri() {
    HttpURI uri = request.getHttpURI();
    return "%s://%s%s".formatted(uri.getScheme(), uri.getAuthority(), uri.getPath());
  }

  /// The parameters of its URL.
  Parameters parameters() {
    var parameters = new Parameters();
    Optional.ofNullable(request.getHttpURI().getQuery()).ifPresent(parameters::add);
    return parameters;
  }

  /// The media type of what it carries, in lower case and without parameters.
  ///
  /// @throws Refusal if that is in another encoding than UTF-8
  Optional<String> contentType() {
    Optional<String> type = header(HttpHeader.CONTENT_TYPE);
    type.ifPresent(Call::requireUtf8);
    return type.map(text -> text.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
        .filter(text -> !text.isEmpty());
  }

  private static void requireUtf8(String contentType) {
    for (String parameter : contentType.split(";")) {
      String[] parts = parameter.strip().toLowerCase(Locale.ROOT).split("=", 2);
      if (parts.length == 2
          && parts[0].strip().equals("charset")
          && !List.of(UTF_8, "utf8", "us-ascii").contains(parts[1].strip().replace("\"", ""))) {
        throw Refusal.of(
            Answer.UNSUPPORTED_MEDIA_TYPE,
            "the encoding %s is not read".formatted(parts[1].strip()),
            "send UTF-8");
      }
    }
  }

  Accept accept() {
    return Accept.of(request.getHeaders().getValuesList(HttpHeader.ACCEPT));
  }

  private Optional<String> header(HttpHeader header) {
    return Optional.ofNullable(request.getHeaders().get(header));
  }

  /// What it carries.
  ///
  /// @throws Refusal if that is packed otherwise than by gzip
  RequestBody body() {
    return body(bodyBytesMax, "send less, or raise [server] max_request_bytes");
  }

  /// What it carries, where that may be no more than `bytesMax`.
  ///
  /// @param hint what to do if it is more
  /// @throws Refusal if it is packed otherwise than by gzip
  RequestBody bodyOfAtMost(long bytesMax, String hint) {
    return bytesMax < bodyBytesMax ? body(bytesMax, hint) : body();
  }

  private RequestBody body(long bytesMax, String hint) {
    RequestBody known = body;
    if (known == null) {
      known =
          new RequestBody(
              Content.Source.asInputStream(request), isPacked(), bytesMax, hint, endNanos);
      body = known;
    }
    return known;
  }

  private boolean isPacked() {
    String encoding =
        header(HttpHeader.CONTENT_ENCODING).orElse("identity").strip().toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "identity", "" -> false;
      case "gzip", "x-gzip" -> true;
      default ->
          throw new Refusal(
              Answer.error(
                      Answer.UNSUPPORTED_MEDIA_TYPE,
                      "the Content-Encoding %s is not read".formatted(encoding),
                      "pack by gzip, or not at all")
                  .with("Accept-Encoding", "gzip"));
    };
  }

  /// That it carried more than it may, or too slowly, as far as that was read.
  Optional<Refusal> excess() {
    return Optional.ofNullable(body).flatMap(RequestBody::excess);
  }

  /// How long it may still take; not below a millisecond.
  Duration remaining() {
    return Duration.ofNanos(Math.max(1_000_000, endNanos - System.nanoTime()));
  }

  // ---------------------------------------------------------------- the answer

  /// Writes what is answered.
  @FunctionalInterface
  interface Writer {
    void write(OutputStream out);
  }

  /// Whether an answer has gone out, or part of one.
  boolean hasBegun() {
    AnswerStream begun = stream;
    return isAnswered || (begun != null && begun.hasBegun());
  }

  /// Answers with what `writer` writes, which may be sent while it writes. If it fails before
  /// anything was sent, there may still be another answer.
  ///
  /// @throws CutException if it fails later
  void answer(String mediaType, Writer writer) {
    write(mediaType, () -> {}, writer);
    finish();
  }

  /// Writes what is an answer once [#finish] says so. Its beginning is held back, all of it if it
  /// is short; as long as nothing was sent, this may be done again.
  ///
  /// Who takes longer than `limit` to take the rest is cut off: others wait.
  ///
  /// @throws CutException if `writer` fails when something was sent
  void write(String mediaType, Duration limit, Writer writer) {
    long latestNanos = System.nanoTime() + limit.toNanos();
    try {
      write(mediaType, () -> cutAt(latestNanos), writer);
    } finally {
      if (cutting != null) {
        cutting.cancel();
      }
    }
  }

  private void cutAt(long nanos) {
    cutting =
        request
            .getConnectionMetaData()
            .getConnector()
            .getScheduler()
            .schedule(this::cut, nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void write(String mediaType, Runnable atBegin, Writer writer) {
    response.setStatus(Answer.OK);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, withCharset(mediaType));
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().ensureField(new HttpField(HttpHeader.VARY, "Accept, Accept-Encoding"));
    var begun = new AnswerStream(response, mayPack(request), atBegin);
    stream = begun;
    try {
      writer.write(begun);
    } catch (RuntimeException e) {
      throw begun.hasBegun() ? new CutException(e) : e;
    }
  }

  /// Says that what was written is the whole answer.
  void finish() {
    AnswerStream written = stream;
    if (written == null) {
      throw new IllegalStateException("there is no answer");
    }
    try {
      written.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    callback.succeeded();
  }

  private static String withCharset(String mediaType) {
    return mediaType.startsWith("text/") ? mediaType + "; charset=" + UTF_8 : mediaType;
  }

  /// Whether an answer may be packed by gzip.
  static boolean mayPack(Request request) {
    List<String> accepted = request.getHeaders().getValuesList(HttpHeader.ACCEPT_ENCODING);
    return Accept.of(accepted).ofNamed("gzip").orElse(0.0) > 0;
  }

  /// Answers with a whole answer, in place of one that has not gone out.
  void answer(Answer answer) {
    if (hasBegun()) {
      throw new IllegalStateException("there is an answer already");
    }
    isAnswered = true;
    RequestHandler.send(answer, response, callback);
  }

  /// Cuts the connection, since what has gone out cannot be finished.
  void abort(Throwable reason) {
    cut();
    callback.failed(reason);
  }

  /// Ends the connection as one that has failed: for some clients an answer ends where the
  /// connection does in order.
  private void cut() {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    while (endPoint instanceof EndPoint.Wrapper wrapper) {
      endPoint = wrapper.unwrap();
    }
    if (endPoint.getTransport() instanceof SocketChannel channel) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException _) {
        // It is closed already.
      }
    }
    endPoint.close();
  }
}
