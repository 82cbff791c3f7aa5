package cwm.rdf.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

  @Test
  void onlyWhatMakesItFailIsLeft() {
    List<Integer> smallest =
        Shrinker.smallest(HUNDRED, items -> items.containsAll(List.of(3, 50, 51, 99)));
    assertThat(smallest).containsExactly(3, 50, 51, 99);
  }

  @Test
  void whatAlwaysFailsShrinksToNothing() {
    assertThat(Shrinker.smallest(HUNDRED, _ -> true)).isEmpty();
  }

  @Test
  void aClaimThatHoldsIsSilent() {
    assertThatCode(() -> Shrinker.verify(HUNDRED, _ -> {})).doesNotThrowAnyException();
  }

  @Test
  void aFailureShowsTheSmallestCounterexample() {
    assertThatThrownBy(
            () -> Shrinker.verify(HUNDRED, items -> assertThat(items).doesNotContain(42)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("The smallest counterexample has 1 of 100 items:")
        .hasMessageEndingWith("\n  42");
  }
}
