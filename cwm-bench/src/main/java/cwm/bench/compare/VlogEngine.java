package cwm.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// VLog, through Rulewerk.
record VlogEngine(JavaPeer peer, Form form) implements Engine {

  /// How facts are laid out in predicates.
  enum Form {
    /// One ternary predicate, read from N-Triples: like for like.
    TERNARY("t", "one ternary predicate from N-Triples"),
    /// A predicate for each property and class, read from a CSV file each, which the generator has
    /// written: VLog is spared the splitting.
    VERTICAL("v", "input split beforehand into one CSV file per property and class");

    private final String letter;
    private final String description;

    Form(String letter, String description) {
      this.letter = letter;
      this.description = description;
    }
  }

  @Override
  public String name() {
    return "vlog-" + form.letter;
  }

  @Override
  public String description() {
    return "VLog %s through Rulewerk %s; %s"
        .formatted(peer.version("vlog-java"), peer.version("rulewerk-core"), form.description);
  }

  @Override
  public Optional<String> missing() {
    return peer.missing();
  }

  @Override
  public Optional<String> objection(Workload workload) {
    return workload.has(rules())
        ? Optional.empty()
        : Optional.of("rules with variable predicates cannot be split by predicate");
  }

  @Override
  public List<String> command(Workload workload) {
    List<String> command = new ArrayList<>(Engine.javaCommand());
    command.addAll(List.of("-cp", peer.classPath(), "RunVlog"));
    command.add(workload.file(rules()).toString());
    return command;
  }

  private String rules() {
    return "rules-" + form.letter + ".rls";
  }

  @Override
  public OptionalLong derivedCount(Workload workload, Run run) {
    OptionalLong facts = Figures.value("facts", run.outputText());
    return facts.isEmpty() ? facts : OptionalLong.of(facts.getAsLong() - workload.inputCount());
  }
}
