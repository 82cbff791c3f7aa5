package cwm.simulation;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.toCollection;

import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Who takes part in a log (Raft paper, section 6).
///
/// @param members who takes part
/// @param leaving the members before, whose majority is needed as well as long as the change to
///   `members` is under way; else empty
/// @param voters all who may vote, in a fixed order
/// @param everybody all whom a leader sends its log, in a fixed order
record Configuration(
    List<LogMember> members,
    List<LogMember> leaving,
    Set<MemberId> voters,
    Set<MemberId> everybody) {

  /// A configuration of members.
  ///
  /// @param leaving as the component
  Configuration(List<LogMember> members, List<LogMember> leaving) {
    this(
        List.copyOf(members),
        List.copyOf(leaving),
        ids(members, leaving, LogMember::votes),
        ids(members, leaving, _ -> true));
  }

  private static Set<MemberId> ids(
      List<LogMember> members, List<LogMember> leaving, Predicate<LogMember> isWanted) {
    return Stream.concat(members.stream(), leaving.stream())
        .filter(isWanted)
        .map(LogMember::id)
        .sorted(Comparator.comparing(MemberId::toString))
        .collect(collectingAndThen(toCollection(LinkedHashSet::new), Collections::unmodifiableSet));
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
    for (LogMember member : members) {
      if (member.id().equals(id)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a member may vote, in the old or the new configuration.
  boolean isVoter(MemberId id) {
    return voters().contains(id);
  }

  /// Whether those who agree are a majority, of the old configuration too during a change.
  boolean hasMajority(Predicate<MemberId> agrees) {
    return hasMajority(members, agrees) && (isSettled() || hasMajority(leaving, agrees));
  }

  private static boolean hasMajority(List<LogMember> members, Predicate<MemberId> agrees) {
    int voterCount = 0;
    int agreeingCount = 0;
    for (LogMember member : members) {
      if (member.votes()) {
        voterCount++;
        agreeingCount += agrees.test(member.id()) ? 1 : 0;
      }
    }
    return agreeingCount * 2 > voterCount;
  }
}
