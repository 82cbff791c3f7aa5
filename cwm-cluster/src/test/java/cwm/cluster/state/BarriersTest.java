package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Effect.Released;
import cwm.cluster.state.Outcome.BarrierReleased;
import cwm.cluster.state.Outcome.BarrierWaiting;
import cwm.cluster.state.Outcome.Done;
import cwm.cluster.state.Outcome.Rejected;
import cwm.cluster.state.Outcome.Rejected.Reason;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BarriersTest {
  private final Log log = new Log();
  private long a;
  private long b;
  private long c;

  @BeforeEach
  void openSessions() {
    a = log.joinAndOpen("a");
    b = log.joinAndOpen("b");
    c = log.joinAndOpen("c");
  }

  @Test
  void opensWhenAllHaveEntered() {
    assertThat(log.enter("barrier", 3, b, "e1")).isEqualTo(new BarrierWaiting(0, List.of("b"), 3));
    assertThat(log.enter("barrier", 3, a, "e1"))
        .isEqualTo(new BarrierWaiting(0, List.of("b", "a"), 3));
    assertThat(log.effects).isEmpty();
    assertThat(log.enter("barrier", 3, c, "e1")).isEqualTo(new BarrierReleased(0));
    assertThat(log.effects)
        .containsExactly(
            new Released(
                "barrier",
                0,
                List.of(
                    new Request(b, "b", "e1"),
                    new Request(a, "a", "e1"),
                    new Request(c, "c", "e1"))));
  }

  @Test
  void barrierOfOneOpensAtOnce() {
    assertThat(log.enter("barrier", 1, a, "e1")).isEqualTo(new BarrierReleased(0));
    assertThat(log.enter("barrier", 1, a, "e2")).isEqualTo(new BarrierReleased(1));
  }

  @Test
  void nextGenerationBeginsEmptyAndMayHaveAnotherCount() {
    log.enter("barrier", 2, a, "e1");
    log.enter("barrier", 2, b, "e1");
    assertThat(log.enter("barrier", 3, a, "e2")).isEqualTo(new BarrierWaiting(1, List.of("a"), 3));
  }

  @Test
  void repeatedEntryCountsOnce() {
    log.enter("barrier", 2, a, "e1");
    assertThat(log.enter("barrier", 2, a, "e1")).isEqualTo(new BarrierWaiting(0, List.of("a"), 2));
    assertThat(log.effects).isEmpty();
  }

  @Test
  void severalEntriesOfOneSessionCountEach() {
    log.enter("barrier", 2, a, "e1");
    assertThat(log.enter("barrier", 2, a, "e2")).isEqualTo(new BarrierReleased(0));
  }

  @Test
  void otherCountIsRejectedWithBoth() {
    log.enter("barrier", 3, a, "e1");
    assertThat(log.enter("barrier", 2, b, "e1"))
        .isEqualTo(
            new Rejected(Reason.OTHER_COUNT, "barrier barrier waits for 3 to enter, not for 2"));
    assertThat(log.state.barrier("barrier").orElseThrow().entered()).hasSize(1);
  }

  @Test
  void whoeverGivesUpCountsNoMore() {
    log.enter("barrier", 2, a, "e1");
    assertThat(log.leave("barrier", a, "e1")).isEqualTo(new Done());
    assertThat(log.enter("barrier", 3, b, "e1")).isEqualTo(new BarrierWaiting(0, List.of("b"), 3));
  }

  @Test
  void whoeverGivesUpTooLateHearsThatItPassed() {
    log.enter("barrier", 2, a, "e1");
    log.enter("barrier", 2, b, "e1");
    assertThat(log.leave("barrier", a, "e1")).isEqualTo(new BarrierReleased(0));
  }

  @Test
  void endOfASessionTakesItsEntriesOut() {
    log.enter("barrier", 4, a, "e1");
    log.enter("barrier", 4, a, "e2");
    log.enter("barrier", 4, b, "e1");
    log.apply(new CloseSession(a));
    assertThat(log.enter("barrier", 4, c, "e1"))
        .isEqualTo(new BarrierWaiting(0, List.of("b", "c"), 4));
  }

  @Test
  void acknowledgementForgetsOnlyWhatItNames() {
    log.enter("barrier", 1, a, "e1");
    log.enter("barrier", 1, a, "e2");
    log.renew(a, "e1", "never-heard-of");
    assertThat(log.enter("barrier", 1, a, "e2")).isEqualTo(new BarrierReleased(1));
    assertThat(log.state.image().sessions().getFirst().passes())
        .containsExactly(new Image.Pass("barrier", "e2", 1));
  }

  @Test
  void generationsOfAForgottenBarrierGoOn() {
    for (int i = 0; i < 5; i++) {
      log.enter("old", 1, a, "old-" + i);
    }
    log.enter("waiting", 2, b, "e1");
    for (int i = 0; i < Limits.BARRIER_COUNT_MAX - 1; i++) {
      log.enter("barrier-" + i, 1, a, "e" + i);
      log.renew(a, "e" + i);
    }
    assertThat(log.state.barriers()).hasSize(Limits.BARRIER_COUNT_MAX);
    assertThat(log.state.barrier("old")).isEmpty();
    assertThat(log.state.barrier("waiting")).isPresent();
    assertThat(log.enter("old", 1, c, "e1")).isEqualTo(new BarrierReleased(5));
  }
}
