package cwm.cluster.state;

import java.util.List;
import java.util.Optional;

/// Who owns which facts, and what nodes do together with them.
///
/// Nodes take part, and ask for what they have read to be dealt out, and for rules to be run. What
/// is asked for while a job runs waits, and becomes one job when that has ended. A job begins by
/// the command that makes it due, on every node alike, and ends when all its nodes have reported,
/// or the first says that it cannot go on. Then what it was to do is tried again, a few times. If
/// that is in vain, those who asked are told so, and what they have read is dealt out by no later
/// job either, unless they ask anew.
///
/// @param settings of those who take part
/// @param participants in the order in which they took part
/// @param gaps those of them who do not reach one another, in order
/// @param lastTold who of them has told last whom it reaches; nobody if that takes part no more
/// @param sets that keep facts, or are to, in the order in which they were made
/// @param lastSet the id of the last set that was made, 0 before the first
/// @param layout which set keeps what, as of the last job that has placed facts; nothing before the
///   first
/// @param map who owned what in that job
/// @param loads that wait for a job, as those who asked do
/// @param areRulesInForce whether each job runs the rules, since one has, however it ended
/// @param terms of whoever asked last for them to be run
/// @param running the job that is under way
/// @param placed the last job that has placed facts, 0 before the first
/// @param version the last job that ended well, 0 before the first
/// @param isComplete whether the facts are those of that version, rather than of a job after it
///   that did not end well
/// @param failedAttempts how often what waits was tried in vain
/// @param isClosed whether all who take part are done, and end
public record Agenda(
    Optional<DataSettings> settings,
    List<Participant> participants,
    List<Gap> gaps,
    Optional<String> lastTold,
    List<ReplicaSet> sets,
    long lastSet,
    Optional<Layout> layout,
    Optional<PartitionMap> map,
    List<Load> loads,
    boolean areRulesInForce,
    ThinkTerms terms,
    Optional<Job> running,
    long placed,
    long version,
    boolean isComplete,
    int failedAttempts,
    boolean isClosed) {
  /// Before anybody has taken part.
  public static final Agenda EMPTY =
      new Agenda(
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          List.of(),
          0,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          false,
          ThinkTerms.NONE,
          Optional.empty(),
          0,
          0,
          true,
          0,
          false);

  public Agenda {
    participants = List.copyOf(participants);
    gaps = List.copyOf(gaps);
    sets = List.copyOf(sets);
    loads = List.copyOf(loads);
  }

  /// A node that takes part.
  public Optional<Participant> participant(String nodeId) {
    return participants.stream().filter(each -> each.nodeId().equals(nodeId)).findFirst();
  }

  /// Who reaches whom.
  public Reach reach() {
    return new Reach(participants.stream().map(Participant::nodeId).toList(), gaps, lastTold);
  }

  /// How many nodes are to have finished their inputs before anybody thinks.
  public int expectedNodeCount() {
    return participants.stream().mapToInt(Participant::expectedNodeCount).max().orElse(0);
  }

  /// A set, if there is one of that id.
  public Optional<ReplicaSet> set(long id) {
    return sets.stream().filter(each -> each.id() == id).findFirst();
  }

  /// The sets that keep partitions, in the order of the layout: all of it, unless there are more
  /// sets than partitions.
  public List<ReplicaSet> placedSets() {
    return layout.stream()
        .flatMap(known -> known.owners().stream().distinct().sorted().map(known.sets()::get))
        .map(id -> set(id).orElseThrow())
        .toList();
  }

  /// The homes of sets whose facts are gone with all who kept them.
  public List<String> lostOwners() {
    return placedSets().stream().filter(ReplicaSet::isLost).map(ReplicaSet::home).toList();
  }

  /// Whether the last job has broken in the midst of what it did, and another makes the facts whole
  /// without being asked, as soon as all sets are led.
  public boolean isToBeMended() {
    return !isComplete
        && version == placed
        && layout.isPresent()
        && failedAttempts < Jobs.ATTEMPTS_MAX
        && lostOwners().isEmpty();
  }

  /// Whether a job cannot do without a node, since that leads a set before it or after it.
  public boolean isNeeded(Job job, String nodeId) {
    return job.map().nodes().stream().anyMatch(node -> node.nodeId().equals(nodeId))
        || placedSets().stream().anyMatch(set -> set.isLedBy(nodeId));
  }

  /// Whether a run of a node has its share of the facts, and its copies, as far as there are any,
  /// and leads its set; no set waits to take the place of another, and what follows has been
  /// derived by those who lead now.
  public boolean hasShare(String nodeId, String instance) {
    return layout.isEmpty()
        || (isComplete
            && layout.get().sets().size() == sets.size()
            && sets.stream().allMatch(set -> set.leader().filter(this::isOwner).isPresent())
            && sets.stream()
                .anyMatch(set -> set.home().equals(nodeId) && set.isLedBy(nodeId, instance)));
  }

  private boolean isOwner(JobNode node) {
    return map.orElseThrow().nodes().contains(node);
  }

  boolean takesPart(String nodeId, String instance) {
    return participants.stream().anyMatch(each -> each.node().is(nodeId, instance));
  }
}
