package cwm.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/// The runs of one engine on one workload. A run that fails or takes too long is the last.
final class Series {
  private final Engine engine;
  private final Workload workload;
  private final List<Run> complete = new ArrayList<>();
  private final SortedSet<Long> derivedCounts = new TreeSet<>();
  private String outcome = "";
  private double cpuSecondsAtTimeout;

  Series(Engine engine, Workload workload) {
    this.engine = engine;
    this.workload = workload;
  }

  Engine engine() {
    return engine;
  }

  Workload workload() {
    return workload;
  }

  /// Runs the engine once more, unless its series has ended.
  void runOnce(Stopwatch stopwatch) {
    if (hasEnded()) {
      return;
    }
    String label =
        "%s.%s.%d".formatted(workload.name(), engine.name().replace(" ", ""), complete.size() + 1);
    System.err.printf("compare: %s ...%n", label);
    Run run = stopwatch.run(label, workload.home(), engine.command(workload));
    if (run.isTimedOut()) {
      outcome = "over %d s".formatted(stopwatch.timeout().toSeconds());
      cpuSecondsAtTimeout = run.usage().cpuSeconds();
    } else if (run.exitCode() != 0) {
      outcome = "exit code " + run.exitCode() + ", see " + run.errors().getFileName();
    } else {
      OptionalLong derived = engine.derivedCount(workload, run);
      if (derived.isEmpty()) {
        outcome = "no size of the closure, see " + run.errors().getFileName();
      } else {
        derivedCounts.add(derived.getAsLong());
        complete.add(run);
      }
    }
    if (hasEnded()) {
      System.err.printf("compare: %s: %s%n", label, outcome);
    }
  }

  /// Whether a run failed or took too long.
  boolean hasEnded() {
    return !outcome.isEmpty();
  }

  /// How the series ended early; empty if it did not.
  String outcome() {
    return outcome;
  }

  double cpuSecondsAtTimeout() {
    return cpuSecondsAtTimeout;
  }

  List<Run> complete() {
    return complete;
  }

  /// All sizes of the closure that runs came to; more than one is a mistake.
  SortedSet<Long> derivedCounts() {
    return derivedCounts;
  }

  /// How many facts there are in the end.
  long closureCount() {
    return workload.inputCount() + derivedCounts.first();
  }

  double median(ToDoubleFunction<Run> figure) {
    return Figures.median(complete.stream().map(run -> figure.applyAsDouble(run)).toList());
  }

  double medianCpuSeconds() {
    return median(run -> run.usage().cpuSeconds());
  }

  /// The smallest and the largest CPU time, as `0.31-0.33`.
  String cpuRange() {
    var statistics =
        complete.stream().mapToDouble(run -> run.usage().cpuSeconds()).summaryStatistics();
    return "%.2f-%.2f".formatted(statistics.getMin(), statistics.getMax());
  }
}
