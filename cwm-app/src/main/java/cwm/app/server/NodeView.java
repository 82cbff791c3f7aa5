package cwm.app.server;

import com.fasterxml.jackson.core.JsonGenerator;
import cwm.app.server.ServedNode.ServedCluster;
import cwm.cluster.ClusterException;
import cwm.cluster.ClusterHealth;
import cwm.cluster.MemberHealth;
import cwm.cluster.NodeState;
import cwm.cluster.state.Agenda;
import cwm.cluster.state.DataSettings;
import cwm.cluster.state.Job;
import cwm.cluster.state.JobOutcome;
import cwm.cluster.state.JobResult;
import cwm.cluster.state.Participant;
import cwm.cluster.state.PartitionMap;
import cwm.cluster.state.ReplicaSet;
import cwm.distributed.JobProgress;
import java.io.IOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the page at `/` shows of a node and its cluster, in one answer.
///
/// Its fields may become other ones with the page; programs ask `/cluster/health` and its kin.
final class NodeView {
  private NodeView() {}

  static Answer of(ServedNode node) {
    Optional<ServedCluster> cluster = node.cluster();
    Optional<ClusterHealth> health = cluster.flatMap(NodeView::health);
    Optional<Agenda> agenda = cluster.map(ServedCluster::agenda);
    return Answer.json(
        Answer.OK,
        json -> {
          json.writeBooleanField("in_cluster", cluster.isPresent());
          json.writeStringField("node_id", health.map(ClusterHealth::nodeId).orElse(null));
          json.writeNumberField("uptime_secs", node.stats().uptimeSecs());
          json.writeStringField("waiting_for", waitingFor(node).orElse(null));
          json.writeStringField("doing", doing(node).orElse(null));
          writeSize(size(node, agenda), json);
          if (health.isPresent() && agenda.isPresent()) {
            json.writeObjectFieldStart("cluster");
            write(health.get(), agenda.get(), json);
            writePlacement(health.get(), agenda.get(), json);
            writeWork(agenda.get(), cluster.flatMap(ServedCluster::progress), json);
            json.writeEndObject();
          }
        });
  }

  /// Nothing if that cannot be said now, as when the node ends.
  private static Optional<ClusterHealth> health(ServedCluster cluster) {
    try {
      return Optional.of(cluster.health());
    } catch (ClusterException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> waitingFor(ServedNode node) {
    Optional<String> starting = node.startingWith();
    return starting.isPresent() ? starting : node.waitingFor();
  }

  private static Optional<String> doing(ServedNode node) {
    Optional<String> own = node.doing();
    return own.isPresent() ? own : node.store().flatMap(ServedStore::doing);
  }

  // ---------------------------------------------------------------- facts

  /// How many facts there are, as the store knows, or else those who asked a cluster for something
  /// last.
  private static Optional<ServedStore.Size> size(ServedNode node, Optional<Agenda> agenda) {
    Optional<ServedStore.Size> known = node.store().flatMap(ServedStore::size);
    return known.isPresent() ? known : agenda.flatMap(NodeView::lastResult).map(NodeView::size);
  }

  private static Optional<JobResult> lastResult(Agenda agenda) {
    return agenda.participants().stream()
        .flatMap(each -> each.answer().stream())
        .filter(result -> result.outcome() == JobOutcome.DONE)
        .max(Comparator.comparingLong(JobResult::job));
  }

  private static ServedStore.Size size(JobResult result) {
    return new ServedStore.Size(result.factCount(), result.derivedCount());
  }

  private static void writeSize(Optional<ServedStore.Size> size, JsonGenerator json)
      throws IOException {
    if (size.isPresent()) {
      json.writeObjectFieldStart("facts");
      json.writeNumberField("count", size.get().factCount());
      json.writeNumberField("derived", size.get().derivedCount());
      json.writeEndObject();
    } else {
      json.writeNullField("facts");
    }
  }

  // ---------------------------------------------------------------- members

  private static void write(ClusterHealth health, Agenda agenda, JsonGenerator json)
      throws IOException {
    json.writeStringField("role", health.role().jsonName());
    json.writeNumberField("term", health.term());
    json.writeStringField("leader", leader(health).orElse(null));
    json.writeBooleanField("healthy", health.isHealthy());
    json.writeArrayFieldStart("members");
    for (MemberHealth member : health.members()) {
      write(member, agenda, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("problems");
    for (String problem : health.problems()) {
      json.writeString(problem);
    }
    json.writeEndArray();
  }

  private static Optional<String> leader(ClusterHealth health) {
    return health.members().stream()
        .filter(member -> member.state() == NodeState.LEADER)
        .map(MemberHealth::nodeId)
        .findFirst();
  }

  private static void write(MemberHealth member, Agenda agenda, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", member.nodeId());
    json.writeStringField("address", member.address());
    json.writeStringField("state", member.state().jsonName());
    json.writeBooleanField("healthy", member.isHealthy());
    json.writeBooleanField("votes", member.votes());
    json.writeNumberField("partitions", partitionCount(agenda, member.nodeId()));
    json.writeNumberField(
        "workers",
        agenda.participant(member.nodeId()).map(each -> each.node().workerCount()).orElse(0));
    json.writeEndObject();
  }

  private static int partitionCount(Agenda agenda, String nodeId) {
    if (agenda.map().isEmpty()) {
      return 0;
    }
    PartitionMap map = agenda.map().get();
    for (int place = 0; place < map.nodes().size(); place++) {
      if (map.nodes().get(place).nodeId().equals(nodeId)) {
        return map.partitionsOf(place).size();
      }
    }
    return 0;
  }

  /// How facts are divided, and how many healthy members have each at least.
  private static void writePlacement(ClusterHealth health, Agenda agenda, JsonGenerator json)
      throws IOException {
    Set<String> healthy =
        health.members().stream()
            .filter(MemberHealth::isHealthy)
            .map(MemberHealth::nodeId)
            .collect(Collectors.toSet());
    json.writeStringField(
        "strategy", agenda.settings().map(DataSettings::partitionStrategy).orElse(null));
    json.writeNumberField("partitions", agenda.map().map(PartitionMap::partitionCount).orElse(0));
    json.writeNumberField(
        "copies",
        agenda.placedSets().stream().mapToLong(set -> copies(set, healthy)).min().orElse(0));
    json.writeNumberField(
        "copies_wanted", agenda.settings().map(DataSettings::replicationFactor).orElse(0));
    json.writeNumberField("version", agenda.version());
    json.writeBooleanField("whole", agenda.isComplete());
  }

  private static long copies(ReplicaSet set, Set<String> healthy) {
    return set.holders().stream().filter(holder -> healthy.contains(holder.nodeId())).count();
  }

  // ---------------------------------------------------------------- what they do

  private static void writeWork(Agenda agenda, Optional<JobProgress> here, JsonGenerator json)
      throws IOException {
    json.writeNumberField(
        "waiting", agenda.participants().stream().filter(Participant::isWaiting).count());
    json.writeBooleanField("rules_in_force", agenda.areRulesInForce());
    if (agenda.running().isPresent()) {
      json.writeObjectFieldStart("job");
      write(agenda.running().get(), here, json);
      json.writeEndObject();
    } else {
      json.writeNullField("job");
    }
  }

  private static void write(Job job, Optional<JobProgress> here, JsonGenerator json)
      throws IOException {
    json.writeNumberField("id", job.id());
    json.writeNumberField("attempt", job.attempt());
    json.writeNumberField("nodes", job.nodes().size());
    json.writeNumberField("reported", job.reports().size());
    json.writeNumberField("loads", job.loads().size());
    json.writeBooleanField("thinks", job.thinks());
    Optional<JobProgress> part = here.filter(known -> known.job() == job.id());
    if (part.isPresent()) {
      json.writeObjectFieldStart("here");
      json.writeStringField("phase", part.get().phase().name().toLowerCase(Locale.ROOT));
      json.writeNumberField("meetings", part.get().meetingCount());
      json.writeNumberField("facts", part.get().factCount());
      json.writeNumberField("derived", part.get().derivedCount());
      json.writeNumberField("millis", part.get().millis());
      json.writeEndObject();
    } else {
      json.writeNullField("here");
    }
  }
}
