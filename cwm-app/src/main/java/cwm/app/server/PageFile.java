package cwm.app.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// A file that browsers get. Any thread may ask for it.
final class PageFile {
  private static final int NOT_MODIFIED = 304;
  private static final int TAG_BYTES = 12;
  private static final List<String> METHODS = List.of("GET", "HEAD");

  /// What YASGUI writes into the page: the style of the handles between columns. Elsewhere it sets
  /// attributes.
  private static final String YASGUI_STYLE = "sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk=";

  /// What a browser may do with the page: nothing but to load what the node has, and ask it.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' '"
          + YASGUI_STYLE
          + "'; style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /// Whoever keeps a copy asks whether it is still right.
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "private, no-cache",
          "Vary", "Accept-Encoding");

  private final String path;
  private final String name;
  private final String contentType;
  private @Nullable Bytes bytes; // guarded by this

  /// @param path where it is
  /// @param name of the resource beside this class, in `page`
  PageFile(String path, String name, String contentType) {
    this.path = path;
    this.name = name;
    this.contentType = contentType;
  }

  /// @param packed the same by gzip
  /// @param tag names these bytes, however they are packed (RFC 9110 §8.8.3)
  private record Bytes(ByteBuffer plain, ByteBuffer packed, String tag) {}

  String path() {
    return path;
  }

  /// Answers with the file, unless whoever asks has it already.
  ///
  /// @throws Refusal if the method is neither GET nor HEAD
  void answer(Request request, Response response, Callback callback) {
    String method = request.getMethod();
    if (!HttpMethod.GET.is(method) && !HttpMethod.HEAD.is(method)) {
      throw new Refusal(Answer.wrongMethod(method, path, METHODS));
    }
    Bytes known = bytes();
    HttpFields.Mutable headers = response.getHeaders();
    HEADERS.forEach(headers::put);
    headers.put(HttpHeader.ETAG, known.tag());
    if (has(request, known.tag())) {
      response.setStatus(NOT_MODIFIED);
      response.write(true, ByteBuffer.allocate(0), callback);
      return;
    }
    boolean isPacked = Call.mayPack(request);
    ByteBuffer body = (isPacked ? known.packed() : known.plain()).duplicate();
    if (isPacked) {
      headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    response.setStatus(Answer.OK);
    headers.put(HttpHeader.CONTENT_TYPE, contentType);
    headers.put(HttpHeader.CONTENT_LENGTH, body.remaining());
    response.write(true, body, callback);
  }

  private static boolean has(Request request, String tag) {
    return request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH).stream()
        .flatMap(header -> List.of(header.split(",")).stream())
        .map(String::strip)
        .anyMatch(known -> known.equals(tag) || known.equals("*"));
  }

  private synchronized Bytes bytes() {
    Bytes known = bytes;
    if (known == null) {
      known = read();
      bytes = known;
    }
    return known;
  }

  private Bytes read() {
    try (InputStream in = PageFile.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the build has left out page/" + name);
      }
      byte[] plain = in.readAllBytes();
      var packed = new ByteArrayOutputStream();
      try (var out = new GZIPOutputStream(packed)) {
        out.write(plain);
      }
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(plain);
      return new Bytes(
          ByteBuffer.wrap(plain),
          ByteBuffer.wrap(packed.toByteArray()),
          "W/\"%s\"".formatted(HexFormat.of().formatHex(hash, 0, TAG_BYTES)));
    } catch (IOException e) {
      throw new UncheckedIOException("reading page/" + name, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
