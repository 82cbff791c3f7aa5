package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltinsTest {

  @Test
  void builtinIsFoundByItsPredicate() {
    BuiltinDefinition sum =
        Builtins.standard().find("http://www.w3.org/2000/10/swap/math#sum").orElseThrow();
    assertThat(sum.name()).isEqualTo("math:sum");
    assertThat(sum.modes()).containsExactly(Mode.FORWARD);
  }

  @Test
  void otherPredicatesAreNoBuiltins() {
    assertThat(Builtins.standard().find("http://www.w3.org/2000/10/swap/math#summ")).isEmpty();
    assertThat(Builtins.standard().find("math:sum")).isEmpty();
  }

  @Test
  void tableIsSortedByName() {
    assertThat(Builtins.standard().all())
        .extracting(BuiltinDefinition::name)
        .isSorted()
        .contains("list:append", "log:equalTo", "math:sum", "rdf:first", "string:matches");
  }

  @Test
  void oneNameCannotHaveTwoDefinitions() {
    BuiltinDefinition twice = Namespace.MATH.test("twice", "number; number", (_, _) -> {});
    assertThatThrownBy(() -> new Builtins(List.of(twice, twice)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("math#twice");
  }
}
