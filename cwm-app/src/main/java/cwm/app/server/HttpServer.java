package cwm.app.server;

import cwm.app.config.ServerConfig;
import cwm.ipc.IpcException;
import cwm.ipc.security.PemIdentity;
import cwm.ipc.transport.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers over HTTP, or HTTPS with a certificate. Each request has a virtual thread, which hands
/// those to the store over to others ([StoreRequests]).
public final class HttpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  /// Threads for accepting and selecting; requests have others.
  private static final int THREADS = 8;

  /// Connections that may be open for each request that may be answered at the same time: most
  /// clients keep theirs open in between.
  private static final int CONNECTIONS_PER_REQUEST = 8;

  /// How long answers have to end when the server does.
  private static final long END_MILLIS = 5_000;

  private final Server server;
  private final Metrics metrics;
  private final Address.Inet address;
  private final String scheme;

  private HttpServer(Server server, Metrics metrics, Address.Inet address, String scheme) {
    this.server = server;
    this.metrics = metrics;
    this.address = address;
    this.scheme = scheme;
  }

  /// Starts to answer.
  ///
  /// @param listenAddress where; the port may be 0 for any
  /// @throws ServerException if nothing can listen there, or the certificate or the file of users
  ///   cannot be used
  public static HttpServer start(Address.Inet listenAddress, ServerConfig config, ServedNode node) {
    List<ConnectionFactory> factories = connectionFactories(config);
    var guard = Guard.of(listenAddress, config);
    var threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("cwm-http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("cwm-http-", 0).factory()));
    var server = new Server(threads);
    var connector =
        new ServerConnector(
            server, null, null, null, 1, 1, factories.toArray(ConnectionFactory[]::new));
    connector.setHost(listenAddress.host());
    connector.setPort(listenAddress.port());
    server.addConnector(connector);
    server.addBean(
        new NetworkConnectionLimit(
            config.maxConcurrentRequests() * CONNECTIONS_PER_REQUEST, connector));
    var metrics = new Metrics(node);
    var requests = new RequestHandler(node, guard, config, metrics::text);
    server.setHandler(new GracefulHandler(sizeLimit(config, requests)));
    server.setStopTimeout(END_MILLIS);
    server.setErrorHandler(new JsonErrors());
    try {
      server.start();
    } catch (Exception e) {
      stop(server);
      metrics.close();
      throw listening(listenAddress, e);
    }
    String scheme = factories.size() == 1 ? "http" : "https";
    warn(listenAddress, scheme, config.users().isPresent());
    var address = new Address.Inet(listenAddress.host(), connector.getLocalPort());
    return new HttpServer(server, metrics, address, scheme);
  }

  private static void warn(Address.Inet listenAddress, String scheme, boolean hasUsers) {
    if (listenAddress.isLoopback()) {
      return;
    }
    if (!hasUsers) {
      log.warn(
          "{} on {} answers everybody who reaches it; name its users in [server] users, or keep it"
              + " behind a firewall, or on 127.0.0.1 behind a proxy that knows its users",
          scheme,
          listenAddress);
    } else if (scheme.equals("http")) {
      log.warn(
          "http on {} has passwords and tokens cross the network readable for all; set [server]"
              + " tls_certificate, or keep it behind a proxy that does",
          listenAddress);
    }
  }

  private static SizeLimitHandler sizeLimit(ServerConfig config, RequestHandler requests) {
    var limit = new SizeLimitHandler(config.maxRequestBytes(), -1);
    limit.setHandler(requests);
    return limit;
  }

  private static List<ConnectionFactory> connectionFactories(ServerConfig config) {
    var configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    var http = new HttpConnectionFactory(configuration);
    List<ConnectionFactory> factories = new ArrayList<>(List.of(http));
    if (config.tlsCertificate().isPresent()) {
      Path certificate = config.tlsCertificate().get();
      factories.addFirst(
          new SslConnectionFactory(
              tls(certificate, config.tlsKey().orElseThrow()), http.getProtocol()));
    }
    return factories;
  }

  private static SslContextFactory.Server tls(Path certificate, Path key) {
    try {
      PemIdentity identity = PemIdentity.load(certificate, key);
      char[] password = {}; // of what is in memory only
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry(
          "server", identity.key(), password, identity.chain().toArray(Certificate[]::new));
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      var factory = new SslContextFactory.Server();
      factory.setSslContext(context);
      return factory;
    } catch (IpcException e) {
      throw new ServerException("[server] " + e.getMessage(), e);
    } catch (GeneralSecurityException | IOException e) {
      throw new ServerException(
          "[server] tls_certificate %s cannot be used: %s".formatted(certificate, e.getMessage()),
          e);
    }
  }

  private static ServerException listening(Address address, Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String reason = String.valueOf(cause.getMessage());
    return reason.contains("in use")
        ? new ServerException(
            "somebody else listens for HTTP at "
                + address
                + "; end that process, or choose another address with --http, or --http none",
            e)
        : new ServerException(
            "cannot listen for HTTP at "
                + address
                + ": "
                + (cause.getMessage() == null ? cause.getClass().getSimpleName() : reason)
                + "; give --http an address of this machine, or none",
            e);
  }

  /// Where it listens; the port is real even where 0 was asked for.
  public Address.Inet address() {
    return address;
  }

  /// The same for browsers: `http://127.0.0.1:8080`.
  public String url() {
    return scheme + "://" + address;
  }

  /// Answers no more. Waits for what is being answered, but not for long.
  @Override
  public void close() {
    stop(server);
    metrics.close();
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      log.warn("the HTTP server did not stop in order: {}", e.toString());
    }
  }
}
