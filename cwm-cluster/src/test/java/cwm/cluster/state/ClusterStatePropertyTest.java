package cwm.cluster.state;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.RenewSession;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Random logs, and what must hold after each of their commands.
class ClusterStatePropertyTest {
  private static final int STEPS = 200;

  @RandomSeeds(500)
  void invariantsHoldAfterEveryCommand(long seed) {
    var random = new RandomSource(seed);
    var log = new Log();
    var commands = new RandomCommands(random, log.state);
    var invariants = new Invariants();
    for (int i = 0; i < STEPS; i++) {
      Image before = log.state.image();
      Command command = commands.next();
      Outcome outcome = log.apply(command);
      invariants.check(before, log.index(), command, outcome, log.effects, log.state.image());
    }
  }

  @RandomSeeds(500)
  void equalLogsGiveEqualBytesWhateverWasRestoredOnTheWay(long seed) {
    var random = new RandomSource(seed);
    var log = new Log();
    var commands = new RandomCommands(random, log.state);
    var other = new ClusterState();
    for (int i = 0; i < STEPS; i++) {
      Outcome outcome = log.apply(commands.next());
      if (random.oneIn(10)) {
        other = ClusterState.restore(other.snapshot());
      }
      Command read = CommandCodec.decodeCommand(CommandCodec.encode(log.commands.getLast()));
      Applied applied = other.apply(log.index(), read);
      assertThat(applied).isEqualTo(new Applied(outcome, log.effects));
      assertThat(CommandCodec.decodeOutcome(CommandCodec.encode(outcome))).isEqualTo(outcome);
    }
    assertThat(other.digest()).isEqualTo(log.state.digest());
  }

  @RandomSeeds(500)
  void commandThatIsRepeatedChangesNothing(long seed) {
    var random = new RandomSource(seed);
    var log = new Log();
    var commands = new RandomCommands(random, log.state);
    for (int i = 0; i < STEPS / 2; i++) {
      Command command = commands.next();
      Outcome outcome = log.apply(command);
      Image once = log.state.image();
      assertThat(log.apply(command)).isEqualTo(outcome);
      assertThat(log.effects).isEmpty();
      Image twice = log.state.image();
      if (command instanceof RenewSession(long session, _)) {
        // Only says so once more: the lease begins with the last renewal.
        twice = renewedAt(session, once, twice);
      }
      assertThat(twice).isEqualTo(appliedAt(log.index(), once));
    }
  }

  /// Nobody waits for ever: once all have read their inputs and do their parts, all is answered.
  @RandomSeeds(500)
  void allIsAnsweredWhenNodesDoTheirParts(long seed) {
    var log = new Log();
    var commands = new RandomCommands(new RandomSource(seed), log.state);
    for (int i = 0; i < STEPS; i++) {
      log.apply(commands.next());
    }
    for (int i = 0; i == 0 || log.agenda().participants().size() < 3; i++) {
      log.join("e" + i);
      DataSettings settings = log.agenda().settings().orElse(Log.SETTINGS);
      assertThat(log.takePart("e" + i, "run", 0, false, settings)).isEqualTo(new Outcome.Done());
    }
    for (Member member : log.state.members()) {
      if (log.agenda().participant(member.nodeId()).isEmpty()) {
        log.takePart(member, log.agenda().settings().orElseThrow());
      }
    }
    for (Participant each : log.agenda().participants()) {
      log.submit(each.node().nodeId(), true, "last-load");
    }
    Set<Long> jobs = new TreeSet<>();
    log.leadSets();
    while (log.agenda().running().isPresent()) {
      Job job = log.job();
      jobs.add(job.id());
      job.nodes().stream()
          .map(JobNode::nodeId)
          .filter(nodeId -> job.awaits(job.id(), nodeId))
          .forEach(nodeId -> log.apply(new Command.ReportJob(job.id(), done(nodeId))));
      log.leadSets();
    }
    assertThat(jobs).hasSizeLessThanOrEqualTo(2 + log.agenda().sets().size());
    Agenda agenda = log.agenda();
    assertThat(agenda.running()).isEmpty();
    assertThat(agenda.participants()).noneMatch(Participant::isWaiting);
    assertThat(agenda.loads()).isEmpty();
    if (agenda.lostOwners().isEmpty()) {
      assertThat(agenda.isComplete()).as("%s", agenda).isTrue();
    }
  }

  private static Job.NodeReport done(String nodeId) {
    return new Job.NodeReport(nodeId, JobOutcome.DONE, "", 7, 1, Examples.cost(2, 2, 50));
  }

  private static Image appliedAt(long index, Image image) {
    return new Image(
        index,
        image.members(),
        image.sessions(),
        image.locks(),
        image.barriers(),
        image.firstGeneration(),
        image.agenda());
  }

  private static Image renewedAt(long session, Image once, Image twice) {
    List<Image.SessionImage> sessions = new ArrayList<>();
    for (int i = 0; i < twice.sessions().size(); i++) {
      Image.SessionImage image = twice.sessions().get(i);
      sessions.add(
          image.session().id() == session
              ? new Image.SessionImage(
                  once.sessions().get(i).session(), image.passes(), image.endedIds())
              : image);
    }
    return new Image(
        twice.lastApplied(),
        twice.members(),
        sessions,
        twice.locks(),
        twice.barriers(),
        twice.firstGeneration(),
        twice.agenda());
  }

  /// A property test of commands that are all refused would pass too.
  @Test
  void randomLogsDoWhatTheyAreFor() {
    var random = new RandomSource(8);
    var log = new Log();
    var commands = new RandomCommands(random, log.state);
    Set<Class<?>> outcomes =
        Stream.generate(commands::next)
            .limit(20_000)
            .map(log::apply)
            .map(Object::getClass)
            .collect(toSet());
    assertThat(outcomes).containsExactlyInAnyOrder(Outcome.class.getPermittedSubclasses());
  }

  @Test
  void randomLogsTakeAgendasEverywhere() {
    Map<String, Integer> counts = new TreeMap<>();
    for (long seed = 0; seed < 600; seed++) {
      var log = new Log();
      var commands = new RandomCommands(new RandomSource(seed), log.state);
      for (int i = 0; i < STEPS; i++) {
        Agenda before = log.agenda();
        log.apply(commands.next());
        milestones(before, log.agenda()).forEach(each -> counts.merge(each, 1, Integer::sum));
      }
    }
    assertThat(counts)
        .containsOnlyKeys(
            "began with a retry",
            "began with moves",
            "began with rules",
            "closed",
            "closed without all who are expected",
            "ended well",
            "gave loads of a job up",
            "gave loads up that waited",
            "lost its map",
            "put rules in force that broke",
            "stayed without rules' end",
            "tried in vain",
            "was taken over",
            "was told of losses",
            "went on from one copy",
            "went on with nothing");
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isGreaterThan(5));
  }

  private static Set<String> milestones(Agenda before, Agenda after) {
    Set<String> seen = new TreeSet<>();
    if (!after.running().map(Job::id).equals(before.running().map(Job::id))) {
      after
          .running()
          .ifPresent(
              job -> {
                note(seen, job.attempt() > 0, "began with a retry");
                note(seen, job.thinks(), "began with rules");
                note(
                    seen,
                    before.map().isPresent() && !before.map().get().equals(job.map()),
                    "began with moves");
              });
    }
    boolean isPlaced = after.placed() > before.placed();
    boolean closes = after.isClosed() && !before.isClosed();
    note(seen, closes, "closed");
    note(
        seen,
        closes && after.participants().size() < after.expectedNodeCount(),
        "closed without all who are expected");
    note(
        seen,
        !isPlaced && before.running().stream().anyMatch(job -> areGivenUp(job.loads(), after)),
        "gave loads of a job up");
    note(seen, !isPlaced && areGivenUp(before.loads(), after), "gave loads up that waited");
    note(
        seen,
        !isPlaced && after.areRulesInForce() && !before.areRulesInForce(),
        "put rules in force that broke");
    note(seen, isPlaced && after.isComplete(), "ended well");
    note(seen, isPlaced && !after.isComplete(), "stayed without rules' end");
    note(seen, before.map().isPresent() && after.map().isEmpty(), "lost its map");
    note(
        seen,
        after.failedAttempts() == Jobs.ATTEMPTS_MAX && before.failedAttempts() < Jobs.ATTEMPTS_MAX,
        "tried in vain");
    note(seen, after.sets().stream().anyMatch(set -> isTakenOver(set, before)), "was taken over");
    boolean isTold =
        after.participants().stream()
            .filter(each -> each.answer().stream().anyMatch(answer -> answer.job() == 0))
            .anyMatch(each -> !before.participants().contains(each));
    note(seen, isTold, "was told of losses");
    List<ReplicaSet> forced =
        after.isComplete() && !before.isComplete()
            ? before.placedSets().stream().filter(ReplicaSet::isForced).toList()
            : List.of();
    note(seen, forced.stream().anyMatch(ReplicaSet::isLogged), "went on from one copy");
    note(seen, forced.stream().anyMatch(set -> !set.isLogged()), "went on with nothing");
    return seen;
  }

  /// Whether somebody else leads a set that keeps facts.
  private static boolean isTakenOver(ReplicaSet set, Agenda before) {
    Optional<JobNode> known = before.set(set.id()).flatMap(ReplicaSet::leader);
    return before.placedSets().stream().anyMatch(placed -> placed.id() == set.id())
        && known.isPresent()
        && set.leader().isPresent()
        && !known.equals(set.leader());
  }

  /// Whether one of some loads waits no more, though its node still takes part.
  private static boolean areGivenUp(List<Load> loads, Agenda after) {
    return loads.stream()
        .anyMatch(
            load ->
                after.takesPart(load.nodeId(), load.instance())
                    && !after.loads().contains(load)
                    && after.running().stream().noneMatch(job -> job.loads().contains(load)));
  }

  private static void note(Set<String> seen, boolean holds, String what) {
    if (holds) {
      seen.add(what);
    }
  }
}
