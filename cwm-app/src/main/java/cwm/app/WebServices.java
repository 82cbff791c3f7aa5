package cwm.app;

import cwm.jena.sparql.ResultFormat;
import cwm.jena.sparql.Services;
import cwm.jena.sparql.SparqlException;
import cwm.reasoner.DocumentException;
import java.time.Duration;

/// Endpoints on the web, those that `[security] web_allow` or `--mode=r` allows to be read.
final class WebServices implements Services {
  private static final long ANSWER_BYTES_MAX = 64L << 20;

  private final WebReader web;

  /// As long as documents may take.
  WebServices(Permissions permissions) {
    this(permissions, WebReader.Limits.DEFAULT.timeout());
  }

  /// @param timeout how long one may take to answer
  WebServices(Permissions permissions, Duration timeout) {
    web = new WebReader(permissions, new WebReader.Limits(timeout, ANSWER_BYTES_MAX));
  }

  @Override
  public String ask(String endpoint, String query) {
    requireAllowed(endpoint);
    try {
      return web.ask(endpoint, query, ResultFormat.JSON.mediaTypes().getFirst()).text();
    } catch (DocumentException e) {
      throw new SparqlException(SparqlException.Kind.FAILED, "SERVICE: " + e.getMessage());
    }
  }

  private void requireAllowed(String endpoint) {
    try {
      if (!WebReader.isWeb(endpoint)) {
        throw WebReader.failure(endpoint, "only http: and https: endpoints can be asked");
      }
      web.requireAllowed(endpoint);
    } catch (DocumentException e) {
      throw new SparqlException(SparqlException.Kind.FORBIDDEN, "SERVICE: " + e.getMessage());
    }
  }
}
