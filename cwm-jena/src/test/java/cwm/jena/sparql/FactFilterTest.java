package cwm.jena.sparql;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Literal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FactFilterTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final TermDictionary dictionary = new TermDictionary();
  private final int thing = dictionary.intern(new Iri("urn:x"));
  private final int five = dictionary.intern(Literal.of(5));

  private Optional<FactFilter> filter(String text) {
    return FactFilter.of(text, dictionary, LONG);
  }

  @Test
  void factsPassThatAgree() {
    assertThat(filter("?o > 4 && isIRI(?s)").orElseThrow().mayPass(thing, five)).isTrue();
    assertThat(filter("?o > 5").orElseThrow().mayPass(thing, five)).isFalse();
    assertThat(filter("?o > 4").orElseThrow().mayPass(five, thing)).isFalse();
  }

  @Test
  void whatOthersSeeOtherwisePasses() {
    int list = dictionary.intern(new ListTerm(List.of(Literal.of(5))));
    assertThat(filter("str(?o) = 'nothing'").orElseThrow().mayPass(thing, list)).isTrue();
  }

  @Test
  void whatFailsPasses() {
    int duration =
        dictionary.intern(
            Literal.of("PT6H", new Iri("http://www.w3.org/2001/XMLSchema#dayTimeDuration")));
    assertThat(filter("?o / 3 > 1").orElseThrow().mayPass(thing, duration)).isTrue();
  }

  @Test
  void onlyWhatRowFiltersTellIsEvaluated() {
    assertThat(filter("?nobody > 4")).isEmpty();
    assertThat(filter("<http://jena.apache.org/ARQ/function#wait>(60000)")).isEmpty();
    assertThat(filter("EXISTS { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }")).isEmpty();
    assertThat(filter("lcase(?o) = 'title'")).as("goes by the machine's language").isEmpty();
  }

  @Test
  void whatCannotBeReadIsNoFilter() {
    assertThat(filter("?o >")).isEmpty();
    assertThat(filter("(".repeat(9_000))).isEmpty();
    assertThat(filter("?o = '%s'".formatted("x".repeat(20_000)))).isEmpty();
  }

  @Test
  @Timeout(60)
  void whatTakesTooLongPassesAndSoDoesWhatFollows() {
    int text = dictionary.intern(Literal.of("a".repeat(60) + "!"));
    Optional<FactFilter> filter =
        FactFilter.of("regex(?o, '(.*a){20}$')", dictionary, Duration.ofMillis(50));
    assertThat(filter.orElseThrow().mayPass(thing, text)).isTrue();
    assertThat(filter.orElseThrow().mayPass(thing, five)).isTrue();
  }
}
