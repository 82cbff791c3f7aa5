package cwm.cluster;

import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import cwm.cluster.state.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How a log's configuration follows the members that a cluster has agreed on: those that joined
/// first vote, the others listen.
final class Reconciliation {
  private Reconciliation() {}

  /// The next configuration on the way, or nothing if it is as it should be.
  ///
  /// Whoever is no member any more goes first: a dead voter weighs as long as it counts. Then one
  /// comes at a time, so that the majority is never one of newcomers that have yet to catch up. A
  /// newcomer that cannot be taken in, since it went right after it had joined, must not keep out
  /// those that joined later.
  ///
  /// @param members in the order in which they joined
  /// @param late who could not be taken in when that was tried: others come first
  static Optional<List<LogMember>> next(
      List<LogMember> current, List<Member> members, int maxVoters, Set<MemberId> late) {
    Map<MemberId, LogMember> wanted = new LinkedHashMap<>();
    for (Member member : members) {
      var id = new MemberId(member.nodeId(), member.incarnation());
      wanted.put(id, new LogMember(id, wanted.size() < maxVoters));
    }
    if (wanted.isEmpty()) {
      return Optional.empty(); // the first leader has not announced itself yet
    }
    List<LogMember> without =
        current.stream().filter(member -> wanted.containsKey(member.id())).toList();
    if (without.size() < current.size()) {
      // Nobody is left who could lead: newcomers come first.
      boolean hasVoter = without.stream().anyMatch(LogMember::votes);
      if (hasVoter) {
        return Optional.of(without);
      }
    }
    List<LogMember> newcomers =
        wanted.values().stream().filter(member -> !current.contains(member)).toList();
    return newcomers.stream()
        .filter(member -> !late.contains(member.id()))
        .findFirst()
        .or(() -> newcomers.stream().findFirst())
        .map(newcomer -> with(current, newcomer));
  }

  private static List<LogMember> with(List<LogMember> current, LogMember newcomer) {
    List<LogMember> next = new ArrayList<>(current);
    next.removeIf(other -> other.id().equals(newcomer.id()));
    next.add(newcomer);
    return next;
  }
}
