package cwm.cluster.state;

import static java.util.Comparator.comparingLong;

import cwm.cluster.state.Effect.Released;
import cwm.cluster.state.Outcome.BarrierReleased;
import cwm.cluster.state.Outcome.BarrierWaiting;
import cwm.cluster.state.Outcome.Rejected;
import cwm.cluster.state.Outcome.Rejected.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The barriers by name. Which entries were released is kept with their sessions.
final class Barriers {
  private final Sessions sessions;
  private final Map<String, Waiting> byName = new TreeMap<>();
  private int waitingCount;

  /// Above all generations of barriers that were forgotten, so that one of the same name goes on.
  private long firstGeneration;

  private static final class Waiting {
    long generation;
    int count;
    List<Request> entered = new ArrayList<>();
    long usedIndex;
  }

  Barriers(Sessions sessions) {
    this.sessions = sessions;
  }

  void restore(List<Barrier> barriers, long firstNewGeneration) {
    firstGeneration = firstNewGeneration;
    for (Barrier barrier : barriers) {
      String name = barrier.name();
      int size = barrier.entered().size();
      Image.require(
          size == 0 ? barrier.count() == 0 : size < barrier.count(),
          "%d wait at barrier %s of %d".formatted(size, name, barrier.count()));
      barrier.entered().forEach(entry -> Image.requireSession(entry, sessions));
      var waiting = new Waiting();
      waiting.generation = barrier.generation();
      waiting.count = barrier.count();
      waiting.entered.addAll(barrier.entered());
      waiting.usedIndex = barrier.usedIndex();
      Image.require(byName.put(name, waiting) == null, "barrier %s twice".formatted(name));
      waitingCount += size;
    }
  }

  long firstGeneration() {
    return firstGeneration;
  }

  List<Barrier> all() {
    return byName.entrySet().stream()
        .map(barrier -> view(barrier.getKey(), barrier.getValue()))
        .toList();
  }

  @Nullable Barrier get(String name) {
    Waiting waiting = byName.get(name);
    return waiting == null ? null : view(name, waiting);
  }

  private static Barrier view(String name, Waiting waiting) {
    return new Barrier(name, waiting.generation, waiting.count, waiting.entered, waiting.usedIndex);
  }

  /// Lets an entry in that was not released yet.
  Outcome enter(String name, int count, Request entry, long index, List<Effect> effects) {
    Waiting waiting = byName.get(name);
    if (waiting != null && waiting.count != 0 && waiting.count != count) {
      return new Rejected(
          Reason.OTHER_COUNT,
          "barrier " + name + " waits for " + waiting.count + " to enter, not for " + count);
    }
    if (waiting != null && waiting.entered.contains(entry)) {
      return waiting(waiting);
    }
    if (waitingCount + sessions.passCount() == Limits.ENTRY_COUNT_MAX) {
      return Limits.tooMany("entries of barriers", Limits.ENTRY_COUNT_MAX);
    }
    if (sessions.passCount(entry.session()) >= Limits.UNACKNOWLEDGED_COUNT_MAX) {
      return Limits.tooMany(
          "unacknowledged entries of the session", Limits.UNACKNOWLEDGED_COUNT_MAX);
    }
    if (waiting == null) {
      if (byName.size() == Limits.BARRIER_COUNT_MAX && !forgetOne()) {
        return Limits.tooMany("barriers at which somebody waits", Limits.BARRIER_COUNT_MAX);
      }
      waiting = new Waiting();
      waiting.generation = firstGeneration;
      byName.put(name, waiting);
    }
    waiting.count = count;
    waiting.usedIndex = index;
    waiting.entered.add(entry);
    waitingCount++;
    return waiting.entered.size() == count ? release(name, waiting, effects) : waiting(waiting);
  }

  private Outcome release(String name, Waiting waiting, List<Effect> effects) {
    long generation = waiting.generation;
    for (Request entry : waiting.entered) {
      sessions.remember(entry.session(), name, entry.id(), generation);
    }
    effects.add(new Released(name, generation, waiting.entered));
    waitingCount -= waiting.entered.size();
    waiting.entered = new ArrayList<>();
    waiting.count = 0;
    waiting.generation++;
    return new BarrierReleased(generation);
  }

  private static Outcome waiting(Waiting waiting) {
    return new BarrierWaiting(
        waiting.generation, waiting.entered.stream().map(Request::nodeId).toList(), waiting.count);
  }

  /// Forgets the barrier that nobody has entered for the longest time. False if all are in use.
  private boolean forgetOne() {
    var unused =
        byName.entrySet().stream()
            .filter(barrier -> barrier.getValue().entered.isEmpty())
            .min(comparingLong(barrier -> barrier.getValue().usedIndex));
    unused.ifPresent(
        barrier -> {
          firstGeneration = Math.max(firstGeneration, barrier.getValue().generation);
          byName.remove(barrier.getKey());
        });
    return unused.isPresent();
  }

  /// Takes an entry out that waits, if it does.
  void leave(String name, long session, String entryId) {
    Waiting waiting = byName.get(name);
    if (waiting != null) {
      removeIf(waiting, entry -> entry.is(session, entryId));
    }
  }

  /// Takes out all that wait of these sessions. Looks through all barriers.
  void end(Set<Long> ended) {
    for (Waiting waiting : byName.values()) {
      removeIf(waiting, entry -> ended.contains(entry.session()));
    }
  }

  private void removeIf(Waiting waiting, Predicate<Request> leaves) {
    int size = waiting.entered.size();
    waiting.entered.removeIf(leaves);
    waitingCount -= size - waiting.entered.size();
    if (waiting.entered.isEmpty()) {
      waiting.count = 0;
    }
  }
}
