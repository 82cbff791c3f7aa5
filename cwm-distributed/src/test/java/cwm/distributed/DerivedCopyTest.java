package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.message.DerivedStep;
import cwm.rdf.store.TripleList;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DerivedCopyTest {
  private static final long JOB = 30;

  private final DerivedCopy copy = new DerivedCopy(step(1, 0));

  private static DerivedStep step(int superstep, long factCount) {
    return step(superstep, factCount, JOB, superstep == 1 ? 0 : JOB);
  }

  private static DerivedStep step(int superstep, long factCount, long runBy, long runBefore) {
    return new DerivedStep(
        7, JOB, 20, 0, JOB + 9, runBy, runBefore, superstep, 0, false, factCount);
  }

  private static DerivedStep end(int superstep) {
    return new DerivedStep(7, JOB, 20, 0, JOB, JOB, JOB, superstep, 1, true, 0);
  }

  private static TripleList facts(int... subjects) {
    var facts = new TripleList();
    for (int subject : subjects) {
      facts.accept(subject, 2, 3);
    }
    return facts;
  }

  private void come(int superstep, int... subjects) {
    copy.take(step(superstep, subjects.length), 0, facts(subjects));
    copy.end(step(superstep, subjects.length));
  }

  private List<Integer> subjects(int superstep) {
    List<Integer> subjects = new ArrayList<>();
    copy.forEach(superstep, (_, s, _, _) -> subjects.add(s));
    return subjects;
  }

  @Test
  void whatIsNewIsKeptBySuperstep() {
    come(1, 11, 12);
    come(2);
    come(3, 13);
    assertThat(copy.lineage().count()).isEqualTo(3);
    assertThat(subjects(1)).containsExactly(11, 12);
    assertThat(subjects(2)).isEmpty();
    assertThat(subjects(3)).containsExactly(13);
  }

  @Test
  void superstepOfWhichSomethingIsMissingDoesNotCount() {
    come(1, 11);
    copy.take(step(2, 2), 0, facts(12));
    copy.end(step(2, 2));
    assertThat(copy.lineage().count()).isOne();
    come(2, 12, 13);
    assertThat(copy.lineage().count()).isEqualTo(2);
    assertThat(subjects(2)).containsExactly(12, 13);
  }

  @Test
  void superstepBehindAMissingOneDoesNotCount() {
    come(1, 11);
    come(3, 13);
    assertThat(copy.lineage().count()).isOne();
  }

  @Test
  void superstepThatIsDoneAgainTakesThePlaceOfAllBehindIt() {
    come(1, 11);
    come(2, 12);
    come(3, 13);
    come(2, 14);
    assertThat(copy.lineage().count()).isEqualTo(2);
    assertThat(subjects(2)).containsExactly(14);
  }

  @Test
  void baseIsTheLastJobThatHasEndedWell() {
    come(1, 11);
    copy.lineage().settle(JOB);
    assertThat(copy.lineage().base()).as("the job was broken off").isEqualTo(20);
    copy.end(end(2));
    assertThat(copy.lineage().isBeyondBase()).isTrue();
    copy.lineage().settle(JOB + 1);
    assertThat(copy.lineage().base()).isEqualTo(20);
    copy.lineage().settle(JOB);
    assertThat(copy.lineage().base()).isEqualTo(JOB);
    assertThat(copy.lineage().baseSuperstep()).isEqualTo(2);
    assertThat(copy.lineage().isBeyondBase()).isFalse();
  }

  @Test
  void superstepThatIsTakenUpIsDoneAgainUnlessAllWasDone() {
    come(1, 11);
    come(2, 12);
    copy.end(end(3));
    assertThat(copy.lineage().takenUpAt(2).count()).isOne();
    assertThat(copy.lineage().takenUpAt(3).count()).isEqualTo(3);
    assertThat(copy.lineage().resumption(3).strata()).containsExactly(0, 0, 1);
  }

  @Test
  void superstepOfARunThatForkedBeforeItsPredecessorIsNotTakenBehindIt() {
    come(1, 11);
    come(2, 12);
    copy.take(step(3, 1, JOB + 2, JOB + 1), 0, facts(13));
    copy.end(step(3, 1, JOB + 2, JOB + 1));
    assertThat(copy.lineage().count()).as("all is to come anew").isZero();
  }

  @Test
  void whatIsFrozenStaysAsItWas() {
    come(1, 11);
    DerivedCopy frozen = copy.frozen();
    come(1, 12);
    come(2, 13);
    assertThat(frozen.lineage().count()).isOne();
    List<Integer> subjects = new ArrayList<>();
    frozen.forEach(1, (_, s, _, _) -> subjects.add(s));
    assertThat(subjects).containsExactly(11);
  }
}
