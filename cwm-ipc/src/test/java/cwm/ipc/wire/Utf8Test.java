package cwm.ipc.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.IpcException;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class Utf8Test {
  private static final List<Integer> EDGES =
      List.of(
          0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
          0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff);

  /// The JDK's decoder is the oracle.
  @RandomSeeds(2_000)
  void invalidBytesAreFoundWhereTheyAre(long seed) {
    var random = new RandomSource(seed);
    byte[] bytes = new byte[random.below(40)];
    for (int i = 0; i < bytes.length; i++) {
      int value = random.pick(random.oneIn(3) ? EDGES : List.of(0x41, 0x80));
      bytes[i] = (byte) value;
    }
    int start = random.below(bytes.length + 1);
    assertThat(Utf8.invalidAt(bytes, start, bytes.length)).isEqualTo(firstInvalid(bytes, start));
  }

  /// All sequences of four bytes where something changes.
  @Test
  void everySequenceOfEdgesIsJudgedAsTheJdkDoes() {
    byte[] bytes = new byte[4];
    int count = EDGES.size();
    for (int i = 0; i < count * count * count * count; i++) {
      for (int at = 0, rest = i; at < bytes.length; at++, rest /= count) {
        int edge = EDGES.get(rest % count);
        bytes[at] = (byte) edge;
      }
      int expected = firstInvalid(bytes, 0);
      if (Utf8.invalidAt(bytes, 0, bytes.length) != expected) {
        assertThat(Utf8.invalidAt(bytes, 0, bytes.length))
            .as(() -> HexFormat.of().formatHex(bytes))
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void everyCharacterIsValid() {
    for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
      if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
        byte[] bytes = Character.toString(character).getBytes(UTF_8);
        assertThat(Utf8.invalidAt(bytes, 0, bytes.length)).isEqualTo(-1);
      }
    }
  }

  private static int firstInvalid(byte[] bytes, int start) {
    ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
    CoderResult result = UTF_8.newDecoder().decode(in, CharBuffer.allocate(100), true);
    return result.isUnderflow() ? -1 : in.position();
  }

  @Test
  void unpairedSurrogatesHaveNoBytes() {
    for (String text : List.of("a\ud800", "\udc00", "\ud800\ud800\udc00", "\udc00\ud800")) {
      assertThatThrownBy(() -> Utf8.encode(text))
          .isInstanceOfSatisfying(
              IpcException.class, e -> assertThat(e.code()).isEqualTo(IpcException.Code.MALFORMED))
          .hasMessageContaining("surrogate");
    }
    assertThat(Utf8.encode("\ud800\udc00")).hasSize(4);
  }
}
