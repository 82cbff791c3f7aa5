package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nodes in processes of their own: what an operator types, reads and gets back.
@Execution(ExecutionMode.CONCURRENT)
class NodeProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ANY_PORT = "127.0.0.1:0";
  private static final String LISTENS = " listens on (\\S+)";
  private static final String ANSWERS = " answers at (\\S+)";

  /// As an operator sees a cluster of one or more nodes begin.
  private static final String JOINED = " INFO \\S+: joined the cluster of %d members as \\w+";

  @TempDir Path folder;

  private RunningNode start(Map<String, String> variables, String... args) throws IOException {
    return RunningNode.start(folder, variables, List.of(args));
  }

  private RunningNode node(String id, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("--cluster-mode", "--node-id", id));
    args.addAll(List.of("--listen", ANY_PORT, "--http", ANY_PORT));
    args.addAll(List.of(more));
    return RunningNode.start(folder, Map.of(), args);
  }

  private static String get(RunningNode node, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create(node.awaitPrinted(ANSWERS) + path);
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  private static void assertNoStackTrace(RunningNode... nodes) {
    assertThat(Stream.of(nodes).map(RunningNode::printed))
        .allSatisfy(text -> assertThat(text).doesNotContain("\tat ", "Exception"));
  }

  @ParameterizedTest
  @CsvSource({"TERM, 0", "INT, 130"})
  void aSingleNodeAnswersUntilItIsToldToEnd(String signal, int exitCode) throws Exception {
    Path facts = Files.writeString(folder.resolve("f.n3"), "<http://e/s> a <http://e/C> .\n");
    try (RunningNode node = start(Map.of(), "--http", ANY_PORT, facts.toString(), "--think")) {
      node.awaitPrinted("cwm: has 1 facts");
      assertThat(get(node, "/health/ready")).startsWith("200 ");
      assertThat(get(node, "/cluster/health")).startsWith("404 ").contains("--cluster-mode");
      assertThat(get(node, "/node/stats")).startsWith("200 ").contains("\"messages_sent\": 0");
      node.signal(signal);
      assertThat(node.exitCode()).isEqualTo(exitCode);
      assertNoStackTrace(node);
    }
  }

  @Test
  void aSingleNodeAnswersSparqlAndItsRulesStayInForce() throws Exception {
    Path facts =
        Files.writeString(
            folder.resolve("f.n3"),
            """
            @prefix : <http://example.org/> .
            { ?x :parent ?y } => { ?y :child ?x } . :a :parent :b .
            """);
    Path later =
        Files.writeString(
            folder.resolve("g.n3"), "@prefix : <http://example.org/> . :d :parent :e .");
    try (RunningNode node =
        start(Map.of(), "--http", ANY_PORT, facts.toString(), "--think", later.toString())) {
      node.awaitPrinted("cwm: has 5 facts");
      String children = "SELECT (COUNT(*) AS ?n) { ?s <http://example.org/child> ?o }";
      String asked = "/sparql?query=" + ServedFacts.encoded(children);
      assertThat(get(node, asked)).startsWith("200 ").contains("\"value\": \"2\"");
      assertThat(post(node, "INSERT DATA { <c> <http://example.org/parent> <b> }"))
          .isEqualTo("200 {\n  \"facts\": 7,\n  \"derived\": 3\n}\n");
      assertThat(get(node, asked)).contains("\"value\": \"3\"");
      assertThat(post(node, "LOAD <" + facts.toUri() + ">"))
          .startsWith("403 ")
          .contains("--mode=r allows it, or filesystem in [security]");
      node.signal("TERM");
      assertThat(node.exitCode()).isZero();
      assertNoStackTrace(node);
    }
  }

  @Test
  void aQueryOfTheCommandLineIsAnsweredThere() throws Exception {
    Path facts = Files.writeString(folder.resolve("f.n3"), "<http://e/s> <http://e/p> 1, 2 .\n");
    Path query = Files.writeString(folder.resolve("q.rq"), "SELECT ?o { ?s ?p ?o } ORDER BY ?o");
    try (RunningNode node =
        start(
            Map.of(), "--http", ANY_PORT, facts.toString(), "--sparql=" + query, "--results=csv")) {
      node.awaitPrinted("cwm: has 2 facts");
      assertThat(node.result().lines()).containsExactly("o", "1", "2");
      assertThat(get(node, "/health/ready")).startsWith("200 ");
    }
  }

  @Test
  void loadReadsFilesIfItMay() throws Exception {
    Path facts = Files.writeString(folder.resolve("f.n3"), "<s> <p> 1, 2 .\n");
    try (RunningNode node = start(Map.of(), "--http", ANY_PORT, "--mode=r")) {
      node.awaitPrinted("cwm: has 0 facts");
      assertThat(post(node, "LOAD <" + facts.toUri() + ">"))
          .startsWith("200 ")
          .contains("\"facts\": 2,");
    }
  }

  private static String post(RunningNode node, String update) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(node.awaitPrinted(ANSWERS) + "/update"))
              .header("Content-Type", "application/sparql-update")
              .POST(BodyPublishers.ofString(update))
              .build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  @Test
  void whoAnswersEverybodyIsWarned() throws Exception {
    try (RunningNode node = start(Map.of(), "--http", "0.0.0.0:0")) {
      node.awaitPrinted(" WARN http on 0\\.0\\.0\\.0:0 answers everybody who reaches it");
      node.awaitPrinted("cwm: has 0 facts");
    }
  }

  @Test
  void nodesFormAClusterAndEndInOrder() throws Exception {
    Path facts = Files.writeString(folder.resolve("f.n3"), "<http://e/s> a <http://e/C> .\n");
    try (RunningNode first = node("node-1", facts.toString())) {
      String seed = first.awaitPrinted(LISTENS);
      first.awaitPrinted("node-1: loaded 1; ");
      try (RunningNode second = node("node-2", "--seed-nodes", seed)) {
        second.awaitPrinted(JOINED.formatted(2));
        assertThat(get(second, "/cluster/health"))
            .startsWith("200 {\n  \"node_id\": \"node-2\",\n")
            .contains("\"cluster_size\": 2,\n  \"healthy\": true,\n");
        assertThat(get(second, "/cluster/stats")).contains("\"healthy_nodes\": 2,");
        Instant end = Instant.now().plus(PATIENCE);
        while (!get(second, "/health/ready").startsWith("200 ")) { // once it has its share
          assertThat(Instant.now()).as(get(second, "/health/ready")).isBefore(end);
        }
        assertThat(get(second, "/metrics"))
            .contains(
                "cwm_cluster_members 2.0\n", "cwm_ipc_peer_sent_messages_total{peer=\"node-1\"}");
        CommandRun status = CommandRun.of("cluster", "status", "--node", seed);
        assertThat(status.out()).contains("node-1", "node-2", "is healthy");

        CommandRun leave =
            CommandRun.of("cluster", "leave", "--node", second.awaitPrinted(LISTENS));
        assertThat(leave.out()).isEqualTo("node-2 is no member of the cluster any more\n");
        assertThat(second.exitCode()).isZero();
        assertNoStackTrace(second);
      }
      assertThat(CommandRun.of("cluster", "status", "--node", seed).out())
          .contains("node-1")
          .doesNotContain("node-2");
      first.signal("TERM");
      assertThat(first.exitCode()).isZero();
      assertNoStackTrace(first);
    }
  }

  @Test
  void aDataDirectoryIsForOneProcess() throws Exception {
    try (RunningNode first = node("node-1", "--data-dir", "data")) {
      first.awaitPrinted(JOINED.formatted(1));
      try (RunningNode second = node("node-1", "--data-dir", "data")) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.printed().lines().toList().getLast())
            .startsWith("cwm: another process works in ")
            .contains("--data-dir");
        assertNoStackTrace(second);
      }
      first.signal("TERM");
      assertThat(first.exitCode()).isZero();
    }
    try (RunningNode again = node("node-1", "--data-dir", "data")) {
      again.awaitPrinted("goes on in cluster");
      again.awaitPrinted(JOINED.formatted(1));
      again.signal("INT");
      assertThat(again.exitCode()).isEqualTo(130);
      assertNoStackTrace(again);
    }
  }

  @Test
  void whoCannotReachASeedSaysWhyOnceAndGoesOn() throws Exception {
    try (RunningNode node = node("node-1", "--seed-nodes", "127.0.0.1:1")) {
      node.awaitPrinted(" WARN node-1: waits for .*127\\.0\\.0\\.1:1.*Connection refused");
      assertThat(get(node, "/health/ready")).startsWith("503 ").contains("127.0.0.1:1");
      assertThat(get(node, "/health/startup")).startsWith("200 ");
      assertThat(get(node, "/cluster/health")).startsWith("503 ");
      assertThat(get(node, "/sparql")).startsWith("503 ").contains("not up yet");
      assertThat(node.count("waits for")).isEqualTo(1);
      node.signal("TERM");
      assertThat(node.exitCode()).isZero();
      assertNoStackTrace(node);
    }
  }

  @Test
  void whoHasTheNameOfANodeThatLivesSaysSo() throws Exception {
    try (RunningNode first = node("node-1");
        RunningNode second = node("node-1", "--seed-nodes", first.awaitPrinted(LISTENS))) {
      second.awaitPrinted(" WARN node-1: waits for .*two nodes are called 'node-1'");
      first.awaitPrinted(" WARN node-1: turned away .*NAME_TAKEN");
      assertThat(get(first, "/cluster/stats")).contains("\"cluster_size\": 1");
      assertNoStackTrace(first, second);
    }
  }

  @Test
  void whoHasAnotherKeySaysSo() throws Exception {
    try (RunningNode keyed =
            RunningNode.start(
                folder,
                Map.of("CWM_SECURITY_CLUSTER_KEY", "a key that is long enough to pass"),
                List.of(
                    "--cluster-mode", "--node-id=node-1", "--listen", ANY_PORT, "--http=none"));
        RunningNode other = node("node-2", "--seed-nodes", keyed.awaitPrinted(LISTENS))) {
      other.awaitPrinted(" WARN node-2: waits for .*\\[security\\] cluster_key");
      assertNoStackTrace(keyed, other);
      assertThat(other.printed()).doesNotContain("a key that is long enough");
    }
  }
}
