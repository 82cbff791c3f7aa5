package cwm.cluster.history;

import java.util.List;

/// Something that must never happen to a lock or a barrier.
///
/// @param events that cannot both be, or the one that has no answer
public record Violation(Kind kind, List<HistoryEvent> events) {
  /// Kinds of what must never happen.
  public enum Kind {
    /// Two requests were granted a lock with the same token.
    TOKEN_REUSED,
    /// A request that was made after another one was granted has a smaller token.
    TOKEN_DECREASED,
    /// One request was granted a lock with two tokens.
    GRANTED_TWICE,
    /// A resource accepted a smaller token after a larger one.
    FENCE_BROKEN,
    /// Two processes held a lock at once although the lease of the first had not run out.
    TWO_HOLDERS,
    /// A request was not granted although the lock was free.
    GRANT_LOST,
    /// More passed in one generation of a barrier than it counts.
    TOO_MANY_PASSED,
    /// Somebody passed a barrier before as many as it counts had entered.
    PASSED_EARLY,
    /// Somebody who entered after others had passed did so in their generation or an earlier one.
    GENERATION_DECREASED,
    /// Somebody did not pass although all had entered.
    RELEASE_LOST
  }

  public Violation {
    events = List.copyOf(events);
  }

  @Override
  public String toString() {
    return kind + ": " + String.join(" | ", events.stream().map(HistoryEvent::line).toList());
  }
}
