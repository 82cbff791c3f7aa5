package cwm.reasoner.builtin;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The timeouts are not what is tested: without bounds these searches would take years.
@Timeout(value = 60, unit = SECONDS)
class RegexTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"^(a|aa)+\\1c", "(a|a)*\\1c", "(a+)+\\1c", "a*a*a*a*a*b", "(a*)(a*)(a*)(a*)(a*)b"})
  void searchThatBacktracksWithoutEndHasNoResult(String regex) {
    assertThat(find("a".repeat(300), regex)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(((){1000}){1000}){1000}",
        "(){1000000000}",
        "((((){999,}){999,}){999,}){999,}",
        "x{99999999999}",
      })
  void expressionThatRepeatsNothingTooOftenIsRefused(String regex) {
    assertThat(find("", regex)).isNull();
  }

  @Test
  void searchThatNestsTooDeepHasNoResult() {
    assertThat(find("ab".repeat(1_000_000), "^(a|b)*$")).isNull();
  }

  @Test
  void expressionThatNestsTooDeepIsRefused() {
    assertThat(find("a", "(".repeat(4_999) + "a" + ")".repeat(4_999))).isIn(null, true);
    assertThat(find("a", "(".repeat(50_000) + "a" + ")".repeat(50_000))).isNull();
  }

  @Test
  void longTextIsSearchedToItsEnd() {
    assertThat(find("a".repeat(5_000_000) + "b", "ab$")).isTrue();
  }

  @Test
  void linesEndWithNewlineOnly() {
    assertThat(find("a\u2028b", "^a.b$")).isTrue();
    assertThat(find("a\nb", "a.b")).isFalse();
    assertThat(find("a\n", "a$")).isTrue();
    assertThat(find("a\r", "a$")).isFalse();
  }

  @Test
  void manyExpressionsDoNotFillTheMemory() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(find("a" + i, "^a" + i + "$")).isTrue();
    }
  }

  private static @Nullable Boolean find(String text, String regex) {
    return Regex.search(text, regex, Matcher::find);
  }
}
