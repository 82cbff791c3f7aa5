package cwm.cluster.state;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who of those that take part reaches whom, as they have told. A link works unless one of its ends
/// has told otherwise, and neither that it works again.
///
/// Nobody tells of links between two that are lost, so only those count as there who are linked, by
/// whatever way, to the one that told last: it lives, and the cluster agreed on what it said. The
/// others are down, or cut off, and the rest goes on without them as it does anyway. Between those
/// that are there may be gaps, as when one cable is cut. Jobs need a link between any two owners,
/// so that some have to give way.
public final class Reach {
  private final List<String> there;
  private final List<Gap> gaps;

  /// @param nodeIds of all who take part
  /// @param lastTold who has told last of its links; nobody if that takes part no more
  Reach(List<String> nodeIds, List<Gap> gaps, Optional<String> lastTold) {
    this.gaps = gaps;
    var linked = new TreeSet<String>();
    lastTold.ifPresentOrElse(
        first -> addLinked(first, nodeIds, linked), () -> linked.addAll(nodeIds));
    there = List.copyOf(linked);
  }

  private void addLinked(String first, List<String> nodeIds, Set<String> linked) {
    Deque<String> next = new ArrayDeque<>(List.of(first));
    while (!next.isEmpty()) {
      String one = next.remove();
      if (linked.add(one)) {
        nodeIds.stream().filter(other -> works(one, other)).forEach(next::add);
      }
    }
  }

  private boolean works(String one, String other) {
    return !gaps.contains(Gap.between(one, other));
  }

  private int linkCount(String nodeId, List<String> others) {
    return (int)
        others.stream().filter(each -> !each.equals(nodeId) && works(nodeId, each)).count();
  }

  /// Those between two that are there.
  public List<Gap> gaps() {
    return gaps.stream()
        .filter(gap -> there.contains(gap.one()) && there.contains(gap.other()))
        .toList();
  }

  /// How many of those that are there a node does not reach.
  public int gapCount(String nodeId) {
    return (int) gaps().stream().filter(gap -> gap.isOf(nodeId)).count();
  }

  /// Whether somebody is there, by whatever way.
  public boolean isThere(String nodeId) {
    return there.contains(nodeId);
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
