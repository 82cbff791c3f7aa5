package cwm.ipc.transport;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// A network of hosts in one thread and on virtual time: the same seed gives the same run, to the
/// last frame.
///
/// Nothing happens but in [#step] and what is built on it; all code of all hosts runs there, an
/// event at a time. Frames take a random time to arrive. Hosts can be cut off from one another,
/// like by a pulled cable, or heard no longer without being deaf: frames on a link wait until the
/// cut is mended, those that may be lost are, and nobody is told. Hosts can crash, like by `kill
/// -9`: the other ends of their links are told, unless there is a cut. And they can stand still,
/// like by `kill -STOP`.
///
/// Not for use by several threads.
public final class SimulatedNetwork {
  /// How often a frame or a dial that a cut holds up is tried again.
  static final Duration RETRY = Duration.ofMillis(20);

  private static final Duration LATENCY_MIN = Duration.ofNanos(50_000);
  private static final Duration LATENCY_MAX = Duration.ofMillis(1);
  private static final long EPOCH_MILLIS = 1_700_000_000_000L;

  private final SplittableRandom random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Map<Address, SimulatedTransport> listening = new HashMap<>();
  private final Set<Way> cuts = new HashSet<>();
  private double lossShare;
  private long nowNanos;
  private long eventCount;

  /// From one host, by name, to another.
  private record Way(String from, String to) {}

  /// Something that will happen.
  record Event(long nanos, long number, SimulatedTransport host, Runnable action)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  public SimulatedNetwork(long seed) {
    random = new SplittableRandom(seed);
  }

  /// A new host.
  ///
  /// @param name for [#cut] and the like
  public SimulatedTransport host(String name) {
    return new SimulatedTransport(this, name);
  }

  /// A source of chance for a host, which depends on the seed only.
  public RandomGenerator newRandom() {
    return random.split();
  }

  /// Loses this share of the frames that may be lost.
  public void loseUnreliable(double share) {
    lossShare = share;
  }

  // ---------------------------------------------------------------- time

  /// Nanoseconds since the network's beginning.
  public long nanoTime() {
    return nowNanos;
  }

  long currentMillis() {
    return EPOCH_MILLIS + nowNanos / 1_000_000;
  }

  /// Has the next event happen.
  ///
  /// @return false if nothing will ever happen
  public boolean step() {
    Event event = events.poll();
    if (event == null) {
      return false;
    }
    nowNanos = Math.max(nowNanos, event.nanos());
    if (event.host().isPaused()) {
      event.host().hold(event);
    } else if (event.host().isRunning()) {
      event.action().run();
    }
    return true;
  }

  /// Lets virtual time pass.
  public void runFor(Duration time) {
    long end = nowNanos + time.toNanos();
    while (!events.isEmpty() && events.peek().nanos() <= end) {
      step();
    }
    nowNanos = Math.max(nowNanos, end);
  }

  /// Lets virtual time pass until something holds.
  ///
  /// @return whether it held within `limit`
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    long end = nowNanos + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (events.isEmpty() || events.peek().nanos() > end) {
        return false;
      }
      step();
    }
    return true;
  }

  /// Has `action` happen on a host, if that still runs then.
  Runnable schedule(SimulatedTransport host, Duration delay, Runnable action) {
    var event = new Event(nowNanos + delay.toNanos(), eventCount++, host, action);
    events.add(event);
    return () -> {
      if (!events.remove(event)) {
        host.release(event);
      }
    };
  }

  /// Has events happen that were held back, in the order in which they would have.
  void resume(Collection<Event> held) {
    events.addAll(held);
  }

  Duration latency() {
    return Duration.ofNanos(random.nextLong(LATENCY_MIN.toNanos(), LATENCY_MAX.toNanos()));
  }

  boolean losesUnreliable() {
    return random.nextDouble() < lossShare;
  }

  // ---------------------------------------------------------------- cables

  /// Cuts two hosts off from one another.
  public void cut(String host, String other) {
    cutOneWay(host, other);
    cutOneWay(other, host);
  }

  /// Keeps what `from` sends from `to`, and nothing else.
  public void cutOneWay(String from, String to) {
    cuts.add(new Way(from, to));
  }

  /// Mends a cut, both ways.
  public void mend(String host, String other) {
    cuts.remove(new Way(host, other));
    cuts.remove(new Way(other, host));
  }

  /// Whether a cut keeps what `from` sends from `to`.
  public boolean isCut(String from, String to) {
    return cuts.contains(new Way(from, to)) && !from.equals(to);
  }

  boolean isCut(SimulatedTransport from, SimulatedTransport to) {
    return isCut(from.name(), to.name());
  }

  // ---------------------------------------------------------------- who listens

  /// Notes that a host listens.
  ///
  /// @return false if another one does there
  boolean listen(Address address, SimulatedTransport host) {
    SimulatedTransport known = listening.putIfAbsent(address, host);
    return known == null;
  }

  void stopListening(SimulatedTransport host) {
    listening.values().removeIf(host::equals);
  }

  Optional<SimulatedTransport> listener(Address address) {
    return Optional.ofNullable(listening.get(address));
  }
}
