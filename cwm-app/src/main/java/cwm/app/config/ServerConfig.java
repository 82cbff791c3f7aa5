package cwm.app.config;

import cwm.ipc.transport.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a node answers over HTTP: `[server]`.
///
/// @param http where it listens; empty for nowhere
/// @param tlsCertificate PEM file of the certificate; with `tlsKey`, or neither
/// @param tlsKey PEM file of the certificate's private key
/// @param users file that lists who may do what; empty to let everybody do everything
/// @param allowOrigins whose pages may ask and, but for `*`, change: `https://example.org`
/// @param hosts names that it is reached by, beside its own
/// @param maxRequestBytes the largest request that is read
/// @param maxConcurrentRequests requests that are answered at the same time
/// @param requestTimeout how long one answer may take
public record ServerConfig(
    Optional<Address> http,
    Optional<Path> tlsCertificate,
    Optional<Path> tlsKey,
    Optional<Path> users,
    List<String> allowOrigins,
    List<String> hosts,
    long maxRequestBytes,
    int maxConcurrentRequests,
    Duration requestTimeout) {
  static final Range REQUEST_BYTES = new Range(1 << 10, 1L << 40);
  static final Range REQUESTS = new Range(1, 100_000);
  static final Range MILLIS = new Range(1, 86_400_000);

  public static final ServerConfig DEFAULT =
      new ServerConfig(
          Optional.of(new Address.Inet("127.0.0.1", 8080)),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          64L << 20,
          64,
          Duration.ofMinutes(1));

  public ServerConfig {
    allowOrigins = List.copyOf(allowOrigins);
    hosts = List.copyOf(hosts);
    new Checks()
        .that(
            tlsCertificate.isPresent() || tlsKey.isEmpty(),
            "must be set where tls_key is",
            List.of("tls_certificate", "tls_key"))
        .that(
            tlsKey.isPresent() || tlsCertificate.isEmpty(),
            "must be set where tls_certificate is",
            List.of("tls_key", "tls_certificate"))
        .range("max_request_bytes", maxRequestBytes, REQUEST_BYTES)
        .range("max_concurrent_requests", maxConcurrentRequests, REQUESTS)
        .millis("request_timeout_ms", requestTimeout, MILLIS)
        .orThrow();
  }

  static ServerConfig of(Settings settings) {
    return new ServerConfig(
        settings.get(Keys.HTTP),
        settings.find(Keys.SERVER_TLS_CERTIFICATE),
        settings.find(Keys.SERVER_TLS_KEY),
        settings.find(Keys.USERS),
        settings.get(Keys.ALLOW_ORIGINS),
        settings.get(Keys.HOSTS),
        settings.get(Keys.MAX_REQUEST_BYTES),
        settings.count(Keys.MAX_CONCURRENT_REQUESTS),
        settings.millis(Keys.REQUEST_TIMEOUT));
  }
}
