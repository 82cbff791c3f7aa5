package cwm.cluster.state;

import java.util.List;

/// A lock that somebody holds; others do not exist.
///
/// @param queue who waits, the next one first
public record Lock(String name, Holder holder, List<Request> queue) {
  public Lock {
    queue = List.copyOf(queue);
  }
}
