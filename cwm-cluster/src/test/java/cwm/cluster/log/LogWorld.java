package cwm.cluster.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/// Where the members of a log live in a test: between real threads, or in a simulation.
public abstract class LogWorld implements AutoCloseable {

  /// A member that runs.
  public record Member(MemberId id, ReplicatedLog log, RegisterMachine machine) {
    public boolean isLeader() {
      Leadership now = log.leadership();
      return now.role() == Leadership.Role.LEADER && now.isReady();
    }
  }

  /// Starts a node and its copy of the log: begins it as one of `founders`, or, without, goes on
  /// with what the node keeps or waits to be taken in. It can reach all nodes that run.
  public abstract Member start(MemberId id, List<LogMember> founders);

  /// Starts members that begin a log.
  public final List<Member> found(List<MemberId> ids) {
    List<LogMember> founders = ids.stream().map(id -> new LogMember(id, true)).toList();
    return ids.stream().map(id -> start(id, founders)).toList();
  }

  /// Waits for a leader that is ready.
  public final Member leader(List<Member> members) {
    await(
        "there is a leader that is ready",
        () -> members.stream().filter(Member::isLeader).count() == 1);
    return members.stream().filter(Member::isLeader).findFirst().orElseThrow();
  }

  public static List<Member> others(List<Member> members, Member one) {
    return members.stream().filter(member -> !member.id().equals(one.id())).toList();
  }

  /// Ends a node without a goodbye. Its files remain.
  public abstract void kill(MemberId id);

  /// Lets nothing through between a node and all others, both ways, and nobody know.
  public abstract void isolate(MemberId id);

  /// Undoes [#isolate].
  public abstract void heal(MemberId id);

  /// Closes the log of a member that runs, and applies all that it keeps of it to a machine.
  public abstract void salvage(Member member, LogMachine machine);

  public abstract LogSettings settings();

  /// Waits until something holds; gives up after a time that is long for this world.
  public abstract boolean holds(BooleanSupplier condition);

  public final void await(String what, BooleanSupplier condition) {
    if (!holds(condition)) {
      throw new AssertionError("waited in vain until " + what);
    }
  }

  /// Waits for a future, and gives its value.
  public final <T> T await(CompletableFuture<T> future) {
    await("a future was done", future::isDone);
    try {
      return future.join();
    } catch (CompletionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  @Override
  public abstract void close();
}
