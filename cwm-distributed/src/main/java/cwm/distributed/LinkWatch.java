package cwm.distributed;

import cwm.cluster.Cluster;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Command.ReportLinks;
import cwm.cluster.state.Gap;
import cwm.cluster.state.Participant;
import cwm.ipc.PeerInfo;
import cwm.ipc.PeerListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the cluster which of those that take part this node does not reach, so that one of two
/// that others reach gives way ([cwm.cluster.state.Reach]).
///
/// A session ends when nothing is heard for three heartbeats. Whoever has none for another one is
/// told of, until it has had one for three.
final class LinkWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LinkWatch.class);

  private static final int HEARTBEATS_TO_TRUST = 3;

  private final Cluster cluster;
  private final Threads threads;
  private final String instance;
  private final Consumer<List<String>> onAside;
  private final long heartbeatNanos;
  private final Follower follower;

  // Only the follower uses these.
  private final Map<String, Link> links = new HashMap<>();
  private List<String> nextAside = List.of();
  private long nextAsideNanos;
  private List<String> aside = List.of();
  private @Nullable ReportLinks lastNews;

  /// How the way to another is.
  ///
  /// @param isTold whether the cluster has it as broken
  /// @param sinceNanos since when both are so
  private record Link(boolean isUp, boolean isTold, long sinceNanos) {}

  /// @param onAside is told who gives way from now on
  LinkWatch(Cluster cluster, Threads threads, String instance, Consumer<List<String>> onAside) {
    this.onAside = onAside;
    this.cluster = cluster;
    this.threads = threads;
    this.instance = instance;
    heartbeatNanos = cluster.node().config().heartbeatInterval().toNanos();
    follower = new Follower(cluster, threads, "cwm-links", this::follow);
    cluster
        .node()
        .addPeerListener(
            new PeerListener() {
              @Override
              public void peerUp(PeerInfo peer) {
                follower.lookAgain();
              }

              @Override
              public void peerDown(PeerInfo peer, String reason) {
                follower.lookAgain();
              }
            });
  }

  void start() {
    follower.start();
  }

  void agendaChanged(Agenda later) {
    follower.agendaChanged(later);
  }

  private long follow(Agenda now) throws InterruptedException {
    long wait = noteAside(now.reach().aside());
    boolean takesPart =
        now.participant(cluster.nodeId())
            .filter(own -> own.node().is(cluster.nodeId(), instance))
            .isPresent();
    return takesPart ? Math.min(wait, report(now)) : wait;
  }

  /// Tells who gives way, once that has been so for a heartbeat: until all have told that a node is
  /// lost, it looks as if some still reached it.
  private long noteAside(List<String> now) {
    long time = threads.nanoTime();
    if (!now.equals(nextAside)) {
      nextAside = now;
      nextAsideNanos = time + heartbeatNanos;
    }
    if (now.equals(aside)) {
      return Threads.FOREVER_NANOS;
    }
    if (nextAsideNanos - time > 0) {
      return nextAsideNanos - time;
    }
    aside = now;
    log.info(
        "{}: {}",
        cluster.nodeId(),
        now.isEmpty()
            ? "all that are there reach one another again"
            : "some do not reach one another, so that %s lead nothing".formatted(now));
    onAside.accept(now);
    return Threads.FOREVER_NANOS;
  }

  /// Tells what has changed for long enough; or that this node is there, if it counts as lost since
  /// the one that told last does not reach it. That one may be down by now, and nobody else has
  /// anything to tell.
  private long report(Agenda now) throws InterruptedException {
    long time = threads.nanoTime();
    long wait = Threads.FOREVER_NANOS;
    List<String> lost = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (Participant other : now.participants()) {
      String id = other.node().nodeId();
      boolean isTold = now.gaps().contains(Gap.between(cluster.nodeId(), id));
      Link link = look(id, isTold, time);
      if (id.equals(cluster.nodeId()) || link.isUp() != isTold) {
        continue; // as it is known
      }
      long due = link.sinceNanos() + heartbeatNanos * (link.isUp() ? HEARTBEATS_TO_TRUST : 1);
      if (due - time > 0) {
        wait = Math.min(wait, due - time);
      } else {
        (link.isUp() ? found : lost).add(id);
      }
    }
    boolean isMissed = wait == Threads.FOREVER_NANOS && !now.reach().isThere(cluster.nodeId());
    if (lost.isEmpty() && found.isEmpty() && !isMissed) {
      return wait;
    }
    var news = new ReportLinks(cluster.nodeId(), instance, lost, found);
    if (!news.equals(lastNews)) { // else nobody has heard it yet
      lastNews = news;
      log.info(
          "{}: {}{}{}{}",
          cluster.nodeId(),
          lost.isEmpty() ? "" : "does not reach " + lost,
          lost.isEmpty() || found.isEmpty() ? "" : ", ",
          found.isEmpty() ? "" : "reaches " + found + " again",
          isMissed ? "is there, though who told last does not reach it" : "");
    }
    boolean _ = follower.tell(news); // again then, until the agenda says so
    return heartbeatNanos;
  }

  private Link look(String id, boolean isTold, long time) {
    boolean isUp = cluster.node().peer(id).isPresent();
    Link seen = links.get(id);
    if (seen == null || seen.isUp() != isUp || seen.isTold() != isTold) {
      seen = new Link(isUp, isTold, time);
      links.put(id, seen);
    }
    return seen;
  }

  @Override
  public void close() {
    follower.close();
  }
}
