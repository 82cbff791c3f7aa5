package cwm.cluster.state;

import java.util.List;

/// Facts that a node has read and keeps until a job has dealt them out, or it is told that none
/// will.
///
/// @param loadId unique among the loads of that instance of the node
/// @param removes whether its facts are to be stated no longer
/// @param putsOff whether rules may wait for a later job than that which deals it out
public record Load(
    String nodeId, String instance, String loadId, boolean removes, boolean putsOff) {
  /// What a command asks for.
  static Load of(Command.Submit asks, String loadId, boolean removes) {
    boolean putsOff = asks.thinking() == Thinking.PUT_OFF;
    return new Load(asks.nodeId(), asks.instance(), loadId, removes, putsOff);
  }

  /// Whether there are loads, and rules may wait with each.
  static boolean allPutOff(List<Load> loads) {
    return !loads.isEmpty() && loads.stream().allMatch(Load::putsOff);
  }
}
