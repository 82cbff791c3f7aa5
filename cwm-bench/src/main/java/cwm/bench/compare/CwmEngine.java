package cwm.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// This engine, by its command.
///
/// @param launcher the script `cwm`
/// @param workers for `--workers`, which is not passed if empty
record CwmEngine(Path launcher, OptionalInt workers) implements Engine {
  private static final Pattern HEAP_FLAG =
      Pattern.compile("-XX:(.*GC|[+-]UseCompactObjectHeaders|(Initial|Max)HeapSize=\\d+)");
  private static final String OPTIONS = "CWM_JAVA_OPTS";

  @Override
  public String name() {
    return workers.isPresent() ? "cwm --workers " + workers.getAsInt() : "cwm";
  }

  @Override
  public String description() {
    return Shell.text(List.of(launcher.toString(), "--version")).strip()
        + "; N-Triples and rules in N3, prints the size of the closure only";
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public List<String> command(Workload workload) {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.add(workload.data().toString());
    command.add(workload.file("rules.n3").toString());
    command.addAll(List.of("--think", "--no", "--verbose"));
    workers.ifPresent(count -> command.addAll(List.of("--workers", String.valueOf(count))));
    return command;
  }

  /// What only reads the facts.
  List<String> loadCommand(Workload workload) {
    return List.of(launcher.toString(), workload.data().toString(), "--no");
  }

  @Override
  public OptionalLong derivedCount(Workload workload, Run run) {
    return Figures.derivedCount(run.errorText());
  }

  /// The flags of its JVM that decide on heap and collector, given or found out by the JVM.
  List<String> javaFlags() {
    String given = System.getenv().getOrDefault(OPTIONS, "");
    var environment = Map.of(OPTIONS, given + " -XX:+PrintCommandLineFlags");
    String printed = Shell.text(List.of(launcher.toString(), "--version"), environment);
    return Stream.of(printed.split("\\s+"))
        .filter(word -> HEAP_FLAG.matcher(word).matches())
        .toList();
  }
}
