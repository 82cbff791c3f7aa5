package cwm.app;

import cwm.cluster.ClusterException;
import cwm.cluster.ClusterHealth;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits until a node is a member, however long that takes, and says what it waits for: at once
/// when that is something new, else less and less often.
final class Joining {
  private static final Logger log = LoggerFactory.getLogger(Joining.class);

  /// Longer than an election takes with the default times, which is what every start waits for.
  private static final Duration SLICE = Duration.ofSeconds(5);

  private static final Duration SILENCE_MIN = Duration.ofSeconds(15);
  private static final Duration SILENCE_MAX = Duration.ofMinutes(10);

  private final String nodeId;
  private final Membership membership;
  private String said = "";
  private long saidNanos;
  private Duration silence = SILENCE_MIN;

  Joining(String nodeId, Membership membership) {
    this.nodeId = nodeId;
    this.membership = membership;
  }

  /// Returns when the node is a member, or is closed.
  ///
  /// @return why it will never be a member, if that is so
  Optional<ClusterException> run() {
    try {
      while (!isJoined()) {
        say(membership.waitingFor());
      }
      tellOfMembers();
      return Optional.empty();
    } catch (ClusterException e) {
      return e.code() == ClusterException.Code.CLOSED ? Optional.empty() : Optional.of(e);
    } catch (InterruptedException _) {
      return Optional.empty(); // nobody does
    }
  }

  private boolean isJoined() throws InterruptedException {
    try {
      membership.join(SLICE);
      return true;
    } catch (ClusterException e) {
      if (e.code() == ClusterException.Code.TIMEOUT) {
        return false;
      }
      throw e;
    }
  }

  private void tellOfMembers() {
    try {
      ClusterHealth health = membership.health();
      log.info(
          "{}: joined the cluster of {} members as {}",
          nodeId,
          health.clusterSize(),
          health.role().jsonName());
    } catch (ClusterException e) {
      log.info("{}: joined the cluster, which then was lost: {}", nodeId, e.getMessage());
    }
  }

  private void say(String reason) {
    long now = System.nanoTime();
    boolean isNew = !reason.equals(said);
    if (isNew || now - saidNanos >= silence.toNanos()) {
      silence = isNew ? SILENCE_MIN : longer(silence);
      said = reason;
      saidNanos = now;
      log.warn("{}: waits for {}", nodeId, reason);
    }
  }

  private static Duration longer(Duration duration) {
    Duration twice = duration.multipliedBy(2);
    return twice.compareTo(SILENCE_MAX) < 0 ? twice : SILENCE_MAX;
  }
}
