package cwm.rdf.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.RdfException;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.TripleTerm;
import cwm.rdf.term.Variable;
import cwm.rdf.term.Xsd;
import cwm.rdf.testing.RandomGraphs;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import cwm.rdf.testing.Renaming;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TermDictionaryTest {
  private static final Iri A = new Iri("urn:x:a");
  private static final Iri P = new Iri("urn:x:p");
  private static final Variable X = new Variable("x");

  private final TermDictionary dictionary = new TermDictionary();

  // ---------------------------------------------------------------- identity

  @RandomSeeds(1_000)
  void aTermComesBackEqual(long seed) {
    Term term = RandomGraphs.term(seed);
    int id = dictionary.intern(term);
    assertThat(dictionary.term(id)).isEqualTo(term);
    assertThat(dictionary.find(term)).isEqualTo(id);
    assertThat(dictionary.intern(dictionary.term(id))).isEqualTo(id);
  }

  @RandomSeeds(100)
  void twoTermsHaveOneIdIfAndOnlyIfTheyAreEqual(long seed) {
    Map<Term, Integer> ids = new HashMap<>();
    List<Term> terms =
        LongStream.range(0, 50).mapToObj(i -> RandomGraphs.term(50 * seed + i)).toList();
    for (Term term : terms) {
      int id = dictionary.intern(term);
      assertThat(ids.putIfAbsent(term, id)).isIn(null, id);
    }
    assertThat(ids.values()).doesNotHaveDuplicates();
    assertThat(terms)
        .allSatisfy(term -> assertThat(dictionary.intern(term)).isEqualTo(ids.get(term)));
  }

  @RandomSeeds(100)
  void equalFormulasOfOtherNamesHaveOneId(long seed) {
    Formula formula = Formula.of(RandomGraphs.n3(seed), List.of());
    Formula copy = new Renaming(new RandomSource(seed)).copy(formula);
    assertThat(dictionary.intern(copy)).isEqualTo(dictionary.intern(formula));
  }

  @Test
  void nilIsTheEmptyList() {
    int empty = dictionary.intern(ListTerm.EMPTY);
    assertThat(dictionary.intern(Rdf.NIL)).isEqualTo(empty);
    assertThat(dictionary.find(Rdf.NIL)).isEqualTo(empty);
    assertThat(dictionary.kind(empty)).isEqualTo(TermKind.LIST);
    assertThat(dictionary.listSize(empty)).isZero();
  }

  @Test
  void nilIsFoundWithinOtherTerms() {
    TripleTerm written = new TripleTerm(new Triple(A, P, Rdf.NIL));
    int id = dictionary.intern(written);
    assertThat(dictionary.find(written)).isEqualTo(id);
    assertThat(dictionary.find(new TripleTerm(new Triple(A, P, ListTerm.EMPTY)))).isEqualTo(id);
    int list = dictionary.intern(ListTerm.of(ListTerm.EMPTY));
    assertThat(dictionary.find(ListTerm.of(Rdf.NIL))).isEqualTo(list);
  }

  @Test
  void nilIsAnIriAsADatatype() {
    Literal literal = Literal.of("a", Rdf.NIL);
    int id = dictionary.intern(literal);
    assertThat(dictionary.term(id)).isEqualTo(literal);
    assertThat(dictionary.hash(id)).isEqualTo(literal.contentHash());
    assertThat(dictionary.find(literal)).isEqualTo(id);
  }

  @Test
  void literalsDifferByTextDatatypeAndLanguage() {
    List<Term> literals =
        List.of(
            Literal.of("a"),
            Literal.of("b"),
            Literal.of("a", Xsd.INTEGER),
            Literal.inLanguage("a", "en"),
            Literal.inLanguage("a", "en-GB"),
            Literal.inLanguage("na", "e"),
            Literal.of("en\0a"));
    assertThat(literals.stream().map(dictionary::intern)).doesNotHaveDuplicates();
  }

  @Test
  void languageTagsAreTheSameInAnySpelling() {
    byte[] tagged = "EN-gbhello".getBytes(StandardCharsets.UTF_8);
    int id = dictionary.internLangString(tagged, 5, 5, tagged, 0, 5);
    assertThat(dictionary.term(id)).isEqualTo(Literal.inLanguage("hello", "eN-Gb"));
    assertThat(dictionary.find(Literal.inLanguage("hello", "en-gb"))).isEqualTo(id);
    assertThat(dictionary.language(id)).contains("en-GB");
    assertThat(dictionary.hash(id)).isEqualTo(Literal.inLanguage("hello", "EN-GB").contentHash());
    assertThat(tagged).startsWith("EN-gb".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theSameTextOfAnotherKindIsAnotherTerm() {
    List<Term> terms = List.of(new Iri("a"), Literal.of("a"), new Variable("a"));
    assertThat(terms.stream().map(dictionary::intern)).doesNotHaveDuplicates();
  }

  @Test
  void bytesAndObjectsMeanTheSameTerm() {
    byte[] text = "..urn:x:a..".getBytes(StandardCharsets.UTF_8);
    assertThat(dictionary.internIri(text, 2, 7)).isEqualTo(dictionary.intern(A));
    assertThat(dictionary.internVariable(text, 2, 1))
        .isEqualTo(dictionary.intern(new Variable("u")));
    int integer = dictionary.intern(Xsd.INTEGER);
    byte[] number = "42".getBytes(StandardCharsets.UTF_8);
    assertThat(dictionary.internLiteral(number, 0, 2, integer))
        .isEqualTo(dictionary.intern(Literal.of(42)));
    byte[] tagged = "enhello".getBytes(StandardCharsets.UTF_8);
    assertThat(dictionary.internLangString(tagged, 2, 5, tagged, 0, 2))
        .isEqualTo(dictionary.intern(Literal.inLanguage("hello", "en")));
    assertThat(dictionary.internBlankNode(1, 2)).isEqualTo(dictionary.intern(new BlankNode(1, 2)));
  }

  @Test
  void idsAreGivenInOrderAndKept() {
    int first = dictionary.intern(A);
    int next = dictionary.intern(P);
    assertThat(next).isEqualTo(first + 1).isEqualTo(dictionary.size());
    for (int i = 0; i < 100_000; i++) {
      dictionary.intern(Literal.of(i));
    }
    assertThat(dictionary.intern(A)).isEqualTo(first);
    assertThat(dictionary.term(first)).isEqualTo(A);
  }

  @RandomSeeds(200)
  void lookingForATermAddsNothing(long seed) {
    int size = dictionary.size();
    Term term = RandomGraphs.term(seed);
    int id = dictionary.find(term);
    assertThat(dictionary.size()).isEqualTo(size);
    assertThat(id == TermDictionary.NONE || id <= size).isTrue();
  }

  // ---------------------------------------------------------------- parts and flags

  @Test
  void textsComeBackAsBytesToo() {
    for (Term term :
        List.of(new Iri("urn:x:é"), Literal.of("𝒳"), Literal.inLanguage("\0é", "de"), X)) {
      int id = dictionary.intern(term);
      byte[] copy = new byte[dictionary.textBytes(id) + 2];
      dictionary.copyText(id, copy, 1);
      assertThat(new String(copy, 1, copy.length - 2, StandardCharsets.UTF_8))
          .isEqualTo(dictionary.text(id));
    }
  }

  @Test
  void aLiteralKnowsItsDatatypeAndLanguage() {
    int tagged = dictionary.intern(Literal.inLanguage("a", "en-GB"));
    assertThat(dictionary.language(tagged)).contains("en-GB");
    assertThat(dictionary.datatype(tagged)).isEqualTo(dictionary.intern(Rdf.LANG_STRING));
    int number = dictionary.intern(Literal.of(1));
    assertThat(dictionary.language(number)).isEmpty();
    assertThat(dictionary.datatype(number)).isEqualTo(dictionary.intern(Xsd.INTEGER));
  }

  @RandomSeeds(500)
  void flagsTellWhatATermHolds(long seed) {
    Term term = RandomGraphs.term(seed);
    int id = dictionary.intern(term);
    // A formula around the term has the term's free symbols.
    Formula around = Formula.of(List.of(new Triple(term, P, A)), List.of());
    assertThat(dictionary.hasVariable(id)).isEqualTo(!around.freeVariables().isEmpty());
    assertThat(dictionary.hasBlankNode(id)).isEqualTo(!around.freeBlankNodes().isEmpty());
    assertThat(dictionary.hasFormula(id)).isEqualTo(holdsFormula(term));
  }

  private static boolean holdsFormula(Term term) {
    return switch (term) {
      case Iri _, Literal _, BlankNode _, Variable _ -> false;
      case ListTerm(var items) -> items.stream().anyMatch(TermDictionaryTest::holdsFormula);
      case TripleTerm(Triple(Term s, Term p, Term o)) ->
          holdsFormula(s) || holdsFormula(p) || holdsFormula(o);
      case Formula _ -> true;
    };
  }

  // ---------------------------------------------------------------- bounds

  @Test
  void termsMayNestToTheLimitAndNoDeeper() {
    Term deepest = ListTerm.EMPTY;
    while (deepest.depth() < TermDictionary.DEPTH_MAX) {
      deepest = ListTerm.of(deepest);
    }
    int id = dictionary.intern(deepest);
    assertThat(dictionary.term(id)).isEqualTo(deepest);
    assertTooDeep(ListTerm.of(deepest));
    assertTooDeep(new TripleTerm(new Triple(A, P, deepest)));
    assertTooDeep(Formula.of(List.of(new Triple(A, P, deepest)), List.of()));
  }

  private void assertTooDeep(Term term) {
    assertThatThrownBy(() -> dictionary.intern(term))
        .isInstanceOfSatisfying(
            RdfException.class, e -> assertThat(e.code()).isEqualTo("TERM_TOO_DEEP"))
        .hasMessageContaining("nests %,d levels deep", TermDictionary.DEPTH_MAX + 1);
  }

  @Test
  void aMillionTermsKeepTheirIds() {
    int count = 1_000_000;
    int first = dictionary.size() + 1;
    for (int i = 0; i < count; i++) {
      assertThat(dictionary.internString("term " + i)).isEqualTo(first + i);
    }
    for (int i = 0; i < count; i += 997) {
      assertThat(dictionary.internString("term " + i)).isEqualTo(first + i);
      assertThat(dictionary.text(first + i)).isEqualTo("term " + i);
    }
    assertThat(dictionary.size()).isEqualTo(first + count - 1);
  }

  @Test
  void aTextOfSeveralMegabytesIsATermLikeOthers() {
    String text = "0123456789".repeat(500_000);
    int id = dictionary.internString(text);
    int next = dictionary.internString("next");
    assertThat(dictionary.text(id)).isEqualTo(text);
    assertThat(dictionary.text(next)).isEqualTo("next");
    assertThat(dictionary.internString(text)).isEqualTo(id);
  }

  // ---------------------------------------------------------------- threads

  @Test
  void threadsThatInternTheSameTermsGetTheSameIds()
      throws InterruptedException, ExecutionException {
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      terms.add(i % 10 == 0 ? RandomGraphs.term(i) : Literal.of(i));
    }
    int threadCount = 4;
    var start = new CyclicBarrier(threadCount);
    List<Callable<Map<Term, Integer>>> tasks = new ArrayList<>();
    for (int thread = 0; thread < threadCount; thread++) {
      List<Term> shuffled = new RandomSource(thread).shuffled(terms);
      tasks.add(
          () -> {
            start.await();
            Map<Term, Integer> ids = new HashMap<>();
            for (Term term : shuffled) {
              int id = dictionary.intern(term);
              ids.put(term, id);
              assertThat(dictionary.term(id)).isEqualTo(term);
            }
            return ids;
          });
    }
    List<Future<Map<Term, Integer>>> results;
    try (var threads = Executors.newFixedThreadPool(threadCount)) {
      results = threads.invokeAll(tasks);
    }
    Map<Term, Integer> expected = results.getFirst().get();
    assertThat(expected.values()).doesNotHaveDuplicates();
    for (Future<Map<Term, Integer>> result : results) {
      assertThat(result.get()).isEqualTo(expected);
    }
  }
}
