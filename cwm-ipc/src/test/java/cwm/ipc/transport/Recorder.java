package cwm.ipc.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import cwm.ipc.IpcException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A handler that remembers what it heard, lets a test wait for it, and minds the rules: one call
/// at a time, `opened` first, `closed` last and once.
class Recorder implements LinkHandler {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CompletableFuture<Link> opened = new CompletableFuture<>();
  private final CompletableFuture<Optional<Throwable>> closed = new CompletableFuture<>();
  private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
  private final BlockingQueue<Link> writables = new LinkedBlockingQueue<>();
  private final AtomicBoolean isCalled = new AtomicBoolean();
  private final AtomicReference<@Nullable String> offence = new AtomicReference<>();

  @Override
  public final void opened(Link link) {
    call(
        () -> {
          forbid(!opened.complete(link), "opened twice");
          onOpened(link);
        });
  }

  @Override
  public final void received(Link link, byte[] frame) {
    call(
        () -> {
          forbid(!opened.isDone(), "a frame before opened");
          onReceived(link, frame);
        });
  }

  @Override
  public final void writable(Link link) {
    call(
        () -> {
          forbid(!opened.isDone(), "writable before opened");
          writables.add(link);
        });
  }

  @Override
  public final void closed(Optional<Throwable> failure) {
    call(() -> forbid(!closed.complete(failure), "closed twice"));
  }

  /// What a test's handler does besides.
  void onOpened(Link link) {}

  void onReceived(Link link, byte[] frame) {
    frames.add(frame);
  }

  private void call(Runnable rest) {
    forbid(closed.isDone(), "a call after closed");
    forbid(isCalled.getAndSet(true), "two calls at a time");
    try {
      rest.run();
    } finally {
      isCalled.set(false);
    }
  }

  private void forbid(boolean happened, String what) {
    if (happened) {
      offence.compareAndSet(null, what);
    }
  }

  void whenOpened(Runnable action) {
    var _ = opened.thenRun(action);
  }

  Link awaitOpened() {
    await(CompletableFuture.anyOf(opened, closed), "opened");
    if (!opened.isDone()) {
      fail("closed instead of opened: " + closed.getNow(Optional.empty()));
    }
    return await(opened, "opened");
  }

  byte[] awaitFrame() {
    byte[] frame = poll(frames, "a frame");
    return frame;
  }

  void awaitWritable() {
    poll(writables, "writable");
  }

  boolean becomesWritableWithin(Duration time) {
    try {
      return writables.poll(time.toMillis(), TimeUnit.MILLISECONDS) != null;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// What `closed` was told.
  Optional<Throwable> awaitClosed() {
    Optional<Throwable> failure = await(closed, "closed");
    assertRulesKept();
    return failure;
  }

  IpcException awaitFailure() {
    return (IpcException) awaitClosed().orElseThrow();
  }

  void assertRulesKept() {
    assertThat(offence.get()).as("calls of the handler").isNull();
  }

  boolean hasOpened() {
    return opened.isDone();
  }

  boolean isClosed() {
    return closed.isDone();
  }

  private static <T> T await(CompletableFuture<T> future, String what) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException | ExecutionException e) {
      throw new AssertionError("no '" + what + "' within " + PATIENCE, e);
    }
  }

  private static <T> T poll(BlockingQueue<T> queue, String what) {
    try {
      T first = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(first).as(what + " within " + PATIENCE).isNotNull();
      return first;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
