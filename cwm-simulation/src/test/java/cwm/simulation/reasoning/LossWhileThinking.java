package cwm.simulation.reasoning;

import cwm.cluster.state.JobResult;
import cwm.distributed.JobProgress;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.term.Triple;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import cwm.simulation.reasoning.ReasoningRun.Part;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A simulated cluster that loses an owner in the midst of a run of many supersteps.
final class LossWhileThinking {
  private static final int LINK_COUNT = 24;

  private final ReasoningRun run;

  LossWhileThinking(ReasoningRun run) {
    this.run = run;
  }

  /// Throws what is wrong after the loss of an owner.
  ///
  /// @return how many supersteps brought a run to its end that it was lost in
  static long check(long seed) {
    try (var run = new ReasoningRun(seed, 3, 2, program())) {
      new LossWhileThinking(run).runWithLoad();
    }
    try (var run = new ReasoningRun(seed, 3, 2, program())) {
      return new LossWhileThinking(run).run();
    }
  }

  /// A chain, and rules that find all that is behind each link of it, step by step.
  private static List<Triple> program() {
    String chain =
        IntStream.range(0, LINK_COUNT)
            .mapToObj(i -> ":n%d :next :n%d .\n".formatted(i, i + 1))
            .collect(Collectors.joining());
    String text =
        """
        @prefix : <http://example.org/#> .
        { ?x :next ?y } => { ?x :before ?y } .
        { ?x :next ?y . ?y :before ?z } => { ?x :before ?z } .
        """;
    return N3Reader.parse(text + chain, "").orThrow().statements();
  }

  /// Whoever takes over brings the run to its end.
  ///
  /// @return how many supersteps that took
  private long run() {
    Part asking = begin(run.statements);
    CompletableFuture<JobResult> thought = ReasoningRun.thinkSoon(asking);
    Part lost = other(asking);
    int meetingCount = run.random.between(5, 40);
    run.await("rules to run", () -> thought.isDone() || hasMet(lost, meetingCount));
    lose(lost);
    JobResult result = run.value(thought);
    run.note("thought: " + result);
    check(asking);
    return result.cost().superstepCount();
  }

  /// What is loaded meanwhile is there with all that follows from it.
  private void runWithLoad() {
    int count = run.statements.size();
    Part asking = begin(run.statements.subList(0, count - run.random.between(1, 12)));
    run.note("thought: " + run.value(ReasoningRun.thinkSoon(asking)));
    run.load(asking, run.statements);
    run.cluster.run(run.cluster.randomUpTo(Duration.ofMillis(200)));
    lose(other(asking));
    run.quiet(asking);
    run.note("thought: " + run.value(ReasoningRun.thinkSoon(asking)));
    check(asking);
  }

  private Part begin(List<Triple> loaded) {
    Part asking = run.formWith(loaded);
    run.await("shares", () -> run.parts.stream().allMatch(each -> each.reasoner().hasShare()));
    return asking;
  }

  private Part other(Part asking) {
    return run.random.pick(run.parts.stream().filter(part -> part != asking).toList());
  }

  private void lose(Part lost) {
    run.note(lost.node + " is killed");
    lost.crash();
    lost.isThere = false;
  }

  private void check(Part asking) {
    run.allFacts(asking, asking)
        .assertClosureOf(run.loaded, NaiveEvaluator.closure(run.loaded, RandomProgram.levels()));
  }

  private static boolean hasMet(Part part, int meetingCount) {
    return part.reasoner()
        .progress()
        .filter(
            progress ->
                progress.phase() == JobProgress.Phase.THINKING
                    && progress.meetingCount() >= meetingCount)
        .isPresent();
  }
}
