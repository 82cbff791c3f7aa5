package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.cluster.ClusterException;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Nodes that stay up: what their command line may say, how they begin and end. The cluster is one
/// that a test makes.
class NodeCommandTest {
  @TempDir Path folder;
  private Path facts;

  @BeforeEach
  void writeFacts() throws IOException {
    facts = Files.writeString(folder.resolve("facts.n3"), "<http://e/s> a <http://e/C> .\n");
  }

  // ---------------------------------------------------------------- what may be said

  @ParameterizedTest
  @CsvSource({
    "--rules, --rules acts on one machine only",
    "--apply=x, --apply acts on one machine only",
    "--think=x, --think=FILE acts on one machine only",
    "--purge, --purge acts on one machine only",
    "--purge-rules, --purge-rules acts on one machine only",
    "--filter=x, --filter is about what is printed",
    "--query=x, --query is about what is printed",
    "--expect-nodes=0, '--expect-nodes must be 1 to 1,000, and is 0'",
    "--max-steps=0, '--max-steps must be positive, and is 0'",
    "--strings, --strings is about what is printed",
    "--data, --data is about what is printed",
    "--derived, '--derived is about what is printed, and a node of a cluster prints a result only"
        + " with --once'",
    "--output=x, --output is about what is printed",
    "--no, --no is about what is printed",
    "--turtle, --turtle behind the inputs is about what is printed",
    "--format=nt, --format behind the inputs is about what is printed",
  })
  void whatANodeOfAClusterDoesNotDoIsRefused(String flag, String message) {
    CommandRun run = cwm("--cluster-mode", "--node-id=n", facts, flag);
    assertThat(run.err()).startsWith("cwm: " + message).hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void rulesOfAClusterHaveNoArguments() {
    CommandRun run = cwm("--cluster-mode", "--node-id=n", facts, "--with", "--help");
    assertThat(run.err()).startsWith("cwm: --with is for rules on one machine");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void allThatIsRefusedForOneReasonIsToldAtOnce() {
    CommandRun run = cwm("--cluster-mode", "--node-id=n", facts, "--no", "--derived", "--data");
    assertThat(run.err())
        .startsWith("cwm: --derived is about what is printed")
        .contains("; the same holds for --no, --data; see cwm --help")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "inference = \"auto\", inference = rules and auto are not there yet",
    "inference = \"rules\", inference = rules and auto are not there yet",
  })
  void settingsThatAreStillToComeAreRefused(String setting, String message) throws IOException {
    Files.writeString(folder.resolve("cwm.toml"), "[distributed]\n" + setting + "\n");
    CommandRun run = cwm("--cluster-mode", "--node-id=n", facts);
    assertThat(run.err()).startsWith("cwm: " + message).hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "--node-id=n, --node-id",
    "--listen=h:1, --listen",
    "--advertise=h:1, --advertise",
    "--seed-nodes=h:1, --seed-nodes",
    "--data-dir=d, --data-dir",
    "--once, --once",
    "--expect-nodes=1, --expect-nodes",
  })
  void flagsOfAClusterWantOne(String flag, String name) {
    for (List<String> others : List.of(List.<String>of(), List.of("--http=127.0.0.1:0"))) {
      Object[] args = List.of(facts, flag, others.isEmpty() ? "--no" : others.getFirst()).toArray();
      CommandRun run = cwm(args);
      assertThat(run.err())
          .startsWith("cwm: " + name + " is for a node of a cluster; add --cluster-mode");
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }
  }

  @ParameterizedTest
  @CsvSource({"--derived", "--no", "--output=x", "--strings", "--ntriples"})
  void aSingleNodeThatAnswersOverHttpPrintsNoStore(String flag) {
    CommandRun run = cwm("--http=127.0.0.1:0", facts, flag);
    assertThat(run.err())
        .contains(" is about what is printed, and with --http only answers of --sparql are");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void withoutHttpTheCommandIsAsEver() {
    CommandRun run = cwm("--http=none", facts, "--ntriples");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).startsWith("<http://e/s> ");
  }

  @Test
  void aNodeNeedsAName() {
    CommandRun run = cwm("--cluster-mode");
    assertThat(run.err())
        .isEqualTo(
            "cwm: this node has no name; set [ipc] node_id, CWM_IPC_NODE_ID, or --node-id"
                + System.lineSeparator());
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void enabledInTheConfigurationIsTheFlag() throws IOException {
    Files.writeString(folder.resolve("cwm.toml"), "[distributed]\nenabled = true\n");
    assertThat(cwm(facts).err()).startsWith("cwm: this node has no name");
    assertThat(cwm(facts, "--derived").err()).startsWith("cwm: --derived is about what is printed");
  }

  @Test
  void anAddressThatIsNoneIsNamedWithItsFlag() {
    CommandRun run =
        cwm("--cluster-mode", "--node-id=n", "--listen=nonsense", "--seed-nodes=a,b:1");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .contains("--listen must be an address such as")
        .contains("--seed-nodes must be a list, each an address such as");
  }

  @Test
  void theListenAddressHasToBeForTheTransport() throws IOException {
    Files.writeString(folder.resolve("cwm.toml"), "[ipc]\ntransport = \"unix\"\n");
    CommandRun run = cwm("--cluster-mode", "--node-id=n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo(
            "cwm.toml:2: [ipc] listen_address must be unix:/path for transport 'unix', and is"
                + " '127.0.0.1:9000'"
                + System.lineSeparator());
  }

  // ---------------------------------------------------------------- how a node begins

  @Test
  void aTakenListenAddressEndsStartUp() {
    try (Node other = Node.start(NodeConfig.builder("o").listenAddress("127.0.0.1:0").build())) {
      CommandRun run =
          cwm("--cluster-mode", "--node-id=n", "--http=none", "--listen", other.address());
      assertThat(run.err())
          .startsWith("cwm: somebody else listens at " + other.address())
          .contains("--listen")
          .hasLineCount(1);
      assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    }
  }

  @Test
  void aTakenHttpPortEndsStartUp() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String http = "--http=127.0.0.1:" + taken.getLocalPort();
      for (Object[] args :
          List.of(
              new Object[] {"--cluster-mode", "--node-id=n", "--listen=127.0.0.1:0", http},
              new Object[] {http})) {
        CommandRun run = cwm(args);
        assertThat(run.err())
            .startsWith("cwm: somebody else listens for HTTP at 127.0.0.1:")
            .contains("--http")
            .hasLineCount(1);
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
      }
    }
  }

  @Test
  void anInputWithAMistakeEndsStartUp() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.n3"), "<http://e/s> nonsense .\n");
    CommandRun run =
        cwm("--cluster-mode", "--node-id=n", "--http=none", "--listen=127.0.0.1:0", bad);
    assertThat(run.err()).startsWith(bad + ":1:");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(cwm("--http=127.0.0.1:0", bad).exitCode()).isEqualTo(ExitCode.FAILED);
  }

  // ---------------------------------------------------------------- how it goes on and ends

  @Test
  void aNodeAnswersWhileItJoinsAndEndsWhenItIsTold() throws Exception {
    try (var running = new Running()) {
      running.membership.listener.get(60, TimeUnit.SECONDS);
      assertThat(running.get("/health/ready").body()).contains("a seed that answers");
      assertThat(running.get("/health/startup").statusCode()).isEqualTo(200);
      assertThat(running.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(running.get("/cluster/health").statusCode()).isEqualTo(503);
      running.membership.joined.complete(true);
      running.awaitReady();
      assertThat(running.get("/cluster/health").body()).contains("\"role\": \"leader\"");
      running.membership.leader = Optional.empty();
      assertThat(running.get("/health/ready").body()).contains("\"waiting_for\": \"a leader\"");
      running.stop.complete(ExitCode.INTERRUPTED);
      assertThat(running.exitCode()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(running.membership.isClosed).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"true, OK", "false, FAILED"})
  void aNodeThatIsNoMemberAnyMoreEnds(boolean isWished, ExitCode code) throws Exception {
    try (var running = new Running()) {
      running.membership.joined.complete(true);
      running.membership.listener.get(60, TimeUnit.SECONDS).removed("it left", isWished);
      assertThat(running.exitCode()).isEqualTo(code);
      assertThat(running.membership.isClosed).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ClusterException.Code.class,
      names = {"NAME_TAKEN", "QUORUM_LOST", "REFUSED", "STORAGE"})
  void aNodeThatCanNeverJoinFails(ClusterException.Code code) throws Exception {
    try (var running = new Running()) {
      running.membership.fail(code, "this is why");
      assertThatThrownBy(running::exitCode)
          .hasRootCauseInstanceOf(CommandException.class)
          .hasMessageContaining("this is why");
      assertThat(running.membership.isClosed).isTrue();
    }
  }

  // ---------------------------------------------------------------- helpers

  private CommandRun cwm(Object... args) {
    return CommandRun.in(folder, Map.of(), args);
  }

  /// A node of a cluster that a test makes, run on a thread of its own.
  private final class Running implements AutoCloseable {
    final FakeMembership membership = new FakeMembership("node-1");
    final CompletableFuture<ExitCode> stop;
    private final NodeThread node;
    private final HttpClient client = HttpClient.newHttpClient();

    Running() throws IOException {
      node =
          NodeThread.start(
              folder,
              Map.of("--node-id", "node-1", "--listen", "127.0.0.1:0"),
              (_, _) -> membership,
              facts.toString());
      stop = node.stop();
    }

    ExitCode exitCode() throws Exception {
      return node.end().get(60, TimeUnit.SECONDS);
    }

    void awaitReady() throws Exception {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      HttpResponse<String> answer;
      do {
        answer = get("/health/ready");
      } while (answer.statusCode() != 200 && System.nanoTime() < end);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    HttpResponse<String> get(String path) throws Exception {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://" + node.http() + path)).build(),
          BodyHandlers.ofString());
    }

    @Override
    public void close() {
      stop.complete(ExitCode.OK);
      client.close();
    }
  }
}
