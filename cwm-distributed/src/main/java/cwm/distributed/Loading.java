package cwm.distributed;

import cwm.cluster.state.JobResult;
import cwm.cluster.state.Thinking;
import cwm.rdf.store.TripleList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// Asks for jobs that deal out what this node keeps for them. Any thread may call.
final class Loading {
  private final Requests requests;
  private final JobRunner jobs;

  Loading(Requests requests, JobRunner jobs) {
    this.requests = requests;
    this.jobs = jobs;
  }

  /// Asks for a job, and keeps what it needs until it is over; as [Requests#submit].
  ///
  /// @param added to be stated
  /// @param removed to be stated no longer; comes first
  CompletableFuture<JobResult> submit(
      TripleList added,
      TripleList removed,
      Thinking thinking,
      long maxSteps,
      boolean finishesInputs,
      long onVersion)
      throws InterruptedException {
    List<String> loads = stage(added, false);
    List<String> removals = stage(removed, true);
    boolean isAskedFor = false;
    try {
      CompletableFuture<JobResult> answer =
          requests.submit(
              new Requests.Wish(loads, removals, thinking, maxSteps, finishesInputs, onVersion));
      isAskedFor = true;
      return answer.whenComplete((_, _) -> unstage(loads, removals));
    } finally {
      if (!isAskedFor) {
        unstage(loads, removals);
      }
    }
  }

  /// @return the id under which jobs find the facts; empty if there are none
  private List<String> stage(TripleList facts, boolean removes) {
    if (facts.size() == 0) {
      return List.of();
    }
    String loadId = UUID.randomUUID().toString();
    jobs.stage(loadId, new JobRun.Staged(facts, removes));
    return List.of(loadId);
  }

  private void unstage(List<String> loads, List<String> removals) {
    loads.forEach(jobs::unstage);
    removals.forEach(jobs::unstage);
  }
}
