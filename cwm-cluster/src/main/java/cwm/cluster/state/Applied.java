package cwm.cluster.state;

import java.util.List;

/// What a command did.
///
/// @param outcome for its proposer
/// @param effects for others, in the order in which they happened
public record Applied(Outcome outcome, List<Effect> effects) {
  public Applied {
    effects = List.copyOf(effects);
  }
}
