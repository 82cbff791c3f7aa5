package cwm.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.ResultSet;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.riot.resultset.ResultSetWriterRegistry;
import org.apache.jena.sparql.ARQConstants;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.service.ServiceExecutorRegistry;
import org.apache.jena.sparql.syntax.ElementGroup;
import org.apache.jena.sparql.syntax.ElementService;
import org.apache.jena.sparql.syntax.ElementSubQuery;
import org.apache.jena.sparql.util.Context;

/// The endpoints at all addresses under `example*.org`, over HTTP: this is the proxy through which
/// this process reaches them, and it answers by itself. Nobody else is behind it.
final class OutsideEndpoints implements AutoCloseable {
  private static final String HOSTS = "example\\d?\\.org";

  private final HttpServer server;
  private final ProxySelector before = ProxySelector.getDefault();
  private volatile ServiceExecutorRegistry services = new ServiceExecutorRegistry();

  OutsideEndpoints() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    ProxySelector.setDefault(new ToServer());
  }

  /// Says what the endpoints are from now on.
  ///
  /// @param others what asks them within this process
  void are(ServiceExecutorRegistry others) {
    services = others;
  }

  private final class ToServer extends ProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      return List.of(
          uri.getHost().matches(HOSTS)
              ? new Proxy(Proxy.Type.HTTP, server.getAddress())
              : Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String text = URLDecoder.decode(form.replaceFirst("^query=", ""), StandardCharsets.UTF_8);
      byte[] answer = ask(exchange.getRequestURI().toString(), QueryFactory.create(text));
      exchange.getResponseHeaders().add("Content-Type", "application/sparql-results+json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private byte[] ask(String endpoint, Query query) {
    var group = new ElementGroup();
    group.addElement(new ElementSubQuery(query));
    Query service = QueryFactory.make();
    service.setQuerySelectType();
    service.setQueryResultStar(true);
    service.setQueryPattern(new ElementService(NodeFactory.createURI(endpoint), group, false));
    var out = new ByteArrayOutputStream();
    try (QueryExec execution =
        QueryExec.dataset(DatasetGraphFactory.empty())
            .query(service)
            .set(ARQConstants.registryServiceExecutors, services)
            .build()) {
      ResultSetWriterRegistry.getFactory(ResultSetLang.RS_JSON)
          .create(ResultSetLang.RS_JSON)
          .write(out, ResultSet.adapt(execution.select()), Context.emptyContext());
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    ProxySelector.setDefault(before);
    server.stop(0);
  }
}
