package cwm.simulation.reasoning;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.ClusterListener;
import cwm.cluster.NodeState;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Job;
import cwm.cluster.state.JobResult;
import cwm.cluster.state.PartitionMap;
import cwm.ipc.message.FactScope;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Triple;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import cwm.reasoner.testing.TestFacts;
import cwm.simulation.reasoning.ReasoningRun.Part;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A simulated cluster that facts move in while somebody reads them.
final class ReadsWhileMoving {
  private static final int READ_COUNT = 40;
  private static final Duration PAUSE_MAX = Duration.ofMillis(30);

  private final ReasoningRun run;

  ReadsWhileMoving(ReasoningRun run) {
    this.run = run;
  }

  /// A node comes, and stands still in the midst of the job that gives it its share. What there was
  /// before can be read meanwhile, without waiting for it.
  void run() {
    run.form();
    Part late = run.random.pick(run.parts.stream().filter(part -> !leads(part)).toList());
    List<Part> owners = run.parts.stream().filter(part -> part != late).toList();
    owners.forEach(run::come);
    run.load(run.random.pick(owners), run.statements);
    owners.forEach(run::quiet);
    JobResult result = run.value(ReasoningRun.thinkSoon(run.random.pick(owners)));
    run.note("thought: " + result);
    run.await("shares", () -> owners.stream().allMatch(each -> each.reasoner().hasShare()));
    Part asking = run.random.pick(owners);
    pauseInJob(late, asking);
    var _ = run.comeSoon(late);
    run.await("a job that moves facts", late.node::isPaused);
    if (leads(late)) {
      return; // nobody reads anything before there is another leader
    }
    long job = asking.agenda().running().orElseThrow().id();
    check(asking, run.random.pick(owners));
    if (run.areLogsFast) { // else another may lead a set by now, which ends the job
      assertThat(asking.agenda().running().map(Job::id)).as("the job that waits").contains(job);
    }
    late.node.resume();
    run.quiet(late);
    run.await("shares", () -> run.parts.stream().allMatch(each -> each.reasoner().hasShare()));
    check(late, asking);
  }

  /// A node is killed and begins anew at once, so that another has its facts in the next job.
  /// Whoever is answered meanwhile has all of them.
  void runAnew() {
    run.form();
    run.parts.forEach(run::come);
    run.load(run.some(), run.statements);
    run.parts.forEach(run::quiet);
    run.await("copies of all", run::areCopiesThere);
    JobResult result = run.value(ReasoningRun.thinkSoon(run.some()));
    run.note("thought: " + result);
    Part anew = run.random.pick(run.parts);
    List<Part> others = run.parts.stream().filter(part -> part != anew).toList();
    int factCount = NaiveEvaluator.closure(run.loaded, RandomProgram.levels()).size();
    anew.crash();
    anew.restart();
    run.await("the node to be back", () -> anew.node.cluster().isJoined());
    var _ = run.comeSoon(anew);
    for (int i = 0; i < READ_COUNT; i++) {
      run.cluster.run(run.cluster.randomUpTo(PAUSE_MAX));
      Part asking = run.random.pick(others);
      CompletableFuture<TripleList> answer =
          asking.begin(() -> asking.reasoner().facts(FactScope.ALL));
      run.await("an answer", answer::isDone);
      asking.underWay.clear(); // some are refused
      if (!answer.isCompletedExceptionally()) {
        assertThat(answer.join().size()).as("facts at " + run.cluster.time()).isEqualTo(factCount);
      }
    }
  }

  /// Has a node stand still as soon as another hears of a job that gives it its share.
  private void pauseInJob(Part late, Part asking) {
    String id = late.node.id();
    asking
        .node
        .cluster()
        .addListener(
            new ClusterListener() {
              private boolean isDone;

              @Override
              public void agendaChanged(Agenda agenda) {
                boolean isToOwn = agenda.running().stream().anyMatch(job -> owns(id, job.map()));
                if (isToOwn && !isDone && agenda.map().stream().noneMatch(map -> owns(id, map))) {
                  isDone = true;
                  run.note("the job waits for " + late.node);
                  late.node.pause();
                }
              }
            });
  }

  private static boolean leads(Part part) {
    return part.node.cluster().role() == NodeState.LEADER;
  }

  private static boolean owns(String nodeId, PartitionMap map) {
    return map.nodes().stream().anyMatch(node -> node.nodeId().equals(nodeId));
  }

  private void check(Part one, Part other) {
    TestFacts facts = run.allFacts(one, other);
    Set<Triple> closure = NaiveEvaluator.closure(run.loaded, RandomProgram.levels());
    facts.assertClosureOf(run.loaded, closure);
  }
}
