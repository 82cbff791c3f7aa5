package cwm.rdf.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTagTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "en",
        "en-GB",
        "zh-Hant-TW",
        "de-CH-1996",
        "hy-Latn-IT-arevela",
        "de-x-ab-abcd",
        "en-a-bbb-cc-x-dd",
        "x-ab",
        "i-klingon",
        "a",
        "ab-c",
        "abcdefghij-klm"
      })
  void tagsHaveOneSpelling(String tag) {
    assertThat(LanguageTag.normalized(tag)).isEqualTo(tag);
    assertThat(LanguageTag.normalized(tag.toLowerCase(Locale.ROOT))).isEqualTo(tag);
    assertThat(LanguageTag.normalized(tag.toUpperCase(Locale.ROOT))).isEqualTo(tag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"he--rtl", "en-GB--LTR", "--rtl", "-", "\u00e9t\u00c9"})
  void whatIsNoTagStaysAsItIs(String text) {
    assertThat(LanguageTag.normalized(text)).isEqualTo(text);
  }
}
