package cwm.cluster.state;

import cwm.cluster.state.Participant.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Complains of an [Agenda] that no sequence of commands leads to, as a damaged snapshot may have
/// one.
final class AgendaSoundness {
  private AgendaSoundness() {}

  /// @param lastApplied the index of the last command
  static void require(Agenda agenda, Members members, long lastApplied) {
    requireParticipants(agenda, members);
    requireSets(agenda, members);
    requireGaps(agenda);
    requirePlaced(agenda, lastApplied);
    agenda.running().ifPresent(job -> requireRunning(agenda, job));
    Image.require(
        agenda.loads().stream().allMatch(load -> agenda.takesPart(load.nodeId(), load.instance())),
        "a load of a node that takes no part");
    int failed = agenda.failedAttempts();
    Image.require(
        failed >= 0 && failed <= Jobs.ATTEMPTS_MAX,
        failed + " attempts failed; at most " + Jobs.ATTEMPTS_MAX);
    Image.require(
        failed < Jobs.ATTEMPTS_MAX
            || agenda.participants().stream().noneMatch(Participant::isWaiting),
        "a node waits for what is tried no more");
    Image.require(
        !agenda.isClosed()
            || agenda.participants().stream()
                .allMatch(each -> each.isOnce() && each.stage().compareTo(Stage.DONE) >= 0),
        "all is done, and a node is not");
  }

  private static void requireParticipants(Agenda agenda, Members members) {
    Image.require(
        !agenda.participants().isEmpty()
            || agenda.equals(Agenda.EMPTY)
            || agenda.sets().stream().anyMatch(ReplicaSet::isLogged),
        "jobs though no node takes part");
    Image.require(
        agenda.settings().isPresent() || agenda.participants().isEmpty(),
        "nodes take part without settings");
    long previous = 0;
    Set<String> nodeIds = new HashSet<>();
    for (Participant each : agenda.participants()) {
      String nodeId = each.nodeId();
      Image.require(members.get(nodeId) != null, nodeId + " takes part and is no member");
      Image.require(nodeIds.add(nodeId), nodeId + " takes part twice");
      Image.require(each.since() > previous, "nodes are not in the order of taking part");
      each.requireSound();
      previous = each.since();
    }
  }

  private static void requireGaps(Agenda agenda) {
    Image.require(
        agenda.lastTold().stream().allMatch(id -> agenda.participant(id).isPresent()),
        "links of who takes no part");
    List<Gap> gaps = agenda.gaps();
    for (int i = 0; i < gaps.size(); i++) {
      Gap gap = gaps.get(i);
      Image.require(
          i == 0 || Gap.ORDER.compare(gaps.get(i - 1), gap) < 0, "gaps are not in their order");
      Image.require(
          agenda.participant(gap.one()).isPresent() && agenda.participant(gap.other()).isPresent(),
          "a gap of who takes no part");
      Image.require(gap.one().compareTo(gap.other()) < 0, "a gap in the wrong order");
    }
  }

  private static void requireSets(Agenda agenda, Members members) {
    long previous = 0;
    for (ReplicaSet set : agenda.sets()) {
      Image.require(
          set.id() > previous && set.id() <= agenda.lastSet(),
          "sets are not in the order of their making");
      set.requireSound();
      Image.require(
          set.voters().stream()
              .allMatch(member -> members.has(member.nodeId(), member.incarnation())),
          "a set with who is no member");
      Image.require(
          set.leader().stream().allMatch(node -> agenda.takesPart(node.nodeId(), node.instance())),
          "a set that is led by who takes no part");
      previous = set.id();
    }
    Image.require(agenda.layout().isPresent() == agenda.map().isPresent(), "a map of no layout");
    agenda
        .layout()
        .ifPresent(
            known -> {
              known.requireSound();
              Image.require(
                  known.sets().stream().allMatch(id -> agenda.set(id).isPresent()),
                  "a layout with a set that does not exist");
            });
  }

  private static void requirePlaced(Agenda agenda, long lastApplied) {
    agenda.map().ifPresent(PartitionMap::requireSound);
    long placed = agenda.placed();
    Image.require(agenda.version() <= placed, "a version whose facts were not placed");
    Image.require(
        agenda.map().stream().allMatch(map -> map.epoch() <= placed), "a map of no job that ended");
    Image.require(
        agenda.map().isEmpty() || !agenda.isComplete() || agenda.version() == placed,
        "facts of one version that a job after it has placed");
    long last =
        Math.max(
            agenda.running().map(Job::id).orElse(placed),
            agenda.participants().stream().mapToLong(Participant::since).max().orElse(0));
    Image.require(last <= lastApplied, "jobs of entries that are to come");
  }

  private static void requireRunning(Agenda agenda, Job job) {
    job.requireSound();
    Image.require(job.id() > agenda.placed(), "a job that ended goes on");
    Image.require(
        job.nodes().stream().allMatch(node -> agenda.takesPart(node.nodeId(), node.instance())),
        "a job of nodes that take no part");
    Image.require(agenda.lostOwners().isEmpty(), "a job though facts are lost");
    Image.require(
        agenda.placedSets().stream()
            .allMatch(set -> set.leader().filter(job.nodes()::contains).isPresent()),
        "a job without a node that has facts to give");
    Image.require(
        job.layout().sets().stream()
            .map(agenda::set)
            .allMatch(set -> set.flatMap(ReplicaSet::leader).isPresent()),
        "a job with a set that nobody leads");
    Image.require(
        job.map().epoch() == job.id() || agenda.map().equals(Optional.of(job.map())),
        "a job with the map of another");
    Image.require(
        agenda.failedAttempts() == 0 || agenda.failedAttempts() == job.attempt(),
        "a job that was tried " + job.attempt() + " times, and not " + agenda.failedAttempts());
    for (Participant each : agenda.participants()) {
      Image.require(
          each.since() >= job.id()
              || job.answers().stream()
                  .filter(answered -> answered.nodeId().equals(each.nodeId()))
                  .allMatch(answered -> each.awaits(answered.request())),
          "a job that answers what " + each.nodeId() + " does not ask");
    }
  }
}
