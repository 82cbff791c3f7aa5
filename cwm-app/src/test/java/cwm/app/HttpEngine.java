package cwm.app;

import cwm.jena.sparql.SparqlRequest;
import cwm.jena.testing.PlainArq;
import cwm.jena.testing.SparqlEngine;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.jena.query.Query;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.http.QueryExecHTTP;
import org.apache.jena.sparql.exec.http.UpdateExecHTTP;
import org.apache.jena.sparql.service.ServiceExecutorRegistry;

/// A server that is asked over HTTP, by Jena's own client. What is in it, and what the endpoints
/// that it asks are, is replaced by what a case needs.
final class HttpEngine implements SparqlEngine {
  private final URI queries;
  private final URI updates;
  private final OutsideEndpoints endpoints;
  private final PlainArq kept = new PlainArq();

  // The query's own text: ARQ would write numbers and IRIs in other ways.
  private String sent = "";

  HttpEngine(URI queries, URI updates, OutsideEndpoints endpoints) {
    this.queries = queries;
    this.updates = updates;
    this.endpoints = endpoints;
  }

  @Override
  public Query parse(String text, String base) {
    sent = "BASE <%s>\n%s".formatted(base, text);
    return SparqlRequest.parseQuery(text, base);
  }

  @Override
  public void load(Path file, String base, Optional<String> graph) {
    kept.load(file, base, graph);
  }

  @Override
  public QueryExec execution(Query query, ServiceExecutorRegistry services) {
    UpdateExecHTTP.newBuilder()
        .endpoint(updates.toString())
        .updateString(
            "DROP SILENT ALL ;\nINSERT DATA {\n" + kept.read(HttpEngine::statements) + "}")
        .execute();
    endpoints.are(services);
    return QueryExecHTTP.newBuilder().endpoint(queries.toString()).queryString(sent).build();
  }

  private static String statements(DatasetGraph dataset) {
    var text = new StringWriter();
    RDFDataMgr.write(text, dataset.getDefaultGraph(), Lang.NTRIPLES);
    dataset
        .listGraphNodes()
        .forEachRemaining(
            name -> {
              text.write("GRAPH <" + name.getURI() + "> {\n");
              RDFDataMgr.write(text, dataset.getGraph(name), Lang.NTRIPLES);
              text.write("}\n");
            });
    return text.toString();
  }
}
