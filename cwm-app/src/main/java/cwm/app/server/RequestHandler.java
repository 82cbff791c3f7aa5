package cwm.app.server;

import cwm.app.config.ServerConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the answer to a request, within the limits of time and of how much is done at once.
final class RequestHandler extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

  private final Endpoints endpoints;
  private final Page page = new Page();
  private final StoreRequests storeRequests;
  private final Slots slots;
  private final Duration timeout;
  private final Guard guard;
  private final long maxRequestBytes;

  /// @param metrics the text of all metrics
  RequestHandler(ServedNode node, Guard guard, ServerConfig config, Supplier<String> metrics) {
    this.guard = guard;
    timeout = config.requestTimeout();
    maxRequestBytes = config.maxRequestBytes();
    slots = new Slots(config.maxConcurrentRequests());
    storeRequests = new StoreRequests(node, config);
    endpoints =
        new Endpoints(
            node,
            Stream.concat(storeRequests.paths().stream(), Stream.of(Page.PATH)).toList(),
            metrics);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback)
      throws InterruptedException {
    // What takes its time is bounded by its own means, and by what the connection takes.
    request.addIdleTimeoutListener(_ -> false);
    try {
      answer(request, response, callback);
    } catch (Refusal refusal) {
      send(refusal.answer(), response, callback);
    }
    return true;
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    storeRequests.close();
  }

  private void answer(Request request, Response response, Callback callback)
      throws InterruptedException {
    String path = Request.getPathInContext(request);
    Optional<StoreEndpoint> ofStore = storeRequests.find(path);
    if (Guard.isPreflight(request)) {
      send(preflight(request, response, ofStore), response, callback);
      return;
    }
    if (!Endpoints.isOpen(path)) {
      Role needed = ofStore.map(endpoint -> endpoint.role(request.getMethod())).orElse(Role.READ);
      guard.check(request, response, needed);
    }
    Optional<PageFile> ofPage = page.find(path);
    if (ofPage.isPresent()) {
      ofPage.get().answer(request, response, callback);
    } else if (ofStore.isPresent()) {
      storeRequests.answer(
          ofStore.get(), new Call(request, response, callback, maxRequestBytes, timeout));
    } else {
      send(answer(request), response, callback);
    }
  }

  private Answer preflight(Request request, Response response, Optional<StoreEndpoint> ofStore) {
    String method = Guard.preflightMethod(request);
    return guard.preflight(
        request,
        response,
        ofStore.map(endpoint -> endpoint.role(method)).orElse(Role.READ),
        ofStore.map(StoreEndpoint::methods).orElse(List.of("GET", "HEAD")));
  }

  static void send(Answer answer, Response response, Callback callback) {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    response.setStatus(answer.status());
    if (answer.contentType().isEmpty()) {
      response.getHeaders().remove(HttpHeader.CONTENT_TYPE);
    } else {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    }
    for (Map.Entry<String, List<String>> header : answer.headers().entrySet()) {
      response.getHeaders().remove(header.getKey());
      header.getValue().forEach(value -> response.getHeaders().add(header.getKey(), value));
    }
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private Answer answer(Request request) throws InterruptedException {
    String path = Request.getPathInContext(request);
    Optional<Supplier<Answer>> endpoint = endpoints.find(path);
    if (endpoint.isEmpty()) {
      return endpoints.notFound(path);
    }
    String method = request.getMethod();
    if (!HttpMethod.GET.is(method) && !HttpMethod.HEAD.is(method)) {
      return Answer.wrongMethod(method, path, List.of("GET", "HEAD"));
    }
    return path.equals(Endpoints.LIVE) ? endpoint.get().get() : answerInTime(path, endpoint.get());
  }

  /// A slot is given back when the work is over, which may be later than the answer that it took
  /// too long: what goes on counts.
  private Answer answerInTime(String path, Supplier<Answer> endpoint) throws InterruptedException {
    long endNanos = System.nanoTime() + timeout.toNanos();
    try {
      slots.acquire(timeout);
    } catch (Refusal refusal) {
      return refusal.answer();
    }
    var work = new FutureTask<>(endpoint::get);
    Thread.ofVirtual()
        .name("cwm-http" + path)
        .start(
            () -> {
              try {
                work.run();
              } finally {
                slots.release();
              }
            });
    try {
      return work.get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      work.cancel(true);
      return Answer.error(
          Answer.UNAVAILABLE,
          "no answer within %,d ms".formatted(timeout.toMillis()),
          "ask again later, or raise [server] request_timeout_ms");
    } catch (ExecutionException e) {
      log.error("{} failed", path, e.getCause());
      return Answer.error(
          Answer.FAILED, "the answer could not be found", "the log of the node says why");
    }
  }
}
