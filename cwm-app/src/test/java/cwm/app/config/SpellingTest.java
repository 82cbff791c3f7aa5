package cwm.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  private static final List<String> KNOWN = List.of("node_id", "transport", "http", "os");

  @ParameterizedTest
  @CsvSource({
    "transport, transport, 0",
    "transprot, transport, 1",
    "tansport, transport, 1",
    "transpoort, transport, 1",
    "transxort, transport, 1",
    "kitten, sitting, 3",
    "'', abc, 3"
  })
  void countsWhatIsDifferent(String a, String b, int distance) {
    assertThat(Spelling.distance(a, b)).isEqualTo(distance);
    assertThat(Spelling.distance(b, a)).isEqualTo(distance);
  }

  @Test
  void findsWhatWasMeantAndNothingElse() {
    assertThat(Spelling.nearest("nodeid", KNOWN)).contains("node_id");
    assertThat(Spelling.nearest("htpt", KNOWN)).contains("http");
    assertThat(Spelling.nearest("so", KNOWN)).contains("os");
    assertThat(Spelling.nearest("whatever", KNOWN)).isEmpty();
    assertThat(Spelling.nearest("x".repeat(100_000), KNOWN)).isEmpty();
  }
}
