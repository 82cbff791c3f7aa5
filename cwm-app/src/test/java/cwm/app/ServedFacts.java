package cwm.app;

import cwm.app.config.ServerConfig;
import cwm.app.server.HttpServer;
import cwm.ipc.transport.Address;
import cwm.jena.sparql.SparqlException;
import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.Budget;
import cwm.reasoner.RunContext;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A store of a test's own behind a server of its own, and a client.
final class ServedFacts implements AutoCloseable {
  static final String EXAMPLE = "http://example.org/";

  final NodeStatus status = NodeStatus.single();
  final LiveStore store;
  final HttpServer server;
  final HttpClient client = HttpClient.newHttpClient();

  /// A configuration with users and limits.
  ///
  /// @param users the file of users; empty for none
  static ServerConfig config(
      Optional<Path> users, List<String> allowOrigins, List<String> hosts, long maxRequestBytes) {
    return new ServerConfig(
        ServerConfig.DEFAULT.http(),
        Optional.empty(),
        Optional.empty(),
        users,
        allowOrigins,
        hosts,
        maxRequestBytes,
        ServerConfig.DEFAULT.maxConcurrentRequests(),
        ServerConfig.DEFAULT.requestTimeout());
  }

  /// A configuration with a limit of time.
  static ServerConfig config(Duration requestTimeout) {
    return new ServerConfig(
        ServerConfig.DEFAULT.http(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        ServerConfig.DEFAULT.maxRequestBytes(),
        ServerConfig.DEFAULT.maxConcurrentRequests(),
        requestTimeout);
  }

  ServedFacts(ServerConfig config) {
    this(config, Permissions.NONE, new HeapRoom());
  }

  ServedFacts(ServerConfig config, Permissions permissions, HeapRoom room) {
    var facts = new PartitionedStore(new TermDictionary(), Spreading.NONE);
    store =
        new LiveStore(
            facts,
            new NamedGraphs(facts.dictionary()),
            new Reasoner(facts, Builtins.standard()),
            Map.of("", EXAMPLE),
            () -> new RunContext(Budget.unlimited(), 0),
            (iri, _) -> {
              throw new SparqlException(SparqlException.Kind.FORBIDDEN, "may not read " + iri);
            },
            new WebServices(permissions, config.requestTimeout()),
            room,
            config.requestTimeout());
    status.setUp(store);
    server = HttpServer.start(new Address.Inet("127.0.0.1", 0), config, status);
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// A request that asks a query by GET, to be added to.
  HttpRequest.Builder query(String query) {
    return request("/sparql?query=" + encoded(query));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String type, String body) throws Exception {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> put(String path, String type, String body) throws Exception {
    return send(request(path).header("Content-Type", type).PUT(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> delete(String path) throws Exception {
    return send(request(path).DELETE());
  }

  HttpResponse<String> update(String update) throws Exception {
    return post("/update", "application/sparql-update", update);
  }

  /// Adds to the default graph.
  void add(String n3) throws Exception {
    HttpResponse<String> answer =
        post("/data?default", "text/n3", "@prefix : <http://example.org/> . " + n3);
    if (answer.statusCode() != 204) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
  }

  /// The rows as CSV, without the line of names and the example's namespace.
  String rows(String query) throws Exception {
    HttpResponse<String> answer = send(query(query).header("Accept", "text/csv"));
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    String text = answer.body().replace("\r", "");
    return text.substring(text.indexOf('\n') + 1).replace(EXAMPLE, "");
  }

  static String type(HttpResponse<?> answer) {
    return answer.headers().firstValue("Content-Type").orElse("none");
  }
}
