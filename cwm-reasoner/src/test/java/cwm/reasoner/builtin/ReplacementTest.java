package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplacementTest {

  @Test
  void asManyDigitsCountAsNameAGroup() {
    String elevenGroups = "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)";
    assertThat(replace("abcdefghijk", elevenGroups, "$11 $12 $1")).isEqualTo("k a2 a");
  }

  @Test
  void emptyMatchesAreReplacedToo() {
    assertThat(replace("ab", "x*", "-")).isEqualTo("-a-b-");
  }

  @Test
  void resultThatGrowsTooLongIsGivenUp() {
    String text = "a".repeat(100_000);
    assertThat(replace(text, "a", "b".repeat(100_000))).isNull();
  }

  private static @Nullable String replace(String text, String regex, String template) {
    return Replacement.replaceAll(text, Pattern.compile(regex).matcher(text), template);
  }
}
