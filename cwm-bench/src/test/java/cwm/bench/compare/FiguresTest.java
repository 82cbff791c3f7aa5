package cwm.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final String VERBOSE =
      """
      cwm: read data.nt: 146,900 statements in 0.42 s
      cwm: read rules.n3: 99 statements in 0.01 s
      cwm: 99 rules in 1 strata: 4 rounds, 201,004 instances, 55,776 new facts in 0.31 s
      cwm: closure: 202,775 facts, 55,776 of them derived; 42,100 terms
      """;

  @Test
  void closureIsRead() {
    assertThat(Figures.derivedCount(VERBOSE)).hasValue(55_776);
    assertThat(Figures.derivedCount("cwm: out of memory")).isEmpty();
  }

  @Test
  void reasoningTimeIsReadAndLoadingIsNot() {
    assertThat(Figures.reasoningSeconds(VERBOSE)).hasValue(0.31);
    assertThat(Figures.reasoningSeconds("cwm: read rules.n3: 2 statements in 0.01 s")).isEmpty();
  }

  @Test
  void reasoningTimesAddUp() {
    assertThat(Figures.reasoningSeconds(VERBOSE + VERBOSE).orElseThrow())
        .isCloseTo(0.62, within(1e-9));
  }

  @Test
  void namedValuesOfPeersAreRead() {
    assertThat(Figures.value("derived", "derived: 3000\n")).hasValue(3_000);
    assertThat(Figures.value("out", "2026 in=3002 out=3000 ent=2999 step=1")).hasValue(3_000);
    assertThat(Figures.value("facts", "derived: 3000")).isEmpty();
  }

  @Test
  void usageIsReadBehindRemarksOnTheEnd() {
    var usage = Figures.usage("Command terminated by signal 9\n1.50 0.25 2.00 2048\n");
    assertThat(usage).contains(new Figures.Usage(1.75, 2, 2));
    assertThat(Figures.usage("time: cannot run nothing")).isEmpty();
  }

  @Test
  void medianIsTheMiddle() {
    assertThat(Figures.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Figures.median(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
    assertThatIllegalArgumentException().isThrownBy(() -> Figures.median(List.of()));
  }
}
