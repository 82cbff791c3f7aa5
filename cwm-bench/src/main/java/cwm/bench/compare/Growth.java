package cwm.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How the CPU time of ours grows with the input: larger inputs over smaller ones of their kind.
final class Growth {
  private static final int RUNS = 3;
  private static final List<Pair> PAIRS =
      List.of(
          new Pair("lubm-10", "lubm-50"),
          new Pair("lubm-50", "lubm-100"),
          new Pair("dtb-10000", "dtb-100000"));

  private final Stopwatch stopwatch;
  private final Workloads workloads;
  private final Report report;

  Growth(Stopwatch stopwatch, Workloads workloads, Report report) {
    this.stopwatch = stopwatch;
    this.workloads = workloads;
    this.report = report;
  }

  private record Pair(String smaller, String larger) {}

  /// Measures and prints the table.
  ///
  /// @return whether all runs were complete
  boolean run(CwmEngine ours, Options options) {
    List<Pair> pairs = options.workloads == null ? PAIRS : neighbours(options.workloads);
    Map<String, Series> all = new LinkedHashMap<>();
    for (Pair pair : pairs) {
      for (String name : List.of(pair.smaller, pair.larger)) {
        workloads.find(name).ifPresent(found -> all.putIfAbsent(name, new Series(ours, found)));
      }
    }
    for (int run = 0; run < options.runsOr(RUNS); run++) {
      for (Series series : all.values()) {
        Workloads.warm(series.workload());
        series.runOnce(stopwatch);
      }
    }
    report.table(
        "larger / smaller",
        "facts ratio",
        "closure ratio",
        "CPU s, larger",
        "CPU s, smaller",
        "CPU ratio");
    boolean isGood = true;
    for (Pair pair : pairs) {
      Series smaller = all.get(pair.smaller);
      Series larger = all.get(pair.larger);
      if (smaller == null || larger == null) {
        report.remark("skipped %s / %s: no such workload".formatted(pair.larger, pair.smaller));
      } else if (smaller.hasEnded() || larger.hasEnded()) {
        isGood = false;
        report.remark(
            "ERROR: %s / %s: %s %s"
                .formatted(pair.larger, pair.smaller, larger.outcome(), smaller.outcome()));
      } else {
        print(pair, larger, smaller);
      }
    }
    report.end();
    return isGood;
  }

  private static List<Pair> neighbours(List<String> names) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 1; i < names.size(); i++) {
      pairs.add(new Pair(names.get(i - 1), names.get(i)));
    }
    return pairs;
  }

  private void print(Pair pair, Series larger, Series smaller) {
    double facts = (double) larger.workload().inputCount() / smaller.workload().inputCount();
    double closure = (double) larger.closureCount() / smaller.closureCount();
    report.row(
        pair.larger + " / " + pair.smaller,
        "%.2f".formatted(facts),
        "%.2f".formatted(closure),
        "%.2f".formatted(larger.medianCpuSeconds()),
        "%.2f".formatted(smaller.medianCpuSeconds()),
        "%.2f".formatted(larger.medianCpuSeconds() / smaller.medianCpuSeconds()));
  }
}
