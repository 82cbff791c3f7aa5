package cwm.cluster;

import cwm.cluster.state.Command;
import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.ReleaseLock;
import cwm.cluster.state.CommandCodec;
import cwm.cluster.state.Holder;
import cwm.cluster.state.Outcome;
import cwm.cluster.state.Outcome.BarrierReleased;
import cwm.cluster.state.Outcome.LockGranted;
import cwm.cluster.state.Request;
import cwm.ipc.message.ClusterReplyStatus;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.BarrierEnter;
import cwm.ipc.message.IpcMessage.BarrierRelease;
import cwm.ipc.message.IpcMessage.ClusterReply;
import cwm.ipc.message.IpcMessage.LockGrant;
import cwm.ipc.message.IpcMessage.LockRelease;
import cwm.ipc.message.IpcMessage.LockRequest;
import cwm.ipc.message.IpcMessage.Propose;

/// Commands and outcomes as the messages by which a member asks its leader.
final class Translation {
  private Translation() {}

  /// The message that asks for a command.
  static IpcMessage request(Command command, String nodeId) {
    return switch (command) {
      case AcquireLock(var lock, long session, var requestId) ->
          new LockRequest(lock, nodeId, session, requestId);
      case ReleaseLock(var lock, long session, var requestId) ->
          new LockRelease(lock, session, requestId);
      case EnterBarrier(var barrier, int count, long session, var entryId) ->
          new BarrierEnter(barrier, nodeId, count, session, entryId);
      default -> new Propose(CommandCodec.encode(command));
    };
  }

  static AcquireLock command(LockRequest request) {
    return new AcquireLock(request.lockId(), request.session(), request.requestId());
  }

  static ReleaseLock command(LockRelease release) {
    return new ReleaseLock(release.lockId(), release.session(), release.requestId());
  }

  static EnterBarrier command(BarrierEnter enter) {
    return new EnterBarrier(enter.barrierId(), enter.count(), enter.session(), enter.entryId());
  }

  /// The answer to a request for a command that was committed.
  static IpcMessage reply(Command command, Outcome outcome, String leader) {
    if (command instanceof AcquireLock(var lock, _, var requestId)
        && outcome instanceof LockGranted(Holder holder)) {
      return new LockGrant(lock, holder.nodeId(), requestId, holder.token());
    }
    if (command instanceof EnterBarrier(var barrier, _, _, var entryId)
        && outcome instanceof BarrierReleased(long generation)) {
      return new BarrierRelease(barrier, generation, entryId);
    }
    return new ClusterReply(ClusterReplyStatus.COMMITTED, "", leader, CommandCodec.encode(outcome));
  }

  /// The outcome that such an answer tells.
  ///
  /// @throws IllegalArgumentException if it tells none
  static Outcome outcome(Command command, IpcMessage reply) {
    return switch (reply) {
      case LockGrant(_, var holder, var requestId, long token)
          when command instanceof AcquireLock acquire && acquire.requestId().equals(requestId) ->
          new LockGranted(new Holder(new Request(acquire.session(), holder, requestId), token));
      case BarrierRelease(_, long generation, var entryId)
          when command instanceof EnterBarrier enter && enter.entryId().equals(entryId) ->
          new BarrierReleased(generation);
      case ClusterReply committed when committed.status() == ClusterReplyStatus.COMMITTED ->
          CommandCodec.decodeOutcome(committed.outcome());
      default -> throw new IllegalArgumentException("no outcome: " + reply);
    };
  }
}
