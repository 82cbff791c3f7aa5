package cwm.app;

import static cwm.app.ServedFacts.encoded;
import static cwm.app.ServedFacts.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.app.config.ServerConfig;
import cwm.app.server.HttpServer;
import cwm.ipc.transport.Address;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What programs that speak the protocols of SPARQL get from a single node.
class SparqlOverHttpTest {
  private static final String GRAPH = "?graph=" + encoded("http://example.org/g");
  private static final String ALL = "SELECT * { ?s ?p ?o } ORDER BY ?s ?o";
  private static final String RULE = "{ ?x :parent ?y } => { ?y :child ?x } . ";

  private final ServedFacts node = new ServedFacts(ServerConfig.DEFAULT);

  @AfterEach
  void stop() {
    node.close();
  }

  // ---------------------------------------------------------------- queries

  @Test
  void aQueryComesInThreeWays() throws Exception {
    node.add(":a :p 1 .");
    String json =
        """
        { "head": {
            "vars": [ "s" , "p" , "o" ]
          } ,
        """;
    HttpResponse<String> byGet = node.send(node.query(ALL));
    assertThat(byGet.statusCode()).isEqualTo(200);
    assertThat(type(byGet)).isEqualTo("application/sparql-results+json");
    assertThat(byGet.body()).startsWith(json).contains("\"http://example.org/a\"");
    for (HttpResponse<String> byPost :
        List.of(
            node.post(
                "/sparql",
                "application/x-www-form-urlencoded; charset=UTF-8",
                "query=" + encoded(ALL)),
            node.post("/sparql", "application/sparql-query", ALL))) {
      assertThat(byPost.statusCode()).isEqualTo(200);
      assertThat(byPost.body()).isEqualTo(byGet.body());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', application/sparql-results+json",
    "*/*, application/sparql-results+json",
    "application/json, application/json",
    "'text/html, application/xhtml+xml, */*;q=0.8', application/sparql-results+json",
    "application/sparql-results+xml, application/sparql-results+xml",
    "'text/csv;q=0.5, text/tab-separated-values', text/tab-separated-values; charset=utf-8",
    "'text/*', text/xml; charset=utf-8",
    "'text/plain', text/plain; charset=utf-8",
    "'application/*;q=0.1, text/csv;q=0.2', text/csv; charset=utf-8",
    // What RDF4J sends.
    "'application/x-binary-rdf-results-table;q=0.8, application/sparql-results+xml',"
        + " application/sparql-results+xml",
  })
  void rowsAreInWhatIsAccepted(String accept, String type) throws Exception {
    HttpResponse<String> rows = node.send(node.query(ALL).header("Accept", accept));
    assertThat(rows.statusCode()).isEqualTo(200);
    assertThat(type(rows)).isEqualTo(type);
    HttpResponse<String> truth = node.send(node.query("ASK {}").header("Accept", accept));
    assertThat(type(truth)).isEqualTo(type);
    assertThat(truth.body()).containsAnyOf("true", "yes", "Yes");
  }

  @ParameterizedTest
  @CsvSource({
    "*/*, text/turtle; charset=utf-8",
    "text/n3, text/n3; charset=utf-8",
    "application/n-triples, application/n-triples",
    "application/rdf+xml, application/rdf+xml",
    "application/ld+json, application/ld+json",
    "application/trig, application/trig",
    "application/n-quads, application/n-quads",
  })
  void statementsAreInWhatIsAccepted(String accept, String type) throws Exception {
    node.add(":a :p :b .");
    HttpResponse<String> constructed =
        node.send(node.query("CONSTRUCT WHERE { ?s ?p ?o }").header("Accept", accept));
    assertThat(constructed.statusCode()).as(constructed.body()).isEqualTo(200);
    assertThat(type(constructed)).isEqualTo(type);
    HttpResponse<String> graph = node.send(node.request("/data?default").header("Accept", accept));
    assertThat(graph.body()).isEqualTo(constructed.body()).contains("example.org");
  }

  /// SPARQLWrapper sends all three parameters, each twice if one name would not be known
  /// everywhere.
  @ParameterizedTest
  @CsvSource({
    "SELECT, format=json&output=json&results=json, application/sparql-results+json",
    "SELECT, format=xml&output=xml&results=xml, application/sparql-results+xml",
    "SELECT, format=tsv&format=text/tab-separated-values, text/tab-separated-values; charset=utf-8",
    "SELECT, output=CSV, text/csv; charset=utf-8",
    "SELECT, format=, text/plain; charset=utf-8",
    "CONSTRUCT, results=xml, application/rdf+xml",
    "CONSTRUCT, format=rdf%2Bxml&format=application/rdf%2Bxml, application/rdf+xml",
    "CONSTRUCT, format=json, application/ld+json",
    "CONSTRUCT, format=turtle, text/turtle; charset=utf-8",
    "CONSTRUCT, format=, application/n-triples",
  })
  void aParameterMayNameTheFormat(String form, String parameters, String type) throws Exception {
    String query = form.equals("SELECT") ? ALL : "CONSTRUCT WHERE { ?s ?p ?o }";
    HttpResponse<String> answer =
        node.send(
            node.request("/sparql?query=" + encoded(query) + "&" + parameters)
                .header("Accept", "text/plain, application/n-triples"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(type(answer)).isEqualTo(type);
  }

  @Test
  void whatNobodyWritesIsNotAcceptable() throws Exception {
    HttpResponse<String> rows = node.send(node.query(ALL).header("Accept", "text/turtle"));
    assertThat(rows.statusCode()).isEqualTo(406);
    assertThat(rows.body()).contains("accept one of application/sparql-results+json, ");
    HttpResponse<String> statements =
        node.send(node.query("DESCRIBE <a>").header("Accept", "text/csv, */*;q=0"));
    assertThat(statements.statusCode()).isEqualTo(406);
    assertThat(statements.body()).contains("accept one of text/turtle, text/n3, ");
  }

  @Test
  void parametersChooseAmongTheGraphs() throws Exception {
    node.add(":default :p 1 .");
    node.put("/data" + GRAPH, "text/turtle", "<http://example.org/named> <p> 2 .");
    String g = encoded("http://example.org/g");
    String query = "/sparql?query=" + encoded("SELECT ?s { ?s ?p ?o }");
    String names = "/sparql?query=" + encoded("SELECT ?g { GRAPH ?g { ?s ?p ?o } }");
    assertThat(csv(query + "&default-graph-uri=" + g)).isEqualTo("named\n");
    assertThat(csv(query + "&named-graph-uri=" + g)).isEmpty();
    assertThat(csv(names + "&named-graph-uri=" + g)).isEqualTo("g\n");
    assertThat(csv(names + "&default-graph-uri=" + g)).isEmpty();
    String from = encoded("SELECT ?s FROM <http://example.org/other> { ?s ?p ?o }");
    assertThat(csv("/sparql?query=" + from)).isEmpty();
    assertThat(csv("/sparql?query=" + from + "&default-graph-uri=" + g))
        .as("the request's graphs, not the query's")
        .isEqualTo("named\n");
    assertThat(node.get(query + "&default-graph-uri=g").statusCode()).isEqualTo(400);
  }

  private String csv(String path) throws Exception {
    String text = node.send(node.request(path).header("Accept", "text/csv")).body();
    return text.replace("\r", "").replaceFirst("[^\n]*\n", "").replace(ServedFacts.EXAMPLE, "");
  }

  @ParameterizedTest
  @CsvSource({
    "query=SELECT, the text ends where something is missing",
    "query=a&query=b, there are 2 parameters 'query'",
    "query=ASK%20{}&limit=5, there is no parameter 'limit' here",
    "query=ASK%20{}&format=odt, there is no format 'odt'",
    "limit=5, there is no parameter 'limit' here",
    "query=ASK%20{}&timeout=soon, timeout is 'soon'",
    "query=%ff, the parameters cannot be read",
    "query=INSERT%20DATA%20{}, unexpected 'INSERT DATA'",
  })
  void badQueriesAreToldWhatIsWrong(String parameters, String error) throws Exception {
    HttpResponse<String> answer = node.get("/sparql?" + parameters.replace("{}", "%7B%7D"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(type(answer)).isEqualTo("application/json");
    assertThat(answer.body()).contains(error, "\"hint\": ");
  }

  @Test
  void bracketsWithoutEndAreRefused() throws Exception {
    String deep = "SELECT * { FILTER " + "(".repeat(500_000) + "1" + ")".repeat(500_000) + "}";
    HttpResponse<String> answer = node.post("/sparql", "application/sparql-query", deep);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("nests too deep");
    assertThat(node.send(node.query("ASK {}")).statusCode()).isEqualTo(200);
  }

  @Test
  void queriesAreNoLongerThanQueriesNeedToBe() throws Exception {
    String comment = "#" + "x".repeat(1 << 20);
    HttpResponse<String> query =
        node.post("/sparql", "application/sparql-query", "ASK {} " + comment);
    assertThat(query.statusCode()).isEqualTo(413);
    assertThat(query.body()).contains("more than 1,048,576 bytes", "ask a shorter query");
    HttpResponse<String> form =
        node.post("/sparql", "application/x-www-form-urlencoded", "query=" + encoded(comment));
    assertThat(form.statusCode()).isEqualTo(413);
    assertThat(node.update("INSERT DATA {} " + comment).statusCode()).isEqualTo(200);
  }

  @Test
  void postsOfOtherTypesAreRefused() throws Exception {
    HttpResponse<String> answer = node.post("/sparql", "text/plain", ALL);
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body())
        .contains("send application/sparql-query, or a form")
        .contains("the Content-Type is text/plain");
    assertThat(node.post("/sparql", "application/sparql-query; charset=utf-16", ALL).statusCode())
        .isEqualTo(415);
    assertThat(node.post("/sparql", "application/x-www-form-urlencoded", "q=1").statusCode())
        .isEqualTo(400);
    HttpResponse<String> method = node.put("/sparql", "application/sparql-query", ALL);
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.headers().firstValue("Allow")).contains("GET, HEAD, POST");
  }

  @Test
  void withoutAQueryThereIsADescription() throws Exception {
    HttpResponse<String> answer = node.get("/sparql");
    assertThat(type(answer)).isEqualTo("text/turtle; charset=utf-8");
    assertThat(answer.body())
        .contains("SPARQL11Query", "SPARQL11Update", "SPARQL_Results_JSON", "formats/N3")
        .contains("<" + node.server.url() + "/sparql>", "<" + node.server.url() + "/update>");
    HttpResponse<String> xml =
        node.send(node.request("/sparql").header("Accept", "application/rdf+xml"));
    assertThat(xml.body()).contains("<rdf:RDF");
  }

  // ---------------------------------------------------------------- limits

  @Test
  void whatTakesLongerThanItMayIsUnavailable() throws Exception {
    addMany(200);
    String slow = encoded("SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }");
    HttpResponse<String> answer = node.get("/sparql?timeout=50&query=" + slow);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("the query took longer than it may");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void regularExpressionsTakeNoLongerThanTheyMay() throws Exception {
    String slow =
        encoded(
            "SELECT * { BIND('%sb' AS ?text) FILTER REGEX(?text, '(.*a){20}$') }"
                .formatted("a".repeat(60)));
    HttpResponse<String> answer = node.get("/sparql?timeout=200&query=" + slow);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("the query took longer than it may");
  }

  @Test
  void anAnswerThatCannotBeFinishedIsCutOff() throws Exception {
    addMany(300);
    String endless = encoded("SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }");
    assertThatThrownBy(() -> node.get("/sparql?timeout=500&query=" + endless))
        .isInstanceOf(IOException.class);
  }

  @Test
  void whoTakesAnAnswerTooSlowlyIsCutOff() throws Exception {
    try (var hurried = new ServedFacts(ServedFacts.config(Duration.ofSeconds(2)))) {
      hurried.add(many(300));
      try (var stalled = endless(hurried, "HTTP/1.1")) {
        assertThat(stalled.getInputStream().read()).as("an answer has begun").isPositive();
        assertThat(hurried.update("INSERT DATA { <http://e/s> <http://e/p> 1 }").statusCode())
            .as("changes wait for it no longer than a request may take")
            .isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
  void anAnswerThatIsCutOffLooksLikeAFailure(String version) throws Exception {
    node.add(many(300));
    try (var socket = endless(node, version)) {
      assertThatThrownBy(() -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()))
          .isInstanceOf(SocketException.class);
    }
  }

  /// Asks for an answer without end.
  private static Socket endless(ServedFacts asked, String version) throws IOException {
    String query = encoded("SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }");
    var socket = new Socket(InetAddress.getLoopbackAddress(), asked.server.address().port());
    String request =
        "GET /sparql?timeout=1000&query=%s %s\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            .formatted(query, version);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private void addMany(int count) throws Exception {
    node.add(many(count));
  }

  private static String many(int count) {
    var facts = new StringBuilder();
    for (int i = 0; i < count; i++) {
      facts.append(":s%d :p %d . ".formatted(i, i));
    }
    return facts.toString();
  }

  @Test
  void longAnswersArePackedForWhoAsks() throws Exception {
    addMany(2_000);
    byte[] plain = node.client.send(node.query(ALL).build(), BodyHandlers.ofByteArray()).body();
    HttpResponse<byte[]> packed =
        node.client.send(
            node.query(ALL).header("Accept-Encoding", "br;q=1.0, gzip;q=0.5").build(),
            BodyHandlers.ofByteArray());
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(packed.body().length).isLessThan(plain.length / 4);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
        .isEqualTo(plain);
    HttpResponse<String> refused = node.send(node.query(ALL).header("Accept-Encoding", "gzip;q=0"));
    assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void whatThereIsNoRoomForIsRefusedAndTheNodeGoesOn() throws Exception {
    try (var full = new ServedFacts(ServerConfig.DEFAULT, Permissions.NONE, new HeapRoom(1))) {
      HttpResponse<String> answer = full.put("/data?default", "text/turtle", "<a> <b> 1 .");
      assertThat(answer.statusCode()).isEqualTo(507);
      assertThat(answer.body()).contains("there is no room for more facts", "CWM_JAVA_OPTS=-Xmx");
      assertThat(full.update("INSERT DATA { <a> <b> 1 }").statusCode()).isEqualTo(507);
      assertThat(full.rows(ALL)).isEmpty();
    }
  }

  @Test
  void beforeTheStoreIsThereItIsSaidWhatIsAwaited() throws Exception {
    var starting = NodeStatus.single();
    try (HttpServer server =
        HttpServer.start(new Address.Inet("127.0.0.1", 0), ServerConfig.DEFAULT, starting)) {
      HttpResponse<String> answer =
          node.client.send(
              HttpRequest.newBuilder(URI.create(server.url() + "/sparql")).build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("the node is not up yet: reading the inputs");
    }
  }

  // ---------------------------------------------------------------- others

  @Test
  void endpointsAreAskedWhereThatIsAllowed() throws Exception {
    node.add(":a :p 1 .");
    String other = node.server.url() + "/sparql";
    String query = "SELECT ?o { SERVICE <" + other + "> { ?s ?p ?o } }";
    HttpResponse<String> refused = node.send(node.query(query));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("--mode=r allows it, or web_allow in [security]");
    assertThat(node.rows(query.replace("SERVICE", "SERVICE SILENT"))).isEqualTo("\n");
    var permissions = new Permissions(List.of(node.server.url() + "/"), false, false);
    try (var asking = new ServedFacts(ServerConfig.DEFAULT, permissions, new HeapRoom())) {
      assertThat(asking.rows(query)).isEqualTo("1\n");
      String missing = query.replace("/sparql>", "/nothing>");
      HttpResponse<String> failed = asking.send(asking.query(missing));
      assertThat(failed.statusCode()).isEqualTo(500);
      assertThat(failed.body()).contains("the server answers with status 404");
    }
  }

  // ---------------------------------------------------------------- updates

  @Test
  void updatesComeInTwoWaysAndRulesRunBeforeTheAnswer() throws Exception {
    node.add(RULE);
    HttpResponse<String> direct =
        node.update("BASE <http://example.org/> INSERT DATA { <a> <parent> <b> }");
    assertThat(direct.statusCode()).isEqualTo(200);
    assertThat(direct.body()).isEqualTo("{\n  \"facts\": 3,\n  \"derived\": 1\n}\n");
    String children = "SELECT ?x ?y { ?x <http://example.org/child> ?y } ORDER BY ?y";
    assertThat(node.rows(children)).isEqualTo("b,a\n");
    String insert = "BASE <http://example.org/> INSERT DATA { <c> <parent> <b> }";
    HttpResponse<String> form =
        node.post(
            "/update",
            "application/x-www-form-urlencoded",
            "think=false&update=" + encoded(insert));
    assertThat(form.body()).contains("\"facts\": 4,");
    assertThat(node.rows(children)).as("rules are put off").isEqualTo("b,a\n");
    assertThat(node.update("DELETE WHERE { ?s <no> ?o }").statusCode()).isEqualTo(200);
    assertThat(node.rows(children)).isEqualTo("b,a\nb,c\n");
  }

  @Test
  void updatesFindTheirRowsInTheGraphsThatAreSaid() throws Exception {
    node.put("/data" + GRAPH, "text/turtle", "<http://example.org/s> <http://example.org/p> 2 .");
    String path = "/update?using-graph-uri=" + encoded("http://example.org/g");
    String type = "application/sparql-update";
    String copy = "INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }";
    assertThat(node.post(path, type, copy).statusCode()).isEqualTo(200);
    assertThat(node.rows(ALL)).isEqualTo("s,p,2\n");
    HttpResponse<String> twice =
        node.post(path, type, "INSERT { ?s ?p 3 } USING <http://e/> WHERE { ?s ?p ?o }");
    assertThat(twice.statusCode()).isEqualTo(400);
    assertThat(twice.body()).contains("WITH or USING");
    assertThat(node.post(path, type, "DELETE WHERE { ?s ?p ?o }").statusCode()).isEqualTo(400);
  }

  @Test
  void updatesThatAreNotAllowedSayWhatAllowsThem() throws Exception {
    HttpResponse<String> answer = node.update("LOAD <http://192.0.2.1/x>");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .contains("may not read http://192.0.2.1/x", "web_allow")
        .doesNotContain("updates");
    HttpResponse<String> third =
        node.update(
            "CLEAR ALL ; INSERT DATA { <http://e/s> <http://e/p> 1 } ; LOAD <http://192.0.2.1/x>");
    assertThat(third.statusCode()).isEqualTo(403);
    assertThat(third.body())
        .contains("may not read http://192.0.2.1/x; the first 2 of 3 updates have been done");
    assertThat(node.rows("SELECT ?o { ?s ?p ?o }")).isEqualTo("1\n");
    assertThat(node.get("/update?update=x").statusCode()).isEqualTo(405);
    assertThat(node.post("/update", "application/sparql-query", "x").statusCode()).isEqualTo(415);
    assertThat(node.post("/update?think=maybe", "application/sparql-update", "x").statusCode())
        .isEqualTo(400);
  }

  // ---------------------------------------------------------------- graphs

  @Test
  void graphsAreMadeReadAddedToAndDropped() throws Exception {
    String path = "/data" + GRAPH;
    assertThat(node.get(path).statusCode()).isEqualTo(404);
    assertThat(node.delete(path).statusCode()).isEqualTo(404);
    assertThat(node.put(path, "text/turtle", "<s> <p> 1 .").statusCode()).isEqualTo(201);
    assertThat(
            node.post(path, "application/n-triples", "<http://e/s> <http://e/p> <http://e/o> .")
                .statusCode())
        .isEqualTo(204);
    assertThat(node.get(path).body())
        .contains("<http://e/s> <http://e/p> <http://e/o> .")
        .as("relative to the graph's IRI")
        .contains(":s :p 1 .");
    HttpResponse<String> head =
        node.send(node.request(path).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(node.put(path, "text/turtle", "<s> <p> 2 .").statusCode()).isEqualTo(204);
    assertThat(node.get(path).body()).contains("2 .").doesNotContain("1 .");
    assertThat(node.delete(path).statusCode()).isEqualTo(204);
    assertThat(node.get(path).statusCode()).isEqualTo(404);
    assertThat(node.delete("/data?default").statusCode()).isEqualTo(204);
  }

  @Test
  void rulesAreReadAndWrittenAsN3() throws Exception {
    node.add(RULE + ":a :parent :b .");
    HttpResponse<String> any = node.get("/data?default");
    assertThat(type(any)).as("Turtle has no rules").isEqualTo("text/n3; charset=utf-8");
    assertThat(any.body()).contains("=>", ":b :child :a");
    HttpResponse<String> turtle =
        node.send(node.request("/data?default").header("Accept", "text/turtle"));
    assertThat(turtle.statusCode()).isEqualTo(406);
    assertThat(turtle.body()).contains("cannot be written as Turtle", "accept text/n3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "?default&graph=http:%2F%2Fe", "?graph=g", "?graph=http:%20x", "?x=1"})
  void itMustBeSaidWhichGraph(String parameters) throws Exception {
    assertThat(node.get("/data" + parameters).statusCode()).isEqualTo(400);
  }

  @Test
  void documentsWithMistakesChangeNothingAndEachIsTold() throws Exception {
    HttpResponse<String> answer =
        node.put("/data?default", "text/turtle", "<a> foo:b 1 .\n<a> <b> bar:c .\n<a> <b> 2 .");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"mistakes\": [", "the request:1:5", "the request:2:9");
    assertThat(node.rows(ALL)).isEmpty();
    HttpResponse<String> named =
        node.post(
            "/data?default", "application/trig", "<http://e/g> { <http://e/s> <http://e/p> 1 }");
    assertThat(named.statusCode()).isEqualTo(400);
    assertThat(named.body()).contains("statements of named graphs");
  }

  @Test
  void documentsOfUnknownTypesAreRefused() throws Exception {
    for (String type : List.of("text/plain", "turtle", "multipart/form-data")) {
      HttpResponse<String> answer = node.put("/data?default", type, "<a> <b> 1 .");
      assertThat(answer.statusCode()).isEqualTo(415);
      assertThat(answer.body()).contains("not read as " + type, "text/turtle, text/n3");
    }
    assertThat(
            node.send(node.request("/data?default").POST(BodyPublishers.ofString("x")))
                .statusCode())
        .isEqualTo(415);
  }

  @Test
  void documentsMayBePacked() throws Exception {
    assertThat(postPacked(packed("<http://e/s> <http://e/p> 1 .")).statusCode()).isEqualTo(204);
    assertThat(node.rows("SELECT ?o { ?s ?p ?o }")).isEqualTo("1\n");
    HttpResponse<String> bad = postPacked("<a> <b> 1 .".getBytes(StandardCharsets.UTF_8));
    assertThat(bad.statusCode()).isEqualTo(400);
    HttpResponse<String> unknown =
        node.send(
            node.request("/data?default")
                .header("Content-Type", "text/turtle")
                .header("Content-Encoding", "br")
                .POST(BodyPublishers.ofString("x")));
    assertThat(unknown.statusCode()).isEqualTo(415);
  }

  private HttpResponse<String> postPacked(byte[] bytes) throws Exception {
    return node.send(
        node.request("/data?default")
            .header("Content-Type", "text/turtle")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(bytes)));
  }

  private static byte[] packed(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
