package cwm.cluster.ratis;

import cwm.cluster.log.LogMachine;
import cwm.ipc.message.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.server.raftlog.RaftLog;
import org.jspecify.annotations.Nullable;

/// A machine, and how far the log has been applied to it; indexes as Ratis counts them.
///
/// It outlives a Ratis that had to be closed and opened again. The new one starts at the latest
/// snapshot, and what comes again from there on has been applied before: it is passed over, so that
/// the machine never goes back. Only committed entries come, and these are the same each time.
final class Applied {
  private final LogMachine machine;

  private volatile long index = RaftLog.INVALID_LOG_INDEX;

  /// Waits for an index to be applied. Guarded by itself.
  private final NavigableMap<Long, List<CompletableFuture<@Nullable Void>>> waiting =
      new TreeMap<>();

  Applied(LogMachine machine) {
    this.machine = machine;
  }

  /// The last index that is applied; -1 if none is.
  long index() {
    return index;
  }

  /// Applies the entry at `nextIndex`.
  Bytes apply(long nextIndex, long term, Bytes command) {
    if (nextIndex <= index) {
      return Bytes.EMPTY; // whoever proposed it is not answered twice
    }
    Bytes outcome = machine.apply(RaftMessages.outward(nextIndex), term, command);
    advance(nextIndex);
    return outcome;
  }

  /// Notes an entry that is none of the machine's.
  void pass(long nextIndex) {
    if (nextIndex > index) {
      advance(nextIndex);
    }
  }

  void writeSnapshot(OutputStream out) throws IOException {
    machine.writeSnapshot(out);
  }

  /// As [LogMachine#droppable]; indexes as Ratis counts.
  OptionalLong droppable() {
    OptionalLong outward = machine.droppable();
    return outward.isEmpty() ? outward : OptionalLong.of(RaftMessages.inward(outward.getAsLong()));
  }

  /// Puts a snapshot in place of what is applied, if it reaches further. If it cannot be read,
  /// nothing counts as applied, so that the next one is put in place of what is left.
  void restore(long snapshotIndex, InputStream snapshot) throws IOException {
    if (snapshotIndex > index) {
      index = RaftLog.INVALID_LOG_INDEX;
      machine.restore(RaftMessages.outward(snapshotIndex), snapshot);
      advance(snapshotIndex);
    }
  }

  private void advance(long newIndex) {
    index = newIndex;
    List<CompletableFuture<@Nullable Void>> reached = new ArrayList<>();
    synchronized (waiting) {
      Map<Long, List<CompletableFuture<@Nullable Void>>> head = waiting.headMap(newIndex, true);
      head.values().forEach(reached::addAll);
      head.clear();
    }
    reached.forEach(future -> future.complete(null));
  }

  /// Done when `wanted` is applied.
  CompletableFuture<@Nullable Void> await(long wanted) {
    var future = new CompletableFuture<@Nullable Void>();
    synchronized (waiting) {
      if (wanted > index) {
        waiting.computeIfAbsent(wanted, _ -> new ArrayList<>()).add(future);
        var _ =
            future.whenComplete(
                (_, failure) -> {
                  if (failure != null) {
                    forget(wanted, future);
                  }
                });
        return future;
      }
    }
    future.complete(null);
    return future;
  }

  @SuppressWarnings("ReferenceEquality") // this very future, whatever it holds
  private void forget(long wanted, CompletableFuture<@Nullable Void> future) {
    synchronized (waiting) {
      List<CompletableFuture<@Nullable Void>> others = waiting.get(wanted);
      if (others != null && others.removeIf(other -> other == future) && others.isEmpty()) {
        waiting.remove(wanted);
      }
    }
  }
}
