package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Term;
import cwm.reasoner.builtin.BuiltinCase.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the `.cases` files that lie beside this class's resources, and sees to it that they cover
/// the table.
class BuiltinCasesTest {
  private static final List<BuiltinCase> CASES = BuiltinCase.all();

  static List<BuiltinCase> cases() {
    return CASES;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void caseComesOutAsStated(BuiltinCase builtinCase) {
    var operands = operands(builtinCase);
    Optional<Mode> mode = metMode(builtinCase, operands);
    assertThat(mode.isPresent())
        .as("%s may be called", builtinCase)
        .isEqualTo(builtinCase.outcome() != Outcome.WAITS);
    if (mode.isEmpty()) {
      return;
    }
    List<Term> answers = operands.answersOf(definition(builtinCase).builtin());
    switch (builtinCase.outcome()) {
      case GIVES -> assertThat(answers).containsExactlyElementsOf(builtinCase.answers());
      case HOLDS -> assertThat(answers).hasSize(1);
      case FAILS, WAITS -> assertThat(answers).isEmpty();
    }
  }

  @Test
  void everyModeOfEveryBuiltinHasACaseWithAnAnswer() {
    Set<String> missing = new HashSet<>();
    for (BuiltinDefinition builtin : Builtins.standard().all()) {
      builtin.modes().forEach(mode -> missing.add(builtin.name() + " " + mode));
    }
    for (BuiltinCase builtinCase : CASES) {
      if (builtinCase.outcome() == Outcome.GIVES || builtinCase.outcome() == Outcome.HOLDS) {
        metMode(builtinCase, operands(builtinCase))
            .ifPresent(mode -> missing.remove(definition(builtinCase).name() + " " + mode));
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyBuiltinHasACaseWithoutAnswer() {
    Set<String> missing = new HashSet<>();
    Builtins.standard().all().forEach(builtin -> missing.add(builtin.iri()));
    for (BuiltinCase builtinCase : CASES) {
      if (builtinCase.outcome() == Outcome.FAILS) {
        missing.remove(builtinCase.iri());
      }
    }
    assertThat(missing).isEmpty();
  }

  private static BuiltinDefinition definition(BuiltinCase builtinCase) {
    return Builtins.standard().find(builtinCase.iri()).orElseThrow();
  }

  private static CaseOperands operands(BuiltinCase builtinCase) {
    return new CaseOperands(
        new TermDictionary(), builtinCase.call().subject(), builtinCase.call().object());
  }

  private static Optional<Mode> metMode(BuiltinCase builtinCase, CaseOperands operands) {
    return definition(builtinCase).modes().stream().filter(operands::meet).findFirst();
  }
}
