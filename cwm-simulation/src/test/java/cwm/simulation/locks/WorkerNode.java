package cwm.simulation.locks;

import cwm.cluster.history.HistoryEvent;
import cwm.cluster.history.HistoryEvent.Kind;
import cwm.cluster.history.HistoryWriter;
import cwm.rdf.testing.RandomSource;
import cwm.simulation.hosts.Host;
import cwm.simulation.hosts.HostProcess;
import cwm.simulation.hosts.JavaCommand;
import cwm.simulation.hosts.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One node of the test, whose lives are [LockWorker]s. What it does to them it writes down.
final class WorkerNode {
  private static final int PORT = 9000;

  private final String id;
  private final Host host;
  private final Path directory;
  private final Duration lease;
  private final HistoryWriter history;
  private final List<Path> histories = new ArrayList<>();
  private @Nullable HostProcess process;
  private int life;
  private boolean isStopped;

  WorkerNode(String id, Host host, Path directory, Duration lease, HistoryWriter history) {
    this.id = id;
    this.host = host;
    this.directory = directory;
    this.lease = lease;
    this.history = history;
  }

  Host host() {
    return host;
  }

  /// The files that its lives wrote.
  List<Path> histories() {
    return histories;
  }

  /// Begins another life.
  void start(List<WorkerNode> seeds, RandomSource random) throws IOException {
    life++;
    var settings =
        new WorkerSettings(
            id,
            life,
            address(),
            seeds.stream().map(WorkerNode::address).toList(),
            lease,
            random.nextLong(),
            directory,
            host.directory().resolve("data"));
    histories.add(settings.history());
    process =
        host.start(
            id,
            JavaCommand.of(LockWorker.class.getName())
                .with(settings.toArguments())
                .withHeap(160)
                .withOptions("-Dorg.slf4j.simpleLogger.defaultLogLevel=info"));
  }

  private String address() {
    return host.address() + ":" + PORT;
  }

  private HostProcess process() {
    if (process == null) {
      throw new IllegalStateException(id + " was never started");
    }
    return process;
  }

  // ---------------------------------------------------------------- faults

  void kill() {
    note(Kind.KILLED);
    process().kill9();
    isStopped = false;
  }

  void stop() throws IOException {
    note(Kind.PAUSED);
    process().stop();
    isStopped = true;
  }

  /// Lets it go on, if it was stopped.
  void resume() throws IOException {
    if (isStopped) {
      process().resume();
      note(Kind.RESUMED);
      isStopped = false;
    }
  }

  /// Loses its log.
  void forgetData() throws IOException {
    try (Stream<Path> files = Files.walk(host.directory().resolve("data"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void note(Kind kind) {
    history.add(HistoryEvent.of(System.nanoTime(), id + "/" + life, kind));
  }

  // ---------------------------------------------------------------- what it says

  boolean isAlive() {
    return process().isAlive();
  }

  boolean hasJoined() {
    return process().stdout().contains("joined");
  }

  void awaitJoined(Duration patience) {
    process().awaitStdout("joined"::equals, patience);
  }

  void awaitFinished(Duration patience) {
    process().awaitStdout("finished"::equals, patience);
  }

  /// The latest raft term that it has led in; 0 if in none.
  long lastTermLed() {
    return lastLine("leads ").map(Long::parseLong).orElse(0L);
  }

  /// What it has agreed on.
  Optional<String> digest() {
    return lastLine("digest ");
  }

  private Optional<String> lastLine(String prefix) {
    return process().stdout().reversed().stream()
        .filter(line -> line.startsWith(prefix))
        .findFirst()
        .map(line -> line.substring(prefix.length()));
  }

  /// How often any of these nodes came to lead, as far as those who live tell.
  static long leadershipCount(List<WorkerNode> nodes) {
    return nodes.stream()
        .map(WorkerNode::host)
        .flatMap(host -> host.processes().stream())
        .flatMap(life -> life.stdout().stream())
        .filter(line -> line.startsWith("leads "))
        .count();
  }

  /// Waits until all have agreed on the same.
  static String awaitAgreement(List<WorkerNode> nodes, Duration patience) {
    return Waiting.answer(
        "all to have agreed on the same",
        patience,
        () -> {
          List<Optional<String>> digests =
              nodes.stream().map(WorkerNode::digest).distinct().toList();
          return digests.size() == 1 ? digests.getFirst() : Optional.empty();
        });
  }

  @Override
  public String toString() {
    return id + "/" + life;
  }
}
