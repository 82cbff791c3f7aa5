package cwm.simulation.processes;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.simulation.hosts.ClusterNode;
import cwm.simulation.hosts.ClusterProcesses;
import cwm.simulation.hosts.HttpAnswer;
import cwm.simulation.hosts.JavaCommand;
import cwm.simulation.hosts.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a test has a [ProbedNode] do. Each call waits for its answer.
final class Probe {
  /// How much longer than a probe may take its answer is awaited.
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final ClusterNode node;

  Probe(ClusterNode node) {
    this.node = node;
  }

  /// What is agreed on up to an index.
  record Digest(long index, String sha256) {}

  /// Clusters of probed nodes.
  static ClusterProcesses.Builder clusters() {
    return ClusterProcesses.builder()
        .command(
            command ->
                new JavaCommand(
                        ProbedNode.class.getName(),
                        command.arguments(),
                        command.heapMebibytes(),
                        command.jvmOptions(),
                        command.environment())
                    .withOptions("-Dorg.slf4j.simpleLogger.log.org.apache.ratis=warn"));
  }

  ClusterNode node() {
    return node;
  }

  /// Acquires a lock and gives it back.
  ///
  /// @return its token; nothing if there was no answer in time, or a failure
  Optional<Long> write(String lock, Duration timeout) {
    return ask("write?lock=" + lock + "&millis=" + timeout.toMillis(), timeout).map(Long::valueOf);
  }

  /// Like [#write], where it has to succeed.
  ///
  /// @throws AssertionError with what the node says, if it does not
  long mustWrite(String lock, Duration timeout) {
    HttpAnswer answer = answerToWrite(lock, timeout);
    if (answer.status() != 200) {
      throw new AssertionError(node + " does not write: " + answer.body());
    }
    return Long.parseLong(answer.body());
  }

  /// Why a lock cannot be acquired; nothing if it can.
  Optional<String> refusalOfWrite(String lock, Duration timeout) {
    HttpAnswer answer = answerToWrite(lock, timeout);
    return answer.status() == 200 ? Optional.empty() : Optional.of(answer.body());
  }

  private HttpAnswer answerToWrite(String lock, Duration timeout) {
    try {
      return node.get("/write?lock=" + lock + "&millis=" + timeout.toMillis(), timeout.plus(GRACE));
    } catch (IOException e) {
      throw new AssertionError(node + " does not answer", e);
    }
  }

  /// Reads what a linearizable read sees.
  Optional<Digest> read(Duration timeout) {
    return ask("read?millis=" + timeout.toMillis(), timeout).map(Probe::digest);
  }

  /// What the node has applied.
  Optional<Digest> digest() {
    return ask("digest", Duration.ZERO).map(Probe::digest);
  }

  /// Commits so many entries, as fast as it can.
  ///
  /// @return how many were committed
  Optional<Long> burst(int count, Duration timeout) {
    return ask("burst?count=" + count, timeout).map(Long::valueOf);
  }

  /// The id of the cluster that the node is of, if it is of one and answers.
  Optional<String> clusterId() {
    return ask("cluster-id", Duration.ZERO).filter(id -> !id.isEmpty());
  }

  /// What somebody should know or do, a line for each; empty also if the node does not answer.
  String problems() {
    return ask("problems", Duration.ZERO).orElse("");
  }

  /// How many messages of a type the node has received.
  long receivedCount(String type) {
    return ask("messages?type=" + type, Duration.ZERO)
        .map(counts -> Long.parseLong(counts.substring(counts.indexOf(' ') + 1)))
        .orElseThrow();
  }

  /// Waits until each of some nodes knows of a healthy cluster in which all nodes vote. Before that
  /// a node that has come back without its log may be a member already, but no help to the others.
  ///
  /// @param patience for all together
  static void awaitAllVote(
      ClusterProcesses cluster, Collection<ClusterNode> among, Duration patience) {
    cluster.awaitHealthy(among, patience);
    String wish = Integer.toString(cluster.all().size());
    for (ClusterNode node : among) {
      Waiting.await(
          node + " to say that all vote",
          patience,
          () -> new Probe(node).ask("voters", Duration.ZERO).filter(wish::equals).isPresent());
    }
  }

  /// Waits until all of some nodes have applied the same entries, and checks that these made the
  /// same of all of them.
  static void awaitEqualDigests(Collection<ClusterNode> among, Duration patience) {
    Waiting.await(
        "the same index on " + among,
        patience,
        () -> {
          Map<Long, Set<String>> digests = new HashMap<>();
          for (ClusterNode node : among) {
            Optional<Digest> digest = new Probe(node).digest();
            if (digest.isEmpty()) {
              return false;
            }
            digests
                .computeIfAbsent(digest.get().index(), _ -> new HashSet<>())
                .add(digest.get().sha256());
          }
          assertThat(digests.values()).as("digests by index").allMatch(same -> same.size() == 1);
          return digests.size() == 1;
        });
  }

  private Optional<String> ask(String what, Duration timeout) {
    try {
      HttpAnswer answer = node.get("/" + what, timeout.plus(GRACE));
      return answer.status() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Digest digest(String text) {
    int space = text.indexOf(' ');
    return new Digest(Long.parseLong(text.substring(0, space)), text.substring(space + 1));
  }
}
