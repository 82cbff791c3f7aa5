package cwm.simulation;

import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Who takes part in a log (Raft paper, section 6).
///
/// @param members who takes part
/// @param leaving the members before, whose majority is needed as well as long as the change to
///   `members` is under way; else empty
record Configuration(List<LogMember> members, List<LogMember> leaving) {
  private static final Comparator<MemberId> BY_NAME = Comparator.comparing(MemberId::toString);

  Configuration {
    members = List.copyOf(members);
    leaving = List.copyOf(leaving);
  }

  static Configuration of(List<LogMember> members) {
    return new Configuration(members, List.of());
  }

  /// Whether no change is under way.
  boolean isSettled() {
    return leaving.isEmpty();
  }

  /// This one, once the change is made.
  Configuration settled() {
    return of(members);
  }

  boolean isMember(MemberId id) {
    return members.stream().anyMatch(member -> member.id().equals(id));
  }

  /// Whether a member may vote, in the old or the new configuration.
  boolean isVoter(MemberId id) {
    return voters().contains(id);
  }

  /// All who may vote, in a fixed order.
  Set<MemberId> voters() {
    Set<MemberId> voters = new TreeSet<>(BY_NAME);
    members.stream().filter(LogMember::votes).forEach(member -> voters.add(member.id()));
    leaving.stream().filter(LogMember::votes).forEach(member -> voters.add(member.id()));
    return voters;
  }

  /// All whom a leader sends its log, in a fixed order.
  Set<MemberId> everybody() {
    Set<MemberId> everybody = new TreeSet<>(BY_NAME);
    members.forEach(member -> everybody.add(member.id()));
    leaving.forEach(member -> everybody.add(member.id()));
    return everybody;
  }

  /// Whether those who agree are a majority, of the old configuration too during a change.
  boolean hasMajority(Predicate<MemberId> agrees) {
    return hasMajority(members, agrees) && (isSettled() || hasMajority(leaving, agrees));
  }

  private static boolean hasMajority(List<LogMember> members, Predicate<MemberId> agrees) {
    List<MemberId> voters = members.stream().filter(LogMember::votes).map(LogMember::id).toList();
    return voters.stream().filter(agrees).count() * 2 > voters.size();
  }
}
