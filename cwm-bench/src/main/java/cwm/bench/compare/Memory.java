package cwm.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How much heap a closure takes per fact, by [LiveHeap] in a JVM with the flags of the command.
/// One run is enough: what is live does not depend on the machine's mood.
final class Memory {
  private static final List<String> WORKLOADS = List.of("lubm-50");

  private final Stopwatch stopwatch;
  private final Workloads workloads;
  private final Report report;

  Memory(Stopwatch stopwatch, Workloads workloads, Report report) {
    this.stopwatch = stopwatch;
    this.workloads = workloads;
    this.report = report;
  }

  /// Measures and prints the table.
  ///
  /// @param javaFlags those of the command
  /// @return whether all runs were complete
  boolean run(List<String> javaFlags, Options options) {
    report.item(
        "live heap: used after a full collection, with dictionary, store and rules reachable, less"
            + " what was used before reading; the dictionary: the same when only it is left");
    report.table(
        "workload", "facts", "live MiB", "bytes a fact", "dictionary", "its share", "peak MiB");
    boolean isGood = true;
    for (String name : options.workloadsOr(WORKLOADS)) {
      Optional<Workload> workload = workloads.find(name);
      if (workload.isEmpty()) {
        report.remark("skipped " + name + ": no such workload here");
      } else {
        isGood &= measure(workload.get(), javaFlags);
      }
    }
    report.end();
    return isGood;
  }

  private boolean measure(Workload workload, List<String> javaFlags) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(javaFlags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    command.add(LiveHeap.class.getName());
    command.add(workload.data().toString());
    command.add(workload.file("rules.n3").toString());
    String label = workload.name() + ".memory";
    System.err.printf("compare: %s ...%n", label);
    Run run = stopwatch.run(label, workload.home(), command);
    if (!run.isComplete()) {
      report.remark("ERROR: %s failed, see %s".formatted(label, run.errors()));
      return false;
    }
    long facts = value("facts", run);
    double live = value("live bytes", run);
    double dictionary = value("dictionary bytes", run);
    report.row(
        workload.name(),
        "%,d".formatted(facts),
        "%,.0f".formatted(live / (1 << 20)),
        "%.1f".formatted(live / facts),
        "%.1f".formatted(dictionary / facts),
        "%.0f %%".formatted(100 * dictionary / live),
        "%,.0f".formatted(run.usage().peakMiB()));
    return true;
  }

  private static long value(String name, Run run) {
    return Figures.value(name, run.outputText())
        .orElseThrow(() -> new CompareException("no %s in %s".formatted(name, run.output())));
  }
}
