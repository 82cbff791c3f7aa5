package cwm.cluster.history;

import static java.util.Comparator.comparingLong;

import cwm.cluster.history.Violation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds what must never happen to locks.
///
/// A holder may rely on its lock from when it was told of the grant until it calls for the release,
/// is killed, or its lease has run out. The lease begins when the last renewal that was answered
/// was called for: the leader counts from when it heard of it, which is later. So intervals of two
/// holders overlap in no history of a correct cluster. Θ(n log n).
public final class LockHistory {
  private final History history;
  private final long leaseNanos;
  private final long grantNanosMax;
  private final List<Violation> violations = new ArrayList<>();

  /// One request for a lock, with what came of it.
  private static final class Acquire {
    final HistoryEvent called;
    @Nullable HistoryEvent acquired;
    @Nullable HistoryEvent failed;
    @Nullable HistoryEvent releaseCalled;
    @Nullable HistoryEvent released;

    Acquire(HistoryEvent called) {
      this.called = called;
    }
  }

  /// When a holder may rely on its lock.
  private record Claim(HistoryEvent acquired, long end) {
    long start() {
      return acquired.nanoTime();
    }
  }

  private LockHistory(History history, Duration lease, Duration grantMax) {
    this.history = history;
    leaseNanos = lease.toNanos();
    grantNanosMax = grantMax.toNanos();
  }

  /// All that must not have happened.
  ///
  /// @param lease for which holders rely on a renewal; a twentieth less than what they agree on
  ///   with the cluster, after which they give the lock back by themselves
  /// @param grantMax how long a lock may be free at the end of the history with somebody waiting
  ///   for it; more than an election, and than the leader takes to notice the end of a lease
  /// @throws IllegalArgumentException for a history that cannot be judged, such as a grant that
  ///   nobody asked for
  public static List<Violation> check(History history, Duration lease, Duration grantMax) {
    var checker = new LockHistory(history, lease, grantMax);
    for (List<HistoryEvent> events : byLock(history)) {
      checker.checkFences(events);
      Collection<Acquire> acquires = checker.acquires(events);
      checker.checkTokens(acquires);
      checker.checkClaims(acquires);
      checker.checkEnd(acquires);
    }
    return List.copyOf(checker.violations);
  }

  private static Collection<List<HistoryEvent>> byLock(History history) {
    Map<String, List<HistoryEvent>> locks = new LinkedHashMap<>();
    for (HistoryEvent event : history.events()) {
      switch (event.kind()) {
        case ACQUIRE_CALLED, ACQUIRED, ACQUIRE_FAILED, RELEASE_CALLED, RELEASED, FENCED_WRITE ->
            locks.computeIfAbsent(event.name(), _ -> new ArrayList<>()).add(event);
        case RENEWED, ENTER_CALLED, PASSED, ENTER_FAILED, KILLED, PAUSED, RESUMED -> {}
      }
    }
    return locks.values();
  }

  private void checkFences(List<HistoryEvent> events) {
    Map<String, HistoryEvent> largest = new HashMap<>();
    for (HistoryEvent event : events) {
      if (event.kind() == HistoryEvent.Kind.FENCED_WRITE) {
        HistoryEvent before = largest.get(event.process());
        if (before != null && before.number() > event.number()) {
          report(Kind.FENCE_BROKEN, before, event);
        } else {
          largest.put(event.process(), event);
        }
      }
    }
  }

  private Collection<Acquire> acquires(List<HistoryEvent> events) {
    Map<String, Acquire> acquires = new LinkedHashMap<>();
    for (HistoryEvent event : events) {
      String key = event.process() + " " + event.request();
      switch (event.kind()) {
        case ACQUIRE_CALLED -> acquires.putIfAbsent(key, new Acquire(event));
        case ACQUIRED -> noteAcquired(of(acquires, key, event), event);
        case ACQUIRE_FAILED -> of(acquires, key, event).failed = event;
        case RELEASE_CALLED -> of(acquires, key, event).releaseCalled = event;
        case RELEASED -> of(acquires, key, event).released = event;
        case RENEWED,
            FENCED_WRITE,
            ENTER_CALLED,
            PASSED,
            ENTER_FAILED,
            KILLED,
            PAUSED,
            RESUMED -> {}
      }
    }
    return acquires.values();
  }

  private static Acquire of(Map<String, Acquire> acquires, String key, HistoryEvent event) {
    Acquire acquire = acquires.get(key);
    if (acquire == null) {
      throw new IllegalArgumentException("no ACQUIRE_CALLED before: " + event.line());
    }
    return acquire;
  }

  private void noteAcquired(Acquire acquire, HistoryEvent event) {
    if (acquire.acquired == null) {
      acquire.acquired = event;
    } else if (acquire.acquired.number() != event.number()) {
      report(Kind.GRANTED_TWICE, acquire.acquired, event);
    }
  }

  /// Tokens are unique, and grow from each grant to all requests that came after it was known.
  private void checkTokens(Collection<Acquire> acquires) {
    Map<Long, HistoryEvent> byToken = new HashMap<>();
    List<HistoryEvent> grants = new ArrayList<>();
    for (Acquire acquire : acquires) {
      if (acquire.acquired != null) {
        HistoryEvent other = byToken.putIfAbsent(acquire.acquired.number(), acquire.acquired);
        if (other != null) {
          report(Kind.TOKEN_REUSED, other, acquire.acquired);
        }
        grants.add(acquire.acquired);
      }
    }
    grants.sort(comparingLong(HistoryEvent::nanoTime));
    HistoryEvent largest = null;
    int known = 0;
    for (Acquire acquire : acquires) { // in the order of calling
      while (known < grants.size() && grants.get(known).nanoTime() < acquire.called.nanoTime()) {
        HistoryEvent grant = grants.get(known);
        largest = largest == null || grant.number() > largest.number() ? grant : largest;
        known++;
      }
      HistoryEvent acquired = acquire.acquired;
      if (acquired != null && largest != null && acquired.number() < largest.number()) {
        report(Kind.TOKEN_DECREASED, largest, acquired);
      }
    }
  }

  private void checkClaims(Collection<Acquire> acquires) {
    List<Claim> claims = new ArrayList<>();
    for (Acquire acquire : acquires) {
      if (acquire.acquired != null) {
        claims.add(claim(acquire, acquire.acquired));
      }
    }
    claims.sort(comparingLong(Claim::start));
    Claim longest = null;
    for (Claim claim : claims) {
      if (longest != null && claim.start() < longest.end() && claim.start() < claim.end()) {
        report(Kind.TWO_HOLDERS, longest.acquired(), claim.acquired());
      }
      longest = longest == null || claim.end() > longest.end() ? claim : longest;
    }
  }

  private Claim claim(Acquire acquire, HistoryEvent acquired) {
    long end = Math.min(leaseEnd(acquired), history.killedAt(acquired.process()));
    HistoryEvent release = acquire.releaseCalled != null ? acquire.releaseCalled : acquire.released;
    return new Claim(acquired, release == null ? end : Math.min(end, release.nanoTime()));
  }

  private long leaseEnd(HistoryEvent event) {
    return history.lastRenewal(event) + leaseNanos;
  }

  /// Whoever waits at the end of the history must have a reason to.
  private void checkEnd(Collection<Acquire> acquires) {
    long freeSince = Long.MIN_VALUE;
    for (Acquire acquire : acquires) {
      freeSince = Math.max(freeSince, heldUntil(acquire));
    }
    for (Acquire acquire : acquires) {
      if (isWaiting(acquire)) {
        HistoryEvent called = acquire.called;
        long since = Math.max(called.nanoTime(), history.runningSince(called.process()));
        if (history.end() - Math.max(since, freeSince) > grantNanosMax) {
          report(Kind.GRANT_LOST, called);
        }
      }
    }
  }

  /// Until when the lock may have been held by this request, which may not have heard of it.
  private long heldUntil(Acquire acquire) {
    if (isWaiting(acquire)) {
      return Long.MIN_VALUE;
    }
    HistoryEvent over = acquire.released != null ? acquire.released : acquire.failed;
    return over != null ? over.nanoTime() : leaseEnd(acquire.called);
  }

  private boolean isWaiting(Acquire acquire) {
    return acquire.acquired == null
        && acquire.failed == null
        && acquire.released == null
        && history.isRunning(acquire.called.process());
  }

  private void report(Kind kind, HistoryEvent... events) {
    violations.add(new Violation(kind, List.of(events)));
  }
}
