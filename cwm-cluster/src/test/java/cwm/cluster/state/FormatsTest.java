package cwm.cluster.state;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cwm.cluster.log.MemberId;
import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Command.ReportJob;
import cwm.cluster.state.Command.Submit;
import cwm.cluster.state.Job.NodeReport;
import cwm.cluster.state.Job.RequestAnswered;
import cwm.cluster.state.Outcome.BarrierWaiting;
import cwm.cluster.state.Participant.Stage;
import cwm.ipc.message.Bytes;
import cwm.rdf.testing.Golden;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The bytes of commands, outcomes and snapshots. Logs and snapshots on disks and nodes of other
/// releases have them too: another format needs another version, and the old one must be read.
class FormatsTest {
  private static final Agenda AGENDA = Examples.state().agenda();
  private static final Job JOB = AGENDA.running().orElseThrow();

  private static final Path GOLDEN =
      Path.of(System.getProperty("basedir", "")).resolve("src/test/resources/golden/state");

  @Test
  void examplesAreComplete() {
    assertThat(Examples.COMMANDS)
        .<Class<?>>extracting(Object::getClass)
        .containsExactly(Command.class.getPermittedSubclasses());
    assertThat(Examples.OUTCOMES)
        .<Class<?>>extracting(Object::getClass)
        .containsExactly(Outcome.class.getPermittedSubclasses());
  }

  @Test
  void everyCommandHasItsBytes() {
    Path file = GOLDEN.resolve("commands.txt");
    Golden.check(file, lines(Examples.COMMANDS, CommandCodec::encode));
    assertThat(bytes(file)).map(CommandCodec::decodeCommand).isEqualTo(Examples.COMMANDS);
  }

  @Test
  void everyOutcomeHasItsBytes() {
    Path file = GOLDEN.resolve("outcomes.txt");
    Golden.check(file, lines(Examples.OUTCOMES, CommandCodec::encode));
    assertThat(bytes(file)).map(CommandCodec::decodeOutcome).isEqualTo(Examples.OUTCOMES);
  }

  @Test
  void snapshotsHaveTheirBytes() {
    ClusterState state = Examples.state();
    Path file = GOLDEN.resolve("snapshot.txt");
    Golden.check(file, lines(List.of(state), ClusterState::snapshot));
    ClusterState restored = ClusterState.restore(bytes(file).getFirst());
    assertThat(restored.image()).isEqualTo(state.image());
    assertThat(restored.digest()).isEqualTo(state.digest());
  }

  @Test
  void newerVersionsAreRefusedWithBothNumbers() {
    Bytes newer = Bytes.copyOf(new byte[] {2, 0, 0, 0});
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ClusterState.restore(newer))
        .withMessage("a snapshot: version 2, but this release reads versions up to 1")
        .returns(FormatException.Code.NEWER_VERSION, FormatException::code);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> CommandCodec.decodeCommand(newer))
        .withMessage("a command: version 2, but this release reads versions up to 1");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> CommandCodec.decodeOutcome(newer))
        .withMessage("an outcome: version 2, but this release reads versions up to 1");
  }

  @Test
  void malformedCommandsAreRefusedWithThePlace() {
    assertMalformed("", "a command: byte 0: the message ends too early");
    assertMalformed("00", "a command: byte 0: version 0 instead of 1");
    assertMalformed("0113", "a command: byte 1: unknown variant 19 of Command; there are 19");
    assertMalformed("010401ff", "a command: byte 3: 1 bytes follow the message");
    assertMalformed("0106ff00", "a command: byte 2: a number of more than 64 bits");
    assertMalformed(
        "0106fcffffff7f",
        "a command: byte 7: a text of length 2147483647, but the message has only 0 bytes left");
    assertMalformed(
        "0104fdffffffffffffffff",
        "a command: byte 2: the number 18446744073709551615; at most 2^63 - 1");
    assertMalformed("010602c328", "a command: byte 3: a text that is not UTF-8");
  }

  private static void assertMalformed(String hex, String message) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> CommandCodec.decodeCommand(Bytes.copyOf(HexFormat.of().parseHex(hex))))
        .withMessage(message)
        .returns(FormatException.Code.MALFORMED, FormatException::code);
  }

  @Test
  void largeCommandsAreNotEvenLookedAt() {
    Bytes large = Bytes.copyOf(new byte[CommandCodec.COMMAND_BYTES_MAX + 1]);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> CommandCodec.decodeCommand(large))
        .withMessage("a command: 65,537 bytes; at most 65,536");
  }

  @Test
  void everyCommandWithinTheLimitsHasRoom() {
    String id = "i".repeat(Limits.ID_LENGTH_MAX);
    int most = Limits.ACKNOWLEDGED_COUNT_MAX;
    Command largest = new RenewSession(Long.MAX_VALUE, Collections.nCopies(most, id));
    assertThat(CommandCodec.decodeCommand(CommandCodec.encode(largest))).isEqualTo(largest);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(
            () -> CommandCodec.encode(new RenewSession(1, Collections.nCopies(5 * most, id))))
        .withMessageContaining("at most 65,536");
    String node = "語".repeat(Limits.NAME_LENGTH_MAX);
    var submit =
        new Submit(
            node,
            id,
            Long.MAX_VALUE,
            Collections.nCopies(Limits.LOADS_PER_REQUEST_MAX, id),
            List.of(),
            Thinking.ASKED_FOR,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            true,
            Long.MAX_VALUE);
    assertThat(CommandCodec.decodeCommand(CommandCodec.encode(submit))).isEqualTo(submit);
    String reason = "語".repeat(Limits.REASON_LENGTH_MAX);
    var report = new ReportJob(Long.MAX_VALUE, NodeReport.broken(node, reason));
    assertThat(CommandCodec.decodeCommand(CommandCodec.encode(report))).isEqualTo(report);
    List<String> nodes = Collections.nCopies(Limits.ENTRIES_PER_BARRIER_MAX, node);
    Outcome largestOutcome = new BarrierWaiting(Long.MAX_VALUE, nodes, Integer.MAX_VALUE);
    assertThat(CommandCodec.decodeOutcome(CommandCodec.encode(largestOutcome)))
        .isEqualTo(largestOutcome);
  }

  @Test
  void whatHasNoBytesIsRefused() {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> CommandCodec.encode(new CloseSession(-1)))
        .withMessageStartingWith("a command: the number -1");
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> CommandCodec.encode(new AcquireLock("\uD800", 1, "r")))
        .withMessageContaining("unpaired surrogate");
  }

  @Test
  void snapshotsThatNoStateHasAreRefused() {
    var member = new Member("a", "a-1", "a:1", 1);
    var session = new Session(2, "a", "a-1", "open", 1, 2);
    var request = new Request(2, "a", "r");
    var good = List.of(new Image.SessionImage(session, List.of(), List.of()));
    var stranger = new Session(2, "a", "a-2", "open", 1, 2);
    assertNoState(List.of(member, member), List.of(), List.of(), List.of());
    assertNoState(List.of(), good, List.of(), List.of());
    assertNoState(
        List.of(member),
        List.of(new Image.SessionImage(stranger, List.of(), List.of())),
        List.of(),
        List.of());
    var lock = new Lock("lock", new Holder(request, 3), List.of());
    assertNoState(List.of(member), List.of(), List.of(lock), List.of());
    assertNoState(List.of(member), good, List.of(lock, lock), List.of());
    var barrier = new Barrier("barrier", 0, 1, List.of(request), 3);
    assertNoState(List.of(member), good, List.of(), List.of(barrier));
    var unsorted = List.of(lock, new Lock("k", new Holder(request, 3), List.of()));
    assertNoState(List.of(member), good, unsorted, List.of());
    ClusterState.restore(snapshot(List.of(member), good, List.of(lock), List.of()));
  }

  private static void assertNoState(
      List<Member> members,
      List<Image.SessionImage> sessions,
      List<Lock> locks,
      List<Barrier> barriers) {
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ClusterState.restore(snapshot(members, sessions, locks, barriers)))
        .withMessageStartingWith("a snapshot: ");
  }

  private static Bytes snapshot(
      List<Member> members,
      List<Image.SessionImage> sessions,
      List<Lock> locks,
      List<Barrier> barriers) {
    return new Format<>("a snapshot", Image.class, ClusterState.SNAPSHOT_VERSION, 1 << 20)
        .encode(new Image(9, members, sessions, locks, barriers, 0, Agenda.EMPTY));
  }

  @Test
  void agendasOfOthersThanMembersAndTheirRunsAreRefused() {
    List<Participant> both = AGENDA.participants();
    Participant first = both.getFirst();
    assertNoAgenda(with(AGENDA, "participants", List.of(first, first)), "node-1 takes part twice");
    assertNoAgenda(
        with(AGENDA, "participants", both.reversed()), "not in the order of taking part");
    assertNoAgenda(
        with(AGENDA, "participants", List.of(first)), "a set that is led by who takes no part");
    assertNoAgenda(with(AGENDA, "participants", List.of()), "jobs though no node takes part");
    assertNoAgenda(with(AGENDA, "settings", Optional.empty()), "take part without settings");
    assertNoParticipant("node", new JobNode("node-3", "run", 1), "node-3 takes part and is no mem");
    assertNoParticipant(
        "node", new JobNode("node-1", "run", 1), "a set that is led by who takes no part");
    assertNoParticipant("stage", Stage.GONE, "node-1 takes part no longer");
    assertNoParticipant("answered", 3L, "node-1 has an answer too many");
    assertNoParticipant("answered", 2L, "node-1 waits for what it has");
    assertNoParticipant("answered", 0L, "node-1 has an answer to nothing");
    assertNoParticipant("answer", Optional.empty(), "node-1 has an answer to nothing");
    assertNoAgenda(
        with(
            AGENDA,
            "participants",
            List.of(with(with(first, "isWaiting", false), "wantsThink", true), both.getLast())),
        "node-1 wants what it does not wait for");
    Load strange = new Load("node-1", "earlier", "load-3", false, false);
    assertNoAgenda(with(AGENDA, "loads", List.of(strange)), "a load of a node that takes no part");
    assertNoAgenda(with(AGENDA, "isClosed", true), "all is done, and a node is not");
  }

  @Test
  void gapsThatNobodyToldOfAreRefused() {
    var gap = new Gap("node-1", "node-2");
    assertNoGaps(List.of(gap, gap), "gaps are not in their order");
    assertNoGaps(List.of(new Gap("c", "node-1")), "a gap of who takes no part");
    assertNoGaps(List.of(new Gap("node-1", "node-1")), "a gap in the wrong order");
  }

  @Test
  void whoTakesNoPartHasToldNothing() {
    assertNoAgenda(with(AGENDA, "lastTold", Optional.of("c")), "links of who takes no part");
  }

  private static void assertNoGaps(List<Gap> gaps, String why) {
    assertNoAgenda(with(AGENDA, "gaps", gaps), why);
  }

  @Test
  void agendasOfMapsThatNoJobMakesAreRefused() {
    PartitionMap map = AGENDA.map().orElseThrow();
    assertNoMap(with(map, "owners", List.of(0, 1)), "whose owner is none of 1 nodes");
    assertNoMap(with(map, "owners", List.of()), "of 0 partitions, which is no power of two");
    assertNoMap(with(map, "owners", List.of(0, 0, 0)), "of 3 partitions, which is no power of two");
    JobNode owner = map.nodes().getFirst();
    var twice = new PartitionMap(map.epoch(), List.of(owner, owner), List.of(0, 1));
    assertNoMap(twice, "a map with a node twice");
    assertNoMap(with(map, "epoch", AGENDA.placed() + 1), "a map of no job that ended");
    assertNoAgenda(with(AGENDA, "version", AGENDA.placed() + 1), "whose facts were not placed");
    assertNoAgenda(with(AGENDA, "version", AGENDA.placed() - 1), "that a job after it has placed");
  }

  @Test
  void agendasOfSetsThatNobodyMakesAreRefused() {
    ReplicaSet first = AGENDA.sets().getFirst();
    ReplicaSet second = AGENDA.sets().getLast();
    assertNoAgenda(
        with(AGENDA, "sets", List.of(second, first)), "not in the order of their making");
    assertNoAgenda(with(AGENDA, "lastSet", 1L), "not in the order of their making");
    assertNoAgenda(with(AGENDA, "layout", Optional.empty()), "a map of no layout");
    assertNoAgenda(
        with(AGENDA, "sets", List.of(second)), "a layout with a set that does not exist");
    assertNoSet(first.without("node-1"), "a job though facts are lost");
    assertNoSet(with(first, "leader", Optional.empty()), "without a node that has facts to give");
    assertNoSet(with(first, "raftTerm", 1L), "has copies without a log");
    assertNoSet(
        with(first, "witness", Optional.of(first.holders().getFirst())), "has a node twice");
    assertNoSet(with(first, "leader", second.leader()), "led by who does not belong to it");
    var stranger = new MemberId("node-1", "none");
    assertNoSet(with(first, "holders", List.of(stranger)), "a set with who is no member");
    Layout layout = AGENDA.layout().orElseThrow();
    assertNoLayout(with(layout, "owners", List.of(0, 1)), "a partition whose set is none of 1");
    assertNoLayout(with(layout, "owners", List.of()), "of 0 partitions, which is no power of two");
    assertNoLayout(new Layout(List.of(1L, 1L), List.of(0, 1)), "a layout with a set twice");
    assertNoJob("layout", with(layout, "owners", List.of(0)), "a job with a map of another layout");
  }

  private static void assertNoSet(ReplicaSet changed, String why) {
    assertNoAgenda(with(AGENDA, "sets", List.of(changed, AGENDA.sets().getLast())), why);
  }

  private static void assertNoLayout(Layout layout, String why) {
    assertNoAgenda(with(AGENDA, "layout", Optional.of(layout)), why);
  }

  @Test
  void agendasOfJobsThatDoNotRunAreRefused() {
    assertNoJob("map", with(JOB.map(), "owners", List.of(2)), "whose owner is none of 2 nodes");
    assertNoJob("map", with(JOB.map(), "epoch", JOB.id() - 1), "a job with the map of another");
    assertNoJob("nodes", JOB.nodes().reversed(), "whose first nodes are not the owners");
    assertNoJob("nodes", Collections.nCopies(2, JOB.nodes().getFirst()), "not the owners");
    JobNode third = new JobNode("node-2", "earlier", 1);
    assertNoJob("nodes", List.of(JOB.nodes().get(0), JOB.nodes().get(1), third), "a node twice");
    NodeReport told = JOB.reports().getFirst();
    assertNoJob("reports", List.of(told, told), "reports that it does not await");
    assertNoJob("reports", List.of(with(told, "nodeId", "c")), "reports that it does not await");
    assertNoJob("reports", List.of(told, with(told, "nodeId", "node-2")), "that all have reported");
    assertNoJob("reports", List.of(NodeReport.broken("node-1", "no")), "a broken job goes on");
    assertNoJob(
        "loads",
        List.of(new Load("c", "c-run", "l", false, false)),
        "a node that has no part in it");
    assertNoJob("attempt", Jobs.ATTEMPTS_MAX, "attempt 3 of a job; at most 2");
    assertNoJob("id", AGENDA.placed(), "a job that ended goes on");
    assertNoJob("id", 1_000L, "jobs of entries that are to come");
    assertNoJob("answers", List.of(new RequestAnswered("node-1", 1)), "what node-1 does not ask");
    assertNoJob("answers", List.of(new RequestAnswered("node-1", 3)), "what node-1 does not ask");
    assertNoAgenda(with(AGENDA, "failedAttempts", 1), "tried 0 times, and not 1");
    Agenda idle = with(AGENDA, "running", Optional.empty());
    assertNoAgenda(
        with(idle, "failedAttempts", Jobs.ATTEMPTS_MAX), "waits for what is tried no mo");
    assertNoAgenda(with(idle, "failedAttempts", 4), "4 attempts failed; at most 3");
  }

  private static void assertNoParticipant(String component, Object value, String why) {
    List<Participant> both = AGENDA.participants();
    Participant changed = with(both.getFirst(), component, value);
    assertNoAgenda(with(AGENDA, "participants", List.of(changed, both.getLast())), why);
  }

  private static void assertNoMap(PartitionMap map, String why) {
    assertNoAgenda(with(AGENDA, "map", Optional.of(map)), why);
  }

  private static void assertNoJob(String component, Object value, String why) {
    assertNoAgenda(with(AGENDA, "running", Optional.of(with(JOB, component, value))), why);
  }

  /// The same with another value of one component.
  private static <R extends Record> R with(R known, String component, Object value) {
    try {
      RecordComponent[] components = known.getClass().getRecordComponents();
      var types = new Class<?>[components.length];
      var values = new Object[components.length];
      int changed = 0;
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        boolean isIt = components[i].getName().equals(component);
        values[i] = isIt ? value : components[i].getAccessor().invoke(known);
        changed += isIt ? 1 : 0;
      }
      assertThat(changed).as(component).isEqualTo(1);
      @SuppressWarnings("unchecked") // the class of `known`
      R made = (R) known.getClass().getDeclaredConstructor(types).newInstance(values);
      return made;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(String.valueOf(e.getMessage()), e);
    }
  }

  private static void assertNoAgenda(Agenda agenda, String why) {
    Bytes snapshot = snapshot(Examples.state().image(), agenda);
    assertThatExceptionOfType(FormatException.class)
        .isThrownBy(() -> ClusterState.restore(snapshot))
        .withMessageStartingWith("a snapshot: ")
        .withMessageContaining(why);
  }

  private static Bytes snapshot(Image image, Agenda agenda) {
    return new Format<>("a snapshot", Image.class, ClusterState.SNAPSHOT_VERSION, 1 << 20)
        .encode(
            new Image(
                image.lastApplied(),
                image.members(),
                image.sessions(),
                image.locks(),
                image.barriers(),
                image.firstGeneration(),
                agenda));
  }

  @RandomSeeds(500)
  void brokenBytesAreReadOrRefused(long seed) {
    var random = new RandomSource(seed);
    Bytes command = broken(CommandCodec.encode(random.pick(Examples.COMMANDS)), random);
    try {
      Command read = CommandCodec.decodeCommand(command);
      assertThat(CommandCodec.decodeCommand(CommandCodec.encode(read))).isEqualTo(read);
      new ClusterState().apply(1, read);
    } catch (FormatException e) {
      assertThat(e).hasMessageStartingWith("a command: ");
    }
    Bytes snapshot = broken(Examples.state().snapshot(), random);
    try {
      assertThat(ClusterState.restore(snapshot).snapshot()).isEqualTo(snapshot);
    } catch (FormatException e) {
      assertThat(e).hasMessageStartingWith("a snapshot: ");
    }
  }

  private static Bytes broken(Bytes bytes, RandomSource random) {
    byte[] broken = bytes.toArray();
    for (int i = 0; i < random.between(1, 3); i++) {
      int at = random.below(broken.length);
      int value = random.oneIn(2) ? random.between(250, 255) : random.below(256);
      broken[at] = (byte) value;
    }
    return Bytes.copyOf(
        random.oneIn(4) ? Arrays.copyOf(broken, random.below(broken.length)) : broken);
  }

  /// A line each: what it is and its bytes.
  private static <T> String lines(List<T> values, Function<T, Bytes> encode) {
    return values.stream()
        .map(
            value ->
                "%s %s\n"
                    .formatted(
                        value.getClass().getSimpleName(),
                        HexFormat.of().formatHex(encode.apply(value).toArray())))
        .collect(joining());
  }

  private static List<Bytes> bytes(Path file) {
    return Golden.text(file)
        .lines()
        .map(line -> Bytes.copyOf(HexFormat.of().parseHex(line.substring(line.indexOf(' ') + 1))))
        .toList();
  }
}
