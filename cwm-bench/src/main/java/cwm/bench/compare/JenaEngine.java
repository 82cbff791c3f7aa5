package cwm.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Apache Jena's general purpose rule engine.
///
/// @param mode `forward` or `rete`
record JenaEngine(JavaPeer peer, String mode) implements Engine {

  @Override
  public String name() {
    return "jena-" + mode;
  }

  @Override
  public String description() {
    return "Apache Jena %s, GenericRuleReasoner, %s; N-Triples into an in-memory graph"
        .formatted(peer.version("jena-core"), mode);
  }

  @Override
  public Optional<String> missing() {
    return peer.missing();
  }

  @Override
  public List<String> command(Workload workload) {
    List<String> command = new ArrayList<>(Engine.javaCommand());
    command.addAll(List.of("-cp", peer.classPath(), "RunJena", mode));
    command.add(workload.file("rules.jena").toString());
    command.add(workload.data().toString());
    return command;
  }

  @Override
  public OptionalLong derivedCount(Workload workload, Run run) {
    return Figures.value("derived", run.outputText());
  }
}
