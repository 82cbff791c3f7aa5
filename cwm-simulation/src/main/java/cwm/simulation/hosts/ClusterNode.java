package cwm.simulation.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One node of a [ClusterProcesses]: its place, and the process that is it now.
///
/// Between a process and its successor under the same name the data directory stays, unless the
/// test forgets it.
public final class ClusterNode {
  /// A server that is stopped, or behind a cut, does not answer.
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(1);

  private final String id;
  private final Host host;
  private final String listenAddress;
  private final String httpAddress;
  private final ClusterProcesses cluster;
  private @Nullable HostProcess process;

  ClusterNode(
      String id, Host host, String listenAddress, String httpAddress, ClusterProcesses cluster) {
    this.id = id;
    this.host = host;
    this.listenAddress = listenAddress;
    this.httpAddress = httpAddress;
    this.cluster = cluster;
  }

  /// Such as `node-1`.
  public String id() {
    return id;
  }

  /// Where it runs.
  public Host host() {
    return host;
  }

  /// Where its peers find it.
  public String listenAddress() {
    return listenAddress;
  }

  /// Where it answers over HTTP, as understood on its host.
  public String httpAddress() {
    return httpAddress;
  }

  /// Where it keeps what has to survive it, if the cluster has data directories. The directory need
  /// not exist.
  public Path dataDirectory() {
    return host.directory().resolve("data");
  }

  /// Starts a process, which must not run yet.
  ///
  /// @param seeds nodes that it asks for the cluster; none, if it may start one
  /// @param arguments inputs and whatever else comes at the end of the command
  public HostProcess start(List<ClusterNode> seeds, String... arguments) throws IOException {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException(id + " runs already, as process " + process.pid());
    }
    List<String> all = new ArrayList<>(List.of("--cluster-mode", "--node-id", id));
    all.addAll(List.of("--listen", listenAddress, "--http", httpAddress));
    if (!seeds.isEmpty()) {
      all.add("--seed-nodes");
      all.add(String.join(",", seeds.stream().map(ClusterNode::listenAddress).toList()));
    }
    if (cluster.hasDataDirectories()) {
      all.add("--data-dir");
      all.add(dataDirectory().toString());
    }
    if (!cluster.configuration().isEmpty()) {
      Path file = Files.writeString(host.directory().resolve("test.toml"), cluster.configuration());
      all.add("--config");
      all.add(file.toString());
    }
    all.addAll(List.of(arguments));
    process = host.start(id, cluster.command().with(all));
    return process;
  }

  /// The process that was started last, dead or alive.
  public HostProcess process() {
    if (process == null) {
      throw new IllegalStateException(id + " was never started");
    }
    return process;
  }

  /// Removes what it kept, as if its disk had been replaced.
  public void forgetData() throws IOException {
    if (!Files.exists(dataDirectory())) {
      return;
    }
    try (var files = Files.walk(dataDirectory())) {
      // What is in a directory before the directory, which may be a disk of its own and stays.
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all.subList(0, all.size() - 1)) {
        Files.delete(file);
      }
    }
  }

  /// Asks its web server, from its host.
  ///
  /// @param path such as `/cluster/stats`
  /// @throws IOException if there is no answer within a second
  public HttpAnswer get(String path) throws IOException {
    return get(path, ANSWER_PATIENCE);
  }

  /// Like [#get(String)], for what takes longer.
  ///
  /// @param patience how long connecting, and each wait for bytes, may take
  /// @throws IOException if there is no answer
  public HttpAnswer get(String path, Duration patience) throws IOException {
    return host.get("http://" + httpAddress + path, patience);
  }

  /// What it says of the cluster; empty if it does not answer.
  ///
  /// @throws AssertionError if it answers something else than health
  public Optional<ClusterHealth> health() {
    HttpAnswer answer;
    try {
      answer = get("/cluster/health");
    } catch (IOException _) {
      return Optional.empty();
    }
    try {
      return Optional.of(ClusterHealth.read(answer));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// What it says of the cluster, if that is as wished.
  public Optional<ClusterHealth> healthIf(Predicate<ClusterHealth> wish) {
    return health().filter(wish);
  }

  /// Waits until what it says of the cluster is as wished.
  ///
  /// @param what for the message
  public ClusterHealth awaitHealth(String what, Duration patience, Predicate<ClusterHealth> wish) {
    return Waiting.answer(id + " to say: " + what, patience, () -> healthIf(wish));
  }

  @Override
  public String toString() {
    return id;
  }
}
