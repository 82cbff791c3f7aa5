package cwm.reasoner.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Term;
import cwm.rdf.testing.RandomSeeds;
import cwm.rdf.testing.RandomSource;
import java.util.List;

class TermOrderTest {
  private static final String SORTED =
      """
      "-INF"^^<http://www.w3.org/2001/XMLSchema#double> -1 -0.0e0 0 0.0 0.1e1 1 1.0 1e0
      9007199254740992 9007199254740992e0 9007199254740993 1e300
      "INF"^^<http://www.w3.org/2001/XMLSchema#double>
      "NaN"^^<http://www.w3.org/2001/XMLSchema#double>
      "" "10" "9" "a"@de "a"@en "a" "b" "b\\U0001F600" true
      <http://a/> <http://b/> _:blank
      () (1) (1 2) (2) ("a") ((1)) { <a> <b> <c> }
      """;

  @RandomSeeds(100)
  void termsAreSortedWhateverOrderTheyComeIn(long seed) {
    List<Term> sorted = terms();
    List<Term> shuffled = new RandomSource(seed).shuffled(sorted);
    var dictionary = new TermDictionary();
    List<Integer> ids = shuffled.stream().map(dictionary::intern).toList();
    assertThat(ids.stream().sorted(new TermOrder(dictionary)).map(dictionary::term))
        .containsExactlyElementsOf(sorted);
  }

  private static List<Term> terms() {
    String statement = "<http://a/> <http://is/> (" + SORTED + ") .";
    Term list = N3Reader.parse(statement, "http://a/").orThrow().statements().getFirst().object();
    return ((ListTerm) list).items();
  }
}
