package cwm.simulation;

import cwm.cluster.log.LogMachine;
import cwm.cluster.log.MemberId;
import cwm.ipc.message.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a member keeps of a log on its disk: it outlives a crash.
final class LogCopy {
  private final MemberId self;

  /// The term this member is in, and whom it has voted for there.
  private long raftTerm;

  private @Nullable MemberId vote;

  private LogSnapshot snapshot;
  private final List<LogEntry> entries = new ArrayList<>();

  /// All configurations from the snapshot on, by the entries that hold them.
  private final TreeMap<Long, Configuration> configurations = new TreeMap<>();

  private long syncedIndex;

  LogCopy(MemberId self, Configuration founders) {
    this.self = self;
    snapshot = new LogSnapshot(0, 0, founders, Bytes.EMPTY);
    configurations.put(0L, founders);
  }

  MemberId self() {
    return self;
  }

  // ---------------------------------------------------------------- terms and votes

  long raftTerm() {
    return raftTerm;
  }

  void enterTerm(long newTerm) {
    if (newTerm > raftTerm) {
      raftTerm = newTerm;
      vote = null;
    }
  }

  /// Votes for a candidate in the term this member is in, unless it has voted for another.
  boolean vote(MemberId candidate) {
    if (vote == null) {
      vote = candidate;
    }
    return candidate.equals(vote);
  }

  /// Whether a log that ends so holds all that this one has committed (Raft paper, 5.4.1).
  boolean isNotAheadOf(long otherLastTerm, long otherLastIndex) {
    return otherLastTerm > lastTerm()
        || (otherLastTerm == lastTerm() && otherLastIndex >= lastIndex());
  }

  // ---------------------------------------------------------------- entries

  LogSnapshot snapshot() {
    return snapshot;
  }

  int entryCount() {
    return entries.size();
  }

  long lastIndex() {
    return snapshot.index() + entries.size();
  }

  long lastTerm() {
    return termAt(lastIndex());
  }

  /// The term of an entry, or of the one that the snapshot ends with.
  long termAt(long index) {
    return index == snapshot.index() ? snapshot.raftTerm() : entry(index).raftTerm();
  }

  LogEntry entry(long index) {
    return entries.get(position(index));
  }

  private int position(long index) {
    return Math.toIntExact(index - snapshot.index() - 1);
  }

  void append(LogEntry entry) {
    entries.add(entry);
    if (entry instanceof LogEntry.Reconfigured(_, var configuration)) {
      configurations.put(lastIndex(), configuration);
    }
  }

  /// The last entry that is sure to be there after a crash.
  long syncedIndex() {
    return syncedIndex;
  }

  void sync() {
    syncedIndex = lastIndex();
  }

  /// What a crash does.
  void loseUnsynced() {
    keepTo(Math.max(syncedIndex, snapshot.index()));
  }

  /// Makes this copy like the leader's, as far as the leader's entries go and no more than
  /// `entryCountMax` at once.
  ///
  /// @return the last entry that is the leader's
  long follow(LogCopy leader, int entryCountMax) {
    long match = Math.min(lastIndex(), leader.lastIndex());
    long floor = Math.max(snapshot.index(), leader.snapshot.index());
    while (match > floor && termAt(match) != leader.termAt(match)) {
      match--;
    }
    if (match < leader.snapshot.index()
        || (match >= snapshot.index() && termAt(match) != leader.termAt(match))) {
      install(leader.snapshot);
      match = snapshot.index();
    }
    match = Math.max(match, snapshot.index()); // what a snapshot stands for is committed
    if (match < leader.lastIndex()) {
      keepTo(match);
      long end = Math.min(leader.lastIndex(), match + entryCountMax);
      while (match < end) {
        match++;
        append(leader.entry(match));
      }
      sync();
    }
    return match;
  }

  private void keepTo(long index) {
    entries.subList(position(index + 1), entries.size()).clear();
    configurations.tailMap(index, false).clear();
    syncedIndex = Math.min(syncedIndex, index);
  }

  private void install(LogSnapshot newSnapshot) {
    entries.clear();
    snapshot = newSnapshot;
    configurations.clear();
    configurations.put(newSnapshot.index(), newSnapshot.configuration());
    sync();
  }

  /// Puts a snapshot of this member's own in place of the entries it stands for.
  void compact(LogSnapshot newSnapshot) {
    entries.subList(0, position(newSnapshot.index() + 1)).clear();
    snapshot = newSnapshot;
    configurations.headMap(newSnapshot.index(), true).clear();
    configurations.put(newSnapshot.index(), newSnapshot.configuration());
    syncedIndex = Math.max(syncedIndex, newSnapshot.index());
  }

  /// Applies all that is kept, agreed on or not.
  void applyAll(LogMachine machine) {
    if (snapshot.index() > 0) {
      snapshot.restoreIn(machine);
    }
    for (long index = snapshot.index() + 1; index <= lastIndex(); index++) {
      if (entry(index) instanceof LogEntry.Command(long term, var bytes)) {
        var _ = machine.apply(index, term, bytes);
      }
    }
  }

  // ---------------------------------------------------------------- who takes part

  /// The configuration that holds: the last one in the log, committed or not.
  Configuration configuration() {
    return configurations.lastEntry().getValue();
  }

  /// Where that is written.
  long configurationIndex() {
    return configurations.lastKey();
  }

  /// The configuration that held when the log ended at `index`.
  Configuration configurationAt(long index) {
    return configurations.floorEntry(index).getValue();
  }
}
