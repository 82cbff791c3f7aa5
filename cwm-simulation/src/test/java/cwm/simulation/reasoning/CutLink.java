package cwm.simulation.reasoning;

import cwm.cluster.state.JobResult;
import cwm.rdf.term.Triple;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import cwm.reasoner.testing.TestFacts;
import cwm.simulation.SimulatedNode;
import cwm.simulation.reasoning.ReasoningRun.Part;
import java.util.List;
import java.util.Set;

/// A simulated cluster in which two nodes cease to reach one another, while others reach both.
final class CutLink {
  private final ReasoningRun run;

  CutLink(ReasoningRun run) {
    this.run = run;
  }

  /// One of the two gives way, whatever it has led, so that the others go on, with all there is.
  /// When the link works again, each has its share again; unless another is cut at once.
  void run() {
    run.form();
    run.parts.forEach(run::come);
    int count = run.random.between(1, 2);
    for (int i = 0; i < count; i++) {
      List<Part> all = run.random.shuffled(run.parts);
      goOnWithout(all.get(0).node, all.get(1).node, all.subList(2, all.size()));
      run.cluster.mend(all.get(0).node, all.get(1).node);
      run.cluster.run(run.cluster.randomUpTo(ReasoningRun.ABSENCE_MAX));
    }
    run.await("shares", () -> run.parts.stream().allMatch(each -> each.reasoner().hasShare()));
    check(run.some());
  }

  private void goOnWithout(SimulatedNode one, SimulatedNode other, List<Part> rest) {
    run.load(run.random.pick(rest), some());
    if (run.random.oneIn(2)) {
      rest.forEach(run::quiet);
      run.cluster.run(run.cluster.randomUpTo(ReasoningRun.ABSENCE_MAX));
    }
    cut(one, other);
    run.cluster.run(run.cluster.randomUpTo(ReasoningRun.ABSENCE_MAX));
    Part asking = run.random.pick(rest);
    run.load(asking, some());
    run.quiet(asking);
    check(asking);
  }

  private List<Triple> some() {
    return run.statements.stream().filter(_ -> run.random.oneIn(2)).toList();
  }

  private void cut(SimulatedNode one, SimulatedNode other) {
    run.note(one + " and " + other + " do not reach one another");
    if (run.random.oneIn(2)) {
      run.cluster.cut(one, other);
    } else {
      run.cluster.cutOneWay(one, other);
    }
  }

  private void check(Part asking) {
    JobResult result = run.value(ReasoningRun.thinkSoon(asking));
    run.note("thought: " + result);
    TestFacts facts = run.allFacts(asking, asking);
    Set<Triple> closure = NaiveEvaluator.closure(run.loaded, RandomProgram.levels());
    facts.assertClosureOf(run.loaded, closure);
  }
}
