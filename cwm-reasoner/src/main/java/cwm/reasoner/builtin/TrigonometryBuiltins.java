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
          // §4.2.2. `1 math:acos 0.0e0`
          function("acos", "number; its arc cosine", StrictMath::acos, StrictMath::cos),

          // EYE. `1 math:acosh 0.0e0`
          function("acosh", "number; its inverse cosh", Hyperbolic::acosh, StrictMath::cosh),

          // §4.2.3. `1 math:asin 1.5707963267948966e0`
          function("asin", "number; its arc sine", StrictMath::asin, StrictMath::sin),

          // EYE. `0 math:asinh 0.0e0`
          function("asinh", "number; its inverse sinh", Hyperbolic::asinh, StrictMath::sinh),

          // §4.2.4. `1 math:atan 7.853981633974483e-1`
          function("atan", "number; its arc tangent", StrictMath::atan, StrictMath::tan),

          // EYE. `(1 -1) math:atan2 2.356194490192345e0`: the angle of the point x = -1, y = 1.
          MATH.function(
              "atan2", "y and x; the angle", MathShapes.ofPair(TrigonometryBuiltins::atan2)),

          // EYE. `0 math:atanh 0.0e0`
          function("atanh", "number; its inverse tanh", Hyperbolic::atanh, StrictMath::tanh),

          // §4.2.5. `0 math:cos 1.0e0`
          function("cos", "number; its cosine", StrictMath::cos, StrictMath::acos),

          // §4.2.6. `0 math:cosh 1.0e0`; backwards the result that is not negative
          function("cosh", "number; its cosh", StrictMath::cosh, Hyperbolic::acosh),

          // §4.2.7. `1.57079632679 math:degrees 8.999999999971946e1`
          function(
              "degrees",
              "radians; degrees",
              TrigonometryBuiltins::degrees,
              TrigonometryBuiltins::radians),

          // EYE. `180 math:radians 3.141592653589793e0`
          function(
              "radians",
              "degrees; radians",
              TrigonometryBuiltins::radians,
              TrigonometryBuiltins::degrees),

          // §4.2.21. `0 math:sin 0.0e0`; `?x math:sin 0` gives 0.0e0.
          function("sin", "number; its sine", StrictMath::sin, StrictMath::asin),

          // §4.2.22. `0 math:sinh 0.0e0`
          function("sinh", "number; its sinh", StrictMath::sinh, Hyperbolic::asinh),

          // §4.2.24. `0 math:tan 0.0e0`
          function("tan", "number; its tangent", StrictMath::tan, StrictMath::atan),

          // §4.2.25. `0 math:tanh 0.0e0`
          function("tanh", "number; its tanh", StrictMath::tanh, Hyperbolic::atanh));

  private TrigonometryBuiltins() {}

  private static BuiltinDefinition function(
      String localName, String summary, DoubleUnaryOperator function, DoubleUnaryOperator inverse) {
    return MATH.invertible(
        localName, summary, MathShapes.invertible(floating(function), floating(inverse)));
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
