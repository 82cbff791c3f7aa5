package cwm.simulation.reasoning;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.ClusterListener;
import cwm.cluster.log.MemberId;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Command;
import cwm.cluster.state.JobResult;
import cwm.cluster.state.Outcome;
import cwm.cluster.state.ReplicaSet;
import cwm.rdf.term.Triple;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import cwm.reasoner.testing.TestFacts;
import cwm.simulation.reasoning.ReasoningRun.Part;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A simulated cluster that loses two nodes for good, more than its copies are for.
final class LossOfTwo {
  private final ReasoningRun run;

  LossOfTwo(ReasoningRun run) {
    this.run = run;
  }

  /// Two nodes are lost at once, with their disks. Whoever asks is not answered from what is left
  /// of a set that has lost its majority, before somebody has said so; then what is left is whole.
  void run() {
    run.formWith(run.statements);
    run.cluster.run(ReasoningRun.ABSENCE_MAX);
    run.await("all to know", () -> run.parts.stream().map(Part::agenda).distinct().count() == 1);
    List<Part> lost = run.random.shuffled(run.parts).subList(0, 2);
    List<Part> left = run.parts.stream().filter(part -> !lost.contains(part)).toList();
    for (Part part : lost) {
      run.note(part.node + " is lost");
      part.crash();
      part.isThere = false;
    }
    startSomeAnew(left);
    Part asking = run.random.pick(left);
    List<ReplicaSet> stuck = setsWithoutMajority(asking, left);
    List<ReplicaSet> placed = asking.agenda().placedSets();
    Set<Long> led = ledFromNowOn(asking, left);
    CompletableFuture<JobResult> early = ReasoningRun.thinkSoon(asking);
    run.cluster.run(
        run.cluster.randomUpTo(
            run.random.oneIn(2) ? ReasoningRun.ABSENCE_MAX : ReasoningRun.PATIENCE));
    // Whoever leads has all that was agreed on, also when it cannot agree on more; and what keeps
    // nothing needs no leader.
    boolean areAllLed =
        stuck.stream().allMatch(set -> led.contains(set.id()) || !placed.contains(set));
    boolean hasThought = early.isDone() && !early.isCompletedExceptionally();
    assertThat(hasThought).as("thought without %s", stuck).isIn(false, areAllLed);
    for (ReplicaSet set : stuck) {
      force(set, asking, left);
    }
    run.await("an answer", early::isDone); // well, or that it was tried in vain
    asking.underWay.clear();
    JobResult result = run.value(ReasoningRun.thinkSoon(run.random.pick(left)));
    run.note("thought: " + result);
    TestFacts facts = run.allFacts(run.random.pick(left), run.random.pick(left));
    Set<Triple> asserted = facts.asserted();
    assertThat(run.loaded).containsAll(asserted);
    boolean isAllKept =
        stuck.stream().allMatch(set -> left.stream().anyMatch(part -> isHolder(part, set)));
    if (stuck.isEmpty() || (run.areLogsFast && isAllKept)) {
      assertThat(asserted).isEqualTo(run.loaded);
    }
    facts.assertClosureOf(asserted, NaiveEvaluator.closure(asserted, RandomProgram.levels()));
  }

  /// A process that begins anew knows its log, and not what of it was agreed on.
  private void startSomeAnew(List<Part> left) {
    for (Part part : left) {
      if (run.isDurable && run.random.oneIn(3)) {
        run.startAnew(part, () -> part.node.cluster().isJoined());
      }
    }
  }

  /// The sets that cannot agree on anything without the nodes that are gone.
  private static List<ReplicaSet> setsWithoutMajority(Part asking, List<Part> left) {
    List<String> there = left.stream().map(part -> part.node.id()).toList();
    List<Long> used = asking.agenda().layout().orElseThrow().sets();
    return asking.agenda().sets().stream()
        .filter(set -> used.contains(set.id()))
        .filter(
            set ->
                2 * set.voters().stream().filter(each -> there.contains(each.nodeId())).count()
                    <= set.founderCount())
        .toList();
  }

  private void force(ReplicaSet set, Part asking, List<Part> left) {
    List<String> holders =
        left.stream().filter(part -> isHolder(part, set)).map(part -> part.node.id()).toList();
    String heir = holders.isEmpty() ? run.random.pick(left).node.id() : run.random.pick(holders);
    if (holders.isEmpty()) {
      set.holders().forEach(holder -> takeOut(holder, asking));
    }
    run.note("set %d is forced to %s".formatted(set.id(), heir));
    run.await("word of who leads", () -> isForced(set, heir, holders.isEmpty(), asking));
  }

  /// False if somebody has led the set since the node that is asked heard of it.
  private boolean isForced(ReplicaSet set, String heir, boolean isEmpty, Part asking) {
    long raftTerm = asking.agenda().set(set.id()).map(ReplicaSet::raftTerm).orElse(0L);
    Outcome outcome = submit(asking, new Command.ForceSet(set.id(), heir, isEmpty, raftTerm));
    boolean isLate = outcome.toString().contains("in the meantime");
    assertThat(isLate || outcome.equals(new Outcome.Done())).as("%s", outcome).isTrue();
    return !isLate;
  }

  private void takeOut(MemberId gone, Part asking) {
    run.note(gone + " is taken out");
    Outcome _ = submit(asking, new Command.RemoveMember(gone.nodeId(), gone.incarnation()));
  }

  private Outcome submit(Part asking, Command command) {
    return run.value(asking.node.cluster().submitAsync(command, Duration.ofMinutes(1)));
  }

  private static boolean isHolder(Part part, ReplicaSet set) {
    return set.mayBeLedBy(part.node.id());
  }

  /// The sets that somebody who is left leads, now or later, as a node hears.
  private static Set<Long> ledFromNowOn(Part asking, List<Part> left) {
    Set<Long> led = new HashSet<>();
    Consumer<Agenda> note =
        agenda ->
            agenda.sets().stream()
                .filter(set -> left.stream().anyMatch(part -> set.isLedBy(part.node.id())))
                .forEach(set -> led.add(set.id()));
    note.accept(asking.agenda());
    asking
        .node
        .cluster()
        .addListener(
            new ClusterListener() {
              @Override
              public void agendaChanged(Agenda agenda) {
                note.accept(agenda);
              }
            });
    return led;
  }
}
