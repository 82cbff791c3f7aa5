package cwm.cluster;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogHost;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogStatus;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReadResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.cluster.state.Command;
import cwm.cluster.state.CommandCodec;
import cwm.ipc.message.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Logs whose proposals pass a gate, where a test holds them up, refuses them, or keeps their
/// answers back.
final class GatedLogs implements LogHost {
  /// Decides about proposals, on the proposer's thread, which it must not hold up.
  interface Gate {
    /// What becomes of a proposal.
    ///
    /// @param pass has it proposed
    CompletableFuture<ProposeResult> propose(
        Command command, Supplier<CompletableFuture<ProposeResult>> pass);
  }

  private final LogHost host;
  private final Gate gate;

  GatedLogs(LogHost host, Gate gate) {
    this.host = host;
    this.gate = gate;
  }

  /// An answer that says nothing, as when no majority has answered.
  static CompletableFuture<ProposeResult> unknown() {
    return CompletableFuture.completedFuture(new ProposeResult.Unknown("lost by the test"));
  }

  @Override
  public ReplicatedLog open(
      UUID group, MemberId self, List<LogMember> founders, LogMachine machine) {
    return new GatedLog(host.open(group, self, founders, machine), gate);
  }

  @Override
  public boolean isDurable() {
    return host.isDurable();
  }

  @Override
  public Set<UUID> kept() {
    return host.kept();
  }

  @Override
  public boolean keeps(UUID group) {
    return host.keeps(group);
  }

  @Override
  public void salvage(UUID group, MemberId self, LogMachine machine) {
    host.salvage(group, self, machine);
  }

  @Override
  public void delete(UUID group) {
    host.delete(group);
  }

  @Override
  public void close() {
    host.close();
  }

  private record GatedLog(ReplicatedLog log, Gate gate) implements ReplicatedLog {
    @Override
    public CompletableFuture<ProposeResult> propose(Bytes command) {
      return gate.propose(CommandCodec.decodeCommand(command), () -> log.propose(command));
    }

    @Override
    public MemberId self() {
      return log.self();
    }

    @Override
    public CompletableFuture<ReadResult> awaitUpToDate() {
      return log.awaitUpToDate();
    }

    @Override
    public Leadership leadership() {
      return log.leadership();
    }

    @Override
    public LogStatus status() {
      return log.status();
    }

    @Override
    public List<LogMember> members() {
      return log.members();
    }

    @Override
    public CompletableFuture<ChangeResult> changeMembers(
        List<LogMember> expected, List<LogMember> members) {
      return log.changeMembers(expected, members);
    }

    @Override
    public CompletableFuture<ChangeResult> transferLeadership(Set<MemberId> candidates) {
      return log.transferLeadership(candidates);
    }

    @Override
    public Map<MemberId, Long> progress() {
      return log.progress();
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
