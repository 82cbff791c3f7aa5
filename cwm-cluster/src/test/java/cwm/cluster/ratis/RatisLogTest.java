package cwm.cluster.ratis;

import cwm.cluster.log.LogWorld;
import cwm.cluster.log.ReplicatedLogContract;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The contract of logs, held by Ratis between nodes of one process.
@Execution(ExecutionMode.CONCURRENT)
class RatisLogTest extends ReplicatedLogContract {
  @Override
  protected LogWorld newWorld() {
    return new RatisWorld(
        TransportType.MEMORY,
        SerializationFormat.MSGPACK,
        RatisWorld.settings(COMPACTION_THRESHOLD, SNAPSHOT_INTERVAL, false));
  }
}
