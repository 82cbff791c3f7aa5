package cwm.ipc;

import cwm.ipc.message.Channel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/// Runs what handles the ordered messages of peers: for each peer and channel one task at a time,
/// in the order they were given.
///
/// That holds beyond the end of a session. A peer that was lost and is back may find messages of
/// the old session still waiting, or their handler running; those of the new one come after them
/// and never beside them.
final class OrderedTasks {
  private final Executor threads;

  // Guarded by itself.
  private final Map<Key, Line> lines = new HashMap<>();

  private record Key(String peerId, Channel channel) {}

  private static final class Line {
    final SerialExecutor tasks;
    int linkCount;

    Line(Executor threads) {
      tasks = new SerialExecutor(threads);
    }
  }

  OrderedTasks(Executor threads) {
    this.threads = threads;
  }

  /// What runs the tasks of a new link; to be given back by [#close].
  Executor open(String peerId, Channel channel) {
    synchronized (lines) {
      Line line = lines.computeIfAbsent(new Key(peerId, channel), _ -> new Line(threads));
      line.linkCount++;
      return line.tasks;
    }
  }

  /// Notes that a link is closed, whose tasks that wait still run.
  void close(String peerId, Channel channel) {
    var key = new Key(peerId, channel);
    Line line;
    synchronized (lines) {
      line = lines.get(key);
    }
    if (line != null) {
      line.tasks.execute(() -> release(key, line));
    }
  }

  /// Forgets a peer that has no link left and whose tasks have run: there is no end to the names of
  /// tools.
  private void release(Key key, Line line) {
    synchronized (lines) {
      line.linkCount--;
      if (line.linkCount == 0) {
        lines.remove(key);
      }
    }
  }

  /// How many peers' channels are known.
  int size() {
    synchronized (lines) {
      return lines.size();
    }
  }
}
