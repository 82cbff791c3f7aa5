package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.log.MemberId;
import cwm.cluster.state.Command.ForceSet;
import cwm.cluster.state.Command.LeadSet;
import cwm.cluster.state.Command.MissNode;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Command.YieldSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who keeps copies, who leads, and what becomes of jobs when that changes.
class ReplicaSetsTest {
  private static final DataSettings TWO_COPIES = new DataSettings("subject", 6, 2);

  private final Log log = new Log();

  @BeforeEach
  void threeNodesTakePart() {
    for (String id : List.of("a", "b", "c")) {
      log.join(id);
      log.takePart(id, id + "-run", 3, false, TWO_COPIES);
    }
    for (String id : List.of("a", "b", "c")) {
      log.submit(id, false);
    }
  }

  private ReplicaSet setOf(String home) {
    return log.agenda().sets().stream()
        .filter(set -> set.home().equals(home))
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  private static List<String> names(List<MemberId> members) {
    return members.stream().map(MemberId::nodeId).toList();
  }

  private void lead(String home, String nodeId) {
    ReplicaSet set = setOf(home);
    log.apply(new LeadSet(set.id(), nodeId, nodeId + "-run", set.raftTerm() + 1));
  }

  /// All lead their own sets, and a first load is dealt out.
  private void place() {
    log.leadSets();
    log.submit("a", true, "first");
    log.endJob();
    assertThat(log.agenda().placedSets()).hasSize(3);
  }

  @Test
  void eachKeepsTheFactsOfThePreviousOneAndTheLogOfTheOneBeforeThat() {
    assertThat(names(setOf("a").holders())).containsExactly("a", "b");
    assertThat(names(setOf("b").holders())).containsExactly("b", "c");
    assertThat(names(setOf("c").holders())).containsExactly("c", "a");
    assertThat(setOf("c").witness().map(MemberId::nodeId)).contains("b");
  }

  @Test
  void nothingIsDealtOutBeforeAllSetsAreLed() {
    log.submit("a", false, "first");
    lead("a", "a");
    lead("b", "b");
    assertThat(log.agenda().running()).isEmpty();
    lead("c", "b"); // the witness
    assertThat(log.agenda().running()).isEmpty();
    lead("c", "a");
    assertThat(log.job().nodes()).extracting(JobNode::nodeId).containsExactly("a", "b");
  }

  @Test
  void aJobIsTriedAgainWithTheNextLeaderAndAsOftenAsEver() {
    place();
    log.submit("b", false, "second");
    Job broken = log.job();
    ReplicaSet set = setOf("a");
    log.apply(new YieldSet(set.id(), "a", "a-run", set.raftTerm()));
    assertThat(log.agenda().running()).as("while nobody leads").isEmpty();
    log.apply(new LeadSet(set.id(), "a", "a-run", set.raftTerm())); // a late copy
    assertThat(log.agenda().running()).isEmpty();
    lead("a", "b");
    assertThat(log.job().loads()).isEqualTo(broken.loads());
    assertThat(log.job().nodes()).extracting(JobNode::nodeId).containsExactly("b", "c");
    log.endJob();
    assertThat(log.participant("b").answer().orElseThrow().outcome()).isEqualTo(JobOutcome.DONE);
  }

  @Test
  void whatWasBrokenIsMadeWholeThoughNobodyAsksAnyMore() {
    place();
    log.submit("c", true);
    log.takePart("c", "c-again", 3, false, TWO_COPIES); // who asked is gone
    assertThat(log.agenda().isToBeMended()).isTrue();
    ReplicaSet set = setOf("c");
    log.apply(new LeadSet(set.id(), "a", "a-run", set.raftTerm() + 1));
    log.endJob();
    assertThat(log.agenda().isComplete()).isTrue();
  }

  @Test
  void whoOnlyGivesAndIsGoneIsMissedAndTold() {
    place();
    log.join("d");
    log.takePart("d", "d-run", 3, false, TWO_COPIES);
    log.submit("d", false, false, "lost");
    Job job = log.job();
    log.apply(new MissNode(job.id(), "a", "silent"));
    assertThat(log.job()).as("who is needed is waited for").isEqualTo(job);
    log.submit("a", false, "kept");
    log.apply(new MissNode(job.id(), "d", "silent"));
    assertThat(log.job().loads()).extracting(Load::loadId).containsExactly("kept");
    assertThat(log.participant("d").answer().orElseThrow().reason()).isEqualTo("silent");
  }

  @Test
  void otherSetsTakeThePlaceOfThoseThatHaveLostAMember() {
    place();
    log.apply(new RemoveMember("c", "c-1"));
    assertThat(names(setOf("a").holders())).containsExactly("a", "b");
    assertThat(setOf("a").witness()).isEmpty();
    assertThat(names(setOf("b").holders())).containsExactly("b", "a");
    ReplicaSet orphan =
        log.agenda().placedSets().stream()
            .filter(set -> set.home().equals("c"))
            .findFirst()
            .orElseThrow();
    log.apply(new LeadSet(orphan.id(), "a", "a-run", orphan.raftTerm() + 1));
    log.leadSets();
    for (int i = 0; i < 2 && log.agenda().running().isPresent(); i++) {
      log.endJob();
    }
    assertThat(log.agenda().sets()).extracting(ReplicaSet::home).containsExactly("a", "b");
    assertThat(log.agenda().layout().orElseThrow().sets()).hasSize(2);
  }

  @Test
  void whatNeitherHolderIsLeftOfIsLostAndNotAnsweredAround() {
    place();
    log.apply(new RemoveMember("c", "c-1"));
    log.apply(new RemoveMember("b", "b-1"));
    assertThat(log.agenda().lostOwners()).contains("b");
    log.submit("a", true);
    assertThat(log.participant("a").answer().orElseThrow().reason())
        .contains("owned are lost, since too many of the nodes that kept them are gone");
  }

  @Test
  void whoBeginsAnewHasItsShareWhenAllHasBeenDerivedAnew() {
    place();
    assertThat(log.agenda().hasShare("a", "a-run")).isTrue();
    List<String> all = List.of("a", "b", "c");
    all.forEach(id -> log.takePart(id, id + "-again", 3, false, TWO_COPIES));
    assertThat(log.agenda().hasShare("a", "a-again")).as("nobody leads").isFalse();
    for (String id : all) {
      ReplicaSet set = setOf(id);
      log.apply(new LeadSet(set.id(), id, id + "-again", set.raftTerm() + 1));
      assertThat(log.agenda().hasShare("a", "a-again")).as("%s leads", id).isFalse();
    }
    log.endJob();
    assertThat(log.agenda().hasShare("a", "a-again")).isTrue();
    assertThat(log.agenda().hasShare("a", "a-run")).isFalse();
  }

  @Test
  void whatHasNoMajorityAnyMoreGoesOnFromOneCopyWhenSomebodyForcesIt() {
    place();
    List<ReplicaSet> before = log.agenda().placedSets();
    log.apply(new RemoveMember("c", "c-1"));
    log.apply(new RemoveMember("b", "b-1"));
    for (ReplicaSet each : before) { // of that of b, a was the witness
      boolean isEmpty = !each.mayBeLedBy("a");
      assertThat(log.apply(force(each.id(), "a", isEmpty))).isEqualTo(new Outcome.Done());
    }
    assertThat(log.agenda().lostOwners()).isEmpty();
    assertThat(log.agenda().isComplete()).isFalse();
    assertThat(log.agenda().running()).as("before a has opened its copies").isEmpty();
    for (ReplicaSet each : log.agenda().sets()) {
      if (each.leader().isEmpty()) {
        log.apply(new LeadSet(each.id(), "a", "a-run", each.raftTerm() + 1));
      }
    }
    assertThat(log.job().layout().sets())
        .hasSize(1)
        .doesNotContainAnyElementsOf(before.stream().map(ReplicaSet::id).toList());
    log.endJob();
    assertThat(log.agenda().sets()).extracting(ReplicaSet::home).containsExactly("a");
    assertThat(log.agenda().isComplete()).isTrue();
  }

  @Test
  void onlyWhoHasACopyGoesOnFromIt() {
    place();
    ReplicaSet set = setOf("a"); // at a and b
    assertThat(log.apply(force(set.id(), "c", false)).toString()).contains("has no copy");
    assertThat(log.apply(new ForceSet(99, "a", false, 0))).isEqualTo(new Outcome.Done());
    assertThat(log.agenda().set(set.id())).contains(set);
  }

  @Test
  void nothingIsGivenUpThatAMemberStillHas() {
    place();
    ReplicaSet set = setOf("a"); // at a and b, with c as the witness
    log.apply(new RemoveMember("b", "b-1"));
    log.apply(new RemoveMember("c", "c-1"));
    assertThat(log.apply(force(set.id(), "a", true)).toString())
        .contains("may still be had from 'a'");
  }

  @Test
  void whatSomebodyHasLedSinceTheOperatorLookedIsNotForced() {
    place();
    ReplicaSet set = setOf("a");
    log.apply(new LeadSet(set.id(), "b", "b-run", set.raftTerm() + 1));
    assertThat(log.apply(new ForceSet(set.id(), "a", false, set.raftTerm())).toString())
        .contains("in the meantime");
    assertThat(log.agenda().set(set.id()).orElseThrow().isForced()).isFalse();
  }

  private ForceSet force(long set, String nodeId, boolean isEmpty) {
    return new ForceSet(
        set, nodeId, isEmpty, log.agenda().set(set).map(ReplicaSet::raftTerm).orElse(0L));
  }
}
