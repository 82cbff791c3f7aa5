package cwm.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.app.config.ServerConfig;
import cwm.app.server.Role;
import cwm.app.server.ServerException;
import cwm.app.server.Users;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom a single node answers over HTTP, and what it refuses.
class GuardedHttpTest {
  private static final String PAGE = "https://app.example";
  private static final String INSERT = "INSERT DATA { <a> <b> 1 }";

  @TempDir Path folder;
  private ServedFacts node = new ServedFacts(ServerConfig.DEFAULT);

  @AfterEach
  void stop() {
    node.close();
  }

  private void restart(ServerConfig config) {
    node.close();
    node = new ServedFacts(config);
  }

  private HttpRequest.Builder inserting() {
    return node.request("/update")
        .header("Content-Type", "application/sparql-update")
        .POST(BodyPublishers.ofString(INSERT));
  }

  // ---------------------------------------------------------------- host names

  @Test
  void unknownHostNamesAreRefused() throws IOException {
    assertThat(raw("GET /node/stats HTTP/1.1\r\nHost: evil.example"))
        .startsWith("HTTP/1.1 421 ")
        .contains("[server] hosts", "evil.example");
    assertThat(raw("GET /node/stats HTTP/1.1\r\nHost: localhost")).startsWith("HTTP/1.1 200 ");
    assertThat(raw("GET /health/live HTTP/1.1\r\nHost: evil.example"))
        .as("probes have any name")
        .startsWith("HTTP/1.1 200 ");
    restart(ServedFacts.config(Optional.empty(), List.of(), List.of("data.example"), 1 << 20));
    assertThat(raw("GET /sparql HTTP/1.1\r\nHost: data.example")).startsWith("HTTP/1.1 200 ");
  }

  private String raw(String head) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.server.address().port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write((head + "\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  // ---------------------------------------------------------------- pages of other origins

  @Test
  void pagesOfOthersAreRefused() throws Exception {
    for (HttpRequest.Builder request : List.of(node.query("ASK {}"), inserting())) {
      for (String origin : List.of(PAGE, "null", "http://127.0.0.1")) {
        HttpResponse<String> answer = node.send(request.setHeader("Origin", origin));
        assertThat(answer.statusCode()).as(origin).isEqualTo(403);
        assertThat(answer.body()).contains("[server] allow_origins");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      }
      assertThat(node.send(request.setHeader("Origin", node.server.url())).statusCode())
          .as("its own")
          .isEqualTo(200);
    }
    assertThat(node.rows("SELECT ?o { ?s ?p ?o }")).isEqualTo("1\n");
  }

  @Test
  void pagesOfAllowedOriginsReadAndWrite() throws Exception {
    restart(ServedFacts.config(Optional.empty(), List.of(PAGE), List.of(), 1 << 20));
    HttpResponse<String> answer = node.send(inserting().header("Origin", PAGE));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(PAGE);
    assertThat(answer.headers().allValues("Vary")).contains("Origin");
    HttpResponse<String> preflight = preflight("/update", PAGE, "POST");
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods")).contains("POST");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
        .contains("authorization");
    assertThat(preflight("/update", "https://other.example", "POST").statusCode()).isEqualTo(403);
  }

  @Test
  void allPagesMayReadWhereThatIsConfigured() throws Exception {
    restart(ServedFacts.config(Optional.empty(), List.of("*"), List.of(), 1 << 20));
    HttpResponse<String> asked = node.send(node.query("ASK {}").header("Origin", PAGE));
    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).contains(PAGE);
    assertThat(node.send(inserting().header("Origin", PAGE)).statusCode()).isEqualTo(403);
    assertThat(preflight("/sparql", PAGE, "POST").statusCode()).isEqualTo(204);
    assertThat(preflight("/data", PAGE, "GET").statusCode()).isEqualTo(204);
    assertThat(preflight("/data", PAGE, "PUT").statusCode()).isEqualTo(403);
  }

  private HttpResponse<String> preflight(String path, String origin, String method)
      throws Exception {
    return node.send(
        node.request(path)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", method)
            .header("Access-Control-Request-Headers", "authorization")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  // ---------------------------------------------------------------- users

  @Test
  void usersMayWhatTheirRoleSays() throws Exception {
    Path file =
        Files.write(
            folder.resolve("users"),
            List.of(
                Users.line("ann", Role.READ, "anns secret"),
                Users.tokenLine("ci", Role.WRITE, "a token of ci")));
    restart(ServedFacts.config(Optional.of(file), List.of(), List.of(), 1 << 20));
    String ann =
        "Basic " + Base64.getEncoder().encodeToString("ann:anns secret".getBytes(ISO_8859_1));

    HttpResponse<String> unknown = node.send(node.query("ASK {}"));
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(unknown.headers().allValues("WWW-Authenticate"))
        .as("one in each header")
        .containsExactly("Basic realm=\"cwm\", charset=\"UTF-8\"", "Bearer realm=\"cwm\"");
    for (String wrong : List.of("Bearer a token of xy", ann + "x", "Basic YW5uOng=")) {
      HttpResponse<String> answer = node.send(node.query("ASK {}").header("Authorization", wrong));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).doesNotContain("secret");
    }
    assertThat(node.send(node.query("ASK {}").header("Authorization", ann)).statusCode())
        .isEqualTo(200);
    HttpResponse<String> refused = node.send(inserting().header("Authorization", ann));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("ann may read, and this needs write");
    assertThat(node.send(inserting().header("Authorization", "Bearer a token of ci")).statusCode())
        .isEqualTo(200);
    assertThat(node.get("/node/stats").statusCode()).isEqualTo(401);
    assertThat(node.get("/cluster/health").statusCode()).isEqualTo(401);
  }

  @Test
  void onlyWhatSomebodyHasIsAskedFor() throws Exception {
    Path file =
        Files.writeString(folder.resolve("users"), Users.tokenLine("ci", Role.READ, "a token"));
    restart(ServedFacts.config(Optional.of(file), List.of(), List.of(), 1 << 20));
    assertThat(node.send(node.query("ASK {}")).headers().allValues("WWW-Authenticate"))
        .containsExactly("Bearer realm=\"cwm\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/health/startup", "/metrics"})
  void probesStayOpen(String path) throws Exception {
    Path file =
        Files.writeString(folder.resolve("users"), Users.tokenLine("ci", Role.WRITE, "a token"));
    restart(ServedFacts.config(Optional.of(file), List.of(), List.of(), 1 << 20));
    assertThat(node.send(node.request(path).header("Origin", PAGE)).statusCode()).isEqualTo(200);
  }

  @Test
  void aFileOfUsersThatIsWrongEndsTheStart() throws IOException {
    Path file = Files.writeString(folder.resolve("users"), "ann write password\n");
    assertThatThrownBy(
            () -> restart(ServedFacts.config(Optional.of(file), List.of(), List.of(), 1 << 20)))
        .isInstanceOf(ServerException.class)
        .hasMessageStartingWith("[server] users " + file + ":1: has no hash of a password");
  }

  // ---------------------------------------------------------------- sizes and speed

  @Test
  void whoSendsTooSlowlyIsSentAway() throws IOException {
    restart(
        new ServerConfig(
            ServerConfig.DEFAULT.http(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            1 << 20,
            4,
            Duration.ofMillis(100)));
    String head =
        """
        POST /sparql HTTP/1.1
        Host: localhost
        Content-Type: application/sparql-query
        Content-Length: 1000000

        """;
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.server.address().port())) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      out.write(head.replace("\n", "\r\n").getBytes(ISO_8859_1));
      sendUntilAnswered(out, in);
      assertThat(new String(in.readNBytes(12), ISO_8859_1)).isEqualTo("HTTP/1.1 408");
    }
  }

  /// A byte a millisecond, however fast this machine is.
  private static void sendUntilAnswered(OutputStream out, InputStream in) throws IOException {
    long startNanos = System.nanoTime();
    long sentCount = 0;
    while (in.available() == 0) {
      if (System.nanoTime() - startNanos > TimeUnit.MILLISECONDS.toNanos(sentCount)) {
        try {
          out.write(' ');
        } catch (IOException _) {
          return; // the server has answered and closed
        }
        sentCount++;
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void whatIsTooLargeIsRefusedHoweverItComes() throws Exception {
    restart(ServedFacts.config(Optional.empty(), List.of(), List.of(), 2_000));
    String facts = "<http://e/s> <http://e/p> <http://e/o> .\n".repeat(100);
    String type = "application/n-triples";
    HttpResponse<String> known = node.post("/data?default", type, facts);
    HttpResponse<String> inPieces =
        node.send(
            node.request("/data?default")
                .header("Content-Type", type)
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(facts))));
    HttpResponse<String> unpacked =
        node.send(
            node.request("/data?default")
                .header("Content-Type", type)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed(facts))));
    HttpResponse<String> query =
        node.send(
            node.request("/sparql")
                .header("Content-Type", "application/sparql-query")
                .POST(
                    BodyPublishers.fromPublisher(
                        BodyPublishers.ofString("ASK {} #" + "x".repeat(2_000)))));
    for (HttpResponse<String> answer : List.of(known, inPieces, unpacked, query)) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
      assertThat(answer.body()).contains("[server] max_request_bytes");
    }
    assertThat(node.rows("SELECT * { ?s ?p ?o }")).isEmpty();
  }

  private static byte[] packed(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(ISO_8859_1));
    }
    return bytes.toByteArray();
  }
}
