package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.reasoner.builtin.Numeric.Decimal;
import cwm.reasoner.builtin.Numeric.Floating;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.0e0",
    "-0.0, -0.0e0",
    "1, 1.0e0",
    "1024, 1.024e3",
    "1e14, 1.0e14",
    "0.1, 1.0e-1",
    "4.9e-324, 4.9e-324",
    "1.7976931348623157e308, 1.7976931348623157e308",
  })
  void doublesAreWrittenWithFewestDigits(double value, String text) {
    assertThat(NumberText.of(new Floating(value))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"3, 3.0", "-3.00, -3.0", "8.10, 8.1", "0, 0.0", "1e3, 1000.0", "1e-7, 0.0000001"})
  void decimalsKeepOneDigitBehindThePoint(BigDecimal value, String text) {
    assertThat(NumberText.of(new Decimal(value))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "+", ".", "-.", "e5", "1e", "1e+", "1.2.3", " 1", "1 ", "0x1", "1f", "٣"})
  void whatIsNoNumberIsNotRead(String text) {
    assertThat(NumberText.any(text)).isNull();
    assertThat(NumberText.integer(text)).isNull();
    assertThat(NumberText.decimal(text)).isNull();
    assertThat(NumberText.floating(text)).isNull();
  }

  @Test
  void lexicalFormsOfXmlSchemaAreRead() {
    assertThat(NumberText.decimal("+.50")).isEqualTo(new Decimal(new BigDecimal("0.50")));
    assertThat(NumberText.decimal("7.")).isEqualTo(new Decimal(new BigDecimal("7")));
    assertThat(NumberText.integer("-007")).isEqualTo(new Numeric.Small(-7));
    assertThat(NumberText.floating("1e999")).isEqualTo(new Floating(Double.POSITIVE_INFINITY));
  }

  @Test
  void numbersThatTakeTooLongToReadAreNotRead() {
    assertThat(NumberText.any("1".repeat(Numeric.DIGITS_MAX))).isNotNull();
    assertThat(NumberText.any("1".repeat(Numeric.DIGITS_MAX + 1))).isNull();
  }

  @RandomSeeds(500)
  void everyDoubleIsReadBackAsItWas(long seed) {
    double value = Double.longBitsToDouble(new RandomSource(seed).nextLong());
    assertThat(NumberText.floating(NumberText.of(new Floating(value))))
        .isEqualTo(new Floating(value));
  }

  @RandomSeeds(100)
  void everyIntegerIsReadBackAsItWas(long seed) {
    var random = new RandomSource(seed);
    BigInteger value = BigInteger.valueOf(random.nextLong()).pow(random.between(1, 3));
    Numeric number = Numeric.whole(value);
    assertThat(number).isNotNull();
    assertThat(NumberText.integer(value.toString())).isEqualTo(number);
    assertThat(NumberText.any(NumberText.of(number))).isEqualTo(number);
  }
}
