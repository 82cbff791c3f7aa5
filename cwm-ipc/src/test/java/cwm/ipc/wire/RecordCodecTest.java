package cwm.ipc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cwm.ipc.IpcException;
import cwm.ipc.message.Bytes;
import cwm.rdf.term.Term;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  /// A family as another module may have it.
  public sealed interface Shape2d permits Circle, Polygon {}

  public record Circle(long radius, Optional<String> name) implements Shape2d {}

  public record Polygon(List<Corner> corners) implements Shape2d {}

  public record Corner(int x, int y) {}

  public record WithTerm(Term term) {}

  private final RecordCodec<Shape2d> codec = new RecordCodec<>(Shape2d.class, 3);

  @Test
  void versionAndVariantComeFirst() {
    assertThat(codec.encode(new Circle(300, Optional.of("c")))).isEqualTo(hex("0300fb2c01010163"));
    assertThat(codec.encode(new Polygon(List.of(new Corner(1, 2), new Corner(3, 4)))))
        .isEqualTo(hex("03010201020304"));
  }

  @Test
  void valuesComeBack() {
    List<Shape2d> values =
        List.of(
            new Circle(Long.MAX_VALUE, Optional.empty()),
            new Circle(0, Optional.of("é𝒳")),
            new Polygon(List.of()),
            new Polygon(List.of(new Corner(0, Integer.MAX_VALUE))));
    for (Shape2d value : values) {
      assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    }
  }

  @Test
  void singleRecordIsAFamilyOfOne() {
    var corners = new RecordCodec<>(Corner.class, 0);
    assertThat(corners.encode(new Corner(7, 8))).isEqualTo(hex("00000708"));
    assertThat(corners.decode(hex("00000708"))).isEqualTo(new Corner(7, 8));
  }

  @Test
  void otherVersionsAreNotReadButKnown() {
    Bytes bytes = hex("0400");
    assertThat(RecordCodec.versionOf(bytes)).isEqualTo(4);
    assertMalformed(bytes, "byte 0: version 4 instead of 3");
  }

  @Test
  void whatIsWrongIsSaidWithThePlace() {
    assertMalformed(hex(""), "byte 0: the message ends too early");
    assertMalformed(hex("0302"), "byte 1: unknown variant 2 of Shape2d; there are 2");
    assertMalformed(hex("03010005"), "byte 3: 1 bytes follow the message");
    assertMalformed(
        hex("0301fcffffff7f"),
        "byte 7: a list of length 2147483647, but the message has only 0 bytes left");
  }

  @Test
  void whatHasNoBytesIsNotWritten() {
    assertThatExceptionOfType(IpcException.class)
        .isThrownBy(() -> codec.encode(new Circle(-1, Optional.empty())))
        .withMessageStartingWith("the number -1");
  }

  @Test
  void recordsWithTermsAreForMessagesOnly() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new RecordCodec<>(WithTerm.class, 1))
        .withMessageContaining("terms");
  }

  private void assertMalformed(Bytes bytes, String message) {
    assertThatExceptionOfType(IpcException.class)
        .isThrownBy(() -> codec.decode(bytes))
        .withMessage(message)
        .returns(IpcException.Code.MALFORMED, IpcException::code);
  }

  private static Bytes hex(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }
}
