package cwm.cluster.ratis;

import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMachine;
import cwm.cluster.log.LogMember;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Tells a machine what has changed since it was told last. Only the thread that watches uses it.
final class Teller {
  private final LogMachine machine;
  private final Executor notifications;
  private @Nullable Leadership leadership;
  private List<LogMember> members = List.of();
  private boolean isCommitted;

  Teller(LogMachine machine, Executor notifications) {
    this.machine = machine;
    this.notifications = notifications;
  }

  void tell(Leadership now) {
    if (!now.equals(leadership)) {
      leadership = now;
      notifications.execute(() -> machine.leadershipChanged(now));
    }
  }

  void tell(List<LogMember> nowMembers, boolean isNowCommitted) {
    if (!nowMembers.equals(members) || isNowCommitted != isCommitted) {
      members = nowMembers;
      isCommitted = isNowCommitted;
      notifications.execute(() -> machine.membersChanged(nowMembers, isNowCommitted));
    }
  }
}
