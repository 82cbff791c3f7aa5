package cwm.distributed;

import cwm.cluster.Cluster;
import cwm.cluster.MemberInfo;
import cwm.cluster.log.MemberId;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.Command;
import cwm.cluster.state.DataSettings;
import cwm.cluster.state.Job;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.Layout;
import cwm.cluster.state.Outcome;
import cwm.cluster.state.Participant;
import cwm.cluster.state.PartitionMap;
import cwm.cluster.state.ReplicaSet;
import cwm.ipc.IpcException;
import cwm.ipc.Received;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.CopiesReply;
import cwm.ipc.message.IpcMessage.CopiesRequest;
import cwm.ipc.message.IpcMessage.ErrorReply;
import cwm.ipc.message.IpcMessage.ForceSet;
import cwm.ipc.message.IpcMessage.ForceSetReply;
import cwm.ipc.message.IpcMessage.PartitionsReply;
import cwm.ipc.message.IpcMessage.PartitionsRequest;
import cwm.ipc.message.PartitionOwner;
import cwm.ipc.message.ReplicaSetState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers who owns which facts, and who has copies of them, and has a set go on from one copy for
/// an operator.
final class PlacementServer {
  private static final Logger log = LoggerFactory.getLogger(PlacementServer.class);

  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final Threads threads;
  private final UpToDate upToDate;

  /// Gives what the cluster has agreed on by now, after waiting for it.
  @FunctionalInterface
  interface UpToDate {
    /// The agenda.
    ///
    /// @throws DistributedException if this node cannot tell
    Agenda agenda() throws InterruptedException;
  }

  PlacementServer(Cluster cluster, Threads threads, UpToDate upToDate) {
    this.cluster = cluster;
    this.threads = threads;
    this.upToDate = upToDate;
  }

  void listen() {
    on(PartitionsRequest.class, (_, now) -> partitions(now));
    on(CopiesRequest.class, (_, now) -> copies(now));
    on(ForceSet.class, this::force);
  }

  /// Makes a reply to a request of what the cluster has agreed on.
  @FunctionalInterface
  private interface Answering<M extends IpcMessage> {
    IpcMessage reply(M request, Agenda now) throws InterruptedException;
  }

  private <M extends IpcMessage> void on(Class<M> type, Answering<M> answering) {
    cluster.node().on(type, received -> threads.handle(() -> answer(received, answering)));
  }

  private <M extends IpcMessage> void answer(Received<M> received, Answering<M> answering) {
    try {
      // Or who has just loaded something might hear of a time before.
      var _ = received.replyAsync(answering.reply(received.message(), upToDate.agenda()));
    } catch (DistributedException e) {
      var _ = received.replyAsync(new ErrorReply("NOT_UP_TO_DATE", String.valueOf(e.getMessage())));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the node ends
    }
  }

  private PartitionsReply partitions(Agenda now) {
    Map<String, String> addresses =
        cluster.members().stream()
            .collect(Collectors.toMap(MemberInfo::nodeId, MemberInfo::address));
    List<PartitionOwner> owners = new ArrayList<>();
    now.map()
        .ifPresent(
            map -> {
              for (int place = 0; place < map.nodes().size(); place++) {
                JobNode owner = map.nodes().get(place);
                owners.add(
                    new PartitionOwner(
                        owner.nodeId(),
                        addresses.getOrDefault(owner.nodeId(), ""),
                        owner.workerCount(),
                        map.partitionsOf(place)));
              }
            });
    return new PartitionsReply(
        cluster.nodeId(),
        now.settings().map(DataSettings::partitionStrategy).orElse(""),
        now.map().map(PartitionMap::epoch).orElse(0L),
        now.version(),
        now.isComplete(),
        text(now),
        owners);
  }

  private static String text(Agenda now) {
    String mending = now.isToBeMended() ? "waits for somebody to lead all sets again" : "";
    return now.running().map(PlacementServer::text).orElse(mending);
  }

  private static String text(Job job) {
    return "job %d of %d nodes: %s%s"
        .formatted(
            job.id(),
            job.nodes().size(),
            job.loads().isEmpty() ? "places facts" : job.loads().size() + " loads",
            job.thinks() ? ", then runs the rules" : "");
  }

  private CopiesReply copies(Agenda now) {
    return new CopiesReply(
        cluster.nodeId(),
        now.settings().map(DataSettings::replicationFactor).orElse(0),
        Math.toIntExact(now.participants().stream().filter(Participant::mayOwn).count()),
        now.sets().stream().map(set -> state(set, now)).toList());
  }

  private ReplicaSetState state(ReplicaSet set, Agenda now) {
    return new ReplicaSetState(
        set.id(),
        set.home(),
        set.leader().map(JobNode::nodeId).orElse(""),
        set.holders().stream().map(MemberId::nodeId).toList(),
        set.witness().map(MemberId::nodeId).orElse(""),
        partitionCount(now, set),
        set.isLost(),
        set.isMajority(there(set)));
  }

  // ---------------------------------------------------------------- an operator's decision

  private IpcMessage force(ForceSet wish, Agenda now) throws InterruptedException {
    List<Long> ids = now.layout().map(Layout::sets).orElse(List.of());
    Optional<ReplicaSet> known = now.set(wish.set()).filter(set -> ids.contains(set.id()));
    if (known.isEmpty()) {
      return refused("no set %d keeps facts; these do: %s".formatted(wish.set(), ids));
    }
    ReplicaSet set = known.get();
    List<String> there = there(set);
    if (set.isMajority(there)) {
      return refused(
          "%s of the %d members of set %d are there, which is enough: nothing is to be forced"
              .formatted(String.join(", ", there), set.founderCount(), set.id()));
    }
    Optional<String> leader = set.leader().map(JobNode::nodeId);
    if (leader.filter(id -> isThere(id) || now.reach().isThere(id)).isPresent() && !set.isLost()) {
      return refused(
          "set %d is led by '%s', which is there as far as is known; try again in some seconds"
              .formatted(set.id(), leader.get()));
    }
    List<String> left =
        set.holders().stream().map(MemberId::nodeId).filter(id -> takesPart(id, now)).toList();
    if (left.isEmpty() && !wish.mayBeEmpty()) {
      return refused(
          "none of the members that held the facts of set %d is there; when `cwm cluster remove` has taken them out, it goes on without the facts with --empty"
              .formatted(set.id()));
    }
    String holder = wish.holder();
    if (holder.isEmpty() && left.size() > 1) {
      return refused(
          "several members have a copy of set %d: %s; say which with --from"
              .formatted(set.id(), String.join(", ", left)));
    }
    if (!holder.isEmpty() && !left.isEmpty() && !left.contains(holder)) {
      return refused(
          "'%s' is not there, or has no copy of set %d; there is one at %s"
              .formatted(holder, set.id(), String.join(", ", left)));
    }
    if (holder.isEmpty()) {
      holder = left.isEmpty() ? cluster.nodeId() : left.getFirst();
    }
    return force(set, holder, left.isEmpty(), now);
  }

  /// The members of a set that this node hears.
  private List<String> there(ReplicaSet set) {
    return set.voters().stream().map(MemberId::nodeId).filter(this::isThere).toList();
  }

  private boolean takesPart(String nodeId, Agenda now) {
    return isThere(nodeId) && now.participant(nodeId).isPresent();
  }

  private boolean isThere(String nodeId) {
    return nodeId.equals(cluster.nodeId()) || cluster.node().peer(nodeId).isPresent();
  }

  private IpcMessage force(ReplicaSet set, String holder, boolean isEmpty, Agenda now)
      throws InterruptedException {
    try {
      Outcome outcome =
          threads.get(
              cluster.submitAsync(
                  new Command.ForceSet(set.id(), holder, isEmpty, set.raftTerm()), COMMIT_TIMEOUT),
              2 * COMMIT_TIMEOUT.toNanos());
      if (outcome instanceof Outcome.Rejected(_, String message)) {
        return refused(message);
      }
    } catch (ExecutionException | TimeoutException e) {
      return refused("nobody knows whether it will be done: " + IpcException.messageOf(e));
    }
    log.warn(
        "{}: set {} was forced to go on from {}",
        cluster.nodeId(),
        set.id(),
        isEmpty ? "nothing; its facts are lost" : "what '" + holder + "' has");
    return new ForceSetReply(set.id(), holder, isEmpty, partitionCount(now, set));
  }

  private static ErrorReply refused(String why) {
    return new ErrorReply("CANNOT_FORCE", why);
  }

  private static int partitionCount(Agenda now, ReplicaSet set) {
    return now.layout().map(layout -> partitionCount(layout, set.id())).orElse(0);
  }

  private static int partitionCount(Layout layout, long set) {
    int place = layout.sets().indexOf(set);
    return Math.toIntExact(layout.owners().stream().filter(owner -> owner == place).count());
  }
}
