package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the table tells people is true.
class BuiltinExamplesTest {

  static List<BuiltinDefinition> builtins() {
    return Builtins.standard().all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("builtins")
  void exampleHolds(BuiltinDefinition builtin) {
    BuiltinCase example = BuiltinCase.holding(builtin.name(), builtin.description().example());
    assertThat(example.iri()).isEqualTo(builtin.iri());
    var operands =
        new CaseOperands(new TermDictionary(), example.call().subject(), example.call().object());
    assertThat(operands.answersOf(builtin.builtin())).as(example.toString()).hasSize(1);
  }

  @Test
  void everyEntrySaysWhereItIsFrom() {
    assertThat(Builtins.standard().descriptions())
        .allSatisfy(
            description ->
                assertThat(description.source())
                    .as(description.name())
                    .matches("W3C §4\\.\\d\\.\\d+|EYE|cwm|RDF Schema §\\d\\.\\d\\.\\d"));
  }

  @Test
  void everyEntryTellsPeopleWhatItsOperandsAre() {
    assertThat(Builtins.standard().descriptions())
        .allSatisfy(
            description ->
                assertThat(description.summary())
                    .as(description.name())
                    .contains("; ")
                    .doesNotEndWith("."));
  }

  @Test
  void sectionsOfTheReportAreNamedOnce() {
    Set<String> seen = new HashSet<>();
    assertThat(Builtins.standard().descriptions())
        .extracting(Description::source)
        .filteredOn(source -> source.startsWith("W3C"))
        .allSatisfy(source -> assertThat(seen.add(source)).as(source).isTrue());
  }
}
