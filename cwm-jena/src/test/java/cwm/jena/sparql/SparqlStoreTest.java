package cwm.jena.sparql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.N3Writer;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparqlStoreTest {
  private static final String BASE = "http://example.org/";

  /// Long enough for a query to get going.
  private static final Duration LIMIT = Duration.ofMillis(500);

  private final TermDictionary dictionary = new TermDictionary();
  private final TestFactsOfGraphs facts = new TestFactsOfGraphs(dictionary, 2);
  private final NamedGraphs named = new NamedGraphs(dictionary);
  private final SparqlStore store = new SparqlStore(facts, named);

  private void load(String n3) {
    new N3Reader(dictionary, Syntax.N3, ReaderLimits.DEFAULT)
        .read(Source.ofString("facts", n3), BASE, facts::add)
        .orThrow();
  }

  private SparqlAnswer ask(String query) {
    return store.ask(SparqlRequest.readQuery(query, "q.rq", BASE), Optional.empty());
  }

  /// The rows as CSV, without the line of names.
  private String rows(String query) {
    return CsvRows.rows(store, query);
  }

  private String statements(String query) {
    var answer = (SparqlAnswer.Statements) ask(query);
    var out = new ByteArrayOutputStream();
    new N3Writer(answer.dictionary(), Syntax.N3, Map.of("", BASE), null)
        .write(answer.statements(), out);
    return out.toString(StandardCharsets.UTF_8).replaceAll("@prefix.*\n+", "").strip();
  }

  private void update(String text) {
    store.update(
        SparqlRequest.readUpdate(text, "u.ru", BASE),
        Optional.empty(),
        (iri, _) -> {
          throw new SparqlException(SparqlException.Kind.FORBIDDEN, "no " + iri + " here");
        });
  }

  private static final String VALUES = "{ ?s <http://example.org/p> ?o }";

  @Test
  void distinctTermsAreThoseThatRdfTakesAsDifferent() {
    load(
        """
        @prefix : <http://example.org/> .
        :a :p 1, 01, 1.0, "x"@en, "x"@EN, "x", (1), (01), () .
        :b :p 1, "x"@eN, <<( :a :p "x"@en )>>, <<( :a :p "x"@EN )>>, _:b, (1), () .
        """);
    assertThat(rows("SELECT (COUNT(*) AS ?n) " + VALUES)).isEqualTo("14\n");
    assertThat(rows("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?o " + VALUES + " }"))
        .isEqualTo("10\n");
    assertThat(rows("SELECT (COUNT(DISTINCT ?o) AS ?n) " + VALUES)).isEqualTo("10\n");
    assertThat(rows("SELECT ?o (COUNT(*) AS ?n) " + VALUES + " GROUP BY ?o").lines())
        .hasSize(10)
        .contains("x,2", "x,1", "1,2", "01,1", "1.0,1");
    assertThat(rows("SELECT ?s (COUNT(DISTINCT ?o) AS ?n) " + VALUES + " GROUP BY ?s ORDER BY ?s"))
        .isEqualTo("http://example.org/a,8\nhttp://example.org/b,6\n");
  }

  @Test
  void valuesThatAreComputedAreCountedWithThoseOfFacts() {
    load("@prefix : <http://example.org/> . :a :p 1, 2, \"x\"@EN .");
    String values =
        "{ { ?s <http://example.org/p> ?o } UNION { VALUES ?o { 1 3 3 \"x\"@en UNDEF } }"
            + " UNION { ?s <http://example.org/p> ?q BIND(?q + 1 AS ?o) } }";
    assertThat(rows("SELECT DISTINCT ?o " + values).lines())
        .containsExactlyInAnyOrder("1", "2", "3", "x", "");
    assertThat(rows("SELECT (COUNT(DISTINCT ?o) AS ?n) (COUNT(?o) AS ?m) " + values))
        .isEqualTo("4,9\n");
    assertThat(rows("SELECT ?o (COUNT(*) AS ?n) " + values + " GROUP BY ?o").lines())
        .containsExactlyInAnyOrder("1,2", "2,2", "3,3", "x,2", ",2");
  }

  @Test
  void valuesThatAreComparedAreNotForTheStore() {
    var elsewhere = // where a query adds what it looks for
        new GraphFacts() {
          @Override
          public List<FactStore> stores() {
            return facts.stores();
          }

          @Override
          public boolean areHere() {
            return false;
          }

          @Override
          public void add(int subject, int predicate, int object) {
            facts.add(subject, predicate, object);
          }

          @Override
          public void remove(TripleList gone) {
            facts.remove(gone);
          }
        };
    load("@prefix : <http://example.org/> . :a :p 1, 2 . :b :p 1 .");
    var asked = new SparqlStore(elsewhere, named);
    int known = dictionary.size();
    assertThat(
            CsvRows.rows(
                asked,
                "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?s <http://example.org/p> ?o"
                    + " BIND(CONCAT(STR(?o), '!') AS ?x) }"))
        .isEqualTo("2\n");
    assertThat(dictionary.size()).isEqualTo(known);
  }

  @Test
  void groupsOfNothingAreNoneButAllThereIs() {
    assertThat(rows("SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?o) AS ?m) " + VALUES))
        .isEqualTo("0,0\n");
    assertThat(rows("SELECT ?s (COUNT(*) AS ?n) " + VALUES + " GROUP BY ?s")).isEmpty();
    assertThat(rows("SELECT ?s " + VALUES + " GROUP BY ?s")).isEmpty();
  }

  @Test
  void reducedRowsAreFewerAndAllThere() {
    var text = new StringBuilder("@prefix : <http://example.org/> .\n");
    for (int i = 0; i < 3_000; i++) {
      text.append(":x%d :p %d, %d .\n".formatted(i, i, 3_000 + i / 2));
    }
    load(text.toString());
    List<String> reduced = rows("SELECT REDUCED ?o " + VALUES).lines().toList();
    assertThat(reduced).hasSizeLessThan(6_000);
    assertThat(new HashSet<>(reduced)).hasSize(4_500);
  }

  /// ARQ may have REDUCED do what DISTINCT is to do, where equal rows follow one another.
  @ParameterizedTest
  @ValueSource(strings = {"REDUCED", "DISTINCT"})
  void orderedRowsThatAreReducedDiffer(String modifier) {
    var text = new StringBuilder("@prefix : <http://example.org/> .\n");
    for (int i = 0; i < 10_000; i++) {
      text.append(":x%d :p %d .\n".formatted(i, i % 2_500));
    }
    load(text.toString());
    String computed = "{ ?s <http://example.org/p> ?v BIND(STR(?v) AS ?o) }";
    for (String values : List.of(VALUES, computed)) {
      assertThat(rows("SELECT %s ?o %s ORDER BY ?o ?s".formatted(modifier, values)).lines())
          .hasSize(2_500);
    }
  }

  @Test
  void manyValuesAreToldApart() {
    var text = new StringBuilder("@prefix : <http://example.org/> .\n");
    for (int i = 0; i < 5_000; i++) {
      text.append(":x%d :p %d .\n".formatted(i, i % 1_000));
    }
    load(text.toString());
    assertThat(rows("SELECT (COUNT(DISTINCT ?s) AS ?n) (COUNT(DISTINCT ?o) AS ?m) " + VALUES))
        .isEqualTo("5000,1000\n");
    assertThat(rows("SELECT DISTINCT ?o " + VALUES).lines()).hasSize(1_000);
    assertThat(rows("SELECT ?o (COUNT(DISTINCT ?s) AS ?n) " + VALUES + " GROUP BY ?o").lines())
        .hasSize(1_000)
        .allMatch(line -> line.endsWith(",5"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT DISTINCT ?p PATTERN",
        "SELECT ?p (COUNT(DISTINCT ?b) AS ?n) PATTERN GROUP BY ?p",
      })
  void distinctValuesThatTakeTooLongAreEnded(String query) {
    var text = new StringBuilder("@prefix : <http://example.org/> .\n");
    for (int i = 0; i < 200; i++) {
      text.append(":x%d :p :y%d .\n".formatted(i, i));
    }
    load(text.toString());
    assertIsEnded(
        query.replace("PATTERN", "{ ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h . ?i ?t ?j }"));
  }

  @Test
  void rulesAndWhatTheyQuoteAreNotSeen() {
    load(
        """
        @prefix : <http://example.org/> .
        :a :b :c . { ?x :b ?y } => { ?y :b ?x } . :a :says { :c :b :a } . ?v :b :u .
        """);
    assertThat(rows("SELECT * { ?s ?p ?o }"))
        .isEqualTo("http://example.org/a,http://example.org/b,http://example.org/c\n");
    assertThat(rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")).isEqualTo("1\n");
    assertThat(store.dataset().getDefaultGraph().size()).isEqualTo(1);
  }

  @Test
  void listsAreSeenAsChains() {
    load("@prefix : <http://example.org/> . :a :items (1 (2) 3) . :b :items () .");
    assertThat(
            rows(
                "PREFIX : <http://example.org/> SELECT ?first { :a"
                    + " :items/<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>*/<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>"
                    + " ?first . FILTER(isLiteral(?first)) }"))
        .isEqualTo("1\n3\n");
    assertThat(rows("PREFIX : <http://example.org/> SELECT ?x ?a { ?x :items (?a ?b ?c) }"))
        .isEqualTo("http://example.org/a,1\n");
    assertThat(rows("PREFIX : <http://example.org/> SELECT ?x { ?x :items () }"))
        .isEqualTo("http://example.org/b\n");
    assertThat(rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")).isEqualTo("10\n");
    assertThat(rows("SELECT ?s { ?s ?p 2 }")).isEqualTo("_:b0\n");
  }

  @Test
  void listsThatAreConstructedWholeAreListsAgain() {
    load("@prefix : <http://example.org/> . :a :items (1 2) .");
    assertThat(statements("CONSTRUCT WHERE { ?s ?p ?o }")).isEqualTo(":a :items (1 2) .");
    assertThat(statements("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isIRI(?s)) }"))
        .isEqualTo(":a :items (1 2) .");
    assertThat(
            statements(
                "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> CONSTRUCT WHERE { ?s"
                    + " rdf:first ?o }"))
        .contains("rdf:first 1", "rdf:first 2");
  }

  @Test
  void manyRowsComeInBoundedSpaceAndMayBeLeft() {
    var text = new StringBuilder("@prefix : <http://example.org/> .\n");
    for (int i = 0; i < 300; i++) {
      text.append(":x%d :p :y%d .\n".formatted(i, i % 7));
    }
    load(text.toString());
    String all = "{ ?a <http://example.org/p> ?b . ?c <http://example.org/p> ?d }";
    assertThat(rows("SELECT (COUNT(*) AS ?n) " + all)).isEqualTo("90000\n");
    assertThat(rows("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?c " + all + " }"))
        .isEqualTo("90000\n");
    assertThat(rows("SELECT ?a " + all + " LIMIT 5000").lines()).hasSize(5_000);
    assertThat(rows("SELECT ?a " + all + " LIMIT 3").lines()).hasSize(3);
    assertThat(rows("SELECT ?a { ?a <http://example.org/p> ?b . ?a <http://example.org/q> ?c }"))
        .isEmpty();
  }

  @Test
  void aQueryThatTakesTooLongIsEnded() {
    var text = new StringBuilder("@prefix : <http://example.org/> .\n");
    for (int i = 0; i < 200; i++) {
      text.append(":x%d :p :y%d .\n".formatted(i, i));
    }
    load(text.toString());
    SparqlRequest.OfQuery endless =
        SparqlRequest.readQuery(
            "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h . ?i ?t ?j }",
            "q.rq",
            BASE);
    assertThatThrownBy(
            () -> {
              try (var rows =
                  (SparqlAnswer.Rows) store.ask(endless, Optional.of(Duration.ofMillis(50)))) {
                rows.write(ResultFormat.CSV, new ByteArrayOutputStream());
              }
            })
        .isInstanceOf(SparqlException.class)
        .hasMessageContaining("took longer")
        .satisfies(
            e ->
                assertThat(((SparqlException) e).kind()).isEqualTo(SparqlException.Kind.TIMED_OUT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FILTER REGEX(?text, '(.*a){20}$')",
        "FILTER(?n = 1 && REGEX(?text, ?expression, 'i'))",
        "FILTER REGEX('TEXT', '(.*a){20}$')", // known before the query runs
        "BIND(REPLACE(?text, '(.*a){20}$', '') AS ?x)",
        "OPTIONAL { ?s ?p ?o FILTER REGEX(?text, '(.*a){20}$') }",
        "FILTER EXISTS { ?s ?q ?o FILTER REGEX(?text, '(.*a){20}$') }",
        "{ SELECT (MAX(REPLACE(?text, '(.*a){20}$', '')) AS ?x) { ?s :text ?text } }",
        "FILTER <http://www.w3.org/2005/xpath-functions#matches>(?text, '(.*a){20}$')",
        "FILTER(<http://www.w3.org/2005/xpath-functions#replace>(?text, '(.*a){20}$', '') = '')",
        "?x <http://jena.apache.org/ARQ/property#strSplit> (?text '(.*a){20}$')",
      })
  void regularExpressionsWithoutEndAreEnded(String pattern) {
    String text = "a".repeat(60) + "b";
    load(
        "@prefix : <http://example.org/> . :a :text '%s'; :expression '(.*a){20}$'; :n 1 ."
            .formatted(text));
    String query =
        "SELECT * { ?s :text ?text; :expression ?expression; :n ?n . %s }"
            .formatted(pattern.replace("TEXT", text));
    assertIsEnded("PREFIX : <http://example.org/> " + query);
  }

  @Test
  void orderAndUpdatesWithRegularExpressionsWithoutEndAreEnded() {
    load("@prefix : <http://example.org/> . :a :text '%sb', 'c' .".formatted("a".repeat(60)));
    assertIsEnded("SELECT * { ?s ?p ?o } ORDER BY REGEX(?o, '(.*a){20}$')");
    var update =
        SparqlRequest.readUpdate(
            "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER REGEX(?o, '(.*a){20}$') }", "u.ru", BASE);
    assertTimedOut(() -> store.update(update, Optional.of(LIMIT), (_, _) -> {}));
  }

  @Test
  void pathsThatTakeTooLongAreEnded() {
    load("@prefix : <http://example.org/> . :n :p :n; :q :n .");
    String query = "SELECT * { <n> (%s)* ?o }";
    String step = "(<p>|!<p>)";
    assertThat(rows(query.formatted(step))).isEqualTo("http://example.org/n\n");
    assertIsEnded(query.formatted(String.join("/", Collections.nCopies(40, step)))); // before a row
  }

  private void assertIsEnded(String query) {
    SparqlRequest.OfQuery request = SparqlRequest.readQuery(query, "q.rq", BASE);
    assertTimedOut(
        () -> {
          var rows = (SparqlAnswer.Rows) store.ask(request, Optional.of(LIMIT));
          try (rows) {
            rows.write(ResultFormat.CSV, OutputStream.nullOutputStream());
          }
        });
  }

  private static void assertTimedOut(ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            SparqlException.class,
            e -> assertThat(e.kind()).isEqualTo(SparqlException.Kind.TIMED_OUT));
  }

  @Test
  void textsAreMatchedAsSparqlHasIt() {
    assertThat(
            rows("SELECT (REGEX('Alice', '^ali', 'i') AS ?x) (REGEX('a.c', 'a.c', 'q') AS ?y) {}"))
        .isEqualTo("true,true\n");
    assertThat(rows("SELECT (REGEX('abc', ?e) AS ?x) (REGEX(1, '1') AS ?y) { BIND('(' AS ?e) }"))
        .isEqualTo(",\n");
    assertThat(
            rows(
                "SELECT (REPLACE('abcd', 'b(.)', '[$1]') AS ?x) (REPLACE('abab', 'B', 'Z', 'i') AS"
                    + " ?y) (LANG(REPLACE('abc'@en, 'b', 'Z')) AS ?z) (REPLACE('ab', 'a', '$9') AS"
                    + " ?error) {}"))
        .isEqualTo("a[c]d,aZaZ,en,\n");
    assertThat(rows("SELECT (REPLACE('abc', '.*', 'x') AS ?x) (REPLACE('abc', '', '-') AS ?y) {}"))
        .isEqualTo("x,-abc\n");
    assertThat(
            rows(
                "SELECT ?x { ?x <http://jena.apache.org/ARQ/property#strSplit> ('a, b,c' ',') }"
                    + " ORDER BY ?x"))
        .isEqualTo("a\nb\nc\n");
  }

  @Test
  void updatesChangeTheStore() {
    load("@prefix : <http://example.org/> . :a :p 1 . :b :p 2 .");
    update(
        """
        PREFIX : <http://example.org/>
        DELETE { ?s :p ?o } INSERT { ?s :q ?o } WHERE { ?s :p ?o } ;
        INSERT DATA { :c :q 3 . GRAPH :g { :d :q 4 } } ;
        DELETE DATA { :b :q 2 }
        """);
    assertThat(rows("SELECT ?s ?o { ?s <http://example.org/q> ?o } ORDER BY ?o"))
        .isEqualTo("http://example.org/a,1\nhttp://example.org/c,3\n");
    assertThat(rows("SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } }"))
        .isEqualTo("http://example.org/g,4\n");
    assertThat(facts.stores().stream().mapToLong(FactStore::factCount).sum()).isEqualTo(2);
    update("DROP ALL");
    assertThat(facts.stores().stream().mapToLong(FactStore::factCount).sum()).isZero();
    assertThat(named.isEmpty()).isTrue();
  }

  @Test
  void listsOfUpdatesAreLists() {
    update("PREFIX : <http://example.org/> INSERT DATA { :a :items (1 (2 3)) . :b :items (2 3) }");
    assertThat(facts.stores().stream().mapToLong(FactStore::factCount).sum()).isEqualTo(2);
    assertThat(statements("CONSTRUCT WHERE { ?s <http://example.org/items> ?o }"))
        .isEqualTo(":a :items (1 (2 3)) .\n:b :items (2 3) .");
    update(
        """
        PREFIX : <http://example.org/>
        PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        DELETE { ?s :items ?l } INSERT { ?s :rest ?r } WHERE { ?s :items ?l . ?l rdf:rest ?r }
        """);
    assertThat(statements("CONSTRUCT WHERE { ?s <http://example.org/rest> ?o }"))
        .isEqualTo(":a :rest ((2 3)) .\n:b :rest (3) .");
  }

  @Test
  void listsAreCopiedAsLists() {
    load("@prefix : <http://example.org/> . :a :items (1 2) .");
    update("COPY DEFAULT TO <urn:g>");
    assertThat(rows("SELECT (COUNT(*) AS ?n) { GRAPH <urn:g> { ?s ?p ?o } }")).isEqualTo("5\n");
    update("MOVE <urn:g> TO DEFAULT");
    assertThat(rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")).isEqualTo("5\n");
    assertThat(named.isEmpty()).isTrue();
  }

  @Test
  void listsOfStatementsThatAreNotSeenAreNotSeen() {
    load("@prefix : <http://example.org/> . (1 2) :says { :a :b :c } .");
    assertThat(rows("SELECT * { ?s ?p ?o }")).isEmpty();
  }

  @Test
  void listsWithinTripleTermsAreLists() {
    load("@prefix : <http://example.org/> . :x :says <<( :a :items (1 2) )>> .");
    assertThat(statements("CONSTRUCT { ?s ?p ?o } WHERE { ?s <says> ?o . ?s ?p ?o }"))
        .isEqualTo(":x :says <<( :a :items (1 2) )>> .");
    update("INSERT { ?s <urn:repeats> ?t } WHERE { ?s <http://example.org/says> ?t }");
    assertThat(rows("SELECT ?s { ?s <urn:repeats> ?t ; <http://example.org/says> ?t }"))
        .isEqualTo("http://example.org/x\n");
  }

  @Test
  void graphsThatAreAskedForButNotThereCostNothing() {
    update("INSERT DATA { GRAPH <urn:h> { <urn:s> <urn:p> 1 } }");
    String query = "SELECT * { GRAPH <urn:h> { ?s ?p ?o } %s }";
    for (int i = 0; i < 100; i++) {
      String missing =
          IntStream.range(100 * i, 100 * (i + 1))
              .mapToObj("OPTIONAL { GRAPH <urn:g%d> { ?s ?p ?x } }"::formatted)
              .collect(Collectors.joining(" "));
      assertThat(rows(query.formatted(missing)).lines()).hasSize(1);
    }
    assertThat(store.keptViewCount()).isBetween(1, 1_200);
    assertThat(rows(query.formatted(""))).isEqualTo("urn:s,urn:p,1\n");
  }

  @Test
  void whatCannotBeWrittenIsNoMistakeOfTheQuery() {
    load("@prefix : <http://example.org/> . :a :b :c .");
    var full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    for (ResultFormat format : ResultFormat.values()) {
      try (var rows = (SparqlAnswer.Rows) ask("SELECT * { ?s ?p ?o }")) {
        assertThatThrownBy(() -> rows.write(format, full))
            .as("%s", format)
            .isInstanceOf(UncheckedIOException.class)
            .hasRootCauseMessage("no space left");
      }
      assertThatThrownBy(() -> ((SparqlAnswer.Truth) ask("ASK {}")).write(format, full))
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void blankNodesOfRequestsAreNoListsOfTheStore() {
    update("INSERT DATA { <_:l999999999.0> <urn:p> 1 . <_:l3.7> <urn:p> 2 . <_:l1.0> <urn:p> 3 }");
    assertThat(rows("SELECT ?o { ?s <urn:p> ?o } ORDER BY ?o")).isEqualTo("1\n2\n3\n");
    assertThat(statements("CONSTRUCT WHERE { ?s <urn:p> ?o }")).contains("<urn:p> 1");
  }

  @Test
  void fromChoosesAmongTheGraphsOfTheStore() {
    update(
        "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } GRAPH <urn:h> { <urn:s> <urn:p> 2 } }");
    assertThat(rows("SELECT ?o FROM <urn:g> { ?s ?p ?o }")).isEqualTo("1\n");
    assertThat(rows("SELECT ?o FROM NAMED <urn:h> { GRAPH ?g { ?s ?p ?o } }")).isEqualTo("2\n");
    assertThat(rows("SELECT ?o FROM <http://192.0.2.1/none> { ?s ?p ?o }")).isEmpty();
  }

  @Test
  void nothingIsReadFromElsewhere() {
    assertThatThrownBy(() -> rows("SELECT * { SERVICE <http://192.0.2.1/sparql> { ?s ?p ?o } }"))
        .isInstanceOf(SparqlException.class)
        .hasMessageStartingWith("SERVICE may not ask http://192.0.2.1/sparql");
    assertThatThrownBy(() -> update("LOAD <http://192.0.2.1/data.ttl>"))
        .isInstanceOf(SparqlException.class)
        .hasMessage("no http://192.0.2.1/data.ttl here");
    update("LOAD SILENT <http://192.0.2.1/data.ttl>");
    load("<urn:s> <urn:p> <urn:o> .");
    assertThat(
            rows(
                "SELECT ?x { ?s <urn:p> ?o BIND(<java:cwm.jena.sparql.SparqlStoreTest.Loaded>(?s)"
                    + " AS ?x) }"))
        .isEqualTo("\n");
    assertThat(Loaded.isLoaded).isFalse();
  }

  @Test
  void whoAsksHoldsNoThreadUp() {
    load("<urn:s> <urn:p> <urn:o> .");
    for (String name : List.of("wait", "print")) {
      assertThat(
              rows(
                  "SELECT ?x { ?s <urn:p> ?o BIND(<http://jena.apache.org/ARQ/function#%s>(1) AS ?x) }"
                      .formatted(name)))
          .isEqualTo("\n");
    }
    assertThat(rows("SELECT (<http://jena.apache.org/ARQ/function#localname>(<urn:a#b>) AS ?x) {}"))
        .isEqualTo("b\n");
  }

  @Test
  void whatAFailedUpdateHasDoneIsDone() {
    String text = "a".repeat(200_000);
    assertThatThrownBy(
            () ->
                update(
                    "INSERT DATA { <urn:s> <urn:p> 1 } ; INSERT { <urn:s> <urn:p> 2 } WHERE { BIND(REGEX(\"%s\", \"^(a|b)*$\") AS ?x) FILTER(?x) }"
                        .formatted(text)))
        .isInstanceOf(SparqlException.class)
        .hasMessageContaining("nests too deep")
        .hasMessageEndingWith("; the first of 2 updates has been done");
    assertThat(rows("SELECT ?o { ?s <urn:p> ?o }")).isEqualTo("1\n");
    assertThatThrownBy(() -> update("LOAD <x> ; CLEAR ALL"))
        .hasMessage("no http://example.org/x here; none of the 2 updates has been done");
  }

  @Test
  void whatIsConstructedIsNotForTheStore() {
    load("<urn:s> <urn:p> <urn:o> .");
    var _ = ask("ASK { ?s ?p ?o }");
    int known = dictionary.size();
    assertThat(statements("CONSTRUCT { ?s <urn:new> \"made\" , (1 2) } WHERE { ?s ?p ?o }"))
        .contains("\"made\"", "(1 2)");
    assertThat(dictionary.size()).isEqualTo(known);
  }

  /// What a query could have loaded.
  public static final class Loaded {
    static boolean isLoaded;
  }

  @Test
  void mistakesSayWhere() {
    assertThatThrownBy(() -> SparqlRequest.read("SELECT * {\n  ?s ?p }", "q.rq", BASE))
        .isInstanceOf(SparqlException.class)
        .hasMessage("q.rq:2:9: unexpected '}'");
    assertThatThrownBy(() -> SparqlRequest.read("SELECT * {", "q.rq", BASE))
        .hasMessage("q.rq:1:10: the text ends where something is missing");
    assertThatThrownBy(() -> SparqlRequest.read("INSERT DATA { ?s <urn:p> 1 }", "u.ru", BASE))
        .hasMessage("u.ru: Variables not permitted in data");
    assertThatThrownBy(() -> SparqlRequest.read("SELECT * { foaf:a ?p ?o }", "q.rq", BASE))
        .hasMessageContaining("foaf");
    assertThat(SparqlRequest.read("CLEAR ALL", "u", BASE))
        .isInstanceOf(SparqlRequest.OfUpdate.class);
    assertThat(SparqlRequest.read("ASK {}", "q", BASE)).isInstanceOf(SparqlRequest.OfQuery.class);
  }

  @Test
  void whatIsFoundCanBeDeletedHoweverItsLanguageTagIsSpelled() {
    load("@prefix : <urn:x:> . :a :p \"x\"@EN-gb, \"y\"@En, \"y\"@eN, 'z'@DE-latn-at .");
    assertThat(rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")).isEqualTo("3\n");
    assertThat(ask("ASK { ?s ?p \"x\"@EN-GB, \"y\"@EN, 'z'@de-LATN-AT }"))
        .isEqualTo(new SparqlAnswer.Truth(true));
    update("DELETE DATA { <urn:x:a> <urn:x:p> \"y\"@EN } ; DELETE WHERE { ?s ?p ?o }");
    assertThat(rows("SELECT * { ?s ?p ?o }")).isEmpty();
  }

  @Test
  void aLanguageIsNotADatatype() {
    load("@prefix : <urn:x:> . :a :p \"x\"@en .");
    String without = "\"x\"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>";
    assertThat(rows("SELECT * { ?s ?p " + without + " }")).isEmpty();
    assertThat(rows("SELECT * { VALUES ?o { " + without + " } ?s ?p ?o }")).isEmpty();
  }

  @Test
  void languageTagsAreFoundAsInputsWriteThem() {
    load("@prefix : <http://example.org/> . :a :p \"x\"@EN . :b :p \"x\"@en-gb .");
    assertThat(rows("SELECT ?s { ?s ?p \"x\"@en }")).isEqualTo("http://example.org/a\n");
    assertThat(rows("SELECT ?s { ?s ?p \"x\"@en-GB }")).isEqualTo("http://example.org/b\n");
    assertThat(rows("SELECT ?s { ?s ?p ?o BIND(?o AS ?q) ?s ?p ?q FILTER(lang(?q) = \"en\") }"))
        .isEqualTo("http://example.org/a\n");
  }

  @Test
  void askAndEmptyPatterns() {
    assertThat(ask("ASK { }")).isEqualTo(new SparqlAnswer.Truth(true));
    assertThat(ask("ASK { ?s ?p ?o }")).isEqualTo(new SparqlAnswer.Truth(false));
    var empty = new SparqlAnswer.Statements(new TripleList(), dictionary, Map.of());
    assertThat(((SparqlAnswer.Statements) ask("DESCRIBE <urn:x>")).statements().size())
        .isEqualTo(empty.statements().size());
  }
}
