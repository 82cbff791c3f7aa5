package cwm.app.server;

import cwm.app.config.ServerConfig;
import cwm.jena.sparql.SparqlException;
import cwm.rdf.RdfException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests to the store, or says why there is no answer.
///
/// Queries and rules compute for as long as they may. They do so on threads of the system, which
/// take turns: as many virtual threads as there are processors would hold up all others, those that
/// answer probes among them.
final class StoreRequests implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoreRequests.class);

  /// As much as the command's own thread has: what reads and evaluates requests recurses. Only what
  /// is used of it costs memory.
  private static final long STACK_BYTES = 64L << 20;

  private final List<StoreEndpoint> endpoints =
      List.of(new QueryEndpoint(), new UpdateEndpoint(), new DataEndpoint());
  private final ServedNode node;
  private final Slots slots;
  private final Duration timeout;

  // Has no more threads than there are slots, but for those that are about to be free.
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("cwm-store-", 0).stackSize(STACK_BYTES).daemon().factory());

  StoreRequests(ServedNode node, ServerConfig config) {
    this.node = node;
    // Of their own, so that probes need not wait for queries.
    slots = new Slots(config.maxConcurrentRequests());
    timeout = config.requestTimeout();
  }

  Optional<StoreEndpoint> find(String path) {
    return endpoints.stream().filter(endpoint -> endpoint.path().equals(path)).findFirst();
  }

  List<String> paths() {
    return endpoints.stream().map(StoreEndpoint::path).toList();
  }

  /// Has a request answered, as soon as there are not too many others.
  void answer(StoreEndpoint endpoint, Call call) throws InterruptedException {
    requireMethod(endpoint, call);
    slots.acquire(timeout);
    boolean isTaken = false;
    try {
      threads.execute(
          () -> {
            try {
              answerNow(endpoint, call);
            } finally {
              slots.release();
            }
          });
      isTaken = true;
    } finally {
      if (!isTaken) {
        slots.release();
      }
    }
  }

  private void answerNow(StoreEndpoint endpoint, Call call) {
    try {
      endpoint.answer(call, store());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      if (call.hasBegun()) {
        log.debug("{}: the answer is cut off: {}", call.path(), e.toString());
        call.abort(e);
      } else {
        call.answer(call.excess().map(Refusal::answer).orElseGet(() -> answerTo(e, call.path())));
      }
    } catch (Error e) {
      log.error("{} failed", call.path(), e);
      call.abort(e);
    }
  }

  /// Interrupts what is still being answered.
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private static void requireMethod(StoreEndpoint endpoint, Call call) {
    if (!endpoint.methods().contains(call.method())) {
      throw new Refusal(Answer.wrongMethod(call.method(), endpoint.path(), endpoint.methods()));
    }
  }

  private ServedStore store() {
    Optional<ServedStore> store = node.store();
    if (store.isPresent()) {
      return store.get();
    }
    String waitingFor = node.waitingFor().orElse("it begins");
    throw new Refusal(
        Answer.error(
                Answer.UNAVAILABLE,
                "the node is not up yet: " + node.startingWith().orElse(waitingFor),
                "ask again when /health/ready answers 200")
            .with("Retry-After", "1"));
  }

  private static Answer answerTo(Throwable e, String path) {
    return switch (e) {
      case Refusal refusal -> refusal.answer();
      case SparqlException failure -> answerTo(failure);
      case RdfException failure ->
          Answer.error(
              Answer.BAD_REQUEST, String.valueOf(failure.getMessage()), "send the request again");
      case StackOverflowError _ ->
          Answer.error(
              Answer.BAD_REQUEST,
              "the request nests too deep",
              "use fewer brackets within brackets");
      case OutOfMemoryError _ -> {
        log.error("{}: out of memory", path);
        yield noRoom("the node ran out of memory");
      }
      default -> {
        log.error("{} failed", path, e);
        yield Answer.error(
            Answer.FAILED, "the answer could not be found", "the log of the node says why");
      }
    };
  }

  private static Answer noRoom(String error) {
    return Answer.error(
        Answer.NO_ROOM, error, "send less at once, or give the node more by CWM_JAVA_OPTS=-Xmx...");
  }

  private static Answer answerTo(SparqlException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case MALFORMED -> Answer.mistakes(message.lines().toList());
      case FORBIDDEN ->
          Answer.error(
              Answer.FORBIDDEN, message, "[security] web_allow and filesystem say what is allowed");
      case TIMED_OUT ->
          Answer.error(
                  Answer.UNAVAILABLE,
                  message,
                  "ask for less, or raise [server] request_timeout_ms or the parameter timeout")
              .with("Retry-After", "1");
      case NO_ROOM -> noRoom(message);
      case UNAVAILABLE ->
          Answer.error(
                  Answer.UNAVAILABLE,
                  message,
                  "ask again; /health/ready and cwm cluster status tell what is missing")
              .with("Retry-After", "1");
      case FAILED -> Answer.error(Answer.FAILED, message, "the message says why");
    };
  }
}
