package cwm.cluster.state;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What all nodes do together: deal facts out to their owners, and run rules over them.
///
/// @param id the index of the command after which it began
/// @param attempt how often what it is to do was tried before
/// @param nodes that take part: the owners of `map`, in the order of the map, and then those that
///   only give facts away
/// @param layout which set is to keep which partition when it ends well
/// @param map who is to own what then: the leaders of these sets
/// @param loads to deal out
/// @param thinks whether to run the rules
/// @param maxSteps rounds of rules after which to give up; 0 for no limit
/// @param nowMillis the time for builtins, in milliseconds since 1970-01-01T00:00Z
/// @param answers the requests that its end answers
/// @param reports what nodes have said of it so far
public record Job(
    long id,
    int attempt,
    List<JobNode> nodes,
    Layout layout,
    PartitionMap map,
    List<Load> loads,
    boolean thinks,
    long maxSteps,
    long nowMillis,
    List<RequestAnswered> answers,
    List<NodeReport> reports) {
  public Job {
    nodes = List.copyOf(nodes);
    loads = List.copyOf(loads);
    answers = List.copyOf(answers);
    reports = List.copyOf(reports);
  }

  /// A request of a node.
  public record RequestAnswered(String nodeId, long request) {}

  /// What a node says when its part is over.
  ///
  /// @param reason why it did not end well, for people
  /// @param factCount facts that the node owns
  /// @param derivedCount those of them that no input states
  public record NodeReport(
      String nodeId,
      JobOutcome outcome,
      String reason,
      long factCount,
      long derivedCount,
      JobCost cost) {
    /// Of a node that could not do its part.
    public static NodeReport broken(String nodeId, String reason) {
      return new NodeReport(nodeId, JobOutcome.BROKEN, reason, 0, 0, JobCost.NONE);
    }
  }

  /// Complains of a job that no agenda has.
  void requireSound() {
    layout.requireSound();
    map.requireSound();
    Image.require(
        map.partitionCount() == layout.partitionCount(), "a job with a map of another layout");
    Image.require(
        nodes.size() >= map.nodes().size()
            && nodes.subList(0, map.nodes().size()).equals(map.nodes()),
        "a job whose first nodes are not the owners");
    Set<String> nodeIds = nodes.stream().map(JobNode::nodeId).collect(toSet());
    Image.require(nodeIds.size() == nodes.size(), "a job with a node twice");
    Set<String> told = reports.stream().map(NodeReport::nodeId).collect(toSet());
    Image.require(
        told.size() == reports.size() && nodeIds.containsAll(told),
        "a job with reports that it does not await");
    Image.require(told.size() < nodeIds.size(), "a job that all have reported");
    Image.require(
        reports.stream().noneMatch(report -> report.outcome() == JobOutcome.BROKEN),
        "a broken job goes on");
    Image.require(
        loads.stream().map(Load::nodeId).allMatch(nodeIds::contains),
        "a job with a load of a node that has no part in it");
    Image.require(
        attempt < Jobs.ATTEMPTS_MAX,
        "attempt " + attempt + " of a job; at most " + (Jobs.ATTEMPTS_MAX - 1));
  }

  Job with(NodeReport report) {
    List<NodeReport> more = new ArrayList<>(reports);
    more.add(report);
    return new Job(
        id, attempt, nodes, layout, map, loads, thinks, maxSteps, nowMillis, answers, more);
  }

  /// Whether a node has yet to say how this job went.
  public boolean awaits(long job, String nodeId) {
    return job == id
        && isOf(nodeId)
        && reports.stream().noneMatch(report -> report.nodeId().equals(nodeId));
  }

  boolean isOf(String nodeId) {
    return nodes.stream().anyMatch(node -> node.nodeId().equals(nodeId));
  }

  /// What the reports say together: the worst outcome, all facts, what all have cost.
  JobResult result() {
    JobOutcome worst = JobOutcome.DONE;
    String reason = "";
    long facts = 0;
    long derived = 0;
    long mostInstances = 0;
    JobCost cost = JobCost.NONE;
    for (NodeReport report : reports) {
      if (report.outcome().compareTo(worst) > 0) {
        worst = report.outcome();
        reason = report.reason();
      }
      facts += report.factCount();
      derived += report.derivedCount();
      mostInstances = Math.max(mostInstances, report.cost().instanceCount());
      cost = cost.beside(report.cost());
    }
    return new JobResult(id, worst, reason, nodes.size(), facts, derived, cost, mostInstances);
  }
}
