package cwm.simulation;

import cwm.cluster.log.MemberId;
import cwm.ipc.message.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/// Watches all members of a log for what must never be (Raft paper, figure 3).
final class LogChecks {
  private final Map<Long, MemberId> leaders = new HashMap<>();
  private final Map<Long, LogEntry> committed = new HashMap<>();
  private final Map<Long, Bytes> outcomes = new HashMap<>();
  private final Map<Long, Bytes> snapshots = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final BiPredicate<Bytes, Bytes> areAlike;

  /// @param areAlike whether two snapshots of different bytes say the same
  LogChecks(BiPredicate<Bytes, Bytes> areAlike) {
    this.areAlike = areAlike;
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  /// A member was elected.
  void leads(MemberId member, long raftTerm) {
    MemberId other = leaders.putIfAbsent(raftTerm, member);
    if (other != null) {
      problems.add("%s and %s both lead in term %d".formatted(other, member, raftTerm));
    }
  }

  /// A member takes an entry for committed.
  void committed(MemberId member, long index, LogEntry entry) {
    LogEntry known = committed.putIfAbsent(index, entry);
    if (known != null && !known.equals(entry)) {
      problems.add("%s commits %s as entry %d, not %s".formatted(member, entry, index, known));
    }
  }

  /// A member has applied an entry.
  void applied(MemberId member, long index, Bytes outcome) {
    Bytes known = outcomes.putIfAbsent(index, outcome);
    if (known != null && !known.equals(outcome)) {
      problems.add("%s applies entry %d to %s, not %s".formatted(member, index, outcome, known));
    }
  }

  /// A member has made a snapshot.
  void snapshot(MemberId member, long index, Bytes state) {
    Bytes known = snapshots.putIfAbsent(index, state);
    if (known != null && !known.equals(state) && !areAlike.test(known, state)) {
      problems.add("%s has at entry %d %s, not %s".formatted(member, index, state, known));
    }
  }
}
