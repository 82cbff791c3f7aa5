package cwm.simulation;

import cwm.cluster.log.LogFailure;
import cwm.cluster.log.MemberId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What a node keeps of its logs, from one life to the next. A new disk is an empty one.
public final class LogDisk {
  private final Map<UUID, LogCopy> copies = new HashMap<>();
  private Optional<LogFailure> failure = Optional.empty();
  private boolean isDurable = true;

  /// Whether nodes believe that what is here outlives them. The simulation keeps it in any case,
  /// until it is told to lose it.
  boolean isDurable() {
    return isDurable;
  }

  public void setDurable(boolean isNowDurable) {
    isDurable = isNowDurable;
  }

  /// Leaves no room: whoever writes a log here fails, until [#free].
  public void fill() {
    failure = Optional.of(new LogFailure(true, "the simulated disk is full; make room to go on"));
  }

  /// Ends [#fill].
  public void free() {
    failure = Optional.empty();
  }

  Optional<LogFailure> failure() {
    return failure;
  }

  /// The copy of a log that is kept here, or else an empty one.
  LogCopy copy(UUID group, MemberId self, Configuration founders) {
    return copies.computeIfAbsent(group, _ -> new LogCopy(self, founders));
  }

  /// The logs that a copy of is kept here.
  public Set<UUID> kept() {
    return Set.copyOf(copies.keySet());
  }

  boolean keeps(UUID group) {
    return copies.containsKey(group);
  }

  void delete(UUID group) {
    copies.remove(group);
  }
}
