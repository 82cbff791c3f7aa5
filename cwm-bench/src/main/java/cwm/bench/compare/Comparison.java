package cwm.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// All engines on all workloads: for each workload run 1 of all engines, then run 2 of all, so that
/// what disturbs the machine disturbs them alike.
final class Comparison {
  private static final int RUNS = 3;

  /// Where engines took over 60 s of CPU or were stopped, or did so on a smaller input of that
  /// kind.
  private static final Map<String, Set<String>> TOO_SLOW =
      Map.of(
          "vlog-t", Set.of("dtb-100000"),
          "vlog-v", Set.of("dtb-100000"),
          "jena-forward",
              Set.of(
                  "tc-chain-1000",
                  "tc-chain-2000",
                  "tcn-chain-1000",
                  "tc-rand-2000-4000",
                  "sg-8-700",
                  "lubm-50",
                  "lubm-100",
                  "lubm-meta-10",
                  "lubm-meta-50"),
          "jena-rete",
              Set.of(
                  "tc-chain-2000",
                  "tcn-chain-1000",
                  "tc-rand-2000-4000",
                  "sg-8-700",
                  "lubm-50",
                  "lubm-100",
                  "lubm-meta-10",
                  "lubm-meta-50"),
          "eye",
              Set.of(
                  "dtb-10000",
                  "dtb-100000",
                  "tc-chain-1000",
                  "tc-chain-2000",
                  "tcn-chain-1000",
                  "tc-rand-2000-4000",
                  "sg-8-700",
                  "lubm-50",
                  "lubm-100",
                  "lubm-meta-10",
                  "lubm-meta-50"));

  private final Stopwatch stopwatch;
  private final Workloads workloads;
  private final Report report;
  private boolean isGood = true;

  Comparison(Stopwatch stopwatch, Workloads workloads, Report report) {
    this.stopwatch = stopwatch;
    this.workloads = workloads;
    this.report = report;
  }

  /// Measures and prints the table.
  ///
  /// @return whether ours ran everywhere and all closures agree
  boolean run(List<Engine> engines, Options options) {
    List<Engine> present = new ArrayList<>();
    for (Engine engine : engines) {
      Optional<String> missing = engine.missing();
      if (missing.isPresent()) {
        report.remark("skipped " + engine.name() + ": not installed; " + missing.get());
      } else {
        present.add(engine);
        report.item(engine.name() + ": " + engine.description());
      }
    }
    if (present.isEmpty()) {
      throw new CompareException("no engine to run");
    }
    report.item("flags of the Java peers: " + String.join(" ", javaFlags()));
    report.table(
        "workload",
        "engine",
        "facts",
        "derived",
        "n",
        "CPU s",
        "min-max",
        "wall s",
        "peak MiB",
        "CPU / " + present.getFirst().name());
    boolean hasRun = false;
    for (String name : options.workloadsOr(Workloads.DEFAULT)) {
      Optional<Workload> workload = workloads.find(name);
      if (workload.isPresent()) {
        hasRun = true;
        runOn(workload.get(), present, options);
      } else {
        report.remark("skipped " + name + ": no such workload here");
      }
    }
    report.end();
    return isGood && hasRun;
  }

  private static List<String> javaFlags() {
    List<String> command = Engine.javaCommand();
    return command.subList(1, command.size());
  }

  private void runOn(Workload workload, List<Engine> engines, Options options) {
    List<Series> all = new ArrayList<>();
    for (Engine engine : engines) {
      Optional<String> objection = objection(engine, workload, options);
      if (objection.isPresent()) {
        report.remark(
            "%s without %s: %s".formatted(workload.name(), engine.name(), objection.get()));
      } else {
        engine.prepare(workload);
        all.add(new Series(engine, workload));
      }
    }
    Workloads.warm(workload);
    for (int run = 0; run < options.runsOr(RUNS); run++) {
      all.forEach(series -> series.runOnce(stopwatch));
    }
    all.forEach(series -> print(workload, series, all.getFirst()));
    check(workload, all);
  }

  private static Optional<String> objection(Engine engine, Workload workload, Options options) {
    boolean isTooSlow = TOO_SLOW.getOrDefault(engine.name(), Set.of()).contains(workload.name());
    return isTooSlow && !options.all
        ? Optional.of("known to take over 60 s; --all runs it")
        : engine.objection(workload);
  }

  private void print(Workload workload, Series series, Series reference) {
    String facts = "%,d".formatted(workload.inputCount());
    String engine = series.engine().name();
    if (series.complete().isEmpty()) {
      String cpu =
          series.cpuSecondsAtTimeout() > 0 ? "> %.2f".formatted(series.cpuSecondsAtTimeout()) : "";
      report.row(workload.name(), engine, facts, series.outcome(), "", cpu, "", "", "", "");
      return;
    }
    report.row(
        workload.name(),
        engine,
        facts,
        "%,d".formatted(series.derivedCounts().first()),
        series.complete().size() + (series.hasEnded() ? ", then " + series.outcome() : ""),
        "%.2f".formatted(series.medianCpuSeconds()),
        series.cpuRange(),
        "%.2f".formatted(series.median(run -> run.usage().wallSeconds())),
        "%.0f".formatted(series.median(run -> run.usage().peakMiB())),
        reference.complete().isEmpty()
            ? ""
            : "%.2f".formatted(series.medianCpuSeconds() / reference.medianCpuSeconds()));
  }

  /// A closure of another size is a mistake of somebody, and a failure of ours is one of ours; that
  /// a peer fails is only told.
  private void check(Workload workload, List<Series> all) {
    Set<Long> sizes = new TreeSet<>();
    for (Series series : all) {
      sizes.addAll(series.derivedCounts());
      if (series.hasEnded() && series.engine() instanceof CwmEngine) {
        isGood = false;
        report.remark(
            "ERROR: %s on %s: %s"
                .formatted(series.engine().name(), workload.name(), series.outcome()));
      }
    }
    if (sizes.size() > 1) {
      isGood = false;
      report.remark("ERROR: closures of %s differ: %s".formatted(workload.name(), sizes));
    }
  }
}
