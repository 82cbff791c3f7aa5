package cwm.simulation;

import cwm.cluster.log.LogHost;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogSettings;
import cwm.cluster.log.LogWorld;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.RegisterMachine;
import cwm.cluster.log.ReplicatedLogContract;
import cwm.ipc.transport.SimulatedNetwork;
import cwm.ipc.transport.SimulatedTransport;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// The contract of logs, held by the simulated one.
class SimulatedLogContractTest extends ReplicatedLogContract {
  @Override
  protected LogWorld newWorld() {
    return new World();
  }

  private static final class World extends LogWorld {
    private static final UUID GROUP = new UUID(0, 1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(1);
    private static final LogSettings SETTINGS =
        new LogSettings(
            Duration.ofMillis(150),
            Duration.ofMillis(300),
            Duration.ofMillis(50),
            COMPACTION_THRESHOLD,
            SNAPSHOT_INTERVAL,
            true);

    private final SimulatedNetwork network = new SimulatedNetwork(0);
    private final SimulatedLogs logs = new SimulatedLogs(network, LogFaults.none());
    private final Map<MemberId, LogDisk> disks = new HashMap<>();
    private final Map<MemberId, SimulatedTransport> hosts = new HashMap<>();
    private final Map<MemberId, LogHost> logHosts = new HashMap<>();
    private final Set<String> hostNames = new LinkedHashSet<>();

    @Override
    public Member start(MemberId id, List<LogMember> founders) {
      heal(id);
      hostNames.add(id.toString());
      SimulatedTransport host = network.host(id.toString());
      hosts.put(id, host);
      LogDisk disk = disks.computeIfAbsent(id, _ -> new LogDisk());
      var machine = new RegisterMachine();
      LogHost logHost = logs.host(host, disk, LogTimes.of(SETTINGS));
      logHosts.put(id, logHost);
      return new Member(id, logHost.open(GROUP, id, founders, machine), machine);
    }

    @Override
    public void kill(MemberId id) {
      SimulatedTransport host = hosts.remove(id);
      if (host != null) {
        host.crash();
      }
    }

    @Override
    public void isolate(MemberId id) {
      hostNames.forEach(other -> network.cut(id.toString(), other));
    }

    @Override
    public void heal(MemberId id) {
      hostNames.forEach(other -> network.mend(id.toString(), other));
    }

    @Override
    public void salvage(Member member, LogMachine machine) {
      member.log().close();
      Objects.requireNonNull(logHosts.get(member.id())).salvage(GROUP, member.id(), machine);
    }

    @Override
    public LogSettings settings() {
      return SETTINGS;
    }

    @Override
    public boolean holds(BooleanSupplier condition) {
      long endNanos = network.nanoTime() + PATIENCE.toNanos();
      while (!condition.getAsBoolean()) {
        if (network.nanoTime() > endNanos) {
          return false;
        }
        network.runFor(LOOK_INTERVAL);
      }
      return true;
    }

    @Override
    public void close() {
      List<String> problems = logs.problems();
      if (!problems.isEmpty()) {
        throw new AssertionError(String.join(System.lineSeparator(), problems));
      }
    }
  }
}
