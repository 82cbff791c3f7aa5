package cwm.cluster.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Who of those that take part reaches whom, as they have told. A link works unless one of its ends
/// has told otherwise, and neither that it works again.
///
/// Whoever no link works for is down, or cut off: the others go on without it as they do anyway.
/// Between the rest there may be gaps, as when one cable is cut. Jobs need a link between any two
/// owners, so that some have to give way.
public final class Reach {
  private final List<String> there;
  private final List<Gap> gaps;

  /// @param nodeIds of all who take part
  Reach(List<String> nodeIds, List<Gap> gaps) {
    this.gaps = gaps;
    there = nodeIds.stream().filter(each -> linkCount(each, nodeIds) > 0).sorted().toList();
  }

  private boolean works(String one, String other) {
    return !gaps.contains(Gap.between(one, other));
  }

  private int linkCount(String nodeId, List<String> others) {
    return (int)
        others.stream().filter(each -> !each.equals(nodeId) && works(nodeId, each)).count();
  }

  /// Those between two that others reach.
  public List<Gap> gaps() {
    return gaps.stream()
        .filter(gap -> there.contains(gap.one()) && there.contains(gap.other()))
        .toList();
  }

  /// How many of those that others reach a node does not.
  public int gapCount(String nodeId) {
    return (int) gaps().stream().filter(gap -> gap.isOf(nodeId)).count();
  }

  /// Who gives way, so that any two of the rest reach one another: one after the other whoever has
  /// the fewest links, of several the one whose id comes last.
  public List<String> aside() {
    List<String> rest = new ArrayList<>(there);
    var aside = new TreeSet<String>();
    while (true) {
      Optional<String> next =
          rest.stream()
              .filter(each -> linkCount(each, rest) < rest.size() - 1)
              .min(
                  Comparator.<String>comparingInt(each -> linkCount(each, rest))
                      .thenComparing(Comparator.reverseOrder()));
      if (next.isEmpty()) {
        return List.copyOf(aside);
      }
      rest.remove(next.get());
      aside.add(next.get());
    }
  }
}
