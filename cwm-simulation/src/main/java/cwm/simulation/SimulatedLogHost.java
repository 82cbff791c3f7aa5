package cwm.simulation;

import cwm.cluster.ClusterException;
import cwm.cluster.log.LogHost;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ReplicatedLog;
import cwm.ipc.transport.SimulatedTransport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// A node's copies of [SimulatedLogs], in one life of it.
public final class SimulatedLogHost implements LogHost {
  private final SimulatedLogs logs;
  private final SimulatedTransport host;
  private final LogDisk disk;
  private final LogTimes times;
  private final Map<UUID, SimulatedLog> open = new LinkedHashMap<>();

  SimulatedLogHost(SimulatedLogs logs, SimulatedTransport host, LogDisk disk, LogTimes times) {
    this.logs = logs;
    this.host = host;
    this.disk = disk;
    this.times = times;
  }

  @Override
  public ReplicatedLog open(
      UUID group, MemberId self, List<LogMember> founders, LogMachine machine) {
    if (isOpen(group)) {
      throw new IllegalStateException("log " + group + " is open");
    }
    disk.failure()
        .ifPresent(
            failure -> {
              throw new ClusterException(ClusterException.Code.STORAGE, failure.message());
            });
    LogCopy copy = disk.copy(group, self, Configuration.of(founders));
    if (!copy.self().equals(self)) {
      throw new IllegalArgumentException("this copy is " + copy.self() + "'s, not " + self + "'s");
    }
    var log = new SimulatedLog(logs, host, disk, times, group, copy, machine);
    open.put(group, log);
    log.start();
    return log;
  }

  @Override
  public boolean isDurable() {
    return disk.isDurable();
  }

  @Override
  public Set<UUID> kept() {
    return disk.kept();
  }

  @Override
  public boolean keeps(UUID group) {
    return disk.keeps(group);
  }

  @Override
  public void salvage(UUID group, MemberId self, LogMachine machine) {
    requireClosed(group);
    if (disk.keeps(group)) {
      LogCopy copy = disk.copy(group, self, Configuration.of(List.of()));
      if (!open.containsKey(group)) {
        copy.loseUnsynced(); // in an earlier life
      }
      copy.applyAll(machine);
    }
  }

  private void requireClosed(UUID group) {
    if (isOpen(group)) {
      throw new IllegalStateException("log " + group + " is open; close it before");
    }
  }

  @Override
  public void delete(UUID group) {
    requireClosed(group);
    disk.delete(group);
  }

  private boolean isOpen(UUID group) {
    SimulatedLog log = open.get(group);
    return log != null && !log.isClosed();
  }

  @Override
  public void close() {
    open.values().forEach(SimulatedLog::close);
  }
}
