package cwm.cluster.state;

/// Facts that a node has read and keeps until a job has dealt them out, or it is told that none
/// will.
///
/// @param loadId unique among the loads of that instance of the node
/// @param removes whether its facts are to be stated no longer
public record Load(String nodeId, String instance, String loadId, boolean removes) {}
