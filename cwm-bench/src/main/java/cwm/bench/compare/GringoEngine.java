package cwm.bench.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// gringo, a semi-naive Datalog grounder: no RDF tool, but a measure for what C++ can do.
///
/// @param converter the generator's script that writes facts and rules as logic programs
record GringoEngine(Path converter) implements Engine {
  private static final String FACTS = "facts.lp";
  private static final String RULES = "rules.lp";

  @Override
  public String name() {
    return "gringo";
  }

  @Override
  public String description() {
    String version = Shell.text(List.of("gringo", "--version")).lines().findFirst().orElse("");
    return version + "; input rewritten and split beforehand, prints every fact";
  }

  @Override
  public Optional<String> missing() {
    return Shell.find("gringo").isEmpty() ? Optional.of("apt install gringo") : Optional.empty();
  }

  @Override
  public Optional<String> objection(Workload workload) {
    // The generator writes the other split form under the same condition.
    if (!workload.has("rules-v.rls")) {
      return Optional.of("rules with variable predicates cannot be split by predicate");
    }
    return workload.has(FACTS) || Files.exists(converter)
        ? Optional.empty()
        : Optional.of("its input is not there, nor is " + converter);
  }

  @Override
  public void prepare(Workload workload) {
    if (workload.has(FACTS)) {
      return;
    }
    System.err.printf("compare: making the input of gringo for %s ...%n", workload.name());
    List<String> command =
        List.of("python3", converter.toString(), workload.directory().toString());
    if (!Shell.succeeds(workload.home(), command)) {
      throw new CompareException("cannot make the input of gringo for " + workload.name());
    }
  }

  @Override
  public List<String> command(Workload workload) {
    return List.of(
        "bash",
        "-o",
        "pipefail",
        "-c",
        "gringo --text \"$0\" \"$1\" | wc -l",
        workload.file(FACTS).toString(),
        workload.file(RULES).toString());
  }

  @Override
  public OptionalLong derivedCount(Workload workload, Run run) {
    long lineCount = Long.parseLong(run.outputText().strip());
    return OptionalLong.of(lineCount - workload.inputCount());
  }
}
