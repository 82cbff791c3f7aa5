package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.cluster.state.JobResult;
import cwm.ipc.message.FactScope;
import cwm.jena.sparql.ResultFormat;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Triple;
import cwm.reasoner.partition.PartitionStrategy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Updates of SPARQL over facts that are spread over three nodes.
class DistributedUpdateTest {
  private static final String PREFIX = "PREFIX : <http://example.org/#>\n";

  private static TestMembers members;
  private static final List<DistributedReasoner> reasoners = new ArrayList<>();

  @BeforeAll
  static void think() throws InterruptedException {
    members = new TestMembers(3);
    for (int i = 0; i < 3; i++) {
      var store = new FactStore(members.cluster(i).node().dictionary());
      reasoners.add(new DistributedReasoner(store, members.cluster(i), PartitionStrategy.HASH));
    }
    JobResult _ = reasoners.get(1).think(statements("{ ?x :boss ?y } => { ?y :leads ?x } ."), 0);
  }

  @AfterAll
  static void close() {
    reasoners.forEach(DistributedReasoner::close);
    members.close();
  }

  @BeforeEach
  void empty() throws InterruptedException {
    Optional<JobResult> _ =
        update(0, "DROP NAMED ; DELETE WHERE { ?x :boss ?y } ; DELETE WHERE { ?x :n ?y }");
    assertThat(facts()).isEmpty();
    assertThat(rows("SELECT ?g { GRAPH ?g { } }")).isEmpty();
  }

  private static List<Triple> statements(String text) {
    return N3Reader.parse("@prefix : <http://example.org/#> . " + text, "").orThrow().statements();
  }

  private static Optional<JobResult> update(int node, String text) throws InterruptedException {
    return reasoners
        .get(node)
        .update(
            SparqlRequest.readUpdate(PREFIX + text, "the update", "http://example.org/"),
            QueryTerms.within(Duration.ofSeconds(60)),
            iri ->
                TripleList.of(
                    reasoners.get(node).dictionary(),
                    statements(":a :boss :of-" + iri.length() + " .")),
            false);
  }

  /// All facts but the rule, in order.
  private static String facts() throws InterruptedException {
    DistributedReasoner reasoner = reasoners.getLast();
    List<String> lines = new ArrayList<>();
    reasoner
        .facts(FactScope.ALL)
        .forEach(
            (s, p, o) -> {
              String line =
                  "%s %s %s"
                      .formatted(
                          reasoner.dictionary().term(s),
                          reasoner.dictionary().term(p),
                          reasoner.dictionary().term(o))
                      .replaceAll("<http://example.org/#(\\S+)>", "$1")
                      .replaceAll("\\^\\^\\S+", "");
              if (!line.contains("=>") && !line.contains("implies")) {
                lines.add(line);
              }
            });
    return lines.stream().sorted().collect(Collectors.joining("; "));
  }

  @Test
  void rulesHaveRunWhenAnUpdateIsDone() throws InterruptedException {
    Optional<JobResult> result = update(0, "INSERT DATA { :a :boss :b . :c :boss :b }");
    assertThat(facts()).isEqualTo("a boss b; b leads a; b leads c; c boss b");
    assertThat(result.orElseThrow().derivedCount()).isEqualTo(2);
    Optional<JobResult> _ =
        update(2, "DELETE { ?x :boss :b } INSERT { ?x :boss :d } WHERE { :b :leads ?x }");
    assertThat(facts()).isEqualTo("a boss d; c boss d; d leads a; d leads c");
    Optional<JobResult> _ = update(1, "CLEAR DEFAULT ; INSERT DATA { :x :boss :y }");
    assertThat(facts()).isEqualTo("x boss y; y leads x");
  }

  @Test
  void eachUpdateOfARequestSeesWhatTheOnesBeforeItDo() throws InterruptedException {
    Optional<JobResult> _ =
        update(
            0,
            """
            INSERT DATA { :a :n 1 . :b :n 2 } ;
            DELETE { ?x :n ?n } INSERT { ?x :n ?m } WHERE { ?x :n ?n BIND(?n + 10 AS ?m) } ;
            DELETE DATA { :b :n 12 } ;
            INSERT { ?x :n 20 } WHERE { ?x :n 11 FILTER NOT EXISTS { :b :n ?any } } ;
            DELETE DATA { :c :n 5 } ; INSERT DATA { :c :n 5 }
            """);
    assertThat(facts()).isEqualTo("a n \"11\"; a n \"20\"; c n \"5\"");
    Optional<JobResult> _ =
        update(1, "INSERT DATA { :c :n 5 } ; DELETE DATA { :c :n 5 } ; DELETE WHERE { :a :n ?n }");
    assertThat(facts()).isEmpty();
  }

  @Test
  void whatIsDerivedStaysWhenItIsStatedToo() throws InterruptedException {
    Optional<JobResult> _ = update(0, "INSERT DATA { :a :boss :b }");
    Optional<JobResult> _ = update(1, "INSERT { ?y :leads ?x } WHERE { ?y :leads ?x }");
    Optional<JobResult> _ = update(2, "DELETE DATA { :a :boss :b }");
    assertThat(facts()).isEqualTo("b leads a");
    Optional<JobResult> _ = update(2, "DELETE WHERE { ?y :leads ?x }");
    assertThat(facts()).isEmpty();
  }

  /// Each of them reads a number and states the next: none may be lost, whichever nodes they are
  /// at.
  @Test
  void updatesAtTheSameTimeComeOneAfterTheOther() throws Exception {
    Optional<JobResult> _ = update(0, "INSERT DATA { :counter :n 0 }");
    String next =
        "DELETE { :counter :n ?n } INSERT { :counter :n ?m } WHERE { :counter :n ?n BIND(?n + 1 AS"
            + " ?m) }";
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Optional<JobResult>>> updates = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int node = i % 3;
        updates.add(() -> update(node, next));
      }
      for (Future<Optional<JobResult>> each : threads.invokeAll(updates)) {
        assertThat(each.get()).isPresent();
      }
    }
    assertThat(facts()).isEqualTo("counter n \"12\"");
  }

  @Test
  void whatIsTakenAwayAndStatedAgainByOneChangeIsThere() throws InterruptedException {
    String facts = ":a :n 1 . :b :n 2 . :c :n 3 . :d :n 4 . :e :n 5 . ";
    for (int i = 0; i < 12; i++) {
      Optional<JobResult> _ =
          update(
              i % 3,
              "DELETE WHERE { ?x :n ?y } ; DROP NAMED ; INSERT DATA { %s GRAPH :g { %s } }"
                  .formatted(facts, facts));
      assertThat(rows("SELECT (COUNT(*) AS ?c) { ?x :n ?y }")).as("round %d", i).isEqualTo("5");
      assertThat(rows("SELECT (COUNT(*) AS ?c) { GRAPH :g { ?x ?p ?y } }"))
          .as("round %d", i)
          .isEqualTo("5");
    }
  }

  @Test
  void blankNodesOfSeveralRequestsAreDistinct() throws InterruptedException {
    Optional<JobResult> _ = update(0, "INSERT DATA { _:x :n 1 }");
    Optional<JobResult> _ = update(1, "INSERT DATA { _:x :n 1 }");
    assertThat(facts().split("; ")).hasSize(2);
  }

  @Test
  void documentsAreReadIntoTheChange() throws InterruptedException {
    Optional<JobResult> _ =
        update(1, "LOAD <http://example.org/doc> ; DELETE WHERE { ?x :boss :nobody }");
    assertThat(facts()).isEqualTo("a boss of-22; of-22 leads a");
  }

  @Test
  void whatFailsChangesNothing() throws InterruptedException {
    Optional<JobResult> nothing = update(0, "DELETE WHERE { ?x :n 77 }");
    assertThat(nothing).isEmpty();
    assertThatThrownBy(
            () ->
                update(
                    0,
                    "INSERT DATA { :a :n 1 } ; INSERT { :b :n 2 } WHERE { SERVICE"
                        + " <http://example.org/> { ?s ?p ?o } }"))
        .isInstanceOf(SparqlException.class)
        .hasMessageContaining("SERVICE")
        .hasMessageEndingWith("none of the 2 updates has been done");
    assertThat(facts()).isEmpty();
  }

  // ---------------------------------------------------------------- named graphs

  private static String rows(String query) throws InterruptedException {
    DistributedReasoner reasoner = reasoners.get(1);
    return reasoner.ask(
        SparqlRequest.readQuery(PREFIX + query, "the query", "http://example.org/"),
        QueryStrategy.PARALLEL,
        QueryTerms.within(Duration.ofSeconds(60)),
        answer -> {
          var out = new ByteArrayOutputStream();
          ((SparqlAnswer.Rows) answer).write(ResultFormat.CSV, out);
          return out.toString(StandardCharsets.UTF_8)
              .lines()
              .skip(1)
              .map(line -> line.replace("http://example.org/#", ""))
              .sorted()
              .collect(Collectors.joining("; "));
        });
  }

  @Test
  void namedGraphsAreNoneOfWhatRulesRead() throws InterruptedException {
    Optional<JobResult> _ =
        update(
            0,
            """
            INSERT DATA {
              GRAPH :g { :a :boss :b . :a :n 1 }
              GRAPH :h { :a :boss :c }
              :x :boss :y }
            """);
    assertThat(facts()).isEqualTo("x boss y; y leads x");
    assertThat(rows("SELECT ?s ?p ?o { ?s ?p ?o FILTER(isIRI(?o)) }"))
        .isEqualTo("x,boss,y; y,leads,x");
    assertThat(rows("SELECT ?g { GRAPH ?g { } }")).isEqualTo("g; h");
    assertThat(rows("SELECT ?g ?o { GRAPH ?g { :a :boss ?o } }")).isEqualTo("g,b; h,c");
    assertThat(rows("SELECT ?p ?o { GRAPH :g { :a ?p ?o } }")).isEqualTo("boss,b; n,1");
    assertThat(rows("SELECT ?o FROM :g FROM :h { ?s :boss ?o }")).isEqualTo("b; c");
    assertThat(rows("SELECT ?o { GRAPH :nobody { ?s :boss ?o } }")).isEmpty();
  }

  @Test
  void updatesReachNamedGraphs() throws InterruptedException {
    Optional<JobResult> _ =
        update(0, "INSERT DATA { GRAPH :g { :a :boss :b . :c :boss :d } GRAPH :h { :a :n 1 } }");
    Optional<JobResult> _ =
        update(
            2,
            """
            DELETE { GRAPH :g { :a :boss ?o } } INSERT { GRAPH :i { ?o :of :a } :a :boss ?o }
              WHERE { GRAPH :g { :a :boss ?o } } ;
            DROP GRAPH :h ; LOAD <http://example.org/doc> INTO GRAPH :j ;
            COPY :j TO :k
            """);
    assertThat(facts()).isEqualTo("a boss b; b leads a");
    assertThat(rows("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"))
        .isEqualTo("g,c,boss,d; i,b,of,a; j,a,boss,of-22; k,a,boss,of-22");
    Optional<JobResult> _ = update(1, "CLEAR GRAPH :g ; DELETE WHERE { GRAPH :j { ?s ?p ?o } }");
    assertThat(rows("SELECT ?g { GRAPH ?g { } }")).isEqualTo("i; k");
  }

  @Test
  void graphsAreReplacedAsAWhole() throws InterruptedException {
    DistributedReasoner reasoner = reasoners.getFirst();
    Optional<Integer> name =
        Optional.of(reasoner.dictionary().intern(new Iri("http://example.org/#g")));
    Duration patience = Duration.ofSeconds(60);
    TripleList first = TripleList.of(reasoner.dictionary(), statements(":a :n 1 . :b :n 2 ."));
    TripleList second = TripleList.of(reasoner.dictionary(), statements(":b :n 2 . :c :n 3 ."));
    Optional<JobResult> _ = reasoner.add(name, first, patience, false);
    Optional<JobResult> _ = reasoner.replace(name, second, patience, false);
    assertThat(rows("SELECT ?s ?n { GRAPH :g { ?s :n ?n } }")).isEqualTo("b,2; c,3");
    Optional<JobResult> _ = reasoner.replace(name, new TripleList(), patience, false);
    assertThat(rows("SELECT ?g { GRAPH ?g { } }")).isEmpty();
  }
}
