package cwm.bench.compare;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// An engine to be measured: how to call it, and how it says what it derived.
sealed interface Engine permits CwmEngine, EyeEngine, GringoEngine, JenaEngine, VlogEngine {

  /// As it stands in the tables.
  String name();

  /// What it is, with its version, and how it reads and writes.
  String description();

  /// If it is not installed, how to get it.
  Optional<String> missing();

  /// If it cannot run the workload, why.
  default Optional<String> objection(Workload workload) {
    return Optional.empty();
  }

  /// Makes its own form of the input, which is not part of what is measured.
  ///
  /// @throws CompareException if that fails
  default void prepare(Workload workload) {}

  /// What to run, in [Workload#home].
  List<String> command(Workload workload);

  /// How many facts a complete run derived, those of the input left out.
  OptionalLong derivedCount(Workload workload, Run run);

  /// What Java peers get: the collector and share of memory that ours has.
  static List<String> javaCommand() {
    return List.of(
        ProcessHandle.current().info().command().orElse("java"),
        "-XX:+UseParallelGC",
        "-XX:+UseCompactObjectHeaders",
        "-XX:MaxRAMPercentage=75",
        "--enable-native-access=ALL-UNNAMED");
  }
}
