package cwm.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.message.IpcMessage.BarrierEnter;
import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.wire.SerializationFormat;
import cwm.rdf.store.TermDictionary;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What handlers do while a session or a node ends. They block, so time is real.
class HandlersAtTheEndTest {
  private final World world = World.Kind.MEMORY.open(SerializationFormat.MSGPACK);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void close() {
    gate.countDown();
    world.close();
  }

  private static CompletableFuture<Void> closing(Node node) {
    return CompletableFuture.runAsync(node::close, task -> Thread.ofVirtual().start(task));
  }

  @Test
  void closeWaitsForTheHandlerThatRunsAndLetsNoneBegin() throws InterruptedException {
    var tasks = new AtomicInteger();
    NodeConfig config =
        NodeConfig.builder("b")
            .listenAddress(world.freeAddress("b"))
            .transport(world.transport())
            .build();
    Environment ordinary = world.newEnvironment(config);
    var environment =
        new Environment(
            ordinary.transport(),
            new TermDictionary(),
            task -> {
              tasks.incrementAndGet();
              ordinary
                  .handlers()
                  .execute(
                      () -> {
                        task.run();
                        tasks.decrementAndGet();
                      });
            },
            ordinary.random());
    Node a = world.start("a");
    Node b = Node.start(config, environment);
    var isClosed = new AtomicBoolean();
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    b.on(
        BarrierRelease.class,
        received -> {
          entered.countDown();
          gate.await();
          handled.add(received.message().barrierId() + (isClosed.get() ? " after close" : ""));
        });
    world.connect(a, b);
    for (int i = 0; i < 1_000; i++) {
      a.send("b", TestMessages.barrierRelease("x" + i));
    }
    entered.await();
    var closing = closing(b).thenRun(() -> isClosed.set(true));
    assertThat(Waiting.isDoneSoon(closing)).as("closed beside a handler").isFalse();
    gate.countDown();
    world.await(closing);
    world.await("all tasks", () -> tasks.get() == 0);
    assertThat(handled)
        .startsWith("x0")
        .doesNotContain("x999")
        .noneMatch(name -> name.endsWith("after close"));
  }

  @Test
  void closeDoesNotWaitForEver() throws InterruptedException {
    Node a = world.start("a");
    Node b = world.start("b", config -> config.connectionTimeout(Duration.ofMillis(100)));
    b.on(
        BarrierRelease.class,
        _ -> {
          entered.countDown();
          gate.await();
        });
    world.connect(a, b);
    a.send("b", TestMessages.barrierRelease("x"));
    entered.await();
    world.await(closing(b));
  }

  @Test
  void aHandlerMayCloseItsNode() {
    Node a = world.start("a");
    Node b = world.start("b", config -> config.connectionTimeout(Duration.ofHours(1)));
    var closed = new CompletableFuture<String>();
    b.on(
        BarrierRelease.class,
        received -> {
          b.close();
          closed.complete(received.message().barrierId());
        });
    world.connect(a, b);
    a.send("b", TestMessages.barrierRelease("x"));
    assertThat(world.await(closed)).isEqualTo("x");
  }

  @Test
  void whatIsSentAfterDisconnectDoesNotPutOffTheEnd() {
    Node a = world.start("a");
    Node b = world.start("b");
    var taken = new AtomicInteger();
    b.on(
        BarrierRelease.class,
        _ -> {
          gate.await();
          taken.incrementAndGet();
        });
    world.connect(a, b);
    var message = TestMessages.barrierRelease("x".repeat(1 << 18));
    int count = 0;
    var last = a.sendAsync("b", message);
    while (Waiting.isDoneSoon(last)) {
      count++;
      last = a.sendAsync("b", message);
    }
    a.disconnect("b");
    for (int i = 0; i < 10; i++) {
      assertThat(world.awaitFailure(a.sendAsync("b", message)).code())
          .isEqualTo(IpcException.Code.SESSION_LOST);
    }
    assertThatThrownBy(
            () -> a.request("b", TestMessages.barrierEnter("x", "a"), World.PATIENCE).join())
        .hasMessageContaining("is about to end");
    assertThat(last).as("what was sent before").isNotDone();
    gate.countDown();
    world.await(last);
    world.await("the end on both sides", () -> a.peers().isEmpty() && b.peers().isEmpty());
    int sent = count + 1;
    world.await("all that was sent before", () -> taken.get() == sent);
  }

  @Test
  void theNextSessionsHandlersWaitForThoseOfTheLostOne() throws InterruptedException {
    Node a = world.start("a");
    String address = world.freeAddress("b");
    Node b = world.startAt(address, "b", config -> config);
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    var running = new AtomicInteger();
    var atOnce = new AtomicInteger();
    a.on(
        BarrierRelease.class,
        received -> {
          atOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
          entered.countDown();
          if (received.message().barrierId().equals("old")) {
            gate.await();
          }
          handled.add(received.message().barrierId());
          running.decrementAndGet();
        });
    a.on(BarrierEnter.class, received -> received.reply(TestMessages.barrierRelease("y")));
    world.connect(a, b);
    b.send("a", TestMessages.barrierRelease("old"));
    entered.await();
    world.breakOff(b);
    world.await("the loss", () -> a.peers().isEmpty());
    Node again = world.startAt(address, "b", config -> config);
    world.await("the new session", () -> again.peer("a").isPresent());
    again.send("a", TestMessages.barrierRelease("new"));
    var after = again.request("a", TestMessages.barrierEnter("x", "b"), World.PATIENCE);
    assertThat(Waiting.isDoneSoon(after)).as("handled beside the old session's").isFalse();
    gate.countDown();
    assertThat(world.await(after)).isEqualTo(TestMessages.barrierRelease("y"));
    assertThat(handled).containsExactly("old", "new");
    assertThat(atOnce).hasValue(1);
  }
}
