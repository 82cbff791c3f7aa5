package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {
  private static final List<String> ALL = List.of("a", "b", "c", "d", "e", "f");

  /// @param gaps `ab` where a and b do not reach one another
  /// @param lastTold `-` for nobody
  @ParameterizedTest
  @CsvSource({
    "3, '', -, '', nothing is amiss",
    "3, ab, a, b, of two alike the last one gives way",
    "3, ab, b, b, whoever tells it",
    "3, ac bc, a, '', nobody reaches c: it is down",
    "3, ab ac, b, '', a reaches nobody: it is cut off",
    "2, ab, a, '', neither of two is better off",
    "4, ab ac, d, a, who has the fewest links",
    "4, ab cd, a, b d, one of each two",
    "5, ad ae bd be cd ce, b, '', the other part is lost",
    "6, ac ad ae af bc bd be bf, a, '', though it is larger",
    "5, ae be ce de ab, d, b, besides one that is down",
    "3, ab, -, b, who told it has begun anew",
    "1, '', a, '', one alone"
  })
  void someGiveWaySoThatTheRestReachOneAnother(
      int count, String gaps, String lastTold, String expected, String because) {
    assertThat(reach(count, gaps, lastTold).aside()).as(because).isEqualTo(words(expected));
  }

  @Test
  void gapsAreBetweenThoseThatAreThere() {
    Reach reach = reach(5, "ae be ce de ab", "c");
    assertThat(reach.gaps()).containsExactly(new Gap("a", "b"));
    assertThat(reach.gapCount("a")).isOne();
    assertThat(reach.gapCount("c")).isZero();
    assertThat(reach.gapCount("e")).as("it is down").isZero();
    assertThat(reach.isThere("b")).isTrue();
    assertThat(reach.isThere("e")).isFalse();
    assertThat(ALL).filteredOn(reach::isThere).containsExactly("a", "b", "c", "d");
    assertThat(reach.aside()).containsExactly("b");
  }

  @RandomSeeds(500)
  void anyTwoOfTheRestReachOneAnotherAndNobodyGivesWayForNothing(long seed) {
    var random = new RandomSource(seed);
    List<String> nodes = ALL.subList(0, random.between(1, ALL.size()));
    List<Gap> told = new ArrayList<>();
    for (String from : nodes) {
      for (String to : nodes) {
        if (from.compareTo(to) < 0 && random.oneIn(4)) {
          told.add(Gap.between(from, to));
        }
      }
    }
    var reach = new Reach(nodes, told, Optional.of(random.pick(nodes)));
    List<String> aside = reach.aside();
    List<Gap> gaps = reach.gaps();
    assertThat(gaps).allMatch(gap -> aside.contains(gap.one()) || aside.contains(gap.other()));
    assertThat(aside).allMatch(node -> reach.gapCount(node) > 0).isSorted();
    assertThat(aside.size()).isLessThanOrEqualTo(gaps.size());
  }

  private static Reach reach(int count, String gaps, String lastTold) {
    return new Reach(
        ALL.subList(0, count),
        words(gaps).stream()
            .map(gap -> Gap.between(gap.substring(0, 1), gap.substring(1)))
            .toList(),
        Optional.of(lastTold).filter(teller -> !teller.equals("-")));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
  }
}
