package cwm.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A [LockHandle] over a [LockRequest] that was granted. Any thread may call.
final class HeldLock implements LockHandle {
  private final LockRequest request;
  private final String name;
  private final long token;
  private final ClusterSession session;
  private final EventLoop loop;
  private final AtomicReference<@Nullable CompletableFuture<@Nullable Void>> release =
      new AtomicReference<>();

  HeldLock(LockRequest request, String name, long token, ClusterSession session, EventLoop loop) {
    this.request = request;
    this.name = name;
    this.token = token;
    this.session = session;
    this.loop = loop;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long token() {
    return token;
  }

  @Override
  public long session() {
    return session.id();
  }

  @Override
  public boolean isHeld() {
    return release.get() == null && session.isValid(loop.nanoTime());
  }

  @Override
  public CompletableFuture<@Nullable Void> releaseAsync() {
    var mine = new CompletableFuture<@Nullable Void>();
    CompletableFuture<@Nullable Void> first = release.compareAndExchange(null, mine);
    if (first != null) {
      return first;
    }
    loop.execute(() -> loop.when(request.giveBack(), (_, _) -> mine.complete(null)));
    return mine;
  }

  @Override
  public void release() {
    releaseAsync().join();
  }

  @Override
  public String toString() {
    return "lock '" + name + "' with token " + token;
  }
}
