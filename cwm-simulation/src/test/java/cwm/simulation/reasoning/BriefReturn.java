package cwm.simulation.reasoning;

import cwm.cluster.state.JobResult;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import cwm.simulation.reasoning.ReasoningRun.Part;
import java.time.Duration;
import java.util.List;

/// A simulated cluster with a node that was cut off, comes back, and is killed before it can tell
/// that it reaches the others again.
final class BriefReturn {
  private final ReasoningRun run;

  BriefReturn(ReasoningRun run) {
    this.run = run;
  }

  /// The others go on, though what was told last is that it does not reach any of them.
  void run() {
    run.formWith(run.statements);
    List<Part> all = run.random.shuffled(run.parts);
    Part lost = all.getFirst();
    List<Part> rest = all.subList(1, all.size());
    run.note(lost.node + " is cut off");
    run.cluster.isolate(lost.node);
    run.cluster.run(ReasoningRun.ABSENCE_MAX);
    run.cluster.rejoin(lost.node);
    run.cluster.run(run.cluster.randomUpTo(Duration.ofMillis(1_500)));
    run.note(lost.node + " is killed");
    lost.crash();
    lost.isThere = false;
    Part asking = run.random.pick(rest);
    JobResult result = run.value(ReasoningRun.thinkSoon(asking));
    run.note("thought: " + result);
    run.allFacts(asking, asking)
        .assertClosureOf(run.loaded, NaiveEvaluator.closure(run.loaded, RandomProgram.levels()));
  }
}
