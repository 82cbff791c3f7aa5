package cwm.cluster;

import static java.util.stream.Collectors.joining;

import cwm.cluster.log.MemberId;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.DataSettings;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// How the copies of a cluster's facts are, as an agenda and who is heard tell.
final class Copies {
  private Copies() {}

  /// Whether every set that keeps facts is led by a member that is heard.
  static boolean areAllLed(Agenda agenda, Predicate<String> isHeard) {
    return agenda.placedSets().stream().noneMatch(set -> isUnavailable(set, isHeard));
  }

  private static boolean isUnavailable(ReplicaSet set, Predicate<String> isHeard) {
    return set.isLost() || set.leader().map(JobNode::nodeId).filter(isHeard).isEmpty();
  }

  /// What somebody should know or do, for people.
  static List<String> problems(Agenda agenda, Predicate<String> isHeard) {
    List<String> problems = new ArrayList<>();
    int wanted = agenda.settings().map(DataSettings::replicationFactor).orElse(0);
    int fewest = wanted;
    for (ReplicaSet set : agenda.placedSets()) {
      fewest = Math.min(fewest, set.holders().size());
      String members =
          set.voters().stream().map(MemberId::nodeId).sorted().collect(joining("', '", "'", "'"));
      if (set.isLost()) {
        problems.add(
            set.holders().isEmpty()
                ? "facts are lost: nobody is left of those that had the facts of replica set %d; `cwm cluster force-replica-set %d --empty` goes on without them"
                    .formatted(set.id(), set.id())
                : "facts are lost: of the %d members of replica set %d only %s remain; `cwm cluster force-replica-set %d` goes on from a copy that is left"
                    .formatted(set.founderCount(), set.id(), members, set.id()));
      } else if (isUnavailable(set, isHeard)) {
        problems.add(
            "facts are unavailable: nobody leads replica set %d of %s; a majority of them must be up"
                .formatted(set.id(), members));
      }
    }
    if (fewest < wanted) {
      problems.add(
          "facts have %d copies where replication_factor asks for %d; %s"
              .formatted(
                  fewest,
                  wanted,
                  agenda.participants().size() < wanted
                      ? "another node mends that"
                      : "the next job mends that"));
    }
    return problems;
  }
}
