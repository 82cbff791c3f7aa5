package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Command.ReportJob;
import cwm.cluster.state.Command.SetStage;
import cwm.cluster.state.Command.Submit;
import cwm.cluster.state.Effect.AgendaChanged;
import cwm.cluster.state.Job.NodeReport;
import cwm.cluster.state.Job.RequestAnswered;
import cwm.cluster.state.Outcome.Done;
import cwm.cluster.state.Participant.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Jobs, from when they are asked for to their answers.
class JobsTest {
  private final Log log = new Log();

  // ---------------------------------------------------------------- beginnings

  @Test
  void firstJobBeginsWhenTheFirstNodeHasSubmitted() {
    log.joinAndTakePart("a", "b");
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.submit("a", true, "load-1", "load-2")).isEqualTo(new Done());
    Job job = log.job();
    assertThat(job.id()).isEqualTo(log.index());
    assertThat(nodeIds(job.nodes())).containsExactly("a");
    assertThat(nodeIds(job.map().nodes())).containsExactly("a");
    assertThat(job.map().epoch()).isEqualTo(job.id());
    assertThat(job.loads())
        .containsExactly(
            new Load("a", "a-run", "load-1", false, false),
            new Load("a", "a-run", "load-2", false, false));
    assertThat(job.thinks()).isTrue();
    assertThat(job.answers()).containsExactly(new RequestAnswered("a", 1));
    assertThat(log.agenda().loads()).isEmpty();
    assertThat(log.agenda().map()).isEmpty();
    assertThat(log.effects).containsExactly(new AgendaChanged(log.agenda()));
  }

  @Test
  void nodeThatStillReadsItsInputsGivesFactsAwayAndOwnsNone() {
    log.joinAndTakePart("a", "b");
    log.submit("b", false, false, "load-1");
    assertThat(log.agenda().running()).as("nobody may own facts").isEmpty();
    log.submit("a", false);
    assertThat(nodeIds(log.job().map().nodes())).containsExactly("a");
    assertThat(nodeIds(log.job().nodes())).containsExactly("a", "b");
    assertThat(log.job().answers()).containsExactly(new RequestAnswered("b", 1));
  }

  @Test
  void whatIsAskedForWhileAJobRunsBecomesOneJobAfterIt() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    Job first = log.job();
    log.submit("a", false, "load-2");
    log.submit("b", false, "load-3");
    assertThat(log.job()).isEqualTo(first);
    assertThat(log.agenda().loads()).hasSize(2);
    log.endJob();
    Job second = log.job();
    assertThat(second.id()).isEqualTo(log.index());
    assertThat(second.loads()).extracting(Load::loadId).containsExactly("load-2", "load-3");
    assertThat(second.answers())
        .containsExactly(new RequestAnswered("a", 2), new RequestAnswered("b", 1));
    assertThat(nodeIds(second.map().nodes())).containsExactly("a", "b");
    assertThat(log.participant("a").answered()).isEqualTo(1);
    log.endJob();
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.participant("a").answered()).isEqualTo(2);
    assertThat(log.participant("b").answered()).isEqualTo(1);
  }

  @Test
  void jobsAreHeldBackUntilAsManyAsExpectedHaveFinishedTheirInputs() {
    log.joinAndTakePart("a");
    log.join("b");
    log.takePart("b", 3, false);
    log.joinAndTakePart("c");
    log.submit("a", true, "load-1");
    log.submit("b", true, "load-2");
    log.submit("c", false, false, "load-3");
    assertThat(log.agenda().running()).isEmpty();
    log.submit("c", false);
    assertThat(log.job().loads()).hasSize(3);
    assertThat(nodeIds(log.job().nodes())).containsExactly("a", "b", "c");
  }

  @Test
  void afterTheFirstJobNodesMayGoThoughMoreWereExpected() {
    log.join("a");
    log.takePart("a", 2, false);
    log.joinAndTakePart("b");
    log.submit("a", true, "load-1");
    log.submit("b", true, "load-2");
    log.endJob();
    log.apply(new SetStage("b", "b-run", Stage.LEAVING));
    log.endJob();
    log.apply(new RemoveMember("b", "b-1"));
    log.submit("a", false, "load-3");
    log.endJob();
    assertThat(log.participant("a").answer().orElseThrow().outcome()).isEqualTo(JobOutcome.DONE);
  }

  @Test
  void rulesThatWereAskedForOnceRunInEachLaterJob() {
    log.joinAndTakePart("a");
    log.submit("a", false, "load-1");
    assertThat(log.job().thinks()).isFalse();
    log.endJob();
    log.submit("a", true);
    log.endJob();
    log.submit("a", false, "load-2");
    assertThat(log.job().thinks()).isTrue();
  }

  private void submitPuttingOff(String nodeId, String load) {
    long request = log.participant(nodeId).lastRequest() + 1;
    log.apply(
        new Submit(
            nodeId,
            nodeId + "-run",
            request,
            List.of(load),
            List.of(),
            Thinking.PUT_OFF,
            0,
            1_000,
            true,
            0));
  }

  @Test
  void rulesArePutOffIfAllWhoLoadSaySo() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    log.submit("b", false);
    endJobs();
    submitPuttingOff("a", "load-2");
    assertThat(log.job().thinks()).isFalse();
    submitPuttingOff("a", "load-3");
    log.submit("b", false, "load-4");
    log.endJob();
    assertThat(log.job().loads()).hasSize(2);
    assertThat(log.job().thinks()).isTrue();
  }

  @Test
  void rulesAreNotPutOffWhereFactsMoveAsOthersCome() {
    log.join("a");
    log.takePart("a", "a-run", 0, false, new DataSettings("predicate", 64, 1));
    log.submit("a", true, "load-1");
    endJobs();
    submitPuttingOff("a", "load-2");
    assertThat(log.job().thinks()).isTrue();
  }

  /// What was derived may be lost then.
  @Test
  void rulesAreNotPutOffWhenFactsMoveNorInASecondAttempt() {
    log.joinAndTakePart("a");
    log.submit("a", true, "load-1");
    endJobs();
    submitPuttingOff("a", "load-2");
    assertThat(log.job().thinks()).isFalse();
    log.report("a", JobOutcome.BROKEN, "the disk is full");
    assertThat(log.job().attempt()).isEqualTo(1);
    assertThat(log.job().thinks()).isTrue();
    endJobs();
    submitPuttingOff("a", "load-3");
    log.joinAndTakePart("b");
    log.submit("b", false);
    submitPuttingOff("a", "load-4");
    log.endJob();
    assertThat(log.job().loads()).hasSize(1);
    assertThat(log.job().thinks()).isTrue();
  }

  @Test
  void leastLimitAndLatestTimeOfThoseWhoAskHold() {
    log.joinAndTakePart("a", "b", "c");
    log.submit("a", false, "load-1");
    log.apply(
        new Submit("a", "a-run", 2, List.of(), List.of(), Thinking.ASKED_FOR, 500, 2_000, true, 0));
    log.apply(
        new Submit("b", "b-run", 1, List.of(), List.of(), Thinking.ASKED_FOR, 100, 1_000, true, 0));
    log.apply(
        new Submit("c", "c-run", 1, List.of(), List.of(), Thinking.ASKED_FOR, 0, 1_500, true, 0));
    log.endJob();
    assertThat(log.job().maxSteps()).isEqualTo(100);
    assertThat(log.job().nowMillis()).isEqualTo(2_000);
  }

  @Test
  void rulesThatRunAgainUnaskedKeepToTheLimitAndTheTimeOfWhoAskedLast() {
    log.joinAndTakePart("a", "b");
    log.apply(
        new Submit(
            "a", "a-run", 1, List.of("load-1"), List.of(), Thinking.ASKED_FOR, 10, 1_000, true, 0));
    log.endJob();
    log.apply(
        new Submit("b", "b-run", 1, List.of(), List.of(), Thinking.ASKED_FOR, 500, 2_000, true, 0));
    log.endJob();
    log.joinAndTakePart("c");
    log.submit("c", false, "load-2");
    assertThat(log.job().thinks()).isTrue();
    assertThat(log.job().maxSteps()).isEqualTo(500);
    assertThat(log.job().nowMillis()).isEqualTo(2_000);
  }

  private void endJobs() {
    while (log.agenda().running().isPresent()) {
      log.endJob();
    }
  }

  @Test
  void theyKeepToItWhenWhoAskedIsGone() {
    log.joinAndTakePart("a", "b");
    log.apply(
        new Submit(
            "a", "a-run", 1, List.of("load-1"), List.of(), Thinking.ASKED_FOR, 10, 1_000, true, 0));
    log.submit("b", false);
    endJobs();
    log.apply(new SetStage("a", "a-run", Stage.LEAVING));
    endJobs();
    log.apply(new SetStage("a", "a-run", Stage.GONE));
    log.submit("b", false, "load-2");
    assertThat(log.job().thinks()).isTrue();
    assertThat(log.job().maxSteps()).isEqualTo(10);
    assertThat(log.job().nowMillis()).isEqualTo(1_000);
  }

  @Test
  void allWhoAreReadyOwnEqualSharesOfTheFirstMap() {
    log.join("a");
    log.takePart("a", 3, false);
    log.joinAndTakePart("b", "c", "d");
    log.submit("c", false, "load-1");
    log.submit("a", false);
    log.submit("b", true);
    PartitionMap map = log.job().map();
    assertThat(nodeIds(map.nodes())).containsExactly("a", "b", "c");
    assertThat(map.partitionCount()).isEqualTo(64);
    assertThat(map.partitionsOf(0)).hasSize(22);
    assertThat(map.partitionsOf(1)).hasSize(21);
    assertThat(map.partitionsOf(2)).hasSize(21);
  }

  @Test
  void secondCopyOfARequestAsksForNothingMore() {
    log.joinAndTakePart("a");
    log.submit("a", true, "load-1");
    assertNothingChangesAgain();
    log.submit("a", false, "load-2");
    assertNothingChangesAgain();
    log.endJob();
    log.endJob();
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.participant("a").answered()).isEqualTo(2);
  }

  private void assertNothingChangesAgain() {
    Agenda before = log.agenda();
    assertThat(log.apply(log.commands.getLast())).isEqualTo(new Done());
    assertThat(log.agenda()).isEqualTo(before);
    assertThat(log.effects).isEmpty();
  }

  /// Whatever a node was restored from, what it does next is the same.
  @Test
  void agendaGoesOnFromASnapshotTakenAnywhere() {
    log.join("a");
    log.takePart("a", 2, true);
    log.join("b");
    log.takePart("b", 0, true);
    log.submit("a", true, "load-1");
    log.submit("b", false, "load-2");
    log.report("b", JobOutcome.BROKEN, "no way to a");
    log.submit("b", false, "load-3");
    log.report("a", JobOutcome.THINK_FAILED, "100 rounds are over");
    log.report("b", JobOutcome.DONE, "");
    log.joinAndTakePart("c");
    log.submit("c", true, "load-4");
    log.endJob();
    log.endJob();
    log.apply(new SetStage("c", "c-run", Stage.LEAVING));
    log.report("c", JobOutcome.DONE, "");
    log.report("a", JobOutcome.DONE, "");
    log.report("b", JobOutcome.DONE, "");
    log.apply(new SetStage("c", "c-run", Stage.GONE));
    log.apply(new SetStage("a", "a-run", Stage.DONE));
    log.apply(new SetStage("b", "b-run", Stage.DONE));
    assertThat(log.agenda().isClosed()).isTrue();
    var other = new ClusterState();
    for (int i = 0; i < log.commands.size(); i++) {
      other.apply(i + 1, log.commands.get(i));
      ClusterState restored = ClusterState.restore(other.snapshot());
      assertThat(restored.agenda()).isEqualTo(other.agenda());
      other = restored;
    }
    assertThat(other.agenda()).isEqualTo(log.agenda());
    assertThat(other.digest()).isEqualTo(log.state.digest());
  }

  // ---------------------------------------------------------------- ends

  @Test
  void jobThatAllHaveDoneIsTheNextVersion() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    log.submit("b", false, "load-2");
    log.endJob();
    Job job = log.job();
    log.apply(
        new ReportJob(
            job.id(), new NodeReport("b", JobOutcome.DONE, "", 100, 10, Examples.cost(4, 7, 60))));
    assertThat(log.job().reports()).hasSize(1);
    assertThat(log.agenda().version()).isLessThan(job.id());
    log.report("a", JobOutcome.DONE, "");
    Agenda agenda = log.agenda();
    assertThat(agenda.running()).isEmpty();
    assertThat(agenda.version()).isEqualTo(job.id());
    assertThat(agenda.placed()).isEqualTo(job.id());
    assertThat(agenda.isComplete()).isTrue();
    assertThat(agenda.map()).contains(job.map());
    var result =
        new JobResult(job.id(), JobOutcome.DONE, "", 2, 110, 11, Examples.cost(5, 7, 60), 0);
    assertThat(log.participant("b").answer()).contains(result);
    assertThat(log.participant("b").isWaiting()).isFalse();
    assertThat(log.participant("a").answer().orElseThrow().job()).isLessThan(job.id());
  }

  @Test
  void rulesThatDoNotEndLeaveTheFactsWhereTheyBelong() {
    log.joinAndTakePart("a");
    log.submit("a", false, "load-1");
    log.endJob();
    long version = log.agenda().version();
    log.submit("a", true, "load-2");
    Job job = log.job();
    log.report("a", JobOutcome.THINK_FAILED, "100 rounds are over");
    Agenda agenda = log.agenda();
    assertThat(agenda.running()).isEmpty();
    assertThat(agenda.placed()).isEqualTo(job.id());
    assertThat(agenda.areRulesInForce()).isTrue();
    assertThat(agenda.version()).isEqualTo(version);
    assertThat(agenda.isComplete()).isFalse();
    assertThat(agenda.map()).contains(job.map());
    assertThat(log.participant("a").answer())
        .contains(
            new JobResult(
                job.id(),
                JobOutcome.THINK_FAILED,
                "100 rounds are over",
                1,
                10,
                1,
                Examples.cost(5, 3, 40),
                0));
    log.submit("a", false);
    log.submit("a", true);
    log.endJob();
    assertThat(log.agenda().isComplete()).isTrue();
  }

  @Test
  void nodeThatIsStartedAnewBreaksAnAttemptOnce() {
    log.joinAndTakePart("a", "b");
    log.submit("a", false, "load-1");
    log.submit("b", false);
    log.report("a", JobOutcome.BROKEN, "no way to b");
    assertThat(log.job().attempt()).isEqualTo(1);
    log.takePart(
        "b", "b-again", 0, false); // it was killed and is back, before anybody could take it out
    assertThat(log.agenda().failedAttempts()).isEqualTo(1);
    log.submit("b", false);
    assertThat(log.job().loads()).extracting(Load::loadId).containsExactly("load-1");
    log.endJob();
    assertThat(log.participant("a").answer().orElseThrow().outcome()).isEqualTo(JobOutcome.DONE);
  }

  @Test
  void brokenJobIsTriedAgainAtOnceWithWhatItWasToDo() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    log.submit("b", false, "load-2");
    log.endJob();
    Job broken = log.job();
    log.submit("a", false, "load-3");
    log.report("b", JobOutcome.BROKEN, "no way to a");
    Job retry = log.job();
    assertThat(retry.id()).isEqualTo(log.index()).isGreaterThan(broken.id());
    assertThat(retry.attempt()).isEqualTo(1);
    assertThat(retry.loads()).extracting(Load::loadId).containsExactly("load-2", "load-3");
    assertThat(retry.answers())
        .containsExactly(new RequestAnswered("a", 2), new RequestAnswered("b", 1));
    assertThat(retry.reports()).isEmpty();
    assertThat(log.agenda().isComplete()).isFalse();
    assertThat(log.participant("b").answer()).isEmpty();
    log.endJob();
    assertThat(log.agenda().isComplete()).isTrue();
    assertThat(log.agenda().failedAttempts()).isZero();
    assertThat(log.participant("b").answer().orElseThrow().outcome()).isEqualTo(JobOutcome.DONE);
  }

  @Test
  void afterThreeAttemptsThoseWhoAskedAreToldAndWhatFailedDoesNotComeBack() {
    log.joinAndTakePart("a");
    log.submit("a", true, "load-1");
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(log.job().attempt()).isEqualTo(attempt);
      assertThat(log.participant("a").answer()).isEmpty();
      log.report("a", JobOutcome.BROKEN, "the disk is full");
    }
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.participant("a").answer())
        .hasValueSatisfying(
            answer -> {
              assertThat(answer.outcome()).isEqualTo(JobOutcome.BROKEN);
              assertThat(answer.reason()).isEqualTo("the disk is full");
            });
    assertThat(log.participant("a").isWaiting()).isFalse();
    assertThat(log.agenda().loads()).isEmpty();
    assertThat(log.agenda().isComplete()).isFalse();
    log.submit("a", false, "load-2");
    assertThat(log.job().attempt()).isZero();
    assertThat(log.job().loads()).extracting(Load::loadId).containsExactly("load-2");
    log.endJob();
    assertThat(log.agenda().isComplete()).isTrue();
  }

  /// What was told to have failed would else be stated after all, though it was taken back since.
  @Test
  void afterALoadThatFailedForGoodARemovalOfTheSameFactsIsTheLastWord() {
    log.joinAndTakePart("a", "b");
    log.submit("a", false, "load-1");
    log.submit("b", false);
    log.endJob();
    log.endJob();
    log.submit("a", false, "load-2");
    log.submit("b", false, "load-of-b");
    breakJob("a", 3);
    assertThat(log.participant("a").answer().orElseThrow().outcome()).isEqualTo(JobOutcome.BROKEN);
    assertThat(log.participant("b").answer().orElseThrow().outcome()).isEqualTo(JobOutcome.BROKEN);
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.agenda().loads()).isEmpty();
    log.apply(
        new Submit(
            "a", "a-run", 3, List.of(), List.of("not-2"), Thinking.AS_EVER, 0, 1_000, true, 0));
    assertThat(log.job().loads()).containsExactly(new Load("a", "a-run", "not-2", true, false));
    log.report("b", JobOutcome.BROKEN, "no way to a");
    assertThat(log.job().loads()).containsExactly(new Load("a", "a-run", "not-2", true, false));
    log.endJob();
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.agenda().isComplete()).isTrue();
    log.submit("b", true);
    assertThat(log.job().loads()).isEmpty();
    log.endJob();
    assertThat(log.participant("b").answer().orElseThrow().outcome()).isEqualTo(JobOutcome.DONE);
    assertThat(log.agenda().loads()).isEmpty();
  }

  @Test
  void whatIsAskedForDuringTheLastAttemptIsTriedWithWhatFailed() {
    log.joinAndTakePart("a");
    log.submit("a", false, "load-1");
    breakJob("a", 2);
    assertThat(log.job().attempt()).isEqualTo(2);
    log.submit("a", false, "load-2");
    log.report("a", JobOutcome.BROKEN, "the disk is full");
    assertThat(log.participant("a").answer()).isEmpty();
    assertThat(log.job().attempt()).isEqualTo(1);
    assertThat(log.job().loads()).extracting(Load::loadId).containsExactly("load-1", "load-2");
    breakJob("a", 2);
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.agenda().loads()).isEmpty();
    assertThat(log.participant("a").answered()).isEqualTo(2);
  }

  @Test
  void rulesThatBrokeForGoodRunInTheNextJobUnasked() {
    log.joinAndTakePart("a");
    log.submit("a", false, "load-1");
    log.endJob();
    log.submit("a", true);
    assertThat(log.agenda().areRulesInForce()).as("before it has ended").isFalse();
    breakJob("a", 3);
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.agenda().areRulesInForce()).isTrue();
    log.submit("a", false, "load-2");
    assertThat(log.job().thinks()).isTrue();
  }

  @Test
  void rulesThatBrokeRunInTheNextAttemptThoughWhoAskedForThemIsGone() {
    log.joinAndTakePart("a", "b");
    log.submit("a", false, "load-1");
    log.endJob();
    log.submit("b", true, false);
    assertThat(log.job().thinks()).isTrue();
    assertThat(nodeIds(log.job().nodes())).containsExactly("a");
    log.submit("a", false, "load-2");
    log.apply(new SetStage("b", "b-run", Stage.GONE));
    log.report("a", JobOutcome.BROKEN, "the disk is full");
    assertThat(log.job().attempt()).isEqualTo(1);
    assertThat(log.job().thinks()).isTrue();
  }

  @Test
  void jobWithoutRulesThatBreaksPutsNoneInForce() {
    log.joinAndTakePart("a");
    log.submit("a", false, "load-1");
    breakJob("a", 3);
    assertThat(log.agenda().areRulesInForce()).isFalse();
    log.submit("a", false, "load-2");
    assertThat(log.job().thinks()).isFalse();
  }

  @Test
  void whoLeavesAfterAttemptsInVainMayStillHandOver() {
    log.joinAndTakePart("a", "b");
    log.submit("a", false, "load-1");
    log.submit("b", false);
    log.endJob();
    log.endJob();
    log.submit("a", false, "load-2");
    breakJob("a", 3);
    assertThat(log.agenda().running()).isEmpty();
    log.apply(new SetStage("b", "b-run", Stage.LEAVING));
    assertThat(nodeIds(log.job().nodes())).containsExactly("a", "b");
    assertThat(nodeIds(log.job().map().nodes())).containsExactly("a");
    assertThat(log.job().attempt()).isZero();
    assertThat(log.job().loads()).as("what failed for good").isEmpty();
    log.endJob();
    assertThat(log.agenda().loads()).isEmpty();
    assertThat(log.agenda().isComplete()).isTrue();
  }

  @Test
  void reportOfAnEarlierAttemptIsNoneOfTheNext() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    log.submit("b", false, "load-2");
    log.endJob();
    Job broken = log.job();
    log.report("a", JobOutcome.BROKEN, "no way to b");
    Agenda before = log.agenda();
    for (JobOutcome outcome : JobOutcome.values()) {
      log.apply(
          new ReportJob(
              broken.id(), new NodeReport("b", outcome, "late", 1, 1, Examples.cost(1, 1, 1))));
      assertThat(log.agenda()).isEqualTo(before);
      assertThat(log.effects).isEmpty();
    }
  }

  @Test
  void worstOfTheReportsIsTheOutcomeOfAllWithTheFirstReason() {
    log.join("a");
    log.takePart("a", 3, false);
    log.joinAndTakePart("b", "c");
    log.submit("a", true, "load-1");
    log.submit("b", false, "load-2");
    log.submit("c", false);
    log.report("b", JobOutcome.THINK_FAILED, "100 rounds are over");
    log.report("a", JobOutcome.DONE, "");
    log.report("c", JobOutcome.THINK_FAILED, "100 rounds are over here too");
    JobResult answer = log.participant("b").answer().orElseThrow();
    assertThat(answer.outcome()).isEqualTo(JobOutcome.THINK_FAILED);
    assertThat(answer.reason()).isEqualTo("100 rounds are over");
    assertThat(answer.factCount()).isEqualTo(30);
    assertThat(log.agenda().failedAttempts()).as("it is not tried again").isZero();
  }

  @Test
  void reportsOfOtherJobsAndOtherNodesAndSecondReportsChangeNothing() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    var first = new ReportJob(log.job().id(), NodeReport.broken("a", "late"));
    log.endJob();
    log.submit("b", true, "load-2");
    log.report("b", JobOutcome.DONE, "");
    Agenda before = log.agenda();
    long job = log.job().id();
    assertThat(log.apply(first)).isEqualTo(new Done());
    log.report("b", JobOutcome.BROKEN, "after all");
    log.report("c", JobOutcome.BROKEN, "nobody asked");
    log.apply(new ReportJob(job + 1, NodeReport.broken("a", "early")));
    assertThat(log.agenda()).isEqualTo(before);
    assertThat(log.effects).isEmpty();
  }

  /// A node breaks the running job, and then each next attempt, until it has broken that many.
  private void breakJob(String nodeId, int times) {
    for (int i = 0; i < times; i++) {
      log.report(nodeId, JobOutcome.BROKEN, "the disk is full");
    }
  }

  private static List<String> nodeIds(List<JobNode> nodes) {
    return nodes.stream().map(JobNode::nodeId).toList();
  }
}
