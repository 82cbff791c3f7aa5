package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static final List<String> LETTERS =
      List.of("a", "Z", "\uD7FF", "\uE000", "\uFFFD", "\uD83D\uDE00", "\uDBFF\uDFFF");

  @RandomSeeds(300)
  void comparisonIsThatOfCodePoints(long seed) {
    var random = new RandomSource(seed);
    String a = text(random);
    String b = text(random);
    int expected = Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    assertThat(Integer.signum(Texts.compare(a, b))).isEqualTo(Integer.signum(expected));
  }

  @Test
  void caseIsFoldedTheSameInTurkey() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.of("tr"));
    try {
      assertThat(Texts.foldCase("TITLE")).isEqualTo("title");
      assertThat(Texts.capitalize("iI")).isEqualTo("Ii");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void textsThatWouldBeTooLongAreNotJoined() {
    String half = "x".repeat(StringShapes.TEXT_MAX / 2);
    assertThat(Texts.join(List.of(half, half), "")).hasSize(StringShapes.TEXT_MAX);
    assertThat(Texts.join(List.of(half, half), ",")).isNull();
  }

  private static String text(RandomSource random) {
    return String.join("", random.many(random.below(4), () -> random.pick(LETTERS)));
  }
}
