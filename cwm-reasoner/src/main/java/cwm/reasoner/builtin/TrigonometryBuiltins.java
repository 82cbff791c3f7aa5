package cwm.reasoner.builtin;

import static cwm.reasoner.builtin.Namespace.MATH;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// The entries of `math:` for angles and hyperbolas: functions that go either way round and give
/// doubles.
///
/// Every node of a cluster must get the same digits, so these are `StrictMath` and what can be made
/// of it. A bound result is compared digit by digit, so a rounded one seldom holds.
final class TrigonometryBuiltins {
  static final List<BuiltinDefinition> ALL =
      List.of(
          function("acos", "number; its arc cosine", StrictMath::acos, StrictMath::cos)
              .from("W3C §4.2.2")
              .showing("1 math:acos 0.0e0"),
          function("acosh", "number; its inverse cosh", Hyperbolic::acosh, StrictMath::cosh)
              .from("EYE")
              .showing("1 math:acosh 0.0e0"),
          function("asin", "number; its arc sine", StrictMath::asin, StrictMath::sin)
              .from("W3C §4.2.3")
              .showing("1 math:asin 1.5707963267948966e0"),
          function("asinh", "number; its inverse sinh", Hyperbolic::asinh, StrictMath::sinh)
              .from("EYE")
              .showing("0 math:asinh 0.0e0"),
          function("atan", "number; its arc tangent", StrictMath::atan, StrictMath::tan)
              .from("W3C §4.2.4")
              .showing("1 math:atan 7.853981633974483e-1"),
          MATH.function(
                  "atan2", "y and x; the angle", MathShapes.ofPair(TrigonometryBuiltins::atan2))
              .from("EYE")
              .showing("(1 -1) math:atan2 2.356194490192345e0")
              .remark("the angle of the point x = -1, y = 1"),
          function("atanh", "number; its inverse tanh", Hyperbolic::atanh, StrictMath::tanh)
              .from("EYE")
              .showing("0 math:atanh 0.0e0"),
          function("cos", "number; its cosine", StrictMath::cos, StrictMath::acos)
              .from("W3C §4.2.5")
              .showing("0 math:cos 1.0e0"),
          function("cosh", "number; its cosh", StrictMath::cosh, Hyperbolic::acosh)
              .from("W3C §4.2.6")
              .showing("0 math:cosh 1.0e0")
              .remark("backwards the result that is not negative"),
          function(
                  "degrees",
                  "radians; degrees",
                  TrigonometryBuiltins::degrees,
                  TrigonometryBuiltins::radians)
              .from("W3C §4.2.7")
              .showing("1.57079632679 math:degrees 8.999999999971946e1"),
          function(
                  "radians",
                  "degrees; radians",
                  TrigonometryBuiltins::radians,
                  TrigonometryBuiltins::degrees)
              .from("EYE")
              .showing("180 math:radians 3.141592653589793e0"),
          function("sin", "number; its sine", StrictMath::sin, StrictMath::asin)
              .from("W3C §4.2.21")
              .showing("0 math:sin 0.0e0")
              .remark("`?x math:sin 0` gives 0.0e0"),
          function("sinh", "number; its sinh", StrictMath::sinh, Hyperbolic::asinh)
              .from("W3C §4.2.22")
              .showing("0 math:sinh 0.0e0"),
          function("tan", "number; its tangent", StrictMath::tan, StrictMath::atan)
              .from("W3C §4.2.24")
              .showing("0 math:tan 0.0e0"),
          function("tanh", "number; its tanh", StrictMath::tanh, Hyperbolic::atanh)
              .from("W3C §4.2.25")
              .showing("0 math:tanh 0.0e0"));

  private TrigonometryBuiltins() {}

  private static BuiltinDefinition function(
      String localName, String summary, DoubleUnaryOperator function, DoubleUnaryOperator inverse) {
    return MATH.invertible(
            localName, summary, MathShapes.invertible(floating(function), floating(inverse)))
        .eagerInModes(1);
  }

  private static MathShapes.Unary floating(DoubleUnaryOperator function) {
    return number -> Numeric.floating(function.applyAsDouble(number.toDouble()), number);
  }

  private static Numeric atan2(Numeric y, Numeric x) {
    return new Numeric.Floating(StrictMath.atan2(y.toDouble(), x.toDouble()));
  }

  // The reference results come of this order of operations, not of Math.toDegrees.
  private static double degrees(double radians) {
    return radians * 180 / Math.PI;
  }

  private static double radians(double degrees) {
    return degrees * Math.PI / 180;
  }
}
