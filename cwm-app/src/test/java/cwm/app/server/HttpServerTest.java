package cwm.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.app.config.ServerConfig;
import cwm.cluster.ClusterException;
import cwm.cluster.ClusterHealth;
import cwm.cluster.ClusterStats;
import cwm.ipc.security.CertificateAuthority;
import cwm.ipc.security.TlsFiles;
import cwm.ipc.transport.Address;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a node answers over HTTP, and the limits of the server, with a node that a test makes.
class HttpServerTest {
  private static final Address.Inet ANY_PORT = new Address.Inet("127.0.0.1", 0);

  /// After which a test that waits fails.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FakeNode node = new FakeNode();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server = start(limits(64, Duration.ofMinutes(1)));

  @TempDir Path folder;

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  // ---------------------------------------------------------------- answers

  @Test
  void healthIsPrintedAsTheSpecificationPrintsIt() throws Exception {
    HttpResponse<String> answer = get("/cluster/health");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body())
        .isEqualTo(
            """
            {
              "node_id": "node-1",
              "role": "leader",
              "term": 42,
              "cluster_size": 3,
              "healthy": true,
              "members": [
                {"id": "node-1", "state": "leader", "healthy": true},
                {"id": "node-2", "state": "follower", "healthy": true},
                {"id": "node-3", "state": "follower", "healthy": true}
              ]
            }
            """);
  }

  @Test
  void badHealthHasTheSameKeysAndAnotherStatus() throws Exception {
    node.health = () -> FakeNode.healthOf(false);
    HttpResponse<String> answer = get("/cluster/health");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .contains("  \"healthy\": false,\n  \"members\": [\n")
        .contains("    {\"id\": \"node-3\", \"state\": \"offline\", \"healthy\": false}\n");
  }

  @Test
  void statisticsHaveTheFieldsOfTheSpecification() throws Exception {
    assertThat(get("/node/stats").body())
        .isEqualTo(
            """
            {
              "messages_sent": 1,
              "messages_received": 2,
              "bytes_sent": 3,
              "bytes_received": 4,
              "active_connections": 6,
              "pending_messages": 5,
              "uptime_secs": 7
            }
            """);
    assertThat(get("/cluster/stats").body())
        .isEqualTo(
            """
            {
              "current_term": 42,
              "current_leader": "node-1",
              "cluster_size": 3,
              "healthy_nodes": 3,
              "log_size": 17,
              "last_applied": 99,
              "commit_index": 100
            }
            """);
    node.clusterStats = new ClusterStats(1, Optional.empty(), 1, 0, 0, 0, 0);
    assertThat(get("/cluster/stats").body()).contains("\"current_leader\": null,");
  }

  @Test
  void aSingleNodeSaysThatItIsInNoCluster() throws Exception {
    node.isInCluster = false;
    for (String path : List.of("/cluster/health", "/cluster/stats")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body()).contains("this node is in no cluster", "--cluster-mode");
    }
    assertThat(get("/node/stats").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/metrics").body()).contains("cwm_uptime_seconds").doesNotContain("cwm_raft");
  }

  @Test
  void readySaysWhatItWaitsFor() throws Exception {
    node.waitingFor = Optional.of("a majority of the seeds");
    HttpResponse<String> answer = get("/health/ready");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"waiting_for\": \"a majority of the seeds\"");
    assertThat(get("/health/startup").statusCode())
        .as("what depends on others is no matter of start-up")
        .isEqualTo(200);
  }

  @Test
  void startupSaysWhatIsDone() throws Exception {
    node.startingWith = Optional.of("reading the inputs");
    for (String path : List.of("/health/startup", "/health/ready")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("\"waiting_for\": \"reading the inputs\"");
    }
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    node.startingWith = Optional.empty();
    assertThat(get("/health/startup").body()).contains("\"status\": \"started\"");
    assertThat(get("/health/ready").body()).contains("\"status\": \"ready\"");
  }

  @Test
  void metricsHaveOnePrefixAndTellOfTypesPeersAndTheCluster() throws Exception {
    HttpResponse<String> answer = get("/metrics");
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body().lines())
        .allMatch(line -> line.startsWith("#") || line.startsWith("cwm_"))
        .contains(
            "cwm_ipc_sent_messages_total{type=\"Ping\"} 11.0",
            "cwm_ipc_received_messages_total{type=\"Ping\"} 12.0",
            "cwm_ipc_sent_bytes_total{type=\"Ping\"} 13.0",
            "cwm_ipc_received_bytes_total{type=\"Ping\"} 14.0",
            "cwm_ipc_peer_sent_messages_total{peer=\"node-2\"} 21.0",
            "cwm_ipc_peer_received_bytes_total{peer=\"node-2\"} 24.0",
            "cwm_ipc_sessions 1.0",
            "cwm_ipc_connections 6.0",
            "cwm_ipc_pending_messages 5.0",
            "cwm_uptime_seconds 7.0",
            "cwm_ready 1.0",
            "cwm_raft_term 42.0",
            "cwm_raft_role{role=\"leader\"} 1.0",
            "cwm_raft_role{role=\"follower\"} 0.0",
            "cwm_raft_commit_index 100.0",
            "cwm_raft_applied_index 99.0",
            "cwm_raft_log_entries 17.0",
            "cwm_cluster_members 3.0",
            "cwm_cluster_healthy_members 3.0",
            "cwm_cluster_healthy 1.0",
            "cwm_cluster_gaps 0.0",
            "cwm_replica_set_lag_entries{member=\"node-2\",set=\"251001\"} 12.0")
        .anyMatch(line -> line.startsWith("cwm_jvm_memory_used_bytes{"))
        .anyMatch(line -> line.startsWith("cwm_jvm_threads_live_threads "))
        .anyMatch(line -> line.startsWith("cwm_jvm_gc_"));
  }

  @Test
  void metricsLeaveOutAClusterThatCannotBeAsked() throws Exception {
    node.health = HttpServerTest::closed;
    HttpResponse<String> answer = get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("cwm_ipc_sessions").doesNotContain("cwm_raft");
  }

  // ---------------------------------------------------------------- requests that go wrong

  private static ClusterHealth closed() {
    throw new ClusterException(ClusterException.Code.CLOSED, "the node is closed");
  }

  @Test
  void aClusterThatCannotBeAskedIsUnavailable() throws Exception {
    node.health = HttpServerTest::closed;
    HttpResponse<String> answer = get("/cluster/health");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"error\": \"the node is closed\"");
  }

  @Test
  void ourOwnMistakesAreNotShown() throws Exception {
    node.nodeStats =
        () -> {
          throw new IllegalStateException("inner workings");
        };
    HttpResponse<String> answer = get("/node/stats");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("\"error\"").doesNotContain("inner workings");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/cluster/health/", "/node", "/%22%3Cx"})
  void unknownPathsAreToldWhatThereIs(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).contains("\"hint\": \"there are /cluster/health, /cluster/stats, ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cluster/health", "/health/live", "/metrics"})
  void headIsGetWithoutTheBody(String path) throws Exception {
    HttpResponse<String> answer =
        send(request(path).method("HEAD", BodyPublishers.noBody()).build());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValueAsLong("Content-Length").orElseThrow()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void otherMethodsAreRefused(String method) throws Exception {
    HttpResponse<String> answer =
        send(request("/node/stats").method(method, BodyPublishers.ofString("x")).build());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(answer.body()).contains(method + " is not possible at /node/stats");
  }

  @ParameterizedTest
  @CsvSource({"'GET / HTTP/9.9', 505", "'nonsense', 400", "'GET /%zz HTTP/1.1', 400"})
  void whatIsNoRequestIsRefusedInJson(String line, int status) throws IOException {
    String answer = raw(line + "\r\nHost: x\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status).doesNotContain("<html", "Jetty");
  }

  // ---------------------------------------------------------------- limits

  @Test
  void requestsThatAreTooLargeAreRefusedInJson() throws Exception {
    String body = "x".repeat(1_025);
    HttpResponse<String> answer =
        send(request("/node/stats").POST(BodyPublishers.ofString(body)).build());
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("[server] max_request_bytes");
    assertThat(
            send(request("/node/stats").POST(BodyPublishers.ofString("x".repeat(1_024))).build()))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(405);
  }

  @Test
  void whatTakesTooLongIsGivenUp() throws Exception {
    restart(limits(1, Duration.ofMillis(50)));
    var interrupted = new CountDownLatch(1);
    node.health =
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException _) {
            interrupted.countDown();
          }
          return FakeNode.healthOf(true);
        };
    HttpResponse<String> answer = get("/cluster/health");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("no answer within 50 ms", "[server] request_timeout_ms");
    interrupted.await();
  }

  @Test
  void onlySoManyAreAnsweredAtOnceButLiveAlways() throws Exception {
    restart(limits(2, Duration.ofMillis(300)));
    var begun = new CountDownLatch(2);
    var release = new CountDownLatch(1);
    node.health = () -> stubborn(begun, release);
    List<CompletableFuture<HttpResponse<String>>> slow =
        List.of(getAsync("/cluster/health"), getAsync("/cluster/health"));
    begun.await();
    HttpResponse<String> third = get("/node/stats");
    assertThat(third.statusCode()).isEqualTo(503);
    assertThat(third.body()).contains("2 are answered at once", "max_concurrent_requests");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    slow.forEach(
        answer ->
            assertThat(answer.join().statusCode())
                .as("given up, and still at work")
                .isEqualTo(503));
    assertThat(get("/node/stats").statusCode()).as("what goes on counts").isEqualTo(503);
    release.countDown();
    HttpResponse<String> later = get("/node/stats");
    assertThat(later.statusCode()).isEqualTo(200);
  }

  /// Work that does not hear when it is told to stop.
  private static ClusterHealth stubborn(CountDownLatch begun, CountDownLatch release) {
    begun.countDown();
    boolean isReleased = false;
    while (!isReleased) {
      try {
        release.await();
        isReleased = true;
      } catch (InterruptedException _) {
        // goes on
      }
    }
    return FakeNode.healthOf(true);
  }

  @Test
  void probesDoNotWaitForQueries() throws Exception {
    restart(limits(1, Duration.ofMillis(300)));
    var store = new BusyStore(1, false);
    node.store = Optional.of(store);
    String ask = "/sparql?query=ASK%7B%7D";
    CompletableFuture<HttpResponse<String>> slow = getAsync(ask);
    store.isAsked.await();
    HttpResponse<String> second = get(ask);
    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.body()).contains("1 are answered at once");
    assertThat(second.headers().firstValue("Retry-After")).isPresent();
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/metrics").statusCode()).isEqualTo(200);
    store.mayAnswer.countDown();
    assertThat(slow.join().statusCode()).isEqualTo(200);
    assertThat(get(ask).body()).contains("true");
  }

  @Test
  void probesAreAnsweredWhileQueriesKeepAllProcessorsBusy() throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    restart(limits(2 * processors, Duration.ofMinutes(1)));
    var store = new BusyStore(processors, true);
    node.store = Optional.of(store);
    List<CompletableFuture<HttpResponse<String>>> queries =
        Stream.generate(() -> getAsync("/sparql?query=ASK%7B%7D")).limit(2L * processors).toList();
    store.isAsked.await();
    CompletableFuture<HttpResponse<String>> live = getAsync("/health/live");
    CompletableFuture<HttpResponse<String>> ready = getAsync("/health/ready");
    try {
      assertThat(live).succeedsWithin(PATIENCE);
      assertThat(ready).succeedsWithin(PATIENCE);
    } finally {
      store.mayAnswer.countDown();
    }
    queries.forEach(query -> assertThat(query.join().statusCode()).isEqualTo(200));
  }

  @Test
  void shortAnswersAreSentWhenTheStoreIsFree() throws Exception {
    node.store = Optional.of(new RestlessStore(false));
    assertThat(get("/sparql?query=ASK%7B%7D").body()).contains("\"boolean\" : false");
    node.store = Optional.of(new RestlessStore(true));
    HttpResponse<String> failed = get("/sparql?query=ASK%7B%7D");
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).contains("as a test wants it");
  }

  /// A store that answers and then has another answer, or none.
  private static final class RestlessStore extends BusyStore {
    private final boolean fails;

    RestlessStore(boolean fails) {
      super(1, false);
      this.fails = fails;
    }

    @Override
    public void ask(SparqlRequest.OfQuery query, Duration timeout, Consumer<SparqlAnswer> taker) {
      taker.accept(new SparqlAnswer.Truth(true));
      if (fails) {
        throw new SparqlException(SparqlException.Kind.FAILED, "as a test wants it");
      }
      taker.accept(new SparqlAnswer.Truth(false));
    }
  }

  @Test
  void whatIsBeingAnsweredMayEnd() throws Exception {
    var begun = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    node.health = () -> stubborn(begun, release);
    CompletableFuture<HttpResponse<String>> slow = getAsync("/cluster/health");
    begun.await();
    Thread closing = Thread.ofVirtual().start(server::close);
    while (isListening()) {
      Thread.onSpinWait();
    }
    release.countDown();
    assertThat(slow.join().statusCode()).isEqualTo(200);
    closing.join();
  }

  private boolean isListening() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().port())) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  // ---------------------------------------------------------------- where and how

  @Test
  void answersOverHttpsWithACertificate() throws Exception {
    var authority = CertificateAuthority.create("tests", CertificateAuthority.VALIDITY);
    TlsFiles files =
        authority
            .issue("node-1", List.of("127.0.0.1"), CertificateAuthority.NODE_VALIDITY)
            .save(folder, false);
    restart(tls(files.certificate(), files.key()));
    assertThat(server.url()).startsWith("https://127.0.0.1:");
    try (HttpClient secure = HttpClient.newBuilder().sslContext(trusting(authority)).build()) {
      HttpResponse<String> answer =
          secure.send(request("/node/stats").build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    assertThat(raw("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"))
        .as("no plain HTTP beside it")
        .doesNotContain("200 OK");
  }

  private static SSLContext trusting(CertificateAuthority authority) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority.certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void aCertificateThatCannotBeUsedIsNamed() throws IOException {
    Path missing = folder.resolve("missing.crt");
    assertThatThrownBy(() -> HttpServer.start(ANY_PORT, tls(missing, missing), node))
        .isInstanceOf(ServerException.class)
        .hasMessageStartingWith("[server] there is no certificate file " + missing);
    Path empty = Files.writeString(folder.resolve("empty.crt"), "");
    assertThatThrownBy(() -> HttpServer.start(ANY_PORT, tls(empty, empty), node))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("holds no certificate");
  }

  @Test
  void aTakenPortIsToldWithTheFlag() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = new Address.Inet("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> HttpServer.start(address, ServerConfig.DEFAULT, node))
          .isInstanceOf(ServerException.class)
          .hasMessage(
              "somebody else listens for HTTP at "
                  + address
                  + "; end that process, or choose another address with --http, or --http none");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "no-such-host.invalid"})
  void anAddressOfAnotherMachineIsToldWithTheFlag(String host) {
    var address = new Address.Inet(host, 0);
    assertThatThrownBy(() -> HttpServer.start(address, ServerConfig.DEFAULT, node))
        .isInstanceOf(ServerException.class)
        .hasMessageStartingWith("cannot listen for HTTP at " + address + ": ")
        .hasMessageEndingWith("; give --http an address of this machine, or none");
  }

  // ---------------------------------------------------------------- helpers

  private static ServerConfig limits(int maxConcurrentRequests, Duration timeout) {
    return new ServerConfig(
        Optional.of(ANY_PORT),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        1_024,
        maxConcurrentRequests,
        timeout);
  }

  private static ServerConfig tls(Path certificate, Path key) {
    return new ServerConfig(
        Optional.of(ANY_PORT),
        Optional.of(certificate),
        Optional.of(key),
        Optional.empty(),
        List.of(),
        List.of(),
        1_024,
        4,
        Duration.ofMinutes(1));
  }

  private HttpServer start(ServerConfig config) {
    return HttpServer.start(ANY_PORT, config, node);
  }

  private void restart(ServerConfig config) {
    server.close();
    server = start(config);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).build());
  }

  private CompletableFuture<HttpResponse<String>> getAsync(String path) {
    return client.sendAsync(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  /// Sends bytes, and returns all that comes back until the server closes the connection.
  private String raw(String bytes) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.address().port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
