package cwm.bench.queries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowDigestTest {
  @Test
  void orderOfRowsIsIgnored() {
    assertThat(digest("?x\na\nb\n").hash()).isEqualTo(digest("?x\nb\na\n").hash());
  }

  @Test
  void rowsAreToldApart() {
    assertThat(digest("?x\t?y\na\tb\n").hash()).isNotEqualTo(digest("?x\t?y\nb\ta\n").hash());
    assertThat(digest("?x\na\na\nb\n").hash()).isNotEqualTo(digest("?x\na\nb\nb\n").hash());
  }

  @Test
  void firstLineIsNoRow() {
    assertThat(digest("?x\n").rowCount()).isZero();
    assertThat(digest("?x\na\na\n").rowCount()).isEqualTo(2);
  }

  private static RowDigest digest(String text) {
    var digest = new RowDigest();
    for (byte each : text.getBytes(UTF_8)) {
      digest.write(each);
    }
    return digest;
  }
}
