package cwm.simulation.processes;

import cwm.simulation.hosts.Facility;
import cwm.simulation.hosts.Host;
import cwm.simulation.hosts.HostProcess;
import cwm.simulation.hosts.JavaCommand;
import cwm.simulation.hosts.ProcessLogs;
import cwm.simulation.hosts.Requires;
import cwm.simulation.hosts.TestHosts;
import cwm.simulation.hosts.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The specification's section "Multi-Node Deployment", on hosts with its addresses: three nodes
/// that derive what follows from the data of all, and what the section "Monitoring" prints of them.
@ExtendWith(ProcessLogs.class)
@Requires({Facility.NAMESPACES, Facility.CURL})
class MultiNodeDeploymentTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /// As printed.
  private static final List<String> COMMANDS =
      List.of(
          "--node-id node-1 --listen 0.0.0.0:9000 --cluster-mode data.n3 --think",
          "--node-id node-2 --listen 0.0.0.0:9000 --seed-nodes 192.168.1.10:9000"
              + " --cluster-mode data.n3 --think",
          "--node-id node-3 --listen 0.0.0.0:9000 --seed-nodes 192.168.1.10:9000"
              + " --cluster-mode data.n3 --think");

  /// Each node has one step, and the last one the rule.
  private static final String RULE = "{ ?x :next ?y . ?y :next ?z } => { ?x :next ?z } .\n";

  private static final List<String> CLOSURE =
      List.of("n1 n2", "n1 n3", "n1 n4", "n2 n3", "n2 n4", "n3 n4");

  private static final String HEALTH =
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
      }\
      """;

  @TempDir private Path folder;

  @Test
  void theCommandsFormAClusterWhoseHealthIsAsPrinted() throws Exception {
    try (var hosts =
        TestHosts.inNamespaces(folder, "192.168.1.10", "192.168.1.11", "192.168.1.12")) {
      List<HostProcess> nodes = new ArrayList<>();
      for (Host host : hosts.all()) {
        int number = nodes.size() + 1;
        Files.writeString(
            host.directory().resolve("data.n3"),
            "@prefix : <http://example.org/#> . :n%d :next :n%d .\n".formatted(number, number + 1)
                + (number == 3 ? RULE : ""));
        String command = COMMANDS.get(nodes.size());
        nodes.add(host.start("node", JavaCommand.cwm(command.split(" "))));
      }
      Host first = hosts.host(0);
      String leader =
          Waiting.answer(
              "health as printed, of node-1", PATIENCE, () -> leaderIfAsPrinted(first, "node-1"));
      for (int i = 1; i < nodes.size(); i++) {
        Host host = hosts.host(i);
        String id = "node-" + (i + 1);
        Waiting.await(
            "health as printed, of " + id,
            PATIENCE,
            () -> leaderIfAsPrinted(host, id).filter(leader::equals).isPresent());
      }

      for (HostProcess node : nodes) {
        node.awaitStderr(line -> line.contains(": thought: "), PATIENCE);
      }
      Host second = hosts.host(1);
      Waiting.await("all that follows", PATIENCE, () -> dump(second).equals(CLOSURE));

      // Then each fact has its copies.
      for (Host host : hosts.all()) {
        Waiting.await(
            "node of " + host + " to be ready",
            PATIENCE,
            () -> curl(host, "/health/ready").contains("\"ready\""));
      }

      // Who listens everywhere must have found out where the others reach it.
      nodes.getFirst().kill9();
      Waiting.await(
          "the others to go on",
          PATIENCE,
          () ->
              curl(hosts.host(1)).contains("{\"id\": \"node-1\", \"state\": \"offline\", ")
                  && curl(hosts.host(1)).contains("\"healthy\": true,\n  \"members\""));
    }
  }

  /// The leader's node id, if the answer is as printed, with another term, leader and node perhaps.
  private static Optional<String> leaderIfAsPrinted(Host host, String nodeId) {
    String answer = curl(host).replaceFirst("\"term\": \\d+,", "\"term\": 42,");
    for (String leader : List.of("node-1", "node-2", "node-3")) {
      String expected =
          HEALTH
              .replace(
                  "\"id\": \"node-1\", \"state\": \"leader\"",
                  "\"id\": \"node-1\", \"state\": \"follower\"")
              .replace(
                  "\"id\": \"" + leader + "\", \"state\": \"follower\"",
                  "\"id\": \"" + leader + "\", \"state\": \"leader\"")
              .replace("\"node_id\": \"node-1\"", "\"node_id\": \"" + nodeId + "\"")
              .replace(
                  "\"role\": \"leader\"",
                  "\"role\": \"" + (leader.equals(nodeId) ? "leader" : "follower") + "\"");
      if (answer.equals(expected)) {
        return Optional.of(leader);
      }
    }
    return Optional.empty();
  }

  private static List<String> dump(Host host) {
    try (HostProcess dump =
        host.start(
            "dump",
            JavaCommand.cwm("dump", "--data", "--ntriples", "--node", host.address() + ":9000"))) {
      int _ = dump.awaitExit(PATIENCE);
      return dump.stdout().stream()
          .map(
              line ->
                  line.replaceAll(
                      "<http://example.org/#(n\\d)> <[^>]*> <[^#]*#(n\\d)> \\.", "$1 $2"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String curl(Host host) {
    return curl(host, "/cluster/health");
  }

  private static String curl(Host host, String path) {
    try (HostProcess curl =
        host.start("curl", List.of("curl", "-s", "http://localhost:8080" + path))) {
      int _ = curl.awaitExit(PATIENCE); // fails as long as nobody listens
      return String.join("\n", curl.stdout());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
