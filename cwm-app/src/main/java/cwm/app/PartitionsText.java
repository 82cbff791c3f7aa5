package cwm.app;

import cwm.ipc.message.IpcMessage.PartitionsReply;
import cwm.ipc.message.PartitionOwner;
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
                  reply.complete() ? "" : ", not whole: the last job has failed"));
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
