package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import cwm.rdf.term.Variable;
import cwm.rdf.term.Xsd;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrigonometryBuiltinsTest {
  private static final Term UNBOUND = new Variable("x");

  /// The bounds of math/trig.n3.
  @ParameterizedTest
  @CsvSource({
    "sin, 0.2279, 0.2280",
    "asin, 0.2320, 0.2321",
    "sinh, 0.2320, 0.2321",
    "cos, 0.9736, 0.9737",
    "acos, 1.3387, 1.3388",
    "cosh, 1.0265, 1.0266",
    "tan, 0.2341, 0.2342",
    "atan, 0.2260, 0.2261",
    "tanh, 0.2260, 0.2261",
  })
  void functionOf023IsWithinTheReferencesBounds(String function, double above, double below) {
    assertThat(call(function, decimal("0.23"), UNBOUND)).isBetween(above, below);
  }

  @ParameterizedTest
  @CsvSource({
    "acos, 0.5",
    "acosh, 1.5",
    "acosh, 1e9",
    "asin, -0.5",
    "asinh, 1e-9",
    "asinh, -2",
    "asinh, 1e200",
    "atan, 3",
    "atanh, -0.9",
    "atanh, 1e-12",
    "cos, 2",
    "cosh, 3",
    "degrees, 4",
    "radians, -90",
    "sin, -1",
    "sinh, -5",
    "tan, 1",
    "tanh, 0.75",
  })
  void functionIsUndoneBackwards(String function, double value) {
    double image = call(function, ofDouble(value), UNBOUND);
    assertThat(call(function, UNBOUND, ofDouble(image)))
        .isCloseTo(value, within(Math.abs(value) * 1e-12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"asinh", "atanh", "sinh", "tanh"})
  void oddFunctionsKeepTheSignOfZero(String function) {
    assertThat(call(function, ofDouble(-0.0), UNBOUND)).isEqualTo(-0.0);
  }

  private static double call(String function, Term subject, Term object) {
    var operands = new CaseOperands(new TermDictionary(), subject, object);
    Builtin builtin =
        Builtins.standard().find(Namespace.MATH.iri() + function).orElseThrow().builtin();
    List<Term> answers = operands.answersOf(builtin);
    assertThat(answers).hasSize(1);
    return Double.parseDouble(((Literal) answers.getFirst()).lexical());
  }

  private static Term decimal(String lexical) {
    return Literal.of(lexical, Xsd.DECIMAL);
  }

  private static Term ofDouble(double value) {
    return Literal.of(Double.toString(value), Xsd.DOUBLE);
  }
}
