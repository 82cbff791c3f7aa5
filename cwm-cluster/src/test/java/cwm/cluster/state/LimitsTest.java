package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.LeaveBarrier;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Command.RenewSession;
import cwm.cluster.state.Command.ReportJob;
import cwm.cluster.state.Command.Submit;
import cwm.cluster.state.Command.TakePart;
import cwm.cluster.state.Job.NodeReport;
import cwm.cluster.state.Outcome.BarrierReleased;
import cwm.cluster.state.Outcome.Done;
import cwm.cluster.state.Outcome.LockGranted;
import cwm.cluster.state.Outcome.LockQueued;
import cwm.cluster.state.Outcome.Rejected;
import cwm.cluster.state.Outcome.Rejected.Reason;
import cwm.cluster.state.Outcome.SessionRenewed;
import cwm.ipc.message.Bytes;
import cwm.ipc.wire.MessageEncoder;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LimitsTest {
  private static final String LONG_NAME = "n".repeat(Limits.NAME_LENGTH_MAX + 1);
  private static final String LONG_ID = "i".repeat(Limits.ID_LENGTH_MAX + 1);

  private final Log log = new Log();

  static Stream<Command> commandsWithBadTexts() {
    return Stream.of(
        new PutMember("", "i", "a:1"),
        new PutMember(LONG_NAME, "i", "a:1"),
        new PutMember("a\n", "i", "a:1"),
        new PutMember("a\uD800", "i", "a:1"),
        new PutMember("a", "", "a:1"),
        new PutMember("a", LONG_ID, "a:1"),
        new PutMember("a", "i é", "a:1"),
        new PutMember("a", "i", "a:1", Optional.of("")),
        new RemoveMember("", "i"),
        new RemoveMember("a", "i i"),
        new OpenSession("a", "i", "", 1),
        new OpenSession("", "i", "r", 1),
        new AcquireLock("", 1, "r"),
        new AcquireLock(LONG_NAME, 1, "r"),
        new AcquireLock("lock", 1, LONG_ID),
        new ReleaseLock("lock\u0000", 1, "r"),
        new ReleaseLock("lock", 1, "r\u007f"),
        new EnterBarrier("", 1, 1, "e"),
        new EnterBarrier("barrier", 1, 1, ""),
        new LeaveBarrier("\u0085", 1, "e"),
        new LeaveBarrier("barrier", 1, "\uD83D\uDE00"),
        new TakePart("", "i", "run", 0, 1, 0, false, false, Log.SETTINGS),
        new TakePart("a", "i i", "run", 0, 1, 0, false, false, Log.SETTINGS),
        new TakePart("a", "i", LONG_ID, 0, 1, 0, false, false, Log.SETTINGS),
        new TakePart("a", "i", "run", 0, 1, 0, false, false, new DataSettings("", 0, 1)),
        new Submit(
            "a", "run", 1, List.of("load", ""), List.of(), Thinking.ASKED_FOR, 0, 0, true, 0),
        new Submit("a", "run", 1, List.of(LONG_ID), List.of(), Thinking.ASKED_FOR, 0, 0, true, 0));
  }

  @ParameterizedTest
  @MethodSource("commandsWithBadTexts")
  void badTextsAreRejected(Command command) {
    assertThat(log.apply(command))
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(Reason.BAD_TEXT));
    assertThat(log.state.members()).isEmpty();
  }

  @Test
  void messagesSayWhatIsRight() {
    assertThat(log.acquire("l".repeat(300), 1, "r"))
        .isEqualTo(new Rejected(Reason.BAD_TEXT, "the lock has 300 characters; 1 to 128"));
    assertThat(log.acquire("a\tb", 1, "r"))
        .isEqualTo(new Rejected(Reason.BAD_TEXT, "the lock has U+000009; no control characters"));
    assertThat(log.acquire("lock", 1, "a b"))
        .isEqualTo(
            new Rejected(Reason.BAD_TEXT, "the request id has U+000020; only visible ASCII"));
  }

  @Test
  void namesMayBeOfAnyScript() {
    log.apply(new PutMember("узел 1", "i-1", "a:1"));
    log.apply(new OpenSession("узел 1", "i-1", "r", 1));
    long session = log.index();
    assertThat(log.acquire("鍵 😀", session, "r1")).isInstanceOf(LockGranted.class);
  }

  @Test
  void numbersHaveRanges() {
    log.join("a");
    for (long lease : new long[] {Long.MIN_VALUE, -1, 0, Limits.LEASE_MILLIS_MAX + 1}) {
      assertThat(log.apply(new OpenSession("a", "a-1", "r", lease)))
          .isEqualTo(
              new Rejected(Reason.BAD_NUMBER, "the lease in ms is " + lease + "; 1 to 3600000"));
    }
    long session = log.open("a");
    for (int count : new int[] {-1, 0, Limits.ENTRIES_PER_BARRIER_MAX + 1}) {
      assertThat(log.enter("barrier", count, session, "e"))
          .isEqualTo(new Rejected(Reason.BAD_NUMBER, "the count is " + count + "; 1 to 1000"));
    }
  }

  @Test
  void numbersOfTheAgendaHaveRanges() {
    log.join("a");
    assertBadNumber(takePart(0, 0, 0), "the workers is 0; 1 to 1024");
    assertBadNumber(takePart(1_025, 0, 0), "the workers is 1025; 1 to 1024");
    assertBadNumber(takePart(1, 1_001, 0), "the expected nodes is 1001; 0 to 1000");
    assertBadNumber(takePart(1, 0, 65_537), "the partitions is 65537; 0 to 65536");
    log.takePart("a", 0, false);
    List<String> loads = Collections.nCopies(Limits.LOADS_PER_REQUEST_MAX + 1, "load");
    assertBadNumber(
        new Submit("a", "a-run", 1, loads, List.of(), Thinking.ASKED_FOR, 0, 0, true, 0),
        "the loads at once is 257; 0 to 256");
    String reason = "r".repeat(Limits.REASON_LENGTH_MAX + 1);
    assertBadNumber(
        new ReportJob(1, NodeReport.broken("a", reason)),
        "the characters of the reason is 2001; 0 to 2000");
    long most = Limits.REPORTED_COUNT_MAX;
    assertBadNumber(report(most + 1, 0, 0), "the facts is " + (most + 1) + "; 0 to " + most);
    assertBadNumber(
        report(0, most + 1, 0), "the derived facts is " + (most + 1) + "; 0 to " + most);
    assertBadNumber(report(0, 0, -1), "the milliseconds is -1; 0 to " + most);
  }

  private static ReportJob report(long facts, long derived, long millis) {
    return new ReportJob(
        1, new NodeReport("a", JobOutcome.DONE, "", facts, derived, Examples.cost(0, 0, millis)));
  }

  /// A sum beyond what a number may be would be a state without a snapshot.
  @Test
  void factsOfAllNodesHaveASumWhateverTheyReport() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    log.submit("b", true, "load-2");
    log.endJob();
    for (String nodeId : List.of("a", "b")) {
      for (long facts : List.of(Long.MAX_VALUE, Limits.REPORTED_COUNT_MAX)) {
        log.apply(
            new ReportJob(
                log.agenda().running().map(Job::id).orElse(0L),
                new NodeReport(nodeId, JobOutcome.DONE, "", facts, 0, Examples.cost(0, 0, 0))));
      }
    }
    assertThat(log.participant("b").answer().orElseThrow().factCount())
        .isEqualTo(2 * Limits.REPORTED_COUNT_MAX);
    assertThat(ClusterState.restore(log.state.snapshot()).agenda()).isEqualTo(log.agenda());
  }

  private static TakePart takePart(int workers, int expectedNodes, int partitions) {
    return new TakePart(
        "a",
        "a-1",
        "run",
        1,
        workers,
        expectedNodes,
        false,
        false,
        new DataSettings("s", partitions, 1));
  }

  private void assertBadNumber(Command command, String message) {
    Agenda before = log.agenda();
    assertThat(log.apply(command)).isEqualTo(new Rejected(Reason.BAD_NUMBER, message));
    assertThat(log.agenda()).isEqualTo(before);
  }

  @Test
  void loadsOfAJobThatMayComeBackCountAsThoseThatWait() {
    log.joinAndTakePart("a");
    fillLoads("a");
    assertThat(log.agenda().loads()).hasSize(Limits.LOAD_COUNT_MAX - 1);
    assertTooMany(log.submit("a", true, "one-more"), "loads that wait");
    log.report("a", JobOutcome.BROKEN, "no room");
    assertThat(log.job().loads()).hasSize(Limits.LOAD_COUNT_MAX);
    assertTooMany(log.submit("a", true, "one-more"), "loads that wait");
    assertThat(log.submit("a", true)).as("no load at all").isEqualTo(new Done());
    log.endJob();
    assertThat(log.submit("a", true, "one-more")).isEqualTo(new Done());
  }

  /// Fills the agenda with loads of a node, of which the first is in a job.
  private void fillLoads(String nodeId) {
    log.submit(nodeId, true, narrow("load", 0));
    int count = 1;
    while (count < Limits.LOAD_COUNT_MAX) {
      int first = count;
      count = Math.min(Limits.LOAD_COUNT_MAX, count + Limits.LOADS_PER_REQUEST_MAX);
      log.submit(
          nodeId,
          true,
          IntStream.range(first, count).mapToObj(i -> narrow("load", i)).toArray(String[]::new));
    }
  }

  @Test
  void queuesHaveALength() {
    long session = log.joinAndOpen("a");
    for (int i = 0; i <= Limits.QUEUE_LENGTH_MAX; i++) {
      log.acquire("lock", session, "r" + i);
    }
    assertTooMany(log.acquire("lock", session, "one-more"), "requests in the queue");
    assertThat(log.acquire("lock", session, "r7")).isInstanceOf(LockQueued.class);
    log.release("lock", session, "r7");
    assertThat(log.acquire("lock", session, "one-more")).isInstanceOf(LockQueued.class);
  }

  @Test
  void acknowledgementsHaveALength() {
    long session = log.joinAndOpen("a");
    int max = Limits.ACKNOWLEDGED_COUNT_MAX;
    assertTooMany(
        log.apply(new RenewSession(session, Collections.nCopies(max + 1, "e"))), "acknowledged");
    assertThat(log.state.session(session).orElseThrow().renewedIndex()).isEqualTo(session);
    assertThat(log.apply(new RenewSession(session, Collections.nCopies(max, "e"))))
        .isEqualTo(new SessionRenewed());
  }

  @Test
  void whoeverNeverAcknowledgesCannotEnterForever() {
    long session = log.joinAndOpen("a");
    for (int i = 0; i < Limits.UNACKNOWLEDGED_COUNT_MAX; i++) {
      log.enter("barrier", 1, session, "e" + i);
    }
    assertTooMany(log.enter("barrier", 1, session, "e"), "unacknowledged");
    assertThat(log.enter("barrier", 1, session, "e0")).isEqualTo(new BarrierReleased(0));
    log.renew(session, "e0");
    assertThat(log.enter("barrier", 1, session, "e")).isInstanceOf(BarrierReleased.class);
  }

  /// Also fills a snapshot as far as possible, with names whose characters take the most bytes.
  @Test
  void atAllLimitsASnapshotFitsIntoAMessage() {
    fill();
    long session = log.state.sessions().getFirst().id();
    assertTooMany(log.apply(new PutMember("a", "a-1", "a:1")), "members");
    Member member = log.state.members().getFirst();
    assertTooMany(
        log.apply(new OpenSession(member.nodeId(), member.incarnation(), "one-more", 1)),
        "sessions");
    assertTooMany(log.acquire("new", session, "one-more"), "requests for locks");
    assertTooMany(
        log.enter(wide("barrier", 0), Limits.ENTRIES_PER_BARRIER_MAX, session, "one-more"),
        "entries of barriers");
    log.release(wide("lock", 0), session, narrow("lock", 0));
    assertTooMany(log.acquire("new", session, "one-more"), "locks");
    log.leave(wide("barrier", 0), session, narrow("entry", 0));
    assertTooMany(log.enter("new", 2, session, "one-more"), "barriers at which somebody waits");

    fillAgenda();
    Bytes snapshot = log.state.snapshot();
    assertThat(snapshot.size())
        .isBetween(MessageEncoder.MESSAGE_BYTES_MAX / 2, MessageEncoder.MESSAGE_BYTES_MAX);
    assertThat(ClusterState.restore(snapshot).image()).isEqualTo(log.state.image());
  }

  private void fill() {
    int sessions = Limits.SESSION_COUNT_MAX;
    long[] ids = new long[sessions];
    for (int i = 0; i < sessions; i++) {
      log.apply(new PutMember(wide("node", i), narrow("node", i), wide("address", i)));
      log.apply(
          new OpenSession(
              wide("node", i), narrow("node", i), narrow("open", i), Limits.LEASE_MILLIS_MAX));
      ids[i] = log.index();
      for (int j = 0; j < Limits.ENDED_COUNT_MAX; j++) {
        log.release("lock", ids[i], narrow("ended", j));
      }
    }
    for (int i = 0; i < Limits.REQUEST_COUNT_MAX; i++) {
      log.acquire(wide("lock", i % Limits.LOCK_COUNT_MAX), ids[i % sessions], narrow("lock", i));
    }
    for (int i = 0; i < Limits.ENTRY_COUNT_MAX; i++) {
      log.enter(
          wide("barrier", i % Limits.BARRIER_COUNT_MAX),
          Limits.ENTRIES_PER_BARRIER_MAX,
          ids[i % sessions],
          narrow("entry", i));
    }
    assertThat(log.state.sessions()).hasSize(sessions);
    assertThat(log.state.locks()).hasSize(Limits.LOCK_COUNT_MAX);
  }

  /// All take part and own facts, have had long answers, and have told long reasons of a job that
  /// has as many loads as can be.
  private void fillAgenda() {
    List<Member> members = log.state.members();
    for (Member member : members) {
      log.apply(
          new TakePart(
              member.nodeId(),
              member.incarnation(),
              narrow("run", 0),
              log.index(),
              Limits.WORKER_COUNT_MAX,
              Limits.MEMBER_COUNT_MAX,
              false,
              false,
              new DataSettings(narrow("strategy", 0), Limits.PARTITION_COUNT_MAX, 1)));
    }
    members.forEach(member -> log.submit(member.nodeId(), true));
    String reason = "語".repeat(Limits.REASON_LENGTH_MAX);
    for (Member member : members) {
      log.report(member.nodeId(), JobOutcome.THINK_FAILED, reason);
    }
    fillLoads(members.getFirst().nodeId());
    log.report(members.getFirst().nodeId(), JobOutcome.BROKEN, reason);
    for (Member member : members.subList(1, members.size())) {
      log.report(member.nodeId(), JobOutcome.THINK_FAILED, reason);
    }
    assertThat(log.agenda().participants())
        .hasSize(Limits.MEMBER_COUNT_MAX)
        .allMatch(each -> each.answer().isPresent());
    assertThat(log.job().loads()).hasSize(Limits.LOAD_COUNT_MAX);
    assertThat(log.job().reports()).hasSize(Limits.MEMBER_COUNT_MAX - 1);
    assertThat(log.job().map().partitionCount()).isEqualTo(Limits.PARTITION_COUNT_MAX);
  }

  private static String wide(String name, int number) {
    String text = name + number;
    return text + "語".repeat(Limits.NAME_LENGTH_MAX - text.length());
  }

  private static String narrow(String name, int number) {
    String text = name + number;
    return text + "-".repeat(Limits.ID_LENGTH_MAX - text.length());
  }

  private static void assertTooMany(Outcome outcome, String what) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(Reason.TOO_MANY);
              assertThat(rejected.message()).contains(what);
            });
  }
}
