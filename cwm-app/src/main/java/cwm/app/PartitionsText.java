package cwm.app;

import cwm.ipc.message.IpcMessage.CopiesReply;
import cwm.ipc.message.IpcMessage.PartitionsReply;
import cwm.ipc.message.PartitionOwner;
import cwm.ipc.message.ReplicaSetState;
import java.util.ArrayList;
import java.util.List;

/// Which node owns which part of a cluster's facts, as text for people.
final class PartitionsText {
  private static final int RANGES_MAX = 8;

  private PartitionsText() {}

  static String of(PartitionsReply reply) {
    var out = new StringBuilder();
    if (reply.owners().isEmpty()) {
      out.append("no facts are placed yet%n".formatted());
    } else {
      int count = reply.owners().stream().mapToInt(owner -> owner.partitions().size()).sum();
      out.append(
          "%,d partitions by %s, epoch %,d; facts of version %,d%s%n%n"
              .formatted(
                  count,
                  reply.strategy(),
                  reply.epoch(),
                  reply.version(),
                  reply.complete() ? "" : ", not whole: " + why(reply)));
      out.append("%-16s %-24s %7s %10s%n".formatted("node", "address", "workers", "partitions"));
      for (PartitionOwner owner : reply.owners()) {
        out.append(
            "%-16s %-24s %,7d %,10d  %s%n"
                .formatted(
                    owner.nodeId(),
                    owner.address(),
                    owner.workerCount(),
                    owner.partitions().size(),
                    ranges(owner.partitions())));
      }
    }
    if (!reply.job().isEmpty()) {
      out.append("now: %s%n".formatted(reply.job()));
    }
    return out.toString();
  }

  private static String why(PartitionsReply reply) {
    return reply.job().isEmpty() ? "the last job has failed" : "the next job mends that";
  }

  /// Who has copies, and whether there are as many as there are to be.
  static String of(CopiesReply reply) {
    if (reply.sets().isEmpty()) {
      return "";
    }
    boolean isPlaced = reply.sets().stream().anyMatch(set -> set.partitionCount() > 0);
    var out = new StringBuilder();
    out.append(
        "%n%-10s %-16s %-32s %-16s %10s%n"
            .formatted("set", "led by", "copies at", "witness", "partitions"));
    for (ReplicaSetState set : reply.sets()) {
      out.append(
          "%-10d %-16s %-32s %-16s %,10d%s%n"
              .formatted(
                  set.set(),
                  set.leader().isEmpty() ? "nobody" : set.leader(),
                  String.join(" ", set.holders()),
                  set.witness().isEmpty() ? "-" : set.witness(),
                  set.partitionCount(),
                  remark(set, isPlaced)));
    }
    if (isPlaced) {
      out.append("%s%n".formatted(summary(reply)));
    }
    return out.toString();
  }

  private static String remark(ReplicaSetState set, boolean isPlaced) {
    if (set.lost()) {
      return "  lost: too few of its members are left";
    }
    if (set.partitionCount() == 0) {
      return isPlaced ? "  is about to take over from another" : "";
    }
    if (set.leader().isEmpty()) {
      return set.majority()
          ? "  unavailable until its members have chosen who leads"
          : "  unavailable until a majority of its members is there";
    }
    return set.leader().equals(set.home()) ? "" : "  in the place of " + set.home();
  }

  private static String summary(CopiesReply reply) {
    long fewer =
        reply.sets().stream()
            .filter(set -> set.partitionCount() > 0 && set.holders().size() < reply.copies())
            .count();
    long notLed =
        reply.sets().stream()
            .filter(set -> set.partitionCount() > 0 && set.leader().isEmpty())
            .count();
    if (notLed > 0) {
      return "the facts of %d of these are unavailable now".formatted(notLed);
    }
    if (fewer > 0) {
      return "%d of these have fewer copies than replication_factor = %d asks for; %s"
          .formatted(
              fewer,
              reply.copies(),
              reply.nodeCount() < reply.copies() ? "more nodes mend that" : "that is being mended");
    }
    return "every fact has %d copies".formatted(reply.copies());
  }

  /// Ascending numbers, neighbours together: `0-3 7`. Long lists are cut.
  private static String ranges(List<Integer> numbers) {
    List<String> ranges = new ArrayList<>();
    for (int from = 0; from < numbers.size() && ranges.size() < RANGES_MAX; ) {
      int to = from;
      while (to + 1 < numbers.size() && numbers.get(to + 1) == numbers.get(to) + 1) {
        to++;
      }
      ranges.add(
          from == to ? numbers.get(from).toString() : numbers.get(from) + "-" + numbers.get(to));
      from = to + 1;
    }
    return String.join(" ", ranges) + (ranges.size() == RANGES_MAX ? " ..." : "");
  }
}
