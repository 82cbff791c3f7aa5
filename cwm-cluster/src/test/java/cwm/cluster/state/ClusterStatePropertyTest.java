package cwm.cluster.state;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.RenewSession;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  private static Image appliedAt(long index, Image image) {
    return new Image(
        index,
        image.members(),
        image.sessions(),
        image.locks(),
        image.barriers(),
        image.firstGeneration());
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
        twice.firstGeneration());
  }

  /// A property test of commands that are all refused would pass too.
  @Test
  void randomLogsDoWhatTheyAreFor() {
    var random = new RandomSource(7);
    var log = new Log();
    var commands = new RandomCommands(random, log.state);
    Set<Class<?>> outcomes =
        Stream.generate(commands::next)
            .limit(5_000)
            .map(log::apply)
            .map(Object::getClass)
            .collect(toSet());
    assertThat(outcomes).containsExactlyInAnyOrder(Outcome.class.getPermittedSubclasses());
  }
}
