package cwm.cluster.state;

import cwm.cluster.log.MemberId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Members that keep the same facts. One of them leads, and owns the partitions of the set.
///
/// With a log of their own they agree on what is stated; its leader leads the set, as soon as it
/// has said so. Without, there is one member, whose facts go with its process.
///
/// Members of a set only become fewer. Where others are to keep its facts, another set takes its
/// place.
///
/// A set that cannot agree on anything any more may be *forced* by an operator: what one member has
/// of it is all there is from then on, and goes to other sets in the next job. If no member is left
/// that has any of it, a node stands in for them, with nothing.
///
/// @param id names the set, and its log; no set of the cluster ever had it
/// @param home the node that is to lead it
/// @param isLogged whether it has a log
/// @param isForced whether it goes on from one copy that nobody writes to any more
/// @param founderCount members that it began with, a majority of which has to be there
/// @param holders who keep the facts, the home first; nobody when all are lost
/// @param witness who keeps the log and no facts, so that with an even number of holders there is a
///   majority when one is lost
/// @param leader who leads, as far as is known, and takes part
/// @param raftTerm the term of the set's log in which it was said last that somebody leads
public record ReplicaSet(
    long id,
    String home,
    boolean isLogged,
    boolean isForced,
    int founderCount,
    List<MemberId> holders,
    Optional<MemberId> witness,
    Optional<JobNode> leader,
    long raftTerm) {
  public ReplicaSet {
    holders = List.copyOf(holders);
  }

  /// A set for a node that owns nothing yet.
  ///
  /// @param ring all nodes that may keep facts, in an order that stays
  /// @param home a place in the ring; copies go to the next ones
  /// @param factor how many are to hold each fact
  static ReplicaSet inRing(long id, List<Participant> ring, int home, int factor) {
    int count = Math.min(factor, ring.size());
    List<MemberId> holders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      holders.add(ring.get((home + i) % ring.size()).member());
    }
    Optional<MemberId> witness =
        count % 2 == 0 && ring.size() > count
            ? Optional.of(ring.get((home + count) % ring.size()).member())
            : Optional.empty();
    Participant first = ring.get(home);
    boolean isLogged = count > 1 || first.isDurable();
    return new ReplicaSet(
        id,
        first.nodeId(),
        isLogged,
        false,
        holders.size() + (witness.isPresent() ? 1 : 0),
        holders,
        witness,
        isLogged ? Optional.empty() : Optional.of(first.node()),
        0);
  }

  /// Complains of a set that no agenda has.
  void requireSound() {
    Set<String> nodeIds = new HashSet<>();
    voters().forEach(member -> nodeIds.add(member.nodeId()));
    Image.require(nodeIds.size() == voters().size(), "set " + id + " has a node twice");
    Image.require(
        voters().size() <= founderCount, "set " + id + " has members that it did not begin with");
    Image.require(
        isLogged || (founderCount == 1 && witness.isEmpty() && (isForced || raftTerm == 0)),
        "set " + id + " has copies without a log");
    Image.require(
        !isForced || (founderCount == 1 && witness.isEmpty()),
        "set " + id + " is forced, to several");
    Image.require(
        leader.isEmpty() || nodeIds.contains(leader.get().nodeId()),
        "set " + id + " is led by who does not belong to it");
  }

  /// All who agree: the holders, and the witness.
  public List<MemberId> voters() {
    List<MemberId> voters = new ArrayList<>(holders);
    witness.ifPresent(voters::add);
    return voters;
  }

  /// Whether a node belongs to the set.
  public boolean has(String nodeId) {
    return voters().stream().anyMatch(member -> member.nodeId().equals(nodeId));
  }

  /// Whether a node may lead it: it keeps the facts.
  public boolean mayBeLedBy(String nodeId) {
    return holders.stream().anyMatch(member -> member.nodeId().equals(nodeId));
  }

  /// Whether a node leads it, in whatever run.
  public boolean isLedBy(String nodeId) {
    return leader.filter(node -> node.nodeId().equals(nodeId)).isPresent();
  }

  /// Whether a run of a node leads it.
  public boolean isLedBy(String nodeId, String instance) {
    return leader.filter(node -> node.is(nodeId, instance)).isPresent();
  }

  /// Whether nobody is left who keeps its facts, or too few members to agree on anything ever
  /// again.
  public boolean isLost() {
    return holders.isEmpty() || 2 * voters().size() <= founderCount;
  }

  /// Whether some members are enough to agree on something.
  public boolean isMajority(Collection<String> nodeIds) {
    return 2 * nodeIds.stream().filter(this::has).count() > founderCount;
  }

  /// Whether a node stands in for all that had its facts, with nothing.
  public boolean isEmptied() {
    return isForced && !isLogged;
  }

  /// Whether another has the same members in the same parts.
  boolean isLike(ReplicaSet other) {
    return isLogged == other.isLogged
        && isForced == other.isForced
        && holders.equals(other.holders)
        && witness.equals(other.witness);
  }

  ReplicaSet ledBy(Optional<JobNode> newLeader, long newTerm) {
    return new ReplicaSet(
        id, home, isLogged, isForced, founderCount, holders, witness, newLeader, newTerm);
  }

  /// With what one member has as all there is. It leads as soon as it says so.
  ReplicaSet forcedTo(MemberId holder) {
    return forced(true, holder, Optional.empty());
  }

  /// With nothing, at a node that leads at once.
  ReplicaSet emptiedTo(Participant node) {
    return forced(false, node.member(), Optional.of(node.node()));
  }

  private ReplicaSet forced(boolean hasLog, MemberId holder, Optional<JobNode> newLeader) {
    return new ReplicaSet(
        id, home, hasLog, true, 1, List.of(holder), Optional.empty(), newLeader, raftTerm + 1);
  }

  /// Without a member whose copy is gone.
  ReplicaSet without(String nodeId) {
    return new ReplicaSet(
        id,
        home,
        isLogged,
        isForced,
        founderCount,
        holders.stream().filter(member -> !member.nodeId().equals(nodeId)).toList(),
        witness.filter(member -> !member.nodeId().equals(nodeId)),
        leader.filter(node -> !node.nodeId().equals(nodeId)),
        raftTerm);
  }
}
