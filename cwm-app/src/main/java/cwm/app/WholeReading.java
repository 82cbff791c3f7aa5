package cwm.app;

import cwm.distributed.DistributedException;
import cwm.distributed.FactClient;
import cwm.distributed.QueryNodes;
import cwm.ipc.IpcException;
import cwm.ipc.message.IpcMessage.CopiesReply;
import cwm.ipc.message.IpcMessage.CopiesRequest;
import cwm.ipc.message.IpcMessage.PartitionsReply;
import cwm.ipc.message.IpcMessage.PartitionsRequest;
import cwm.ipc.message.IpcMessage.StatusReply;
import cwm.ipc.message.IpcMessage.StatusRequest;
import cwm.ipc.message.PartitionOwner;
import cwm.ipc.message.ReplicaSetState;
import cwm.rdf.store.TermDictionary;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Reads what a whole cluster knows, of one version, for a tool that is no member of it.
///
/// It begins anew if the facts change meanwhile, and for a while if they are not whole or an owner
/// is lost: another takes its place, unless too many are.
final class WholeReading {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /// How long to wait for facts that are whole.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// How long to wait for nodes that a majority of those with copies would need to be there.
  private static final Duration FAILOVER_PATIENCE = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final NodeClient client;
  private final TermDictionary dictionary;

  /// @param dictionary the one that the client was made with
  WholeReading(NodeClient client, TermDictionary dictionary) {
    this.client = client;
    this.dictionary = dictionary;
  }

  /// Has something read.
  ///
  /// @param reading is called for each try
  /// @throws CommandException if that is not to be had
  <T> T read(Function<QueryNodes, T> reading) {
    long start = System.nanoTime();
    long hopeful = start;
    while (true) {
      PartitionsReply partitions =
          client.requestWhenReady(new PartitionsRequest(), PartitionsReply.class);
      String failure;
      boolean mayPass;
      if (partitions.complete()) {
        try {
          return reading.apply(nodes(partitions));
        } catch (DistributedException e) {
          failure = String.valueOf(e.getMessage());
          mayPass = FactClient.isToBeAskedAnew(e);
        }
      } else {
        mayPass = !partitions.job().isEmpty();
        failure =
            mayPass
                ? "what the cluster has is not whole yet: " + partitions.job()
                : "what the cluster has is not whole, since its last job has failed; see its logs";
      }
      CopiesReply copies = client.requestWhenReady(new CopiesRequest(), CopiesReply.class);
      long now = System.nanoTime();
      hopeful = areMajoritiesThere(copies) ? now : hopeful;
      boolean isLate =
          now - start >= PATIENCE.toNanos() || now - hopeful >= FAILOVER_PATIENCE.toNanos();
      if (isLate || !mayPass) {
        StatusReply status = client.request(new StatusRequest(), StatusReply.class);
        throw new CommandException(because(failure, status));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /// Whether every set that keeps facts may yet choose who leads.
  private static boolean areMajoritiesThere(CopiesReply copies) {
    return copies.sets().stream()
        .filter(set -> set.partitionCount() > 0)
        .allMatch(ReplicaSetState::majority);
  }

  private static String because(String failure, StatusReply status) {
    return status.healthy() ? failure : failure + ": " + String.join("; ", status.problems());
  }

  private QueryNodes nodes(PartitionsReply partitions) {
    List<QueryNodes.Owner> owners =
        partitions.owners().stream()
            .map(
                owner ->
                    new QueryNodes.Owner(
                        owner.nodeId(),
                        asking(owner),
                        () -> client.bytesReceivedFrom(owner.nodeId())))
            .toList();
    return new QueryNodes(
        client.id(), dictionary, partitions.version(), partitions.strategy(), owners);
  }

  private FactClient.Asking asking(PartitionOwner owner) {
    if (owner.address().isEmpty()) {
      throw new CommandException(
          "'%s' owns facts and is no member of the cluster any more".formatted(owner.nodeId()));
    }
    try {
      String peer =
          owner.nodeId().equals(client.peer())
              ? client.peer()
              : client.connectAlso(NodeClient.address(owner.address()));
      return query -> client.request(peer, query, TIMEOUT);
    } catch (IpcException e) {
      throw new DistributedException(
          "'%s' owns facts and does not answer: %s"
              .formatted(owner.nodeId(), IpcException.messageOf(e)),
          e);
    }
  }
}
