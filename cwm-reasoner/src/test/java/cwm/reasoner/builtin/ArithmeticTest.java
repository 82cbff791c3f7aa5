package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.reasoner.builtin.Numeric.Small;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArithmeticTest {
  private static final List<Long> EDGES =
      List.of(0L, 1L, -1L, 2L, 1L << 31, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE);

  @RandomSeeds(200)
  void longsAreComputedLikeBigIntegers(long seed) {
    var random = new RandomSource(seed);
    long a = operand(random);
    long b = operand(random);
    BigInteger x = BigInteger.valueOf(a);
    BigInteger y = BigInteger.valueOf(b);
    assertThat(Arithmetic.add(new Small(a), new Small(b))).isEqualTo(Numeric.whole(x.add(y)));
    assertThat(Arithmetic.subtract(new Small(a), new Small(b)))
        .isEqualTo(Numeric.whole(x.subtract(y)));
    assertThat(Arithmetic.multiply(new Small(a), new Small(b)))
        .isEqualTo(Numeric.whole(x.multiply(y)));
  }

  @RandomSeeds(200)
  void dividendIsQuotientTimesDivisorPlusRemainder(long seed) {
    var random = new RandomSource(seed);
    Numeric dividend = new Small(operand(random));
    Numeric divisor = new Small(operand(random) | 1);
    Numeric quotient = present(Arithmetic.floorDivide(dividend, divisor));
    Numeric remainder = present(Arithmetic.remainder(dividend, divisor));
    assertThat(Arithmetic.add(present(Arithmetic.multiply(quotient, divisor)), remainder))
        .isEqualTo(dividend);
  }

  @Test
  void productsBeyondTheLimitAreNotMade() {
    Numeric half = present(Powers.power(new Small(2), new Small(Numeric.BITS_MAX / 2 - 1)));
    assertThat(Arithmetic.multiply(half, half)).isNotNull();
    Numeric more = present(Arithmetic.multiply(half, new Small(4)));
    assertThat(Arithmetic.multiply(more, more)).isNull();
  }

  @Test
  void longestNumbersCanBeReadBack() {
    Numeric largest = present(Powers.power(new Small(-2), new Small(Numeric.BITS_MAX - 1)));
    assertThat(NumberText.any(NumberText.of(largest))).isEqualTo(largest);
    Numeric smallest = present(Powers.power(new Small(-10), new Small(1 - Numeric.DIGITS_MAX)));
    assertThat(NumberText.any(NumberText.of(smallest))).isEqualTo(smallest);
    assertThat(Powers.power(new Small(10), new Small(-Numeric.DIGITS_MAX - 1))).isNull();
  }

  private static long operand(RandomSource random) {
    return random.oneIn(2) ? random.pick(EDGES) : random.nextLong() >> random.below(64);
  }

  private static Numeric present(@Nullable Numeric number) {
    assertThat(number).isNotNull();
    return number;
  }
}
