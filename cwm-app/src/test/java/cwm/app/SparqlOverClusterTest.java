package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/sparql`, `/update` and `/data` at the nodes of a cluster: each answers for all.
class SparqlOverClusterTest {
  private static final String EXAMPLE = "http://example.org/";
  private static final String PREFIX = "PREFIX : <http://example.org/> ";

  @TempDir static Path folder;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.n3"),
            "@prefix : <http://example.org/> . { ?x :boss ?y } => { ?y :leads ?x } .");
    cluster = new TestCluster(3, folder, "", rules.toString(), "--think");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @BeforeEach
  void empty() throws Exception {
    assertThat(update(0, "DROP NAMED ; DELETE WHERE { ?x :boss ?y }").statusCode()).isEqualTo(200);
  }

  private static HttpRequest.Builder to(int node, String path) {
    return HttpRequest.newBuilder(cluster.uri(node, path));
  }

  private static HttpResponse<String> update(int node, String update) throws Exception {
    return cluster.send(
        to(node, "/update")
            .header("Content-Type", "application/sparql-update")
            .POST(BodyPublishers.ofString(PREFIX + update)));
  }

  private static HttpResponse<String> send(int node, String method, String path, String turtle)
      throws Exception {
    return cluster.send(
        to(node, path)
            .header("Content-Type", "text/turtle")
            .method(method, BodyPublishers.ofString(PREFIX + turtle)));
  }

  /// The rows as CSV, without the line of names and the example's namespace.
  private static String rows(int node, String query) throws Exception {
    HttpResponse<String> answer =
        cluster.send(
            to(node, "/sparql?query=" + URLEncoder.encode(PREFIX + query, StandardCharsets.UTF_8))
                .header("Accept", "text/csv"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String text = answer.body().replace("\r", "");
    return text.substring(text.indexOf('\n') + 1).replace(EXAMPLE, "");
  }

  @Test
  void whatIsSaidToOneNodeIsKnownToAllWithWhatFollows() throws Exception {
    HttpResponse<String> answer = update(0, "INSERT DATA { :a :boss :b . :c :boss :b }");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"derived\": 2");
    for (int node = 0; node < 3; node++) {
      assertThat(rows(node, "SELECT ?x { :b :leads ?x } ORDER BY ?x")).isEqualTo("a\nc\n");
    }
    assertThat(update(2, "DELETE WHERE { :a :boss ?y }").statusCode()).isEqualTo(200);
    assertThat(rows(1, "SELECT ?x { :b :leads ?x }")).isEqualTo("c\n");
    HttpResponse<String> nothing = update(1, "DELETE WHERE { :a :boss ?y }");
    assertThat(nothing.statusCode()).isEqualTo(200);
    assertThat(nothing.body()).doesNotContain("facts");
  }

  @Test
  void graphsAreReadReplacedAndDroppedAsAWhole() throws Exception {
    String graph = "/data?graph=http%3A%2F%2Fexample.org%2Fg";
    assertThat(send(0, "PUT", graph, ":a :n 1 . :b :n 2 .").statusCode()).isEqualTo(201);
    assertThat(send(1, "POST", graph, ":c :n 3 .").statusCode()).isEqualTo(204);
    assertThat(cluster.send(to(2, graph).header("Accept", "application/n-triples")).body())
        .hasLineCount(3)
        .contains("<http://example.org/b> <http://example.org/n> ");
    assertThat(send(2, "PUT", graph, ":d :n 4 .").statusCode()).isEqualTo(204);
    assertThat(rows(0, "SELECT ?g ?s { GRAPH ?g { ?s :n ?n } }")).isEqualTo("g,d\n");
    assertThat(rows(0, "SELECT ?s { ?s :n ?n }")).isEmpty();
    assertThat(cluster.send(to(1, graph).DELETE()).statusCode()).isEqualTo(204);
    assertThat(cluster.send(to(0, graph)).statusCode()).isEqualTo(404);
    assertThat(cluster.send(to(1, graph).DELETE()).statusCode()).isEqualTo(404);
    assertThat(send(1, "POST", "/data?default", ":x :boss :y .").statusCode()).isEqualTo(204);
    assertThat(cluster.send(to(0, "/data?default").header("Accept", "text/turtle")).body())
        .contains("leads");
  }

  @Test
  void rulesMayBePutOffToTheNextChange() throws Exception {
    HttpResponse<String> answer =
        cluster.send(
            to(0, "/update?think=false")
                .header("Content-Type", "application/sparql-update")
                .POST(BodyPublishers.ofString(PREFIX + "INSERT DATA { :a :boss :b }")));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(send(2, "POST", "/data?default&think=false", ":c :boss :b .").statusCode())
        .isEqualTo(204);
    assertThat(rows(1, "SELECT ?x { ?x :boss :b } ORDER BY ?x")).isEqualTo("a\nc\n");
    assertThat(rows(1, "SELECT ?x { :b :leads ?x }")).isEmpty();
    assertThat(update(1, "INSERT DATA { :d :boss :b }").statusCode()).isEqualTo(200);
    assertThat(rows(0, "SELECT ?x { :b :leads ?x } ORDER BY ?x")).isEqualTo("a\nc\nd\n");
  }

  @Test
  void mistakesAreThoseOfOneNode() throws Exception {
    assertThat(update(1, "INSERT DATA { :a :boss }").statusCode()).isEqualTo(400);
    assertThat(cluster.send(to(1, "/sparql?query=nonsense")).statusCode()).isEqualTo(400);
    assertThat(cluster.send(to(1, "/sparql")).statusCode()).isEqualTo(200);
  }
}
