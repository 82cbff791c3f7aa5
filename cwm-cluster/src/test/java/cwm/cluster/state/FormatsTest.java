package cwm.cluster.state;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Outcome.BarrierWaiting;
import cwm.ipc.message.Bytes;
import cwm.rdf.testing.Golden;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The bytes of commands, outcomes and snapshots. Logs and snapshots on disks and nodes of other
/// releases have them too: another format needs another version, and the old one must be read.
class FormatsTest {
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
    assertMalformed("010a", "a command: byte 1: unknown variant 10 of Command; there are 10");
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
        .encode(new Image(9, members, sessions, locks, barriers, 0));
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
