package cwm.cluster;

import cwm.ipc.Node;
import cwm.ipc.SerialExecutor;
import cwm.ipc.transport.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs what happens to a cluster's node, one event at a time: whoever is called by it owns its
/// state without locks. Events must not block.
final class EventLoop {
  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

  private final SerialExecutor events;
  private final Timers timers;

  EventLoop(Node node) {
    events = new SerialExecutor(node.handlers());
    timers = node.timers();
  }

  /// Runs an event after all that were given before. A bug in it is logged, and does not keep
  /// others from running.
  void execute(Runnable event) {
    events.execute(
        () -> {
          try {
            event.run();
          } catch (RuntimeException e) {
            log.error("an event failed", e);
          }
        });
  }

  /// Runs an event once, `delay` from now.
  Timers.Timer schedule(Duration delay, Runnable event) {
    return timers.schedule(delay, () -> execute(event));
  }

  /// Runs an event when a future is done, with its value or with why it failed.
  <T extends @Nullable Object> void when(
      CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> event) {
    var _ =
        future.whenComplete(
            (value, failure) ->
                execute(
                    () ->
                        event.accept(
                            value,
                            failure instanceof CompletionException wrapped
                                    && wrapped.getCause() != null
                                ? wrapped.getCause()
                                : failure)));
  }

  long nanoTime() {
    return timers.nanoTime();
  }
}
