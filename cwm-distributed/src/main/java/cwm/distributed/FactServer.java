package cwm.distributed;

import cwm.ipc.Node;
import cwm.ipc.Received;
import cwm.ipc.message.IpcMessage.ErrorReply;
import cwm.ipc.message.IpcMessage.Query;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.jena.sparql.FactFilter;
import java.time.Duration;
import java.util.Optional;

/// Answers what others ask of the facts that this node owns, part by part. Any thread may call.
final class FactServer {
  /// The stable code of a refusal, since the facts have changed.
  static final String STALE = "STALE_VERSION";

  private static final String FAILED = "QUERY_FAILED";

  /// How long a question waits for the end of a job.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// How long the facts of one answer are filtered.
  private static final Duration FILTERING = Duration.ofMillis(200);

  private final Node node;
  private final JobRunner jobs;

  FactServer(Node node, Threads threads, JobRunner jobs) {
    this.node = node;
    this.jobs = jobs;
    node.on(Query.class, received -> threads.handle(() -> handle(received)));
  }

  private void handle(Received<Query> received) {
    if (!received.isRequest()) {
      return;
    }
    try {
      var _ = received.replyAsync(answer(received.message()));
    } catch (StaleVersionException e) {
      var _ = received.replyAsync(new ErrorReply(STALE, String.valueOf(e.getMessage())));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the node ends
    } catch (RuntimeException | StackOverflowError e) { // whoever asks is not to wait
      var _ = received.replyAsync(new ErrorReply(FAILED, "the question failed: " + e));
      throw e;
    }
  }

  /// The next part of an answer.
  ///
  /// @throws StaleVersionException if another version is asked for
  QueryResponse answer(Query query) throws InterruptedException {
    return jobs.read(
        query.version(),
        PATIENCE,
        (owned, version) ->
            new FactPage(query, version, node.dictionary(), filter(query)).of(owned));
  }

  private Optional<FactFilter> filter(Query query) {
    return query.filter().isEmpty()
        ? Optional.empty()
        : FactFilter.of(query.filter(), node.dictionary(), FILTERING);
  }
}
