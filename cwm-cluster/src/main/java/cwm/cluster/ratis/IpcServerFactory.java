package cwm.cluster.ratis;

import java.util.UUID;
import java.util.function.Function;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/// Gives Ratis our calls and our appenders.
///
/// @param logs the open log of a group
record IpcServerFactory(OutgoingCalls calls, Function<UUID, RatisLog> logs)
    implements ServerFactory {
  @Override
  public RpcType getRpcType() {
    return new IpcRpcType();
  }

  @Override
  public RaftServerRpc newRaftServerRpc(RaftServer server) {
    return calls;
  }

  @Override
  public LogAppender newLogAppender(
      RaftServer.Division division, LeaderState leader, FollowerInfo follower) {
    RatisLog log = logs.apply(division.getMemberId().getGroupId().getUuid());
    return new FollowerAppender(division, leader, follower, calls, log);
  }
}
