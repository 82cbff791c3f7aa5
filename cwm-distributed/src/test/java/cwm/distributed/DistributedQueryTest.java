package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.IpcException;
import cwm.ipc.message.Bindings;
import cwm.ipc.message.FactScope;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.jena.sparql.ResultFormat;
import cwm.jena.sparql.Services;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.partition.PartitionStrategy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// SPARQL over facts that are spread over three nodes.
class DistributedQueryTest {
  private static final String PREFIX = "PREFIX : <http://example.org/#>\n";
  private static final int PEOPLE = 600;
  private static final int LIST_COUNT = 86;

  private static TestMembers members;
  private static final List<DistributedReasoner> reasoners = new ArrayList<>();

  @BeforeAll
  static void loadAndThink() throws InterruptedException {
    members = new TestMembers(3);
    for (int i = 0; i < 3; i++) {
      TermDictionary dictionary = members.cluster(i).node().dictionary();
      var store = new FactStore(dictionary);
      statements(part(i)).forEach(fact -> dictionary.intern(fact, store::assertFact));
      reasoners.add(new DistributedReasoner(store, members.cluster(i), PartitionStrategy.HASH));
    }
    List<Triple> rules = statements("{ ?x :boss ?y } => { ?y :leads ?x } .");
    assertThat(reasoners.get(1).think(rules, 0).derivedCount()).isEqualTo(PEOPLE);
  }

  @AfterAll
  static void close() {
    reasoners.forEach(DistributedReasoner::close);
    members.close();
  }

  private static List<Triple> statements(String text) {
    return N3Reader.parse("@prefix : <http://example.org/#> . " + text, "").orThrow().statements();
  }

  /// People have a boss each, one of ten; every seventh has a list of languages.
  private static String part(int node) {
    return IntStream.range(0, PEOPLE)
        .filter(i -> i % 3 == node)
        .mapToObj(
            i ->
                ":p%d :boss :p%d ; :age %d .%s"
                    .formatted(
                        i,
                        i % 10,
                        20 + i % 40,
                        i % 7 == 0 ? " :p%d :speaks (\"a\" \"b\") .".formatted(i) : ""))
        .collect(Collectors.joining("\n"));
  }

  private String rows(
      DistributedReasoner reasoner, QueryStrategy strategy, QueryLog log, String query)
      throws InterruptedException {
    return reasoner.ask(
        SparqlRequest.readQuery(PREFIX + query, "query", "http://example.org/"),
        strategy,
        new QueryTerms(log, Optional.of(Duration.ofSeconds(30)), Services.NONE),
        answer -> {
          var out = new ByteArrayOutputStream();
          ((SparqlAnswer.Rows) answer).write(ResultFormat.CSV, out);
          String text = out.toString(StandardCharsets.UTF_8).replace("\r", "");
          return text.substring(text.indexOf('\n') + 1).replace("http://example.org/#", "");
        });
  }

  @ParameterizedTest
  @EnumSource
  void answersAreThoseOfTheWhole(QueryStrategy strategy) throws InterruptedException {
    for (DistributedReasoner reasoner : reasoners) {
      var log = new QueryLog();
      assertThat(rows(reasoner, strategy, log, "SELECT (COUNT(*) AS ?n) { ?x :leads ?y }"))
          .isEqualTo("600\n");
      assertThat(
              rows(
                  reasoner,
                  strategy,
                  log,
                  """
                  SELECT ?z ?age { :p3 :boss ?y . ?y :boss ?z . ?z :age ?age
                    OPTIONAL { ?z :speaks ?l } FILTER(!BOUND(?l)) }
                  """))
          .isEqualTo("p3,23\n");
      assertThat(
              rows(
                  reasoner,
                  strategy,
                  log,
                  "SELECT (SUM(?age) AS ?s) { :p4 :leads ?x . ?x :age ?age FILTER NOT EXISTS { ?x"
                      + " :speaks ?l } }"))
          .isEqualTo(expectedSum() + "\n");
      assertThat(
              rows(
                  reasoner,
                  strategy,
                  log,
                  "SELECT DISTINCT ?first { ?x"
                      + " :speaks/<http://www.w3.org/1999/02/22-rdf-syntax-ns#first> ?first }"))
          .isEqualTo("a\n");
      assertThat(rows(reasoner, strategy, log, "SELECT ?p { :p8 ?p :p8 } ORDER BY ?p"))
          .isEqualTo("boss\nleads\n");
      assertThat(rows(reasoner, strategy, log, "SELECT ?x { ?x :boss :nobody }")).isEmpty();
      assertThat(rows(reasoner, strategy, log, "SELECT ?y { :p7 (:boss|:leads)+ ?y } ORDER BY ?y"))
          .hasLineCount(60);
    }
  }

  private static int expectedSum() {
    return IntStream.range(0, PEOPLE)
        .filter(i -> i % 10 == 4 && i % 7 != 0)
        .map(i -> 20 + i % 40)
        .sum();
  }

  @Test
  void adaptiveShipsWhatGoesWithWhatWasFound() throws InterruptedException {
    String query = "SELECT ?x ?age { :p3 :leads ?x . ?x :age ?age }";
    var parallel = new QueryLog();
    var adaptive = new QueryLog();
    DistributedReasoner reasoner = reasoners.getFirst();
    assertThat(rows(reasoner, QueryStrategy.ADAPTIVE, adaptive, query).lines().sorted())
        .containsExactlyElementsOf(
            rows(reasoner, QueryStrategy.PARALLEL, parallel, query).lines().sorted().toList())
        .hasSize(60);
    assertThat(parallel.factCount()).isEqualTo(60 + PEOPLE);
    assertThat(adaptive.factCount()).isEqualTo(60 + 60);
    assertThat(adaptive.byteCount()).isPositive().isLessThan(parallel.byteCount());
    assertThat(adaptive.lines(reasoner.dictionary()))
        .hasSize(6)
        .anySatisfy(line -> assertThat(line).contains("<http://example.org/#leads> ?o"));
  }

  @ParameterizedTest
  @EnumSource
  void whatAPatternAsksOfOneSubjectIsSeenToWhereItsFactsAre(QueryStrategy strategy)
      throws InterruptedException {
    var log = new QueryLog();
    assertThat(
            rows(
                reasoners.getFirst(),
                strategy,
                log,
                "SELECT ?x ?y ?l { ?x :speaks ?l ; :boss ?y ; :age 27 } ORDER BY ?x"))
        .hasLineCount(3)
        .contains("p7,p7,", "p287,p7,", "p567,p7,");
    assertThat(log.factCount()).isEqualTo(3 * 3);
  }

  /// Each of the three owners says how many there are of each of ten.
  @ParameterizedTest
  @EnumSource
  void factsAreCountedWhereTheyAre(QueryStrategy strategy) throws InterruptedException {
    DistributedReasoner reasoner = reasoners.getFirst();
    var log = new QueryLog();
    assertThat(rows(reasoner, strategy, log, "SELECT (COUNT(*) AS ?n) { ?x :boss ?y }"))
        .isEqualTo("600\n");
    assertThat(log.factCount()).isEqualTo(3);
    assertThat(log.lines(reasoner.dictionary()))
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).contains(": 1 counts, "));
    assertThat(
            rows(
                reasoner,
                strategy,
                log,
                "SELECT ?y (COUNT(?x) AS ?n) (COUNT(DISTINCT ?y) AS ?m) { ?x :boss ?y } GROUP BY ?y"
                    + " ORDER BY ?y LIMIT 2"))
        .isEqualTo("p0,60,1\np1,60,1\n");
    assertThat(log.factCount()).isEqualTo(3 * 10);
    assertThat(rows(reasoner, strategy, log, "SELECT DISTINCT ?y { ?x :boss ?y }"))
        .hasLineCount(10);
    assertThat(log.factCount()).isEqualTo(3 * 10);
    assertThat(rows(reasoner, strategy, log, "SELECT (COUNT(?z) AS ?n) { ?x :boss ?y }"))
        .isEqualTo("0\n");
    log = new QueryLog();
    assertThat(rows(reasoner, strategy, log, "SELECT (COUNT(*) AS ?n) { ?x ?p ?y }"))
        .isEqualTo("%d\n".formatted(3 * PEOPLE + LIST_COUNT + 4)); // two cells of the one list
    assertThat(log.factCount()).isEqualTo(3 + LIST_COUNT);
    assertThat(rows(reasoner, strategy, log, "SELECT (COUNT(*) AS ?n) { ?x :boss ?x }"))
        .isEqualTo("10\n");
  }

  @ParameterizedTest
  @EnumSource
  void factsAreFilteredWhereTheyAre(QueryStrategy strategy) throws InterruptedException {
    DistributedReasoner reasoner = reasoners.getFirst();
    var log = new QueryLog();
    String adults = "SELECT (COUNT(*) AS ?n) { ?x :age ?a FILTER(?a > 58 && isIRI(?x)) }";
    assertThat(rows(reasoner, strategy, log, adults)).isEqualTo("15\n");
    assertThat(log.factCount()).isEqualTo(15);
    log = new QueryLog();
    String star =
        "SELECT (COUNT(*) AS ?n)"
            + " { ?x :age ?a ; :boss ?y FILTER(?a = 59) FILTER(regex(str(?y), 'p9$')) }";
    assertThat(rows(reasoner, strategy, log, star)).isEqualTo("15\n");
    long bossCount = strategy == QueryStrategy.ADAPTIVE ? 15 : 60; // of those, or of any age
    assertThat(log.factCount()).isEqualTo(15 + bossCount);
    log = new QueryLog();
    String lists = "SELECT (COUNT(*) AS ?n) { ?x :speaks ?a FILTER(isIRI(?a)) }";
    assertThat(rows(reasoner, strategy, log, lists)).isEqualTo("0\n");
    assertThat(log.factCount()).as("lists are nodes of another name elsewhere").isEqualTo(86);
  }

  @Test
  void aFilterWithAValueOfEachRowIsNotAQuestionForEach() throws InterruptedException {
    var log = new QueryLog();
    String query =
        "SELECT (COUNT(*) AS ?n)"
            + " { ?x :age ?z ; :speaks ?l OPTIONAL { ?y :boss :p0 ; :age ?a FILTER(?a <= ?z) } }";
    assertThat(rows(reasoners.getFirst(), QueryStrategy.PARALLEL, log, query)).isEqualTo("3210\n");
    assertThat(log.lines(reasoners.getFirst().dictionary())).hasSizeLessThan(3 * 20);
  }

  @Test
  void nothingIsAskedForBehindWhatIsNotThere() throws InterruptedException {
    var log = new QueryLog();
    String query = "SELECT * { :nobody :boss ?y . ?y :leads ?z . ?z :age ?a }";
    assertThat(rows(reasoners.getFirst(), QueryStrategy.ADAPTIVE, log, query)).isEmpty();
    assertThat(log.factCount()).isZero();
  }

  @Test
  void patternsAreAskedForWhatIsKnownOfTheirVariables() throws InterruptedException {
    var log = new QueryLog();
    String query =
        "SELECT (COUNT(*) AS ?n) { ?x :age 59 ; :boss ?y . ?y :age ?a . ?z :boss ?y ; :age ?b }";
    assertThat(rows(reasoners.getFirst(), QueryStrategy.ADAPTIVE, log, query)).isEqualTo("900\n");
    assertThat(log.lines(reasoners.getFirst().dictionary()))
        .as("one question to each owner for all values of a variable")
        .hasSizeLessThanOrEqualTo(3 * 5)
        .anySatisfy(line -> assertThat(line).contains(" for 15 ?s }"));
  }

  /// The owner's facts have no end.
  @ParameterizedTest
  @EnumSource
  void whoWantsFewRowsIsNotSentMore(QueryStrategy strategy) {
    FactClient.Asking endless =
        asked -> {
          if (asked.scope() == FactScope.LISTS) {
            return new QueryResponse(asked.queryId(), List.of(), List.of(), asked.version(), 0);
          }
          var fact =
              Map.<String, Term>of(
                  "s",
                  new Iri("urn:s" + asked.start()),
                  "p",
                  new Iri("urn:p"),
                  "o",
                  new Iri("urn:o"));
          return new QueryResponse(
              asked.queryId(),
              List.of(new Bindings(fact)),
              List.of(),
              asked.version(),
              asked.start() + 1);
        };
    var log = new QueryLog();
    long rowCount =
        DistributedQuery.run(
            SparqlRequest.readQuery("SELECT * { ?s ?p ?o } LIMIT 5", "query", ""),
            new QueryNodes(
                "me",
                new TermDictionary(),
                7,
                "hash",
                List.of(new QueryNodes.Owner("node-1", endless, () -> 0))),
            strategy,
            new QueryTerms(log, Optional.of(Duration.ofSeconds(30)), Services.NONE),
            answer -> ((SparqlAnswer.Rows) answer).ids().count());
    assertThat(rowCount).isEqualTo(5);
    assertThat(log.factCount()).isBetween(5L, 8L);
  }

  @Test
  void whatFailsInAFilterFailsTheQuery() {
    TermDictionary dictionary = new TermDictionary();
    FactClient.Asking lost =
        asked -> {
          if (asked.pattern().predicate().equals(new Iri("http://example.org/#lost"))) {
            throw new IpcException(IpcException.Code.UNREACHABLE, "nobody is there");
          }
          var first = Map.<String, Term>of("s", new Iri("urn:s"), "o", new Iri("urn:o"));
          return new QueryResponse(
              asked.queryId(), List.of(new Bindings(first)), List.of(), asked.version(), 0);
        };
    var nodes =
        new QueryNodes(
            "me", dictionary, 7, "", List.of(new QueryNodes.Owner("node-1", lost, () -> 0)));
    for (String filter : List.of("NOT EXISTS { ?s :lost ?x }", "EXISTS { ?s :lost ?x }")) {
      assertThatThrownBy(
              () ->
                  DistributedQuery.run(
                      SparqlRequest.readQuery(
                          PREFIX + "SELECT ?s { ?s :there ?o FILTER " + filter + " }", "query", ""),
                      nodes,
                      QueryStrategy.PARALLEL,
                      QueryTerms.within(Duration.ofSeconds(30)),
                      answer -> ((SparqlAnswer.Rows) answer).ids().count()))
          .isInstanceOf(DistributedException.class)
          .hasMessageContaining("nobody is there");
    }
  }

  @Test
  void fetchingEndsWhenTheTimeIsUp() {
    FactClient.Asking slow =
        asked -> new QueryResponse(asked.queryId(), List.of(), List.of(), asked.version(), 0);
    var nodes =
        new QueryNodes(
            "me",
            new TermDictionary(),
            7,
            "",
            List.of(new QueryNodes.Owner("node-1", slow, () -> 0)));
    assertThatThrownBy(
            () ->
                DistributedQuery.run(
                    SparqlRequest.readQuery("SELECT * { ?s ?p ?o }", "query", ""),
                    nodes,
                    QueryStrategy.SEQUENTIAL,
                    QueryTerms.within(Duration.ofNanos(1)),
                    answer -> ((SparqlAnswer.Rows) answer).ids().count()))
        .isInstanceOf(SparqlException.class)
        .hasMessageContaining("took longer");
  }

  @Test
  void solutionsAreTerms() throws InterruptedException {
    Solutions found =
        reasoners
            .getLast()
            .query(
                PREFIX
                    + "SELECT ?x ?l { VALUES ?x { :p7 :p8 } OPTIONAL { ?x :speaks ?l } } ORDER BY"
                    + " ?x");
    assertThat(found.variables()).containsExactly("x", "l");
    assertThat(found.term(0, "x")).isEqualTo(new Iri("http://example.org/#p7"));
    assertThat(found.solution(0)).hasSize(2);
    assertThat(found.solution(1)).hasSize(1);
    assertThat(reasoners.getFirst().query(PREFIX + "ASK { :p1 :boss ?x }").size()).isEqualTo(1);
    assertThat(reasoners.getFirst().query(PREFIX + "ASK { ?x :boss :p11 }").size()).isZero();
  }

  @Test
  void mistakesAreSaid() {
    assertThatThrownBy(() -> reasoners.getFirst().query("SELECT ?s { ?s }"))
        .isInstanceOf(SparqlException.class)
        .hasMessageStartingWith("query:1:");
    assertThatThrownBy(() -> reasoners.getFirst().query("CONSTRUCT WHERE { ?s ?p ?o }"))
        .hasMessage("the query is no SELECT or ASK");
  }
}
