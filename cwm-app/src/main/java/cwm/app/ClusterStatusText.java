package cwm.app;

import cwm.app.server.JsonText;
import cwm.ipc.message.IpcMessage.StatusReply;
import cwm.ipc.message.MemberStatus;
import java.util.ArrayList;
import java.util.List;

/// What a node says of its cluster, as text.
final class ClusterStatusText {
  private static final List<String> HEAD =
      List.of("member", "address", "state", "healthy", "votes");

  private ClusterStatusText() {}

  /// For people.
  static String table(StatusReply status) {
    var out = new StringBuilder();
    out.append(
        "%s is %s in term %,d; %s%n"
            .formatted(status.nodeId(), status.role(), status.term(), leader(status)));
    out.append(
        "cluster %s is %s; log: %,d entries, %,d of %,d committed ones applied%n"
            .formatted(
                status.clusterId().isEmpty() ? "(none yet)" : status.clusterId(),
                status.healthy() ? "healthy" : "not healthy",
                status.logSize(),
                status.lastApplied(),
                status.commitIndex()));
    if (!status.members().isEmpty()) {
      out.append('\n');
      appendTable(rows(status.members()), out);
    }
    if (!status.problems().isEmpty()) {
      out.append('\n');
      status.problems().forEach(problem -> out.append("problem: %s%n".formatted(problem)));
    }
    return out.toString();
  }

  private static String leader(StatusReply status) {
    return status.leader().isEmpty() ? "no leader is known" : "the leader is " + status.leader();
  }

  private static List<List<String>> rows(List<MemberStatus> members) {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    for (MemberStatus member : members) {
      rows.add(
          List.of(
              member.nodeId(),
              member.address().isEmpty() ? "?" : member.address(),
              member.state(),
              member.healthy() ? "yes" : "no",
              member.votes() ? "yes" : "no"));
    }
    return rows;
  }

  private static void appendTable(List<List<String>> rows, StringBuilder out) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      out.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
  }

  /// For programs: the message's components, in snake_case as on the wire.
  static String json(StatusReply status) {
    return JsonText.of(
        json -> {
          json.writeStringField("node_id", status.nodeId());
          json.writeStringField("cluster_id", status.clusterId());
          json.writeStringField("role", status.role());
          json.writeNumberField("term", status.term());
          json.writeStringField("leader", status.leader());
          json.writeBooleanField("healthy", status.healthy());
          json.writeArrayFieldStart("members");
          for (MemberStatus member : status.members()) {
            json.writeStartObject();
            json.writeStringField("node_id", member.nodeId());
            json.writeStringField("address", member.address());
            json.writeStringField("state", member.state());
            json.writeBooleanField("healthy", member.healthy());
            json.writeBooleanField("votes", member.votes());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNumberField("log_size", status.logSize());
          json.writeNumberField("last_applied", status.lastApplied());
          json.writeNumberField("commit_index", status.commitIndex());
          json.writeArrayFieldStart("problems");
          for (String problem : status.problems()) {
            json.writeString(problem);
          }
          json.writeEndArray();
        });
  }
}
