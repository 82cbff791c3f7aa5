package cwm.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How many statements ours reads into its store per CPU second of the whole process.
final class Loading {
  private static final int RUNS = 3;
  private static final List<String> WORKLOADS = List.of("lubm-10");

  private final Stopwatch stopwatch;
  private final Workloads workloads;
  private final Report report;

  Loading(Stopwatch stopwatch, Workloads workloads, Report report) {
    this.stopwatch = stopwatch;
    this.workloads = workloads;
    this.report = report;
  }

  /// Measures and prints the table.
  ///
  /// @return whether all runs were complete
  boolean run(CwmEngine ours, Options options) {
    report.table("data", "statements", "n", "CPU s", "wall s", "peak MiB", "statements / CPU s");
    boolean isGood = true;
    for (String name : options.workloadsOr(WORKLOADS)) {
      Optional<Workload> workload = workloads.find(name);
      if (workload.isEmpty()) {
        report.remark("skipped " + name + ": no such workload here");
      } else {
        isGood &= load(workload.get(), ours, options.runsOr(RUNS));
      }
    }
    report.end();
    return isGood;
  }

  private boolean load(Workload workload, CwmEngine ours, int runs) {
    Workloads.warm(workload);
    List<Double> cpuSeconds = new ArrayList<>();
    List<Double> wallSeconds = new ArrayList<>();
    List<Double> peaks = new ArrayList<>();
    for (int i = 1; i <= runs; i++) {
      String label = "%s.load.%d".formatted(workload.name(), i);
      System.err.printf("compare: %s ...%n", label);
      Run run = stopwatch.run(label, workload.home(), ours.loadCommand(workload));
      if (!run.isComplete()) {
        report.remark("ERROR: loading %s failed, see %s".formatted(workload.name(), run.errors()));
        return false;
      }
      cpuSeconds.add(run.usage().cpuSeconds());
      wallSeconds.add(run.usage().wallSeconds());
      peaks.add(run.usage().peakMiB());
    }
    report.row(
        workload.name(),
        "%,d".formatted(workload.inputCount()),
        String.valueOf(runs),
        "%.2f".formatted(Figures.median(cpuSeconds)),
        "%.2f".formatted(Figures.median(wallSeconds)),
        "%.0f".formatted(Figures.median(peaks)),
        "%,.0f".formatted(workload.inputCount() / Figures.median(cpuSeconds)));
    return true;
  }
}
