package cwm.ipc;

import cwm.ipc.transport.Address;
import cwm.ipc.transport.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// An address that this node was told to connect to, and how that goes. Once it was reached, the
/// node keeps a session with whoever is there: it dials again after a loss, less and less often.
///
/// Guarded by the node's lock.
final class Target {
  private static final Duration BACK_OFF_MIN = Duration.ofMillis(100);
  private static final Duration BACK_OFF_MAX = Duration.ofSeconds(2);
  private static final int DOUBLING_MAX = 5;

  private final Address address;
  private CompletableFuture<String> reached = new CompletableFuture<>();
  private boolean wasReached;
  private boolean isReached;
  private boolean awaitsSession;
  private int failureCount;
  private @Nullable String peerId;
  private String lastSession = "";
  private Timers.@Nullable Timer timer;

  Target(Address address) {
    this.address = address;
  }

  Address address() {
    return address;
  }

  /// The node id found there, when it is found.
  CompletableFuture<String> reached() {
    return reached;
  }

  /// Whether there ever was a session.
  boolean wasReached() {
    return wasReached;
  }

  boolean leadsTo(String peer) {
    return peer.equals(peerId);
  }

  /// The last session with whoever is there that is over; empty if none.
  String lastSession() {
    return lastSession;
  }

  /// Notes who is there.
  void setPeer(String peer) {
    peerId = peer;
  }

  /// Notes that there is a session with whoever is there.
  void setReached() {
    wasReached = true;
    isReached = true;
    awaitsSession = false;
    failureCount = 0;
  }

  /// Notes that the session is over; whoever asks from now on waits for the next.
  void setLost(String session) {
    lastSession = session;
    // Not asked of the future, which is completed a little later.
    if (isReached) {
      isReached = false;
      reached = new CompletableFuture<>();
    }
  }

  /// Notes that there is no need to dial while a session that the peer began is opening.
  void awaitSession() {
    awaitsSession = true;
  }

  /// Whether the target depends on a session that the peer began and that is opening.
  boolean awaitsSession() {
    return awaitsSession;
  }

  void setTimer(Timers.Timer newTimer) {
    cancelTimer();
    awaitsSession = false;
    timer = newTimer;
  }

  void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  /// How long to wait before dialing again: twice as long after each failure, between half of it
  /// and the whole by chance, so that nodes that lost each other do not all come back at once.
  /// Never so long that a cluster misses its peers much after a partition has healed.
  Duration nextDelay(RandomGenerator random) {
    long most = BACK_OFF_MIN.toMillis() << Math.min(failureCount++, DOUBLING_MAX);
    long millis = Math.min(most, BACK_OFF_MAX.toMillis());
    return Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
  }
}
