package cwm.simulation.locks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What a [LockWorker] is told.
///
/// @param life counts the processes of one node, from 1
/// @param seeds addresses of the others; none for the node that may start the cluster
/// @param lease of its locks
/// @param seed of its choices
/// @param directory where all processes write their histories, and find the resource
/// @param dataDirectory of its log
record WorkerSettings(
    String nodeId,
    int life,
    String listenAddress,
    List<String> seeds,
    Duration lease,
    long seed,
    Path directory,
    Path dataDirectory) {
  private static final String NONE = "-";
  private static final int COUNT = 8;

  /// One life of a node, as histories name it.
  String process() {
    return nodeId + "/" + life;
  }

  /// Where the process writes its history.
  Path history() {
    return directory.resolve("%s-%d.history".formatted(nodeId, life));
  }

  /// Where [FencedResource] listens.
  static Path resource(Path directory) {
    return directory.resolve("resource");
  }

  /// What tells all processes to begin with nothing new, once it is there.
  static Path end(Path directory) {
    return directory.resolve("end");
  }

  List<String> toArguments() {
    return List.of(
        nodeId,
        Integer.toString(life),
        listenAddress,
        seeds.isEmpty() ? NONE : String.join(",", seeds),
        Long.toString(lease.toMillis()),
        Long.toString(seed),
        directory.toString(),
        dataDirectory.toString());
  }

  static WorkerSettings parse(String[] arguments) {
    if (arguments.length != COUNT) {
      throw new IllegalArgumentException(List.of(arguments) + " are not " + COUNT);
    }
    return new WorkerSettings(
        arguments[0],
        Integer.parseInt(arguments[1]),
        arguments[2],
        arguments[3].equals(NONE) ? List.of() : List.of(arguments[3].split(",")),
        Duration.ofMillis(Long.parseLong(arguments[4])),
        Long.parseLong(arguments[5]),
        Path.of(arguments[6]),
        Path.of(arguments[7]));
  }
}
