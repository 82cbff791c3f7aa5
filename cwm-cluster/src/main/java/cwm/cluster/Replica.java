package cwm.cluster;

import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogFailure;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import cwm.cluster.state.Applied;
import cwm.cluster.state.ClusterState;
import cwm.cluster.state.Command;
import cwm.cluster.state.CommandCodec;
import cwm.ipc.message.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;

/// This node's copy of what the cluster has agreed on. Any thread may read it.
class Replica implements LogMachine {
  /// Hears what happens to a replica, in order.
  interface Listener {
    void applied(long index, Command command, Applied applied);

    /// Much was applied at once, by a snapshot.
    void restored();

    void leadershipChanged(Leadership leadership);

    void configurationChanged(List<LogMember> members, boolean isCommitted);

    void logFailed(LogFailure failure);

    void logRecovered();

    /// This node is no member of the log any more.
    void dismissed();
  }

  private final EventLoop loop;
  private final Listener listener;
  private ClusterState state = new ClusterState(); // guarded by this

  Replica(EventLoop loop, Listener listener) {
    this.loop = loop;
    this.listener = listener;
  }

  /// Reads the state. Nothing is applied meanwhile, so it must be quick.
  synchronized <T> T read(Function<ClusterState, T> reader) {
    return reader.apply(state);
  }

  @Override
  public Bytes apply(long index, long raftTerm, Bytes bytes) {
    Command command = CommandCodec.decodeCommand(bytes);
    Applied applied = apply(index, command);
    loop.execute(() -> listener.applied(index, command, applied));
    return CommandCodec.encode(applied.outcome());
  }

  synchronized Applied apply(long index, Command command) {
    return state.apply(index, command);
  }

  @Override
  public void writeSnapshot(OutputStream out) throws IOException {
    out.write(read(ClusterState::snapshot).toArray());
  }

  @Override
  public void restore(long index, InputStream snapshot) throws IOException {
    ClusterState restored = ClusterState.restore(Bytes.copyOf(snapshot.readAllBytes()));
    synchronized (this) {
      state = restored;
    }
    loop.execute(listener::restored);
  }

  @Override
  public void leadershipChanged(Leadership leadership) {
    loop.execute(() -> listener.leadershipChanged(leadership));
  }

  @Override
  public void membersChanged(List<LogMember> members, boolean isCommitted) {
    loop.execute(() -> listener.configurationChanged(members, isCommitted));
  }

  @Override
  public void failed(LogFailure failure) {
    loop.execute(() -> listener.logFailed(failure));
  }

  @Override
  public void recovered() {
    loop.execute(listener::logRecovered);
  }

  @Override
  public void dismissed() {
    loop.execute(listener::dismissed);
  }
}
