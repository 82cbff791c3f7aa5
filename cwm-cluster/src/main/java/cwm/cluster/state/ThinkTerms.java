package cwm.cluster.state;

import java.util.List;

/// Under which terms rules run when a job runs them unasked: those of whoever asked last.
///
/// @param maxSteps rounds of rules after which to give up; 0 for no limit
/// @param nowMillis the time for builtins, in milliseconds since 1970-01-01T00:00Z
public record ThinkTerms(long maxSteps, long nowMillis) {
  /// Before anybody has asked.
  public static final ThinkTerms NONE = new ThinkTerms(0, 0);

  /// Those of nodes that ask together: the least limit, and the latest time.
  static ThinkTerms ofAll(List<Participant> thinkers) {
    return new ThinkTerms(
        thinkers.stream().mapToLong(Participant::maxSteps).filter(n -> n > 0).min().orElse(0),
        thinkers.stream().mapToLong(Participant::nowMillis).max().orElse(0));
  }
}
