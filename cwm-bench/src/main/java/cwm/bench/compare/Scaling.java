package cwm.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/// Ours with one worker and with more: the time that the rules take and what it costs.
///
/// The runs alternate, and the ratio is the median of the ratios within pairs, so that a machine
/// that grows slower during the measurement does not show as scaling.
final class Scaling {
  private static final int RUNS = 5;
  private static final List<Integer> WORKERS = List.of(1, 2);

  private final Stopwatch stopwatch;
  private final Workloads workloads;
  private final Report report;
  private boolean isGood = true;

  Scaling(Stopwatch stopwatch, Workloads workloads, Report report) {
    this.stopwatch = stopwatch;
    this.workloads = workloads;
    this.report = report;
  }

  /// Measures and prints the table.
  ///
  /// @return whether all runs were complete and came to the same closures
  boolean run(Path launcher, Options options) {
    List<Integer> workerCounts = options.workers == null ? WORKERS : options.workers;
    report.item(
        "medians of %d interleaved runs; ratios to the first row of a workload, in pairs"
            .formatted(options.runsOr(RUNS)));
    report.table(
        "workload",
        "workers",
        "reasoning s",
        "speed-up",
        "CPU s",
        "CPU ratio",
        "wall s",
        "derived");
    for (String name : options.workloadsOr(Workloads.SCALING)) {
      Optional<Workload> workload = workloads.find(name);
      if (workload.isEmpty()) {
        report.remark("skipped " + name + ": no such workload here");
        continue;
      }
      List<Series> all = new ArrayList<>();
      for (int workers : workerCounts) {
        var engine = new CwmEngine(launcher, OptionalInt.of(workers));
        all.add(new Series(engine, workload.get()));
      }
      Workloads.warm(workload.get());
      for (int run = 0; run < options.runsOr(RUNS); run++) {
        List<Series> order = run % 2 == 0 ? all : all.reversed();
        order.forEach(series -> series.runOnce(stopwatch));
      }
      print(workload.get(), workerCounts, all);
    }
    report.end();
    return isGood;
  }

  private void print(Workload workload, List<Integer> workerCounts, List<Series> all) {
    Series first = all.getFirst();
    for (int i = 0; i < all.size(); i++) {
      Series series = all.get(i);
      String workers = String.valueOf(workerCounts.get(i));
      if (series.hasEnded() || first.hasEnded()) {
        isGood = false;
        report.row(workload.name(), workers, series.outcome(), "", "", "", "", "");
        continue;
      }
      if (series.derivedCounts().size() > 1
          || !series.derivedCounts().equals(first.derivedCounts())) {
        isGood = false;
        report.remark("ERROR: closures of " + workload.name() + " differ");
      }
      report.row(
          workload.name(),
          workers,
          "%.2f".formatted(series.median(Scaling::reasoningSeconds)),
          "%.2f".formatted(ratio(first, series, Scaling::reasoningSeconds)),
          "%.2f".formatted(series.medianCpuSeconds()),
          "%.2f".formatted(ratio(series, first, run -> run.usage().cpuSeconds())),
          "%.2f".formatted(series.median(run -> run.usage().wallSeconds())),
          "%,d".formatted(series.derivedCounts().first()));
    }
  }

  private static double reasoningSeconds(Run run) {
    return Figures.reasoningSeconds(run.errorText())
        .orElseThrow(() -> new CompareException("no reasoning time in " + run.errors()));
  }

  private static double ratio(Series above, Series below, ToDoubleFunction<Run> figure) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < above.complete().size(); i++) {
      double divisor = figure.applyAsDouble(below.complete().get(i));
      ratios.add(figure.applyAsDouble(above.complete().get(i)) / divisor);
    }
    return Figures.median(ratios);
  }
}
