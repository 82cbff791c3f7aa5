package cwm.rdf.term;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.testing.RandomGraphs;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Renaming;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubstitutionTest {
  private static final Iri A = new Iri("urn:x:a");
  private static final Iri P = new Iri("urn:x:p");
  private static final Variable X = new Variable("x");
  private static final Variable Y = new Variable("y");
  private static final Variable Z = new Variable("z");
  private static final BlankNode NODE = BlankNode.of(1);
  private static final BlankNode OTHER = BlankNode.of(2);

  @Test
  void replacesInListsTripleTermsAndFormulas() {
    Term term =
        ListTerm.of(X, new TripleTerm(new Triple(X, P, NODE)), formula(new Triple(X, P, Y)));
    Term expected =
        ListTerm.of(A, new TripleTerm(new Triple(A, P, OTHER)), formula(new Triple(A, P, Y)));
    assertThat(new Substitution(Map.of(X, A, NODE, OTHER)).apply(term)).isEqualTo(expected);
  }

  @Test
  void replacesAllAtOnce() {
    Triple swapped = new Substitution(Map.of(X, Y, Y, X)).apply(new Triple(X, P, Y));
    assertThat(swapped).isEqualTo(new Triple(Y, P, X));
  }

  @Test
  void leavesAloneWhatAFormulaBinds() {
    Formula formula = binding(X, new Triple(X, P, Y));
    assertThat(new Substitution(Map.of(X, A)).apply(formula)).isSameAs(formula);
  }

  @Test
  void renamesWhatWouldCaptureAReplacement() {
    Formula formula = binding(X, new Triple(X, P, Y));
    Formula applied = new Substitution(Map.of(Y, X)).apply(formula);
    assertThat(applied.freeSymbols()).containsExactly(X);
    assertThat(applied).isEqualTo(binding(Z, new Triple(Z, P, X)));
  }

  @Test
  void renamesBlankNodesThatWouldCaptureAReplacement() {
    Formula formula = binding(NODE, new Triple(NODE, P, Y));
    Formula applied = new Substitution(Map.of(Y, ListTerm.of(NODE))).apply(formula);
    assertThat(applied).isEqualTo(binding(OTHER, new Triple(OTHER, P, ListTerm.of(NODE))));
  }

  @Test
  void theNewNameIsNeitherBoundNorFreeInTheFormula() {
    Variable renamed = new Variable("x_");
    Variable renamedTwice = new Variable("x__");
    Formula formula =
        Formula.of(
            List.of(new Triple(X, P, renamed), new Triple(renamedTwice, P, Y)),
            List.of(X, renamed));
    Formula applied = new Substitution(Map.of(Y, X)).apply(formula);
    Variable v = new Variable("v");
    Variable w = new Variable("w");
    assertThat(applied)
        .isEqualTo(
            Formula.of(
                List.of(new Triple(v, P, w), new Triple(renamedTwice, P, X)), List.of(v, w)));
  }

  @Test
  void renamesThroughNestedFormulas() {
    Formula inner = binding(X, new Triple(X, P, Y));
    Formula outer = binding(Y, new Triple(Y, P, inner), new Triple(Y, P, Z));
    // Bringing in ?y renames the outer binding; inside, ?x stays.
    Formula applied = new Substitution(Map.of(Z, Y)).apply(outer);
    Variable w = new Variable("w");
    assertThat(applied)
        .isEqualTo(
            binding(w, new Triple(w, P, binding(X, new Triple(X, P, w))), new Triple(w, P, Y)));
  }

  @Test
  void formulasThatBecomeEqualBecomeOne() {
    Formula formula = formula(new Triple(X, P, A), new Triple(Y, P, A));
    assertThat(new Substitution(Map.of(X, Y)).apply(formula).statements()).hasSize(1);
  }

  @RandomSeeds(500)
  void replacingBackAndForthChangesNothing(long seed) {
    Formula formula = Formula.of(RandomGraphs.n3(seed), List.of());
    Map<Term, Term> there = new HashMap<>();
    Map<Term, Term> back = new HashMap<>();
    for (Term symbol : formula.freeSymbols()) {
      Term fresh = new Variable("fresh" + there.size());
      there.put(symbol, fresh);
      back.put(fresh, symbol);
    }
    Formula replaced = new Substitution(there).apply(formula);
    assertThat(replaced.freeSymbols()).isEqualTo(back.keySet());
    assertThat(new Substitution(back).apply(replaced)).isEqualTo(formula);
  }

  @RandomSeeds(500)
  void namesOfWhatIsBoundDoNotMatter(long seed) {
    Formula formula = Formula.of(RandomGraphs.n3(seed), List.of());
    Formula renamed = new Renaming(new RandomSource(seed)).copy(formula);
    Map<Term, Term> replacements = new HashMap<>();
    for (Term symbol : formula.freeSymbols()) {
      // Likely to be captured: the terms are random ones over the same names.
      replacements.put(symbol, RandomGraphs.term(seed + replacements.size()));
    }
    var substitution = new Substitution(replacements);
    assertThat(substitution.apply(formula)).isEqualTo(substitution.apply(renamed));
  }

  private static Formula formula(Triple... statements) {
    return Formula.of(List.of(statements), List.of());
  }

  private static Formula binding(Term symbol, Triple... statements) {
    return Formula.of(List.of(statements), List.of(symbol));
  }
}
