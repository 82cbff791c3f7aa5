package cwm.cluster.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.cluster.ClusterException;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogWorld.Member;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.RegisterMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a member makes of files that are not as it left them: of one that was alone, so that nobody
/// else brings back what is lost.
class LogFilesTest {
  private static final int ENTRY_COUNT = 20;
  private static final int SNAPSHOT_INTERVAL = 200;
  private static final int UNDER_WAY_MAX = 50;

  /// Has the log cut now and then.
  private static final String PADDING = " ".repeat(100);

  private final RatisWorld world = RatisWorld.forOne();
  private final MemberId id = new MemberId("node-1", UUID.randomUUID().toString());

  @AfterEach
  void closeWorld() {
    world.close();
  }

  // ---------------------------------------------------------------- the end of the log

  @Test
  void tornLastRecordIsCutOff() throws IOException {
    leaveEntries(ENTRY_COUNT);
    Path segment = lastSegment();
    byte[] whole = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(whole, whole.length - 1));
    Member again = restart();
    assertThat(again.machine().count()).isEqualTo(ENTRY_COUNT - 1);
    propose(again, "more=1");
    assertThat(again.machine().count()).isEqualTo(ENTRY_COUNT);
  }

  @Test
  void recordIsCutOffWhereverItWasTorn() throws IOException {
    leaveEntries(ENTRY_COUNT);
    Path segment = lastSegment();
    byte[] whole = Files.readAllBytes(segment);
    long count = SegmentScan.scan(segment, startOf(segment)).count();
    int start = startOfLastRecord(segment, whole, count);
    for (int length = start + 1; length < whole.length; length++) {
      Files.write(segment, Arrays.copyOf(whole, length));
      assertThat(SegmentScan.scan(segment, startOf(segment)))
          .isEqualTo(new SegmentScan.Result(count - 1, start, scanEnd(segment)))
          .satisfies(scan -> assertThat(scan.end()).isInstanceOf(SegmentScan.End.Torn.class));
    }
  }

  @Test
  void recordOfWhichOnlyTheFirstSectorsWereWrittenIsTorn() throws IOException {
    Member member = start();
    propose(member, "long=" + "x".repeat(5_000));
    world.kill(id);
    Path segment = lastSegment();
    byte[] whole = Files.readAllBytes(segment);
    long count = SegmentScan.scan(segment, startOf(segment)).count();
    for (int sector = 1; sector * 512 < whole.length; sector++) {
      byte[] torn = Arrays.copyOf(Arrays.copyOf(whole, sector * 512), whole.length + 4_096);
      Files.write(segment, torn);
      assertThat(SegmentScan.scan(segment, startOf(segment)))
          .satisfies(scan -> assertThat(scan.count()).isEqualTo(count - 1))
          .satisfies(scan -> assertThat(scan.end()).isInstanceOf(SegmentScan.End.Torn.class));
    }
  }

  @Test
  void zerosAfterTheLastRecordAreNothing() throws IOException {
    leaveEntries(ENTRY_COUNT);
    Path segment = lastSegment();
    byte[] whole = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(whole, whole.length + 10_000));
    assertThat(restart().machine().count()).isEqualTo(ENTRY_COUNT);
  }

  @Test
  void segmentThatWasHardlyBegunIsNothing() throws IOException {
    leaveEntries(ENTRY_COUNT);
    Path segment = lastSegment();
    long end = startOf(segment) + SegmentScan.scan(segment, startOf(segment)).count();
    Files.move(segment, segment.resolveSibling("log_" + startOf(segment) + "-" + (end - 1)));
    Files.write(segment.resolveSibling("log_inprogress_" + end), new byte[4_096]);
    assertThat(restart().machine().count()).isEqualTo(ENTRY_COUNT);
  }

  // ---------------------------------------------------------------- damage

  @Test
  void soleVoterWhoseSegmentsAreGoneDoesNotBeginAnew() throws IOException {
    leaveEntries(ENTRY_COUNT);
    try (Stream<Path> files = Files.list(lastSegment().getParent())) {
      for (Path segment : files.filter(file -> file.toString().contains("log_")).toList()) {
        Files.delete(segment);
      }
    }
    assertThatThrownBy(this::restart)
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("the log ends with entry 0, and there was entry");
  }

  @Test
  void anyFlippedBitIsFound() throws IOException {
    leaveEntries(ENTRY_COUNT);
    Path segment = lastSegment();
    byte[] whole = Files.readAllBytes(segment);
    long count = SegmentScan.scan(segment, startOf(segment)).count();
    int start = startOfLastRecord(segment, whole, count);
    for (int position = 0; position < start; position++) {
      byte[] damaged = whole.clone();
      damaged[position] ^= 1;
      Files.write(segment, damaged);
      assertThat(SegmentScan.scan(segment, startOf(segment)).end())
          .as("byte " + position)
          .isInstanceOf(SegmentScan.End.Damaged.class);
    }
  }

  @Test
  void flippedBitKeepsTheMemberFromBeginning() throws IOException {
    leaveEntries(ENTRY_COUNT);
    Path segment = lastSegment();
    byte[] whole = Files.readAllBytes(segment);
    whole[whole.length / 2] ^= 1;
    Files.write(segment, whole);
    assertRefused(segment, "damaged at byte");
    assertThat(Files.readAllBytes(segment)).as("nothing was touched").isEqualTo(whole);
  }

  @Test
  void flippedBitInTheLastRecordIsNotTakenForATornOne() throws IOException {
    leaveEntries(ENTRY_COUNT);
    Path segment = lastSegment();
    byte[] whole = Files.readAllBytes(segment);
    whole[whole.length - 8] ^= 1;
    Files.write(segment, whole);
    assertRefused(segment, "wrong checksum");
  }

  @Test
  void missingSegmentKeepsTheMemberFromBeginning() throws IOException {
    Member member = start();
    for (int i = 0; i < 10; i++) {
      propose(member, "long=" + i + "x".repeat(10_000));
    }
    world.kill(id);
    List<Path> segments = segments();
    assertThat(segments).hasSizeGreaterThan(1);
    Files.delete(segments.get(segments.size() - 2));
    assertRefused(segments.getLast(), "entry");
  }

  @Test
  void listOfMembersThatIsNoneKeepsTheMemberFromBeginning() throws IOException {
    leaveEntries(ENTRY_COUNT);
    Path file = world.logDirectory(id).resolve("current").resolve("raft-meta.conf");
    Files.writeString(file, "who?");
    assertRefused(file, "no list of members");
  }

  // ---------------------------------------------------------------- snapshots

  @Test
  void damagedSnapshotIsReplacedByTheOneBeforeAndTheLog() throws IOException {
    int count = 4 * SNAPSHOT_INTERVAL + 7;
    leaveEntries(count);
    Path newest = snapshots().getFirst();
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(bytes, bytes.length / 2));
    Member again = restart();
    assertThat(again.machine().restoreCount()).isEqualTo(1);
    assertThat(again.machine().count()).isEqualTo(count);
    propose(again, "more=1");
    assertThat(again.machine().count()).isEqualTo(count + 1);
  }

  @Test
  void onlyDamagedSnapshotsKeepTheMemberFromBeginning() throws IOException {
    leaveEntries(4 * SNAPSHOT_INTERVAL);
    List<Path> snapshots = snapshots();
    assertThat(snapshots).hasSize(2);
    for (Path snapshot : snapshots) {
      byte[] bytes = Files.readAllBytes(snapshot);
      bytes[0] ^= 1;
      Files.write(snapshot, bytes);
    }
    assertRefused(snapshots.getFirst(), "not what was written");
  }

  @Test
  void halfInstalledSnapshotIsUndone() throws IOException {
    int count = SNAPSHOT_INTERVAL + 7;
    leaveEntries(count);
    Path folder = world.logDirectory(id).resolve(SnapshotStore.FOLDER);
    Files.move(folder, folder.resolveSibling("sm.tmp20260101_000000_000"));
    Member again = restart();
    assertThat(again.machine().restoreCount()).isEqualTo(1);
    assertThat(again.machine().count()).isEqualTo(count);
  }

  @Test
  void closedLogIsDeleted() {
    Member member = start();
    member.log().close();
    world.host(id).delete(world.group());
    assertThat(world.logDirectory(id)).doesNotExist();
  }

  // ---------------------------------------------------------------- helpers

  private Member start() {
    Member member = world.start(id, List.of(new LogMember(id, true)));
    world.await("it leads", member::isLeader);
    return member;
  }

  private void leaveEntries(int count) {
    Member member = start();
    Queue<CompletableFuture<ProposeResult>> results = new ArrayDeque<>();
    for (int i = 0; i < count || !results.isEmpty(); i++) {
      if (i >= UNDER_WAY_MAX) {
        assertThat(world.await(results.remove())).isInstanceOf(ProposeResult.Committed.class);
      }
      if (i < count) {
        results.add(member.log().propose(RegisterMachine.command("r" + i % 5 + "=" + i + PADDING)));
      }
    }
    world.kill(id);
  }

  private Member restart() {
    Member member = world.start(id, List.of());
    world.await("it leads again", member::isLeader);
    return member;
  }

  private void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> world.start(id, List.of()))
        .isInstanceOfSatisfying(
            ClusterException.class,
            refused -> assertThat(refused.code()).isEqualTo(ClusterException.Code.STORAGE))
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why)
        .hasMessageContaining("delete " + world.logDirectory(id));
  }

  private void propose(Member member, String text) {
    assertThat(world.await(member.log().propose(RegisterMachine.command(text))))
        .isInstanceOf(ProposeResult.Committed.class);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(world.logDirectory(id).resolve("current"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("log_"))
          .sorted(Comparator.comparingLong(LogFilesTest::startOf))
          .toList();
    }
  }

  private Path lastSegment() throws IOException {
    return segments().getLast();
  }

  private static long startOf(Path segment) {
    String name = segment.getFileName().toString().replace("log_inprogress_", "log_");
    String start = name.substring("log_".length());
    int dash = start.indexOf('-');
    return Long.parseLong(dash < 0 ? start : start.substring(0, dash));
  }

  private static SegmentScan.End scanEnd(Path segment) throws IOException {
    return SegmentScan.scan(segment, startOf(segment)).end();
  }

  /// Where a record begins of which nothing may be missing for it to count.
  private static int startOfLastRecord(Path segment, byte[] whole, long count) throws IOException {
    Files.write(segment, Arrays.copyOf(whole, whole.length - 1));
    SegmentScan.Result scan = SegmentScan.scan(segment, startOf(segment));
    Files.write(segment, whole);
    assertThat(scan.count()).isEqualTo(count - 1);
    return Math.toIntExact(scan.validBytes());
  }

  /// The furthest first.
  private List<Path> snapshots() throws IOException {
    Path folder = world.logDirectory(id).resolve(SnapshotStore.FOLDER);
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("snapshot\\.\\d+_\\d+"))
          .sorted(
              Comparator.comparingLong(
                      (Path file) -> Long.parseLong(file.getFileName().toString().split("_", 2)[1]))
                  .reversed())
          .toList();
    }
  }
}
