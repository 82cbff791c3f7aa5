package cwm.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// EYE, by its command or, where there is none as in Debian, by its saved state for SWI-Prolog.
record EyeEngine() implements Engine {
  private static final String STATE = "eye.pvm";

  @Override
  public String name() {
    return "eye";
  }

  @Override
  public String description() {
    List<String> command = new ArrayList<>(launcher());
    command.add("--version");
    String version =
        Shell.text(command)
            .lines()
            .filter(line -> line.startsWith("EYE "))
            .findFirst()
            .orElse("EYE of unknown version");
    return version + "; N-Triples as Turtle, writes every derived fact";
  }

  @Override
  public Optional<String> missing() {
    return launcher().isEmpty() ? Optional.of("apt install eye swi-prolog-nox") : Optional.empty();
  }

  /// The start of the command line; empty if EYE is not installed.
  private static List<String> launcher() {
    Optional<Path> command = Shell.find("eye");
    if (command.isPresent()) {
      return List.of(command.get().toString());
    }
    Optional<Path> prolog = Shell.find("swipl");
    Optional<Path> state = Shell.find(STATE);
    return prolog.isPresent() && state.isPresent()
        ? List.of(prolog.get().toString(), "--stack-limit=12g", "-x", state.get().toString(), "--")
        : List.of();
  }

  @Override
  public List<String> command(Workload workload) {
    List<String> command = new ArrayList<>(launcher());
    command.addAll(List.of("--nope", "--pass-only-new"));
    command.addAll(List.of("--turtle", workload.data().toString()));
    command.addAll(List.of("--n3", workload.file("rules.n3").toString()));
    return command;
  }

  @Override
  public OptionalLong derivedCount(Workload workload, Run run) {
    return Figures.value("out", run.errorText());
  }
}
