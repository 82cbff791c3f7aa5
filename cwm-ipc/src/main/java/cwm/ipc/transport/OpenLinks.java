package cwm.ipc.transport;

import cwm.ipc.IpcException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The links of a transport that are not closed yet, and their common end.
final class OpenLinks {
  private static final Logger log = LoggerFactory.getLogger(OpenLinks.class);

  /// How long the end waits for links to send what they have.
  private static final int CLOSE_SECONDS_MAX = 10;

  /// A link as its transport sees it.
  interface Member extends Link {
    /// Done when [LinkHandler#closed] has returned.
    CompletableFuture<Void> done();

    /// Closes the link without sending what is left. Any thread may call.
    void abort(IpcException failure);
  }

  private final Set<Member> links = ConcurrentHashMap.newKeySet();
  private final TransportType type;
  private volatile boolean isClosed;

  OpenLinks(TransportType type) {
    this.type = type;
  }

  boolean isClosed() {
    return isClosed;
  }

  /// What a closed transport answers.
  IpcException closed() {
    return new IpcException(
        IpcException.Code.CLOSED, "the " + type.configName() + " transport was closed");
  }

  void requireOpen() {
    if (isClosed) {
      throw closed();
    }
  }

  /// Keeps a link until it is closed. In a closed transport it is closed at once.
  void add(Member link) {
    links.add(link);
    var _ = link.done().thenRun(() -> links.remove(link));
    if (isClosed) { // after adding: either close() sees the link or this does
      link.abort(closed());
    }
  }

  /// From now on links are refused.
  void refuse() {
    isClosed = true;
  }

  /// Closes all links, and waits until their handlers know.
  void close() {
    refuse();
    links.forEach(Link::close);
    if (!await()) {
      links.forEach(link -> link.abort(closed()));
      await();
    }
  }

  private boolean await() {
    CompletableFuture<?>[] open =
        links.stream().map(Member::done).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(open).get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // what is left closes without being sent
      return false;
    } catch (TimeoutException _) {
      log.warn("the {} transport closes with {} links open", type.configName(), links.size());
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("links end in order, whatever their handlers throw", e);
    }
  }
}
