package cwm.bench.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The command line as picocli sees it.
@Command(
    name = "compare",
    synopsisHeading = "",
    customSynopsis = {
      "Usage: compare [MODE] [OPTION]... [WORKLOAD]...",
      "",
      "Measures cwm, and beside it other engines that are installed, on the same workloads in"
          + " turn.",
      "The report is Markdown on standard output; progress is on standard error.",
      ""
    },
    parameterListHeading = "Workloads:%n",
    optionListHeading = "%nModes and options:%n",
    footer = {
      "",
      "Exit code: 0 fine, 1 closures differ or cwm failed, 2 wrong usage. See docs/MEASURING.md."
    },
    sortOptions = false,
    usageHelpAutoWidth = true)
final class Options {
  @Parameters(
      paramLabel = "WORKLOAD",
      description = "such as tc-chain-1000 or lubm-10; by default those of the mode")
  @Nullable List<String> workloads;

  @Option(
      names = "--scaling",
      description = "reasoning time of cwm with 1 and 2 workers (or those of --workers), in pairs")
  boolean scaling;

  @Option(
      names = "--growth",
      description = "CPU of cwm on larger inputs as a multiple of that on smaller ones")
  boolean growth;

  @Option(names = "--loading", description = "statements that cwm reads per CPU second")
  boolean loading;

  @Option(names = "--memory", description = "live heap of a closure per fact")
  boolean memory;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "how often each is run (3; with --scaling 5)")
  @Nullable Integer runs;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description =
          "after which a run is killed, and the engine skips the rest of the workload"
              + " (${DEFAULT-VALUE})")
  int timeoutSeconds = 120;

  @Option(
      names = "--engines",
      split = ",",
      paramLabel = "NAME",
      description = "only these, such as cwm,vlog-t")
  @Nullable List<String> engines;

  @Option(
      names = "--workers",
      split = ",",
      paramLabel = "N",
      description = "run cwm with --workers of each of these values; by default without the option")
  @Nullable List<Integer> workers;

  @Option(
      names = "--all",
      description = "also run engines on workloads on which they are known to take over 60 s")
  boolean all;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where workloads are or are made (cwm-bench/target/workloads)")
  @Nullable Path data;

  @Option(
      names = "--generator",
      paramLabel = "DIR",
      description = "the benchmark data with gen/gen.py (../shared/bench beside the checkout)")
  @Nullable Path generator;

  @Option(
      names = "--cwm",
      paramLabel = "COMMAND",
      description = "the command to measure, such as that of another checkout (./cwm)")
  @Nullable Path cwm;

  @Option(names = "--help", usageHelp = true, description = "print this")
  boolean help;

  /// Whether at most one mode is asked for.
  boolean hasOneMode() {
    return Stream.of(scaling, growth, loading, memory).filter(mode -> mode).count() <= 1;
  }

  int runsOr(int usual) {
    return runs == null ? usual : runs;
  }

  List<String> workloadsOr(List<String> usual) {
    return workloads == null ? usual : workloads;
  }

  List<OptionalInt> workerCounts() {
    return workers == null
        ? List.of(OptionalInt.empty())
        : workers.stream().map(OptionalInt::of).toList();
  }

  boolean wants(Engine engine) {
    String name = engine instanceof CwmEngine ? "cwm" : engine.name();
    return engines == null || engines.contains(name);
  }
}
