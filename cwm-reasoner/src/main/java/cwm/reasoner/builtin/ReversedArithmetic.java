package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.MATH;

import cwm.rdf.store.TermDictionary;
import java.util.ArrayList;
import java.util.List;

/// The entries of `math:` that old rules for cwm use: what [MathBuiltins] has, with subject and
/// object exchanged.
final class ReversedArithmetic {
  /// The greatest number that is taken apart: its prime factors are found by trying those below a
  /// million.
  private static final long FACTORED_MAX = 1_000_000_000_000L;

  private static final Builtin PRODUCT_OF =
      SwappedOperands.swapped(MathShapes.ofList(Arithmetic::product));

  static final List<BuiltinDefinition> ALL =
      List.of(
          reversed(
                  "differenceOf",
                  "first minus second; two numbers",
                  MathShapes.ofPair(Arithmetic::subtract))
              .showing("5 math:differenceOf (7 2)"),
          reversed(
                  "exponentiationOf",
                  "the power; base and exponent",
                  MathShapes.ofPair(Powers::power))
              .showing("1024 math:exponentiationOf (2 10)"),
          MATH.invertible(
                  "factors",
                  "number; list of numbers of which it is the product",
                  ReversedArithmetic::factors)
              .from("cwm")
              .showing("84 math:factors (2 2 3 7)")
              .remark(
                  "of an integer from 2 to "
                      + FACTORED_MAX
                      + " its prime factors in order are found"),
          reversed(
                  "quotientOf",
                  "first over second; two numbers",
                  MathShapes.ofPair(Arithmetic::divide))
              .showing("3.5 math:quotientOf (7 2)"),
          reversed(
                  "remainderOf",
                  "the remainder; two integers",
                  MathShapes.ofPair(Arithmetic::remainder))
              .showing("1 math:remainderOf (7 2)"),
          reversed("sumOf", "their sum; list of numbers", MathShapes.ofList(Arithmetic::sum))
              .showing("6 math:sumOf (1 2 3)"));

  private ReversedArithmetic() {}

  private static BuiltinDefinition reversed(String localName, String summary, Builtin forward) {
    return MATH.define(localName, List.of(Mode.BACKWARD), summary, SwappedOperands.swapped(forward))
        .from("cwm");
  }

  private static void factors(Operands operands, Answers answers) {
    TermDictionary dictionary = operands.dictionary();
    if (operands.object() != TermDictionary.NONE) {
      PRODUCT_OF.evaluate(operands, answers);
    } else if (Numbers.read(dictionary, operands.subject()) instanceof Numeric.Small(long number)
        && number > 1
        && number <= FACTORED_MAX) {
      int[] factors =
          primeFactors(number).stream()
              .mapToInt(factor -> Numbers.intern(dictionary, new Numeric.Small(factor)))
              .toArray();
      answers.answer(operands.subject(), ListShapes.intern(dictionary, factors));
    }
  }

  private static List<Long> primeFactors(long number) {
    List<Long> factors = new ArrayList<>();
    long rest = number;
    for (long candidate = 2; candidate * candidate <= rest; candidate++) {
      while (rest % candidate == 0) {
        factors.add(candidate);
        rest /= candidate;
      }
    }
    if (rest > 1) {
      factors.add(rest);
    }
    return factors;
  }
}
