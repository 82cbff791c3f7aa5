package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.cluster.state.JobResult;
import cwm.ipc.message.Bindings;
import cwm.ipc.message.FactScope;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.ipc.message.Pattern;
import cwm.rdf.RdfException;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.rdf.term.Variable;
import cwm.reasoner.partition.PartitionStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What members of a cluster answer about facts that are spread over all of them.
class AskingTest {
  private static final String PREFIX = "@prefix : <http://example.org/#> .\n";
  private static final int MANY = 20_000;

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
    List<Triple> rules =
        statements(
            """
            { ?x :parent ?y } => { ?x :ancestor ?y } .
            { ?x :ancestor ?y . ?y :parent ?z } => { ?x :ancestor ?z } .
            """);
    JobResult result = reasoners.get(1).think(rules, 0);
    assertThat(result.nodeCount()).isEqualTo(3);
    assertThat(result.derivedCount()).isEqualTo(6);
  }

  @AfterAll
  static void close() {
    reasoners.forEach(DistributedReasoner::close);
    members.close();
  }

  private static List<Triple> statements(String text) {
    return N3Reader.parse(PREFIX + text, "").orThrow().statements();
  }

  private static String part(int node) {
    return switch (node) {
      case 0 ->
          ":a :parent :b . :b :name \"Bea\" . :self :likes :self . :self :likes :a ."
              + IntStream.range(0, MANY)
                  .mapToObj(i -> ":m%d :number %d .".formatted(i, i))
                  .collect(Collectors.joining("\n"));
      case 1 -> ":b :parent :c . :c :name \"Cem\" . :list :has (1 2) . ";
      default -> ":c :parent :d . :d :name \"Dee\" . ";
    };
  }

  // ---------------------------------------------------------------- patterns

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ":a :ancestor ?y | y=b, y=c, y=d",
        "?x :ancestor :d | x=a, x=b, x=c",
        "?x :ancestor ?y . ?y :name ?n | x=a y=b n=Bea, x=a y=c n=Cem, x=a y=d n=Dee, x=b y=c"
            + " n=Cem, x=b y=d n=Dee, x=c y=d n=Dee",
        "?x :likes ?x | x=self",
        "?x ?p :a | p=likes x=self",
        ":a :parent :b | (none bound)",
        ":b :parent :a | ",
        ":a :parent ?y . ?y :parent :nobody | ",
        ":nobody ?p ?o | ",
        ":list :has (1 ?x) | ",
        "?l :has (1 2) | l=list",
        "?x :name ?n . ?z :likes :a | n=Bea x=b z=self, n=Cem x=c z=self, n=Dee x=d z=self",
      })
  void patternsHaveTheSolutionsOfTheWhole(String pattern, String expected)
      throws InterruptedException {
    for (DistributedReasoner reasoner : reasoners) {
      Solutions found = reasoner.match(PREFIX + pattern + " .");
      List<String> texts =
          IntStream.range(0, found.size()).mapToObj(i -> text(found.solution(i))).sorted().toList();
      List<String> wanted =
          expected == null
              ? List.of()
              : List.of(expected.split(", *")).stream().map(AskingTest::sorted).sorted().toList();
      assertThat(texts).isEqualTo(wanted);
    }
  }

  private static String text(Map<String, Term> solution) {
    return solution.isEmpty()
        ? "(none bound)"
        : new TreeMap<>(solution)
            .entrySet().stream()
                .map(each -> each.getKey() + "=" + name(each.getValue()))
                .collect(Collectors.joining(" "));
  }

  private static String sorted(String solution) {
    return solution.startsWith("(")
        ? solution
        : List.of(solution.split(" ")).stream().sorted().collect(Collectors.joining(" "));
  }

  private static String name(Term term) {
    return term instanceof Iri iri
        ? iri.value().substring(iri.value().indexOf('#') + 1)
        : term.toString().replaceAll("^.*?(Bea|Cem|Dee).*$", "$1");
  }

  @Test
  void answersOfManyPartsAreWhole() throws InterruptedException {
    Solutions found = reasoners.get(2).match(PREFIX + "?x :number ?n .");
    assertThat(found.size()).isEqualTo(MANY);
    assertThat(
            IntStream.range(0, MANY).mapToObj(i -> found.term(i, "x")).collect(Collectors.toSet()))
        .hasSize(MANY);
  }

  @Test
  void allFactsAreEachThereOnce() throws InterruptedException {
    for (DistributedReasoner reasoner : reasoners) {
      TripleList all = reasoner.facts(FactScope.ALL);
      Set<List<Integer>> distinct = rows(all);
      assertThat(distinct).hasSize(all.size()).hasSize(MANY + 9 + 2 + 6);
      assertThat(rows(reasoner.facts(FactScope.DERIVED))).hasSize(6).isSubsetOf(distinct);
    }
  }

  private static Set<List<Integer>> rows(TripleList facts) {
    return IntStream.range(0, facts.size())
        .mapToObj(i -> List.of(facts.subject(i), facts.predicate(i), facts.object(i)))
        .collect(Collectors.toSet());
  }

  /// Questions wait for the end of a job, and what a job waits for comes from those who ask.
  @Test
  void whoAsksAllTheTimeHoldsUpNoJob() throws Exception {
    var isOver = new AtomicBoolean();
    List<CompletableFuture<Long>> asking = new ArrayList<>();
    for (DistributedReasoner reasoner : reasoners) {
      asking.add(
          CompletableFuture.supplyAsync(
              () -> {
                long count = 0;
                while (!isOver.get()) {
                  count += found(reasoner, PREFIX + "?x :ancestor ?y .");
                }
                return count;
              },
              // Not the common pool, which Ratis goes on in.
              task -> Thread.ofVirtual().start(task)));
    }
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      TripleList fact =
          TripleList.of(
              reasoners.get(1).dictionary(), statements(":x%d :parent :y%d .".formatted(i, i)));
      DistributedReasoner.require(
          reasoners.get(1).load(fact).get(TestMembers.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
    isOver.set(true);
    for (CompletableFuture<Long> count : asking) {
      assertThat(count.get(TestMembers.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isPositive();
    }
    // A question that holds a job up does so for as long as it waits: twenty seconds.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TestMembers.PATIENCE);
    assertThat(found(reasoners.getFirst(), PREFIX + "?x :ancestor ?y .")).isEqualTo(6 + 20);
    TripleList all = new TripleList();
    for (int i = 0; i < 20; i++) {
      TripleList.of(
              reasoners.get(2).dictionary(), statements(":x%d :parent :y%d .".formatted(i, i)))
          .forEach(all);
    }
    DistributedReasoner.require(
        reasoners.get(2).remove(all).get(TestMembers.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertThat(found(reasoners.getFirst(), PREFIX + "?x :ancestor ?y .")).isEqualTo(6);
  }

  private static int found(DistributedReasoner reasoner, String pattern) {
    try {
      return reasoner.match(pattern).size();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPatternWithMistakesIsRefused() {
    assertThatThrownBy(() -> reasoners.getFirst().match("?x :p")).isInstanceOf(RdfException.class);
  }

  // ---------------------------------------------------------------- who may be wrong

  @Test
  void answersThatWereNotAskedForAreRefused() {
    Map<String, UnaryOperator<QueryResponse>> lies = new LinkedHashMap<>();
    lies.put(
        "was not asked",
        r -> new QueryResponse("another", r.results(), r.rows(), r.version(), r.next()));
    lies.put("not asked", r -> new QueryResponse(r.queryId(), r.results(), r.rows(), 8, r.next()));
    lies.put("what was not", r -> new QueryResponse(r.queryId(), r.results(), r.rows(), 7, 1));
    lies.put(
        "other variables",
        r ->
            new QueryResponse(
                r.queryId(), List.of(new Bindings(Map.of("z", new Iri("e:z")))), List.of(), 7, 0));
    lies.put(
        "with other variables",
        r -> new QueryResponse(r.queryId(), List.of(), List.of(List.of(new Iri("e:z"))), 7, 0));
    var dictionary = new TermDictionary();
    var anything = new Pattern(new Variable("s"), new Iri("e:p"), new Iri("e:o"));
    lies.forEach(
        (message, lie) -> {
          FactClient.Asking liar =
              query ->
                  query.start() > 1
                      ? lie.apply(honest(query, 0))
                      : lie.apply(honest(query, query.start() == 0 ? 1 : 0));
          assertThatThrownBy(
                  () -> new FactClient("me", dictionary, 7).solutions(List.of(liar), anything))
              .isInstanceOf(DistributedException.class)
              .hasMessageContaining(message);
        });
  }

  private static QueryResponse honest(Query query, long next) {
    return new QueryResponse(
        query.queryId(), List.of(new Bindings(Map.of("s", new Iri("e:s")))), List.of(), 7, next);
  }
}
