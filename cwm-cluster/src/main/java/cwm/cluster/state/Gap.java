package cwm.cluster.state;

import java.util.Comparator;

/// Two that take part and do not reach one another, as one of them has told last.
///
/// @param one the one whose id comes first
public record Gap(String one, String other) {
  static final Comparator<Gap> ORDER = Comparator.comparing(Gap::one).thenComparing(Gap::other);

  /// The gap between two, in whatever order.
  public static Gap between(String one, String other) {
    return one.compareTo(other) < 0 ? new Gap(one, other) : new Gap(other, one);
  }

  boolean isOf(String nodeId) {
    return one.equals(nodeId) || other.equals(nodeId);
  }
}
