package cwm.distributed;

import cwm.cluster.Cluster;
import cwm.cluster.MemberInfo;
import cwm.cluster.log.MemberId;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.DataSettings;
import cwm.cluster.state.Job;
import cwm.cluster.state.JobNode;
import cwm.cluster.state.Layout;
import cwm.cluster.state.Participant;
import cwm.cluster.state.PartitionMap;
import cwm.cluster.state.ReplicaSet;
import cwm.ipc.Received;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.CopiesReply;
import cwm.ipc.message.IpcMessage.CopiesRequest;
import cwm.ipc.message.IpcMessage.ErrorReply;
import cwm.ipc.message.IpcMessage.PartitionsReply;
import cwm.ipc.message.IpcMessage.PartitionsRequest;
import cwm.ipc.message.PartitionOwner;
import cwm.ipc.message.ReplicaSetState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Answers who owns which facts, and who has copies of them.
final class PlacementServer {
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
    cluster
        .node()
        .on(
            PartitionsRequest.class,
            received -> threads.handle(() -> answer(received, this::partitions)));
    cluster
        .node()
        .on(CopiesRequest.class, received -> threads.handle(() -> answer(received, this::copies)));
  }

  private void answer(Received<?> received, Function<Agenda, IpcMessage> reply) {
    try {
      // Or who has just loaded something might hear of a time before.
      var _ = received.replyAsync(reply.apply(upToDate.agenda()));
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

  private static ReplicaSetState state(ReplicaSet set, Agenda now) {
    return new ReplicaSetState(
        set.id(),
        set.home(),
        set.leader().map(JobNode::nodeId).orElse(""),
        set.holders().stream().map(MemberId::nodeId).toList(),
        set.witness().map(MemberId::nodeId).orElse(""),
        now.layout().map(layout -> partitionCount(layout, set.id())).orElse(0),
        set.isLost());
  }

  private static int partitionCount(Layout layout, long set) {
    int place = layout.sets().indexOf(set);
    return Math.toIntExact(layout.owners().stream().filter(owner -> owner == place).count());
  }
}
