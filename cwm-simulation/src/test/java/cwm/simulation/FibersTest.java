package cwm.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.distributed.Threads;
import cwm.ipc.transport.SimulatedNetwork;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FibersTest {

  /// Else thousands of simulated nodes leave thousands of threads behind, and all that these know.
  @Test
  void whatWaitsAgainWhenItsHostIsGoneEndsToo() throws InterruptedException {
    var network = new SimulatedNetwork(1);
    var fibers = new Fibers(network.host("node-1"));
    var thread = new AtomicReference<>(Thread.currentThread());
    fibers.start(
        "stubborn",
        () -> {
          thread.set(Thread.currentThread());
          try {
            waitForNothing(fibers);
          } finally {
            waitForNothing(fibers); // as who tells others why it cannot go on
          }
        });
    network.runFor(Duration.ofSeconds(1));
    assertThat(thread.get().isAlive()).isTrue();
    fibers.close();
    assertThat(thread.get().join(Duration.ofSeconds(20))).isTrue();
  }

  private static void waitForNothing(Fibers fibers) {
    try {
      var _ = fibers.get(new CompletableFuture<@Nullable Void>(), Threads.FOREVER_NANOS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
