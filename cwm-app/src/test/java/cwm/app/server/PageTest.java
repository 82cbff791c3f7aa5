package cwm.app.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.app.config.ServerConfig;
import cwm.cluster.ClusterException;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.DataSettings;
import cwm.cluster.state.Job;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.Layout;
import cwm.cluster.state.PartitionMap;
import cwm.cluster.state.ThinkTerms;
import cwm.distributed.JobProgress;
import cwm.ipc.transport.Address;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What browsers get of the page at `/`, and what it asks the node.
class PageTest {
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"#]+)\"");

  private final FakeNode node = new FakeNode();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server = start(ServerConfig.DEFAULT);

  @TempDir Path folder;

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpServer start(ServerConfig config) {
    return HttpServer.start(new Address.Inet("127.0.0.1", 0), config, node);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  // ---------------------------------------------------------------- files

  @Test
  void allThatThePageLinksToIsThere() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    List<String> links = LINK.matcher(page.body()).results().map(link -> link.group(1)).toList();
    assertThat(links).contains("page/page.js", "page/yasgui.min.js", "page/licences.txt");
    for (String link : links) {
      assertThat(link).as("relative, so that a proxy may have it anywhere").doesNotContain("//");
      assertThat(get("/" + link).statusCode()).as(link).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page/page.css", "/page/page.js", "/page/yasgui.min.js"})
  void browsersAreHeldToThisNode(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self';", "connect-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("script-src-attr", "unsafe-eval", "http:", "https:");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page",
        "/page/",
        "/page/index.html",
        "/page/NodeView.class",
        "/page/..%2fNodeView.class",
        "/page//page.js",
        "/page/page.js/",
        "/index.html"
      })
  void nothingElseIsThere(String path) throws Exception {
    assertThat(get(path).statusCode()).isBetween(400, 404);
  }

  @Test
  void headTellsOfTheFileWithoutIt() throws Exception {
    HttpResponse<String> answer = send(request("/").method("HEAD", BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValueAsLong("Content-Length").orElseThrow())
        .isEqualTo(get("/").body().getBytes(UTF_8).length);
  }

  @Test
  void thePageIsOnlyRead() throws Exception {
    HttpResponse<String> answer = send(request("/").POST(BodyPublishers.ofString("x")));
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void whoHasAFileAlreadyIsToldSo() throws Exception {
    HttpResponse<String> first = get("/page/page.js");
    assertThat(first.headers().firstValue("Cache-Control")).contains("private, no-cache");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    for (String known : List.of(tag, "\"x\", " + tag, "*")) {
      HttpResponse<String> again = send(request("/page/page.js").header("If-None-Match", known));
      assertThat(again.statusCode()).as(known).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.headers().firstValue("ETag")).contains(tag);
    }
    assertThat(send(request("/page/page.js").header("If-None-Match", "\"x\"")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void filesArePackedForWhoUnpacks() throws Exception {
    HttpResponse<byte[]> packed =
        client.send(
            request("/page/yasgui.min.js").header("Accept-Encoding", "gzip").build(),
            BodyHandlers.ofByteArray());
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(packed.headers().firstValue("Vary")).contains("Accept-Encoding");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
      assertThat(new String(in.readAllBytes(), UTF_8))
          .isEqualTo(get("/page/yasgui.min.js").body())
          .hasSizeGreaterThan(packed.body().length);
    }
  }

  @Test
  void usersLogInToSeeThePage() throws Exception {
    Path users =
        Files.writeString(folder.resolve("users"), Users.line("ann", Role.READ, "anns secret"));
    server.close();
    server =
        start(
            new ServerConfig(
                ServerConfig.DEFAULT.http(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(users),
                List.of(),
                List.of(),
                ServerConfig.DEFAULT.maxRequestBytes(),
                ServerConfig.DEFAULT.maxConcurrentRequests(),
                ServerConfig.DEFAULT.requestTimeout()));
    String ann = Base64.getEncoder().encodeToString("ann:anns secret".getBytes(UTF_8));
    for (String path : List.of("/", "/page/page.js", "/node/view")) {
      HttpResponse<String> unknown = get(path);
      assertThat(unknown.statusCode()).as(path).isEqualTo(401);
      assertThat(unknown.headers().firstValue("WWW-Authenticate").orElse(""))
          .as("browsers ask for a name and a password")
          .startsWith("Basic ");
      assertThat(send(request(path).header("Authorization", "Basic " + ann)).statusCode())
          .as(path)
          .isEqualTo(200);
    }
  }

  // ---------------------------------------------------------------- what it shows

  @Test
  void aSingleNodeTellsOfItsFacts() throws Exception {
    node.isInCluster = false;
    node.startingWith = Optional.of("reading the inputs");
    node.doing = Optional.of("reading staff.n3: 1,000 statements");
    assertThat(get("/node/view").body())
        .isEqualTo(
            """
            {
              "in_cluster": false,
              "node_id": null,
              "uptime_secs": 7,
              "waiting_for": "reading the inputs",
              "doing": "reading staff.n3: 1,000 statements",
              "facts": null
            }
            """);
    node.startingWith = Optional.empty();
    node.doing = Optional.empty();
    node.store = Optional.of(new BusyStore(1, false));
    assertThat(get("/node/view").body())
        .contains("\"waiting_for\": null", "\"doing\": \"running the rules\"")
        .contains("\"facts\": {\"count\": 13, \"derived\": 7}");
  }

  @Test
  void aMemberTellsOfAllMembersAndTheJob() throws Exception {
    node.agenda = running();
    node.progress =
        Optional.of(new JobProgress(41, JobProgress.Phase.THINKING, 5, 1_000, 400, 2_500));
    assertThat(get("/node/view").body())
        .contains("\"in_cluster\": true", "\"node_id\": \"node-1\"")
        .contains("\"role\": \"leader\"", "\"term\": 42", "\"leader\": \"node-1\"")
        .contains(
            "{\"id\": \"node-1\", \"address\": \"192.168.1.10:9000\", \"state\": \"leader\","
                + " \"healthy\": true, \"votes\": true, \"partitions\": 3, \"workers\": 0}")
        .contains("\"id\": \"node-2\"", "\"partitions\": 1")
        .contains("\"problems\": [\"what is for people only\"]")
        .contains("\"job\": {\"id\": 41, \"attempt\": 0, \"nodes\": 2, \"reported\": 0")
        .contains("\"here\": {\"phase\": \"thinking\", \"meetings\": 5, \"facts\": 1000");
    node.progress = Optional.of(new JobProgress(40, JobProgress.Phase.THINKING, 5, 1_000, 400, 1));
    assertThat(get("/node/view").body()).as("that of another job").contains("\"here\": null");
  }

  private static Agenda running() {
    var owners = List.of(new JobNode("node-1", "a", 2), new JobNode("node-2", "b", 2));
    var map = new PartitionMap(1, owners, List.of(0, 0, 1, 0));
    var layout = new Layout(List.of(1L, 2L), List.of(0, 0, 1, 0));
    return new Agenda(
        Optional.of(new DataSettings("hash", 4, 1)),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        2,
        Optional.empty(),
        Optional.of(map),
        List.of(),
        true,
        ThinkTerms.NONE,
        Optional.of(
            new Job(41, 0, owners, layout, map, List.of(), true, 0, 0, List.of(), List.of())),
        1,
        1,
        true,
        0,
        false);
  }

  @Test
  void aClusterThatCannotBeAskedIsLeftOut() throws Exception {
    node.health =
        () -> {
          throw new ClusterException(ClusterException.Code.CLOSED, "the node is closed");
        };
    HttpResponse<String> answer = get("/node/view");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"in_cluster\": true").doesNotContain("\"cluster\"");
  }
}
