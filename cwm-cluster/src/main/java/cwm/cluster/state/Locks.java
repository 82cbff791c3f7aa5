package cwm.cluster.state;

import cwm.cluster.state.Effect.Granted;
import cwm.cluster.state.Outcome.LockGranted;
import cwm.cluster.state.Outcome.LockQueued;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The locks that are held, by name, each with its queue.
///
/// A lock that nobody holds needs no place: tokens are log indexes and so grow by themselves.
final class Locks {
  private final Map<String, Held> byName = new TreeMap<>();
  private int requestCount;

  private static final class Held {
    Holder holder;
    final List<Request> queue = new ArrayList<>();

    Held(Holder holder) {
      this.holder = holder;
    }

    /// 1 for the next, 0 for none.
    int position(long session, String requestId) {
      int position = queue.size();
      while (position > 0 && !queue.get(position - 1).is(session, requestId)) {
        position--;
      }
      return position;
    }
  }

  void restore(List<Lock> locks, Sessions sessions) {
    for (Lock lock : locks) {
      var held = new Held(lock.holder());
      held.queue.addAll(lock.queue());
      Image.require(byName.put(lock.name(), held) == null, "lock %s twice".formatted(lock.name()));
      Image.requireSession(lock.holder().request(), sessions);
      lock.queue().forEach(request -> Image.requireSession(request, sessions));
      requestCount += 1 + held.queue.size();
    }
  }

  List<Lock> all() {
    return byName.entrySet().stream().map(lock -> view(lock.getKey(), lock.getValue())).toList();
  }

  @Nullable Lock get(String name) {
    Held held = byName.get(name);
    return held == null ? null : view(name, held);
  }

  private static Lock view(String name, Held held) {
    return new Lock(name, held.holder, held.queue);
  }

  Outcome acquire(String name, Request request, long index, List<Effect> effects) {
    Held held = byName.get(name);
    if (held != null && held.holder.request().equals(request)) {
      return new LockGranted(held.holder);
    }
    int position = held == null ? 0 : held.position(request.session(), request.id());
    if (held != null && position > 0) {
      return new LockQueued(position, held.holder);
    }
    if (requestCount == Limits.REQUEST_COUNT_MAX) {
      return Limits.tooMany("requests for locks", Limits.REQUEST_COUNT_MAX);
    }
    return held == null ? acquireFree(name, request, index, effects) : enqueue(held, request);
  }

  private Outcome acquireFree(String name, Request request, long index, List<Effect> effects) {
    if (byName.size() == Limits.LOCK_COUNT_MAX) {
      return Limits.tooMany("locks", Limits.LOCK_COUNT_MAX);
    }
    var holder = new Holder(request, index);
    byName.put(name, new Held(holder));
    requestCount++;
    effects.add(new Granted(name, holder));
    return new LockGranted(holder);
  }

  private Outcome enqueue(Held held, Request request) {
    if (held.queue.size() == Limits.QUEUE_LENGTH_MAX) {
      return Limits.tooMany("requests in the queue of the lock", Limits.QUEUE_LENGTH_MAX);
    }
    held.queue.add(request);
    requestCount++;
    return new LockQueued(held.queue.size(), held.holder);
  }

  /// Ends a request for a lock, if there is such a request.
  void release(String name, long session, String requestId, long index, List<Effect> effects) {
    Held held = byName.get(name);
    if (held == null) {
      return;
    }
    if (held.holder.request().is(session, requestId)) {
      requestCount--;
      if (!grantNext(name, held, index, effects)) {
        byName.remove(name);
      }
      return;
    }
    int position = held.position(session, requestId);
    if (position > 0) {
      held.queue.remove(position - 1);
      requestCount--;
    }
  }

  /// Ends all requests of these sessions. Looks through all locks.
  void end(Set<Long> sessions, long index, List<Effect> effects) {
    for (Iterator<Map.Entry<String, Held>> locks = byName.entrySet().iterator();
        locks.hasNext(); ) {
      Map.Entry<String, Held> lock = locks.next();
      Held held = lock.getValue();
      int queued = held.queue.size();
      held.queue.removeIf(request -> sessions.contains(request.session()));
      requestCount -= queued - held.queue.size();
      if (sessions.contains(held.holder.request().session())) {
        requestCount--;
        if (!grantNext(lock.getKey(), held, index, effects)) {
          locks.remove();
        }
      }
    }
  }

  /// False if nobody waits.
  private static boolean grantNext(String name, Held held, long index, List<Effect> effects) {
    if (held.queue.isEmpty()) {
      return false;
    }
    held.holder = new Holder(held.queue.removeFirst(), index);
    effects.add(new Granted(name, held.holder));
    return true;
  }
}
