package cwm.app;

import cwm.reasoner.DocumentException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// Reads documents from the web, as far as that is allowed.
///
/// A redirection is followed only to where reading is allowed too. A document has a limited time to
/// come and a limited size.
final class WebReader {
  /// A document as it came.
  ///
  /// @param iri where it came from, after redirections
  /// @param mediaType in lower case and without parameters; empty if nobody said
  record Fetched(String iri, String mediaType, String text) {}

  /// What a document may cost.
  ///
  /// @param timeout from the request to the last byte
  record Limits(Duration timeout, long bytesMax) {
    static final Limits DEFAULT = new Limits(Duration.ofSeconds(60), 256L << 20);
  }

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int REDIRECTION_MAX = 5;

  /// What we would rather have, in this order; N3 above all.
  private static final String ACCEPT =
      "text/n3, text/turtle;q=0.9, application/n-triples;q=0.9, application/trig;q=0.8,"
          + " application/n-quads;q=0.8, application/rdf+xml;q=0.7, application/ld+json;q=0.6,"
          + " */*;q=0.1";

  private static final Pattern CHARSET =
      Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([A-Za-z0-9._:-]+)\"?");

  private final Permissions permissions;
  private final Limits limits;

  // Made when something is read: it starts threads, and most runs read nothing.
  private Optional<HttpClient> client = Optional.empty();

  WebReader(Permissions permissions) {
    this(permissions, Limits.DEFAULT);
  }

  WebReader(Permissions permissions, Limits limits) {
    this.permissions = permissions;
    this.limits = limits;
  }

  static boolean isWeb(String iri) {
    return iri.startsWith("http://") || iri.startsWith("https://");
  }

  /// @throws DocumentException if that is not allowed, or there is no such document
  Fetched read(String iri) throws DocumentException {
    URI uri = uri(iri);
    for (int hop = 0; hop <= REDIRECTION_MAX; hop++) {
      requireAllowed(iri, uri, hop > 0);
      HttpResponse<byte[]> response =
          send(iri, HttpRequest.newBuilder(uri).header("Accept", ACCEPT).GET());
      Optional<URI> next = redirection(response);
      if (next.isEmpty()) {
        return fetched(iri, response);
      }
      uri = next.get();
    }
    throw failure(iri, "it is redirected more than %d times".formatted(REDIRECTION_MAX));
  }

  /// Sends a query to an endpoint of SPARQL. A redirection is not followed.
  ///
  /// @param mediaType what the answer is to be in
  /// @throws DocumentException if that is not allowed, or there is no answer
  Fetched ask(String endpoint, String query, String mediaType) throws DocumentException {
    URI uri = uri(endpoint);
    requireAllowed(endpoint, uri, false);
    HttpResponse<byte[]> response =
        send(
            endpoint,
            HttpRequest.newBuilder(uri)
                .header("Accept", mediaType)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))));
    return fetched(endpoint, response);
  }

  /// Checks without reading whether it is allowed.
  ///
  /// @throws DocumentException if it is not
  void requireAllowed(String iri) throws DocumentException {
    requireAllowed(iri, uri(iri), false);
  }

  private void requireAllowed(String iri, URI uri, boolean isRedirected) throws DocumentException {
    if (!permissions.mayRead(uri.toString()) || !permissions.mayRead(plain(uri))) {
      throw failure(
          iri,
          "reading the web is off%s; --mode=r allows it, or web_allow in [security]"
              .formatted(isRedirected ? " for " + uri + ", where it is redirected to" : ""));
    }
  }

  /// What a server may take an IRI for that hides the steps of its path in escapes or parameters.
  private static String plain(URI uri) {
    String shown = uri.toString().replaceAll("(?i)%2e", ".").replaceAll("(?i)%2f|%5c", "/");
    return URI.create(shown.replaceAll(";[^/?]*", "")).normalize().toString();
  }

  private static URI uri(String iri) throws DocumentException {
    int fragment = iri.indexOf('#');
    try {
      return URI.create(fragment < 0 ? iri : iri.substring(0, fragment)).normalize();
    } catch (IllegalArgumentException e) {
      throw failure(iri, "it is no valid IRI: " + e.getMessage());
    }
  }

  private HttpResponse<byte[]> send(String iri, HttpRequest.Builder request)
      throws DocumentException {
    CompletableFuture<HttpResponse<byte[]>> coming;
    try {
      coming =
          client()
              .sendAsync(
                  request.timeout(limits.timeout()).build(),
                  BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.bytesMax()));
    } catch (IllegalArgumentException e) {
      throw failure(iri, String.valueOf(e.getMessage()));
    }
    try {
      return coming.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(iri, reason(e.getCause() == null ? e : e.getCause()));
    } catch (TimeoutException _) {
      coming.cancel(true);
      throw failure(iri, "it has not come within %d ms".formatted(limits.timeout().toMillis()));
    } catch (InterruptedException _) {
      coming.cancel(true);
      Thread.currentThread().interrupt();
      throw failure(iri, "interrupted");
    }
  }

  private synchronized HttpClient client() {
    HttpClient known =
        client.orElseGet(
            () ->
                HttpClient.newBuilder()
                    .connectTimeout(CONNECT_TIMEOUT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build());
    client = Optional.of(known);
    return known;
  }

  private String reason(Throwable failure) {
    String message = failure.getMessage();
    if (failure instanceof HttpTimeoutException) {
      return "it has not come within %d ms".formatted(limits.timeout().toMillis());
    }
    if (failure instanceof IOException && message != null && message.contains("capacity")) {
      return "it is larger than %,d bytes".formatted(limits.bytesMax());
    }
    if (failure instanceof ConnectException) {
      return "nobody answers at that address";
    }
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static Optional<URI> redirection(HttpResponse<?> response) {
    return switch (response.statusCode()) {
      case 301, 302, 303, 307, 308 ->
          response
              .headers()
              .firstValue("Location")
              .flatMap(WebReader::parse)
              .map(location -> response.uri().resolve(location).normalize());
      default -> Optional.empty();
    };
  }

  private static Optional<URI> parse(String location) {
    try {
      return Optional.of(URI.create(location));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Fetched fetched(String iri, HttpResponse<byte[]> response) throws DocumentException {
    if (response.statusCode() != 200) {
      throw failure(iri, "the server answers with status " + response.statusCode());
    }
    String contentType = response.headers().firstValue("Content-Type").orElse("");
    String mediaType = contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    var text = new String(unpacked(iri, response.body()), charset(contentType));
    return new Fetched(response.uri().toString(), mediaType, text);
  }

  /// The bytes, unpacked if they are packed by gzip.
  private byte[] unpacked(String iri, byte[] bytes) throws DocumentException {
    if (bytes.length < 2 || bytes[0] != (byte) 0x1f || bytes[1] != (byte) 0x8b) {
      return bytes;
    }
    int bytesMax = (int) Math.min(limits.bytesMax(), Integer.MAX_VALUE - 8);
    try (var stream = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] unpacked = stream.readNBytes(bytesMax);
      if (stream.read() >= 0) {
        throw failure(iri, "it is larger than %,d bytes".formatted(bytesMax));
      }
      return unpacked;
    } catch (IOException e) {
      throw failure(iri, String.valueOf(e.getMessage()));
    }
  }

  private static Charset charset(String contentType) {
    Matcher matcher = CHARSET.matcher(contentType);
    try {
      return matcher.find() ? Charset.forName(matcher.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalArgumentException _) {
      return StandardCharsets.UTF_8;
    }
  }

  static DocumentException failure(String iri, String reason) {
    return new DocumentException("cannot read " + iri + ": " + reason);
  }
}
