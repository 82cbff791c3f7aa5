package cwm.cluster.state;

import java.util.List;

/// A barrier that was used at least once.
///
/// @param generation the one that waits, or will be the next to
/// @param count how many are to enter; 0 as long as nobody has
/// @param entered who waits, in order; fewer than `count`
/// @param usedIndex the index of the last command that let somebody enter
public record Barrier(
    String name, long generation, int count, List<Request> entered, long usedIndex) {
  public Barrier {
    entered = List.copyOf(entered);
  }
}
