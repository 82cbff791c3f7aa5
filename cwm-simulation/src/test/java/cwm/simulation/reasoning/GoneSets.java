package cwm.simulation.reasoning;

import cwm.cluster.state.ReplicaSet;
import cwm.simulation.reasoning.ReasoningRun.Part;
import java.util.List;

/// A simulated cluster in which others keep facts by the time that a node comes back.
final class GoneSets {
  private final ReasoningRun run;

  GoneSets(ReasoningRun run) {
    this.run = run;
  }

  /// A node is down while another comes, and sets take the place of those that it belonged to. When
  /// it is back, it keeps nothing of those.
  void run() {
    run.form();
    Part late = run.parts.getLast();
    List<Part> owners = run.parts.subList(0, run.parts.size() - 1);
    owners.forEach(run::come);
    run.load(run.random.pick(owners), run.statements);
    owners.forEach(run::quiet);
    run.await("copies of all", run::areCopiesThere);
    Part down = run.random.pick(owners);
    if (!run.isDurable) {
      return; // what comes back then is another member
    }
    run.note(down.node + " is killed");
    down.crash();
    down.isThere = false;
    run.come(late);
    run.cluster.run(run.cluster.randomUpTo(ReasoningRun.ABSENCE_MAX));
    run.note(down.node + " comes back");
    down.restart();
    run.await("the node to be back", run.cluster::isWhole);
    run.come(down);
    run.await("shares", () -> run.parts.stream().allMatch(each -> each.reasoner().hasShare()));
    run.await("no logs but those of its sets", () -> keepsOnlyItsOwn(down));
  }

  private static boolean keepsOnlyItsOwn(Part part) {
    long sets =
        part.agenda().sets().stream()
            .filter(ReplicaSet::isLogged)
            .filter(set -> set.has(part.node.id()))
            .count();
    return part.node.disk().kept().size() == sets + 1; // that of the cluster
  }
}
