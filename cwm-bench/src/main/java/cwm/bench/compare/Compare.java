package cwm.bench.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// What the script `cwm-bench/compare` starts: measures and prints a report.
public final class Compare {
  private Compare() {}

  /// Ends the process with 0 if all is well, 1 if closures differ or cwm failed, 2 for wrong usage.
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(args));
  }

  private static int run(String[] args) {
    var options = new Options();
    var commandLine = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
    try {
      commandLine.parseArgs(args);
    } catch (ParameterException e) {
      System.err.println("compare: " + e.getMessage() + "; see compare --help");
      return 2;
    }
    if (options.help) {
      System.out.print(commandLine.getUsageMessage());
      return 0;
    }
    if (!options.hasOneMode()) {
      System.err.println("compare: one mode at a time; see compare --help");
      return 2;
    }
    try {
      return measure(options) ? 0 : 1;
    } catch (CompareException e) {
      System.err.println("compare: " + e.getMessage());
      return 1;
    }
  }

  private static boolean measure(Options options) {
    Path root = Path.of(System.getProperty("cwm.root", ".")).toAbsolutePath().normalize();
    Path target = root.resolve("cwm-bench/target");
    Path launcher = options.cwm == null ? root.resolve("cwm") : options.cwm.toAbsolutePath();
    Path data = options.data == null ? target.resolve("workloads") : options.data;
    Path generator =
        options.generator == null ? root.resolve("../shared/bench") : options.generator;
    var workloads = new Workloads(data, generator);
    var stopwatch =
        new Stopwatch(target.resolve("compare"), Duration.ofSeconds(options.timeoutSeconds));
    stopwatch.requireTime();
    var ours = new CwmEngine(launcher, OptionalInt.empty());
    Report report = new Report(System.out);
    report.head(title(options), new Machine(launcher.resolveSibling(".")), ours);

    if (options.scaling) {
      return new Scaling(stopwatch, workloads, report).run(launcher, options);
    }
    if (options.growth) {
      return new Growth(stopwatch, workloads, report).run(ours, options);
    }
    if (options.loading) {
      return new Loading(stopwatch, workloads, report).run(ours, options);
    }
    if (options.memory) {
      return new Memory(stopwatch, workloads, report).run(ours.javaFlags(), options);
    }
    List<Engine> engines = engines(options, launcher, target.resolve("peers"), workloads);
    return new Comparison(stopwatch, workloads, report).run(engines, options);
  }

  private static String title(Options options) {
    if (options.scaling) {
      return "Scaling";
    }
    if (options.growth) {
      return "Growth";
    }
    if (options.loading) {
      return "Loading";
    }
    return options.memory ? "Memory" : "Comparison";
  }

  private static List<Engine> engines(
      Options options, Path launcher, Path peers, Workloads workloads) {
    var vlog = new JavaPeer(peers.resolve("vlog"));
    var jena = new JavaPeer(peers.resolve("jena"));
    List<Engine> engines = new ArrayList<>();
    for (OptionalInt workers : options.workerCounts()) {
      engines.add(new CwmEngine(launcher, workers));
    }
    engines.add(new VlogEngine(vlog, VlogEngine.Form.TERNARY));
    engines.add(new VlogEngine(vlog, VlogEngine.Form.VERTICAL));
    engines.add(new JenaEngine(jena, "forward"));
    engines.add(new JenaEngine(jena, "rete"));
    engines.add(new EyeEngine());
    engines.add(new GringoEngine(workloads.generatorScript("to_gringo.py")));
    engines.removeIf(engine -> !options.wants(engine));
    return engines;
  }
}
