package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.app.server.ServedStore;
import cwm.app.server.ServedStore.Change;
import cwm.jena.sparql.ResultFormat;
import cwm.jena.sparql.Services;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlRequest;
import cwm.rdf.n3.Source;
import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Iri;
import cwm.reasoner.Budget;
import cwm.reasoner.RunContext;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveStoreTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String BASE = "http://example.org/";
  private static final Optional<String> DEFAULT = Optional.empty();
  private static final Optional<String> GRAPH = Optional.of("http://example.org/g");

  private static final String RULE =
      "@prefix : <http://example.org/> . { ?x :parent ?y } => { ?y :child ?x } .";

  private final TermDictionary dictionary = new TermDictionary();
  private final PartitionedStore facts = new PartitionedStore(dictionary, Spreading.NONE);
  private final LiveStore store =
      new LiveStore(
          facts,
          new NamedGraphs(dictionary),
          new Reasoner(facts, Builtins.standard()),
          Map.of(),
          () -> new RunContext(Budget.unlimited(), 0),
          (iri, _) -> {
            throw new SparqlException(SparqlException.Kind.FORBIDDEN, "may not read " + iri);
          },
          Services.NONE,
          new HeapRoom(),
          TIMEOUT);

  private Change load(Optional<String> graph, String n3, boolean replaces) {
    var document = new ServedStore.Document(Source.ofString("the request", n3), "text/n3", BASE);
    return store.load(graph, document, replaces, true);
  }

  private Change update(String text, boolean thinks) {
    return store.update(SparqlRequest.readUpdate(text, "update", BASE), TIMEOUT, thinks);
  }

  private String rows(String query) {
    var out = new ByteArrayOutputStream();
    store.ask(
        SparqlRequest.readQuery(query, "query", BASE),
        TIMEOUT,
        answer -> ((SparqlAnswer.Rows) answer).write(ResultFormat.CSV, out));
    String text = out.toString(StandardCharsets.UTF_8).replace("\r", "");
    return text.substring(text.indexOf('\n') + 1).replace(BASE, "");
  }

  private String children() {
    return rows("SELECT ?x ?y { ?x <http://example.org/child> ?y } ORDER BY ?x ?y");
  }

  @Test
  void rulesRunAfterEachChange() {
    load(DEFAULT, RULE, false);
    Change change = load(DEFAULT, "<a> <parent> <b> .", false);
    assertThat(change).isEqualTo(new Change(false, 3, 1));
    assertThat(children()).isEqualTo("b,a\n");

    update("INSERT DATA { <c> <parent> <b> }", true);
    assertThat(children()).isEqualTo("b,a\nb,c\n");
    update("DELETE DATA { <a> <parent> <b> }", true);
    assertThat(children()).isEqualTo("b,c\n");

    update("DELETE DATA { <b> <child> <c> }", true); // still follows
    assertThat(children()).isEqualTo("b,c\n");
  }

  @Test
  void clearingEndsWhereThingsFollow() {
    load(DEFAULT, "@prefix : <http://example.org/> . { ?x :p ?y } => { ?y :q ?x } .", false);
    String many =
        IntStream.range(0, 1_500)
            .mapToObj("<http://example.org/s> <http://example.org/p> %d ."::formatted)
            .collect(Collectors.joining("\n"));
    assertThat(load(DEFAULT, many, false).size().orElseThrow().derivedCount()).isEqualTo(1_500);
    assertThat(update("CLEAR DEFAULT", true)).isEqualTo(new Change(false, 1, 0)); // the rule
  }

  @Test
  void rulesMayRunLater() {
    load(DEFAULT, RULE, false);
    update("INSERT DATA { <a> <parent> <b> }", false);
    assertThat(children()).isEmpty();
    update("INSERT DATA { <c> <parent> <b> } ; DELETE DATA { <a> <parent> <b> }", true);
    assertThat(children()).isEqualTo("b,c\n");
  }

  @Test
  void anUpdateSeesWhatFollowedBefore() {
    load(DEFAULT, RULE + " :a :parent :b .", false);
    update(
        "DELETE DATA { <a> <parent> <b> } ; INSERT { ?x <had> ?y } WHERE { ?x <child> ?y }", true);
    assertThat(rows("SELECT ?y { ?x <http://example.org/had> ?y }")).isEqualTo("a\n");
    assertThat(children()).isEmpty();
  }

  @Test
  void graphsAreReplacedAddedToAndDropped() {
    assertThat(store.graph(GRAPH)).isEmpty();
    assertThat(load(GRAPH, "<a> <p> 1, 2 .", true).madeGraph()).isTrue();
    assertThat(load(GRAPH, "<a> <p> 3 .", false).madeGraph()).isFalse();
    assertThat(store.graph(GRAPH).map(TripleList::size)).contains(3);
    assertThat(load(GRAPH, "<a> <p> 4 .", true).madeGraph()).isFalse();
    assertThat(store.graph(GRAPH).map(TripleList::size)).contains(1);
    assertThat(store.drop(GRAPH, true)).isPresent();
    assertThat(store.drop(GRAPH, true)).isEmpty();

    load(DEFAULT, RULE + " :a :parent :b .", false);
    load(DEFAULT, "<x> <y> <z> .", true); // the rule goes too
    assertThat(store.graph(DEFAULT).map(TripleList::size)).contains(1);
    assertThat(store.drop(DEFAULT, true)).contains(new Change(false, 0, 0));
  }

  @Test
  void whatHasMistakesChangesNothing() {
    load(DEFAULT, "<a> <p> 1 .", false);
    assertThatThrownBy(() -> load(DEFAULT, "<b> <p> 2 .\n<c> <p ", true))
        .isInstanceOf(SparqlException.class)
        .hasMessageContaining("the request:2:");
    assertThatThrownBy(() -> update("LOAD <http://192.0.2.1/x>", true))
        .hasMessage("may not read http://192.0.2.1/x");
    assertThat(rows("SELECT ?o { ?s ?p ?o }")).isEqualTo("1\n");
  }

  @Test
  void whatAFailedUpdateHasDoneIsThoughtOf() {
    load(DEFAULT, RULE, false);
    assertThatThrownBy(
            () -> update("INSERT DATA { <a> <parent> <b> } ; LOAD <http://192.0.2.1/x>", true))
        .isInstanceOf(SparqlException.class);
    assertThat(children()).isEqualTo("b,a\n");
  }

  @Test
  void whatWentWrongFirstIsTold() {
    load(DEFAULT, "@prefix : <http://example.org/> . { ?x :never ?y } => false .", false);
    assertThatThrownBy(() -> update("INSERT DATA { <a> <never> <b> } ; LOAD <x>", true))
        .hasMessage("may not read http://example.org/x; the first of 2 updates has been done");
    assertThatThrownBy(() -> update("INSERT DATA { <a> <p> <b> }", true))
        .hasMessageContaining("inconsistent");
  }

  @Test
  void whereThereIsNoRoomNothingIsAdded() {
    load(DEFAULT, "<a> <p> 1 .", false);
    LiveStore full = storeWith(new HeapRoom(1), Services.NONE);
    var document = new ServedStore.Document(Source.ofString("x", "<b> <p> 2 ."), "text/n3", BASE);
    assertThatThrownBy(() -> full.load(DEFAULT, document, false, true))
        .isInstanceOfSatisfying(
            SparqlException.class,
            e -> assertThat(e.kind()).isEqualTo(SparqlException.Kind.NO_ROOM));
    var insert = SparqlRequest.readUpdate("INSERT DATA { <b> <p> 2 }", "update", BASE);
    assertThatThrownBy(() -> full.update(insert, TIMEOUT, true))
        .hasMessageStartingWith("there is no room for more facts: ");
    assertThat(rows("SELECT ?o { ?s ?p ?o }")).isEqualTo("1\n");
  }

  @Test
  void whoRunsOutOfMemoryInAChangeSaysThatHeMayBeWrong() {
    LiveStore broken =
        storeWith(
            new HeapRoom(),
            (_, _) -> {
              throw new OutOfMemoryError("as a test wants it");
            });
    var insert =
        SparqlRequest.readUpdate(
            "INSERT { <a> <p> ?x } WHERE { SERVICE <http://e/> { ?x ?p ?o } }", "update", BASE);
    assertThatThrownBy(() -> broken.update(insert, TIMEOUT, true))
        .isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(() -> broken.graph(DEFAULT))
        .isInstanceOf(SparqlException.class)
        .hasMessageContaining("start the node anew");
    NodeStatus status = NodeStatus.single();
    status.setUp(store);
    assertThat(status.waitingFor()).isEmpty();
    status.setUp(broken);
    assertThat(status.waitingFor()).contains("being started anew: a change broke off in its midst");
  }

  @Test
  void whoWaitsTooLongForOthersIsTold() throws InterruptedException {
    LiveStore impatient = storeWith(new HeapRoom(), Services.NONE, Duration.ofMillis(1));
    var isAsked = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    Thread asking =
        Thread.ofVirtual()
            .start(
                () ->
                    impatient.ask(
                        SparqlRequest.readQuery("ASK {}", "query", BASE),
                        TIMEOUT,
                        _ -> {
                          isAsked.countDown();
                          await(mayEnd);
                        }));
    await(isAsked);
    assertThatThrownBy(() -> impatient.drop(DEFAULT, true))
        .isInstanceOfSatisfying(
            SparqlException.class,
            e -> assertThat(e.kind()).isEqualTo(SparqlException.Kind.TIMED_OUT));
    mayEnd.countDown();
    asking.join();
  }

  @Test
  void othersAskAndChangeWhileADocumentIsRead() {
    var loading = new AtomicReference<LiveStore>();
    loading.set(
        storeWith(
            new HeapRoom(),
            Services.NONE,
            TIMEOUT,
            (iri, limit) -> {
              assertThat(limit).isPositive().isLessThanOrEqualTo(TIMEOUT);
              updateAsOthers(loading.get(), "INSERT DATA { <meanwhile> <p> 1 }");
              var statements = new TripleList();
              int id = dictionary.intern(new Iri(iri));
              statements.accept(id, id, id);
              return statements;
            }));
    updateAsOthers(
        loading.get(),
        "LOAD <a> ; LOAD <b> INTO GRAPH <g> ; LOAD SILENT <c> ; DELETE { ?s ?p 1 } INSERT { ?s ?p"
            + " 2 } WHERE { ?s ?p 1 }");
    assertThat(rows("SELECT ?s { ?s ?p ?o } ORDER BY ?s")).isEqualTo("a\nc\nmeanwhile\n");
    assertThat(loading.get().graph(GRAPH).map(TripleList::size)).contains(1);
  }

  private static void updateAsOthers(LiveStore changed, String text) {
    var update = SparqlRequest.readUpdate(text, "update", BASE);
    CompletableFuture.runAsync(() -> changed.update(update, TIMEOUT, true)).join();
  }

  private LiveStore storeWith(HeapRoom room, Services services) {
    return storeWith(room, services, TIMEOUT);
  }

  private LiveStore storeWith(HeapRoom room, Services services, Duration patience) {
    return storeWith(room, services, patience, (_, _) -> new TripleList());
  }

  private LiveStore storeWith(
      HeapRoom room, Services services, Duration patience, LiveStore.LoadReader loads) {
    return new LiveStore(
        facts,
        new NamedGraphs(dictionary),
        null,
        Map.of(),
        () -> new RunContext(Budget.unlimited(), 0),
        loads,
        services,
        room,
        patience);
  }

  @Test
  void changesWaitForAnswers() throws InterruptedException {
    load(DEFAULT, "<a> <p> 1 .", false);
    var isAsked = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var counted = new ByteArrayOutputStream();
    Thread asking =
        Thread.ofVirtual()
            .start(
                () ->
                    store.ask(
                        SparqlRequest.readQuery("SELECT * { ?s ?p ?o }", "query", BASE),
                        TIMEOUT,
                        answer -> {
                          isAsked.countDown();
                          await(mayEnd);
                          ((SparqlAnswer.Rows) answer).write(ResultFormat.CSV, counted);
                        }));
    await(isAsked);
    Thread changing = Thread.ofVirtual().start(() -> update("INSERT DATA { <a> <p> 2 }", true));
    mayEnd.countDown();
    asking.join();
    changing.join();
    assertThat(counted.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
    assertThat(rows("SELECT ?o { ?s ?p ?o } ORDER BY ?o")).isEqualTo("1\n2\n");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
