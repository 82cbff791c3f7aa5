package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Command.SetStage;
import cwm.cluster.state.Command.Submit;
import cwm.cluster.state.Effect.AgendaChanged;
import cwm.cluster.state.Job.RequestAnswered;
import cwm.cluster.state.Outcome.Done;
import cwm.cluster.state.Outcome.Rejected;
import cwm.cluster.state.Outcome.Rejected.Reason;
import cwm.cluster.state.Participant.Stage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Nodes that come, go, start anew and are lost, and what becomes of jobs.
class JobNodesTest {
  private final Log log = new Log();

  // ---------------------------------------------------------------- nodes that come and go

  @Test
  void nodeThatJoinsLaterGetsItsShareAndNothingElseMoves() {
    log.joinAndTakePart("a", "b");
    log.submit("a", false, "load-1");
    log.submit("b", false);
    log.endJob();
    log.endJob();
    PartitionMap before = log.agenda().map().orElseThrow();
    log.joinAndTakePart("c");
    log.submit("c", false);
    PartitionMap map = log.job().map();
    assertThat(nodeIds(log.job().nodes())).containsExactly("a", "b", "c");
    assertThat(map.partitionsOf(2)).hasSize(21);
    assertThat(before.partitionsOf(0)).containsAll(map.partitionsOf(0)).hasSize(32);
    assertThat(before.partitionsOf(1)).containsAll(map.partitionsOf(1)).hasSize(32);
    assertThat(log.job().answers()).isEmpty();
    log.endJob();
    assertThat(log.agenda().map()).contains(map);
  }

  @Test
  void nodeThatLeavesHandsOverWhatItOwns() {
    log.joinAndTakePart("a", "b");
    log.submit("a", false, "load-1");
    log.submit("b", false);
    log.endJob();
    log.endJob();
    log.apply(new SetStage("a", "a-run", Stage.LEAVING));
    Job job = log.job();
    assertThat(nodeIds(job.nodes())).containsExactly("b", "a");
    assertThat(nodeIds(job.map().nodes())).containsExactly("b");
    log.endJob();
    log.apply(new SetStage("a", "a-run", Stage.GONE));
    assertThat(nodeIds(log.agenda().map().orElseThrow().nodes())).containsExactly("b");
    assertThat(log.agenda().lostOwners()).isEmpty();
    assertThat(log.agenda().isComplete()).isTrue();
    assertThat(log.agenda().running()).isEmpty();
  }

  @Test
  void whenANodeLeavesOnlyItsPartitionsMove() {
    log.joinAndTakePart("a", "b", "c");
    log.submit("a", false, "load-1");
    log.submit("b", false);
    log.submit("c", false);
    log.endJob();
    log.endJob();
    PartitionMap before = log.agenda().map().orElseThrow();
    log.apply(new SetStage("b", "b-run", Stage.LEAVING));
    PartitionMap map = log.job().map();
    assertThat(nodeIds(map.nodes())).containsExactly("a", "c");
    assertThat(map.partitionsOf(0)).containsAll(before.partitionsOf(0)).hasSize(32);
    assertThat(map.partitionsOf(1)).containsAll(before.partitionsOf(2)).hasSize(32);
    assertThat(log.agenda().map()).as("until it has ended").contains(before);
  }

  @Test
  void stagesGoOnlyForward() {
    log.joinAndTakePart("a", "b");
    log.apply(new SetStage("a", "a-run", Stage.LEAVING));
    for (Stage earlier : List.of(Stage.LOADING, Stage.READY, Stage.DONE, Stage.LEAVING)) {
      assertThat(log.apply(new SetStage("a", "a-run", earlier))).isEqualTo(new Done());
      assertThat(log.effects).isEmpty();
    }
    assertThat(log.participant("a").stage()).isEqualTo(Stage.LEAVING);
  }

  @Test
  void whoIsGoneTakesNoPartHoweverOftenItSaysSo() {
    log.joinAndTakePart("a", "b");
    var gone = new SetStage("b", "b-run", Stage.GONE);
    assertThat(log.apply(gone)).isEqualTo(new Done());
    assertThat(log.agenda().participants()).extracting(Participant::nodeId).containsExactly("a");
    assertThat(log.apply(gone)).isEqualTo(new Done());
    assertThat(log.apply(new SetStage("b", "b-run", Stage.READY))).isInstanceOf(Rejected.class);
    log.apply(new SetStage("a", "a-run", Stage.GONE));
    assertThat(log.agenda()).isEqualTo(Agenda.EMPTY);
  }

  @Test
  void memberThatIsRemovedInAJobBreaksItAndTheOthersGoOnWithoutIt() {
    log.join("a");
    log.takePart("a", 2, false);
    log.joinAndTakePart("b", "c");
    log.submit("a", true, "load-1");
    log.submit("b", false, "load-2");
    Job broken = log.job();
    log.submit("c", false, "load-3");
    log.apply(new RemoveMember("b", "b-1"));
    Job retry = log.job();
    assertThat(retry.id()).isGreaterThan(broken.id());
    assertThat(retry.attempt()).isEqualTo(1);
    assertThat(nodeIds(retry.nodes())).containsExactly("a", "c");
    assertThat(retry.loads()).extracting(Load::loadId).containsExactly("load-1", "load-3");
    assertThat(log.agenda().isComplete()).isFalse();
  }

  @Test
  void memberThatIsReplacedTakesNoPartAnyMore() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    log.submit("b", false, "load-2");
    log.apply(new PutMember("a", "a-2", "a:9000", Optional.of("a-1")));
    assertThat(nodeIds(log.job().nodes())).containsExactly("b");
    assertThat(log.agenda().participants()).extracting(Participant::nodeId).containsExactly("b");
  }

  @Test
  void memberThatHasNoPartInAJobMayBeRemovedMeanwhile() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    Job job = log.job();
    log.apply(new RemoveMember("b", "b-1"));
    assertThat(log.job()).isEqualTo(job);
  }

  @Test
  void restartedRunIsNotAnsweredForWhatTheEarlierOneAsked() {
    log.joinAndTakePart("a", "b");
    log.submit("b", true, false);
    log.submit("a", false, "load-1");
    assertThat(log.job().answers())
        .containsExactly(new RequestAnswered("a", 1), new RequestAnswered("b", 1));
    assertThat(nodeIds(log.job().nodes())).containsExactly("a");
    log.takePart("b", "b-run-2", 0, false);
    log.submit("b", true, "load-2");
    log.endJob();
    assertThat(log.participant("b").answer()).isEmpty();
    assertThat(log.participant("b").isWaiting()).isTrue();
    assertThat(log.job().answers()).containsExactly(new RequestAnswered("b", 1));
  }

  // ---------------------------------------------------------------- losses

  @Test
  void requestsAreAnsweredWithTheNamesOfOwnersThatAreLost() {
    log.join("a");
    log.takePart("a", 3, false);
    log.joinAndTakePart("b", "c");
    log.submit("a", true, "load-1");
    log.submit("b", false, "load-2");
    log.submit("c", false);
    log.endJob();
    log.apply(new RemoveMember("b", "b-1"));
    log.takePart("c", "c-run-2", 0, false);
    assertThat(log.agenda().lostOwners()).containsExactly("b", "c");
    log.submit("a", true);
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.participant("a").answered()).isEqualTo(2);
    JobResult answer = log.participant("a").answer().orElseThrow();
    assertThat(answer.outcome()).isEqualTo(JobOutcome.BROKEN);
    assertThat(answer.reason())
        .isEqualTo(
            "the facts that 'b', 'c' owned are lost, since too many of the nodes that kept them are"
                + " gone; start all nodes anew, or go on from what is left: cwm cluster"
                + " force-replica-set");
  }

  @Test
  void whoWaitsForAJobThatLosesAnOwnerIsToldAtOnce() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    log.submit("b", false);
    log.endJob();
    log.endJob();
    log.submit("a", false, "load-2");
    log.apply(new RemoveMember("b", "b-1"));
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.participant("a").answer().orElseThrow().reason())
        .isEqualTo("'b' is no member any more");
    assertThat(log.agenda().loads()).as("what failed").isEmpty();
  }

  @Test
  void whatIsAskedForWhileAnOwnerIsLostIsAnsweredToo() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    log.submit("b", false);
    log.endJob();
    log.endJob();
    log.submit("a", false, "load-2");
    log.submit("a", false, "load-3");
    assertThat(log.job().answers()).containsExactly(new RequestAnswered("a", 2));
    log.apply(new RemoveMember("b", "b-1"));
    assertThat(log.participant("a").answered()).isEqualTo(3);
    assertThat(log.participant("a").answer().orElseThrow().reason()).contains("'b' owned are lost");
    assertThat(log.agenda().loads()).as("what failed").isEmpty();
    assertThat(log.agenda().isComplete()).isFalse();
  }

  /// As what a job did not deal out: who asked was told that it failed.
  @Test
  void whatFailedSinceAnOwnerIsLostDoesNotComeBackWhenAllAre() {
    log.joinAndTakePart("a", "b", "c");
    log.submit("a", false, "load-1");
    log.submit("b", false);
    log.endJob();
    log.endJob();
    log.apply(new RemoveMember("a", "a-1"));
    log.submit("c", false, "load-2");
    assertThat(log.participant("c").answer().orElseThrow().outcome()).isEqualTo(JobOutcome.BROKEN);
    log.apply(new RemoveMember("b", "b-1"));
    assertThat(log.agenda().map()).isEmpty();
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.agenda().loads()).isEmpty();
    log.submit("c", false, "load-3");
    assertThat(log.job().loads()).extracting(Load::loadId).containsExactly("load-3");
  }

  @Test
  void whoOwnsNoPartitionIsNoLoss() {
    var settings = new DataSettings("subject", 2, 1);
    for (String nodeId : List.of("a", "b", "c")) {
      log.join(nodeId);
      log.takePart(nodeId, nodeId + "-run", 0, false, settings);
      log.submit(nodeId, false, "load-of-" + nodeId);
    }
    log.endJob();
    log.endJob();
    PartitionMap map = log.agenda().map().orElseThrow();
    assertThat(map.partitionsOf(2)).isEmpty();
    log.apply(new RemoveMember("c", "c-1"));
    assertThat(log.agenda().lostOwners()).isEmpty();
    assertThat(nodeIds(log.job().map().nodes())).containsExactly("a", "b");
    assertThat(log.job().map().owners()).isEqualTo(map.owners());
    log.endJob();
    assertThat(log.agenda().isComplete()).isTrue();
  }

  @Test
  void whenAllWhoOwnPartitionsAreLostANewMapBeginsWithTheOther() {
    var settings = new DataSettings("subject", 1, 1);
    for (String nodeId : List.of("a", "b")) {
      log.join(nodeId);
      log.takePart(nodeId, nodeId + "-run", 0, false, settings);
      log.submit(nodeId, false, "load-of-" + nodeId);
    }
    log.endJob();
    log.endJob();
    log.apply(new RemoveMember("a", "a-1"));
    assertThat(log.agenda().map()).isEmpty();
    log.submit("b", false, "load-3");
    assertThat(nodeIds(log.job().map().nodes())).containsExactly("b");
  }

  @Test
  void whenAllOwnersAreLostInAJobTheOthersBeginAnew() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    log.endJob();
    log.submit("b", false, "load-2");
    Job broken = log.job();
    assertThat(nodeIds(broken.nodes())).containsExactly("a", "b");
    log.apply(new RemoveMember("a", "a-1"));
    assertThat(log.participant("b").answer().orElseThrow().reason())
        .isEqualTo("'a' is no member any more");
    assertThat(log.agenda().map()).isEmpty();
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.agenda().loads()).as("what failed").isEmpty();
    log.submit("b", false, "load-3");
    assertThat(nodeIds(log.job().nodes())).containsExactly("b");
    assertThat(log.job().loads()).extracting(Load::loadId).containsExactly("load-3");
    log.endJob();
    assertThat(log.agenda().isComplete()).isTrue();
    assertThat(log.agenda().lostOwners()).isEmpty();
  }

  @Test
  void whenTheOnlyOneWhoHadSomethingIsGoneInTheFirstJobNothingIsMissing() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    log.apply(new RemoveMember("a", "a-1"));
    assertThat(log.agenda().running()).isEmpty();
    assertThat(log.agenda().map()).isEmpty();
    assertThat(log.agenda().isComplete()).isTrue();
  }

  @Test
  void ofManyLostOwnersNotAllAreNamed() {
    String filler = "x".repeat(Limits.ID_LENGTH_MAX - 7);
    log.join("a");
    log.takePart("a", 41, false);
    for (int i = 10; i < 50; i++) {
      log.joinAndTakePart("n" + i + filler);
      log.submit("n" + i + filler, false);
    }
    log.submit("a", false, "load-1");
    log.endJob();
    for (int i = 10; i < 50; i++) {
      log.apply(new RemoveMember("n" + i + filler, "n" + i + filler + "-1"));
    }
    log.submit("a", false, "load-2");
    assertThat(log.participant("a").answer().orElseThrow().reason())
        .contains("'n10" + filler + "', ", "'n17" + filler + "' and 32 more owned")
        .hasSizeLessThanOrEqualTo(Limits.REASON_LENGTH_MAX);
  }

  @Test
  void whenAllOwnersAreLostANewMapBegins() {
    log.joinAndTakePart("a", "b");
    log.submit("a", true, "load-1");
    log.endJob();
    long version = log.agenda().version();
    log.apply(new RemoveMember("a", "a-1"));
    assertThat(log.agenda().map()).isEmpty();
    assertThat(log.agenda().isComplete()).isTrue();
    log.submit("b", false, "load-2");
    assertThat(nodeIds(log.job().map().nodes())).containsExactly("b");
    assertThat(log.job().map().epoch()).isEqualTo(log.job().id());
    log.endJob();
    assertThat(log.agenda().version()).isGreaterThan(version);
  }

  // ---------------------------------------------------------------- taking part

  @Test
  void otherSettingsAreRefusedWithBoth() {
    log.joinAndTakePart("a");
    log.join("b");
    Agenda before = log.agenda();
    assertThat(log.takePart("b", "b-run", 0, false, new DataSettings("object", 128, 1)))
        .isEqualTo(
            new Rejected(
                Reason.OTHER_SETTINGS,
                "this cluster has partition_strategy = subject, num_partitions = 0 and"
                    + " replication_factor = 1, this node object, 128 and 1; give it the same, or"
                    + " start all nodes anew"));
    assertThat(log.agenda()).isEqualTo(before);
  }

  @Test
  void whereNobodyElseTakesPartSettingsMayBeOthers() {
    log.joinAndTakePart("a");
    log.submit("a", true, "load-1");
    log.endJob();
    var other = new DataSettings("object", 128, 1);
    assertThat(log.takePart("a", "a-run-2", 0, false, other)).isEqualTo(new Done());
    assertThat(log.agenda().settings()).contains(other);
    assertThat(log.agenda().map()).isEmpty();
  }

  @Test
  void onlyMembersTakePart() {
    log.join("a");
    assertThat(log.takePart("b", 0, false))
        .isEqualTo(new Rejected(Reason.NOT_A_MEMBER, "b/b-1 is no member"));
    assertThat(log.agenda()).isEqualTo(Agenda.EMPTY);
  }

  @Test
  void lateCopyOfAnEarlierRunTakingPartChangesNothing() {
    log.joinAndTakePart("a", "b");
    Command earlier = log.commands.getLast();
    log.takePart("b", "b-run-2", 0, false);
    log.submit("b", true, "load-1");
    Agenda before = log.agenda();
    assertThat(log.apply(earlier)).isEqualTo(new Done());
    assertThat(log.agenda()).isEqualTo(before);
  }

  @Test
  void lateRequestsChangeNothing() {
    log.joinAndTakePart("a");
    log.submit("a", true, "load-1");
    Command first = log.commands.getLast();
    log.submit("a", true, "load-2");
    log.endJob();
    log.endJob();
    Agenda before = log.agenda();
    assertThat(log.apply(first)).isEqualTo(new Done());
    assertThat(log.agenda()).isEqualTo(before);
    assertThat(log.effects).isEmpty();
  }

  @Test
  void whatAnEarlierRunAsksForIsRefused() {
    log.joinAndTakePart("a");
    log.takePart("a", "a-run-2", 0, false);
    var refused = new Rejected(Reason.NO_PART, "this run of a takes no part in jobs");
    assertThat(
            log.apply(
                new Submit(
                    "a",
                    "a-run",
                    1,
                    List.of("load-1"),
                    List.of(),
                    Thinking.ASKED_FOR,
                    0,
                    1,
                    true,
                    0)))
        .isEqualTo(refused);
    assertThat(log.apply(new SetStage("a", "a-run", Stage.DONE))).isEqualTo(refused);
    assertThat(log.agenda().loads()).isEmpty();
  }

  @Test
  void whoHasNeverTakenPartIsRefused() {
    log.joinAndTakePart("a");
    log.join("b");
    Agenda before = log.agenda();
    var refused = new Rejected(Reason.NO_PART, "this run of b takes no part in jobs");
    assertThat(
            log.apply(
                new Submit(
                    "b", "b-run", 1, List.of(), List.of(), Thinking.ASKED_FOR, 0, 1, true, 0)))
        .isEqualTo(refused);
    assertThat(log.apply(new SetStage("b", "b-run", Stage.LEAVING))).isEqualTo(refused);
    assertThat(log.apply(new SetStage("b", "b-run", Stage.GONE))).isEqualTo(new Done());
    assertThat(log.agenda()).isEqualTo(before);
  }

  @Test
  void lateCopyOfTheEndOfAnEarlierRunDoesNotEndTheNext() {
    log.joinAndTakePart("a");
    log.apply(new SetStage("a", "a-run", Stage.GONE));
    Command gone = log.commands.getLast();
    log.takePart("a", "a-run-2", 0, false);
    Agenda before = log.agenda();
    assertThat(log.apply(gone)).isEqualTo(new Done());
    assertThat(log.agenda()).isEqualTo(before);
  }

  // ---------------------------------------------------------------- all is done

  @Test
  void agendaIsClosedWhenAllAreDoneAndOnlyThen() {
    beginOnce("a", "b");
    log.apply(new SetStage("a", "a-run", Stage.DONE));
    assertThat(log.agenda().isClosed()).isFalse();
    log.apply(new SetStage("b", "b-run", Stage.DONE));
    assertThat(log.agenda().isClosed()).isTrue();
    assertThat(log.effects).containsExactly(new AgendaChanged(log.agenda()));
  }

  @Test
  void agendaWaitsForThoseWhoStay() {
    log.join("a");
    log.takePart("a", 2, true);
    log.joinAndTakePart("b");
    log.apply(new SetStage("a", "a-run", Stage.DONE));
    assertThat(log.agenda().isClosed()).as("b is not done").isFalse();
    log.apply(new SetStage("b", "b-run", Stage.DONE));
    assertThat(log.agenda().isClosed()).as("b is to stay").isFalse();
  }

  @Test
  void whenOneOfTheExpectedEndsEarlyTheOthersStillClose() {
    beginOnce("a", "b", "c");
    log.apply(new SetStage("b", "b-run", Stage.GONE));
    assertThat(log.agenda().participants()).hasSizeLessThan(log.agenda().expectedNodeCount());
    log.apply(new SetStage("a", "a-run", Stage.DONE));
    assertThat(log.agenda().isClosed()).as("c is not done").isFalse();
    log.apply(new SetStage("c", "c-run", Stage.DONE));
    assertThat(log.agenda().isClosed()).isTrue();
  }

  @Test
  void whenTheLastOfTheExpectedIsGoneThoseWhoAreDoneClose() {
    beginOnce("a", "b");
    log.apply(new SetStage("a", "a-run", Stage.DONE));
    assertThat(log.agenda().isClosed()).isFalse();
    log.apply(new RemoveMember("b", "b-1"));
    assertThat(log.agenda().isClosed()).isTrue();
    assertThat(log.effects).contains(new AgendaChanged(log.agenda()));
    assertThat(ClusterState.restore(log.state.snapshot()).agenda()).isEqualTo(log.agenda());
  }

  @Test
  void agendaIsClosedWhenTheLastWhoWasNotDoneIsGone() {
    beginOnce("a", "b");
    log.joinAndTakePart("c");
    log.apply(new SetStage("a", "a-run", Stage.DONE));
    log.apply(new SetStage("b", "b-run", Stage.DONE));
    assertThat(log.agenda().isClosed()).isFalse();
    log.apply(new RemoveMember("c", "c-1"));
    assertThat(log.agenda().isClosed()).isTrue();
  }

  @Test
  void agendaThatWaitedForAJobIsClosedWithItsEnd() {
    beginOnce("a");
    log.join("b");
    log.takePart("b", 0, true);
    log.submit("b", false);
    log.apply(new SetStage("a", "a-run", Stage.DONE));
    log.apply(new SetStage("b", "b-run", Stage.DONE));
    assertThat(log.agenda().isClosed()).as("a partition moves").isFalse();
    log.endJob();
    assertThat(log.agenda().isClosed()).isTrue();
  }

  @Test
  void nodeThatStartsAnewIsWaitedFor() {
    log.join("a");
    log.join("b");
    log.takePart("a", 0, true);
    log.takePart("b", 0, true);
    log.apply(new SetStage("a", "a-run", Stage.DONE));
    log.takePart("b", "b-run-2", 0, true);
    assertThat(log.agenda().isClosed()).isFalse();
  }

  @Test
  void whoTakesPartInAClosedAgendaBeginsAnew() {
    beginOnce("a", "b");
    log.apply(new SetStage("a", "a-run", Stage.DONE));
    log.apply(new SetStage("b", "b-run", Stage.DONE));
    var other = new DataSettings("object", 128, 1);
    assertThat(log.takePart("b", "b-run-2", 0, false, other)).isEqualTo(new Done());
    Agenda agenda = log.agenda();
    assertThat(agenda.isClosed()).isFalse();
    assertThat(agenda.participants()).extracting(Participant::nodeId).containsExactly("b");
    assertThat(agenda.settings()).contains(other);
    assertThat(agenda.map()).isEmpty();
    assertThat(agenda.areRulesInForce()).isFalse();
    assertThat(agenda.version()).isZero();
  }

  @Test
  void lateCopyOfTakingPartDoesNotOpenAClosedAgenda() {
    log.join("a");
    log.takePart("a", 0, true);
    Command takePart = log.commands.getLast();
    log.apply(new SetStage("a", "a-run", Stage.DONE));
    Agenda before = log.agenda();
    assertThat(before.isClosed()).isTrue();
    assertThat(log.apply(takePart)).isEqualTo(new Done());
    assertThat(log.agenda()).isEqualTo(before);
  }

  /// These nodes take part until all have their answers, and have done a first job.
  private void beginOnce(String... nodeIds) {
    for (String nodeId : nodeIds) {
      log.join(nodeId);
      log.takePart(nodeId, nodeIds.length, true);
    }
    for (String nodeId : nodeIds) {
      log.submit(nodeId, true, "load-of-" + nodeId);
    }
    log.endJob();
    assertThat(log.agenda().running()).isEmpty();
  }

  private static List<String> nodeIds(List<JobNode> nodes) {
    return nodes.stream().map(JobNode::nodeId).toList();
  }
}
