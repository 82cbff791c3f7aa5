package cwm.ipc;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// Waiting for futures, with the exceptions a caller expects.
final class Waits {
  private Waits() {}

  /// The future's value.
  ///
  /// @throws IpcException the future's own, or `CLOSED` if the thread is interrupted
  static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      future.cancel(false);
      throw new IpcException(IpcException.Code.CLOSED, "interrupted while waiting", e);
    } catch (ExecutionException e) {
      throw asIpcException(e.getCause());
    } catch (CancellationException e) {
      throw new IpcException(IpcException.Code.CLOSED, "cancelled", e);
    }
  }

  private static RuntimeException asIpcException(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException e) {
      e.addSuppressed(new Throwable("waited for here"));
      return e;
    }
    return new IllegalStateException(cause);
  }
}
