package cwm.distributed;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How a query asks the nodes for facts.
public enum QueryStrategy {
  /// All owners at once, for all facts that each pattern may match; but not for those of subjects
  /// that lack what other patterns want, where owners know that. Takes the least time.
  PARALLEL,
  /// The same, owner after owner: the least load at any time.
  SEQUENTIAL,
  /// Pattern after pattern, the most selective first, and then only for facts that go with what has
  /// been found, as long as that is little. Ships the least.
  ADAPTIVE;

  /// The one that users call `name`, in any case.
  public static Optional<QueryStrategy> ofName(String name) {
    return Arrays.stream(values())
        .filter(strategy -> strategy.name().equalsIgnoreCase(name))
        .findFirst();
  }

  /// Its name for users.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
