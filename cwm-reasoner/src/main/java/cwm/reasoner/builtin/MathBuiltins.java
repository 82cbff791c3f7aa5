package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.MATH;
import static cwm.reasoner.builtin.Order.EQUAL;
import static cwm.reasoner.builtin.Order.GREATER;
import static cwm.reasoner.builtin.Order.LESS;
import static cwm.reasoner.builtin.Order.UNORDERED;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Arithmetic and comparison: the entries of `math:` but for those of [TrigonometryBuiltins] and
/// [ReversedArithmetic].
final class MathBuiltins {
  private static final Mode SOLVE_FOR_ANY = new Mode(Mode.Need.LIST_BUT_ONE, Mode.Need.BOUND);
  private static final Mode SOLVE_FOR_SECOND = new Mode(Mode.Need.LIST_FIRST, Mode.Need.BOUND);

  static final List<BuiltinDefinition> ALL =
      List.of(
          MATH.function(
                  "absoluteValue",
                  "number; its absolute value",
                  MathShapes.ofNumber(Arithmetic::absolute))
              .from("W3C §4.2.1")
              .showing("-8.1 math:absoluteValue 8.1"),
          MATH.function(
                  "bit",
                  "integer and place of a bit, from 0 for the least; whether the bit is set, 1 or"
                      + " 0",
                  MathShapes.ofPair(Arithmetic::bit))
              .from("cwm")
              .showing("(5 2) math:bit 1"),
          MATH.function(
                  "ceiling",
                  "number; the least integer that is not less",
                  MathShapes.ofNumber(Rounding::ceiling))
              .from("EYE")
              .showing("-8.1 math:ceiling -8"),
          MATH.define(
                  "difference",
                  List.of(Mode.FORWARD, SOLVE_FOR_ANY),
                  "two numbers, one may be unbound; first minus second",
                  MathShapes.solvablePair(
                      Arithmetic::subtract, Arithmetic::add, Arithmetic::subtract))
              .from("W3C §4.2.8")
              .showing("(7 2) math:difference 5")
              .remark("as in cwm, `(7 ?x) math:difference 5` gives 2")
              .eagerInModes(1),
          MATH.invertible(
                  "equalTo",
                  "number; a number of that value",
                  MathShapes.invertible(number -> number, number -> number))
              .from("W3C §4.2.9")
              .showing("1 math:equalTo 1.0")
              .remark("`?x math:equalTo \"1\"` gives 1")
              .eagerInModes(0),
          MATH.define(
                  "exponentiation",
                  List.of(Mode.FORWARD, SOLVE_FOR_SECOND),
                  "base and exponent, which may be unbound; the power",
                  MathShapes.solvablePair(
                      Powers::power,
                      (_, _) -> null,
                      (base, power) -> Powers.logarithm(power, base)))
              .from("W3C §4.2.10")
              .showing("(2 10) math:exponentiation 1024")
              .remark("`(7 ?x) math:exponentiation 49` gives 2.0")
              .eagerInModes(1),
          MATH.function(
                  "floor",
                  "number; the greatest integer that is not greater",
                  MathShapes.ofNumber(Rounding::floor))
              .from("EYE")
              .showing("-8.1 math:floor -9"),
          MATH.test(
                  "greaterThan",
                  "number; a smaller one",
                  MathShapes.comparison(EnumSet.of(GREATER)))
              .from("W3C §4.2.11")
              .showing("42 math:greaterThan 41"),
          MATH.function(
                  "integerQuotient",
                  "two integers; first over second, rounded down",
                  MathShapes.ofPair(Arithmetic::floorDivide))
              .from("EYE")
              .showing("(-7 2) math:integerQuotient -4")
              .remark("down, as in cwm and EYE, not towards zero"),
          MATH.test("lessThan", "number; a greater one", MathShapes.comparison(EnumSet.of(LESS)))
              .from("W3C §4.2.12")
              .showing("41 math:lessThan 42"),
          MATH.function(
                  "logarithm",
                  "number and base; the logarithm",
                  MathShapes.ofPair(Powers::logarithm))
              .from("EYE")
              .showing("(1000 10) math:logarithm 3.0"),
          MATH.function(
                  "max",
                  "list of numbers; the greatest",
                  MathShapes.ofList(numbers -> extreme(numbers, GREATER)))
              .from("EYE")
              .showing("(1 2.5) math:max 2.5"),
          MATH.function("memberCount", "list; the number of its members", ListBuiltins::length)
              .from("EYE")
              .showing("(:a :b) math:memberCount 2"),
          MATH.function(
                  "min",
                  "list of numbers; the least",
                  MathShapes.ofList(numbers -> extreme(numbers, LESS)))
              .from("EYE")
              .showing("(1 2.5) math:min 1"),
          MATH.invertible(
                  "negation",
                  "number; minus that number",
                  MathShapes.invertible(Arithmetic::negate, Arithmetic::negate))
              .from("W3C §4.2.13")
              .showing("42 math:negation -42")
              .eagerInModes(1),
          MATH.test(
                  "notEqualTo",
                  "number; a number of another value",
                  MathShapes.comparison(EnumSet.of(LESS, GREATER, UNORDERED)))
              .from("W3C §4.2.14")
              .showing("1 math:notEqualTo 2")
              .remark("NaN is not equal to itself"),
          MATH.test(
                  "notGreaterThan",
                  "number; an equal or greater one",
                  MathShapes.comparison(EnumSet.of(LESS, EQUAL)))
              .from("W3C §4.2.15")
              .showing("41 math:notGreaterThan 41.0"),
          MATH.test(
                  "notLessThan",
                  "number; an equal or smaller one",
                  MathShapes.comparison(EnumSet.of(GREATER, EQUAL)))
              .from("W3C §4.2.16")
              .showing("42 math:notLessThan 41"),
          MATH.function(
                  "product",
                  "list of numbers; their product",
                  MathShapes.ofList(Arithmetic::product))
              .from("W3C §4.2.17")
              .showing("(2 21) math:product 42")
              .remark("`()` gives 1"),
          MATH.function(
                  "quotient",
                  "two numbers; first over second",
                  MathShapes.ofPair(Arithmetic::divide))
              .from("W3C §4.2.18")
              .showing("(7 2) math:quotient 3.5")
              .remark("`(42 2)` gives the integer 21, `(1 0)` nothing"),
          MATH.function(
                  "remainder",
                  "two integers; the remainder, with the sign of the second",
                  MathShapes.ofPair(Arithmetic::remainder))
              .from("W3C §4.2.19")
              .showing("(2 -4) math:remainder -2")
              .remark("integers only"),
          MATH.function(
                  "rounded",
                  "number; the nearest integral number, halves upwards",
                  MathShapes.ofNumber(Rounding::round))
              .from("W3C §4.2.20")
              .showing("-2.5 math:rounded -2.0"),
          MATH.function(
                  "roundedTo",
                  "number and digits after the point; the number rounded, halves upwards",
                  MathShapes.ofPair(Rounding::roundTo))
              .from("EYE")
              .showing("(3.14159 2) math:roundedTo 3.14"),
          MATH.function("sum", "list of numbers; their sum", MathShapes.ofList(Arithmetic::sum))
              .from("W3C §4.2.23")
              .showing("(1 2 3) math:sum 6")
              .remark("`()` gives 0"));

  private MathBuiltins() {}

  /// The first number that none of the others is `better` than, with its own type; NaN if there is
  /// one among them, as in XPath's `fn:max`; `null` for no numbers.
  private static @Nullable Numeric extreme(List<Numeric> numbers, Order better) {
    Numeric best = null;
    for (Numeric number : numbers) {
      Order order = best == null ? better : Order.of(number, best);
      if (order == UNORDERED) {
        return new Numeric.Floating(Double.NaN);
      }
      if (order == better) {
        best = number;
      }
    }
    return best;
  }
}
