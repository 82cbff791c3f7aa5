package cwm.distributed;

import cwm.cluster.ClusterException;
import cwm.cluster.state.JobOutcome;
import cwm.cluster.state.JobResult;
import cwm.ipc.Node;
import cwm.ipc.PeerInfo;
import cwm.ipc.PeerListener;
import cwm.ipc.Received;
import cwm.ipc.message.IpcMessage.LoadEnd;
import cwm.ipc.message.IpcMessage.LoadReply;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.TripleBatch;
import cwm.rdf.store.TripleList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what tools load into the cluster by way of this node, batch by batch, and has it dealt out
/// when it is all there. A batch that comes again changes nothing. What is not finished goes with
/// the session of whoever sends it. Called by handlers.
final class LoadServer {
  private static final Logger log = LoggerFactory.getLogger(LoadServer.class);

  /// Has a load dealt out.
  interface Loader {
    /// Waits until the cluster knows, and promises the end.
    CompletableFuture<JobResult> load(TripleList facts, boolean thinks) throws InterruptedException;
  }

  private static final int LOADS_MAX = 64;

  /// Facts of loads that are under way: those of a load may be as much of the memory as a third. A
  /// fact that waits takes 12 bytes, and its terms and its place in the end about 60.
  private static final long WAITING_MAX = Runtime.getRuntime().maxMemory() / 3 / 72;

  private final String nodeId;
  private final Loader loader;
  private final Map<String, Coming> coming = new HashMap<>(); // guarded by this
  private long waitingCount; // guarded by this

  /// A load that is under way.
  private static final class Coming {
    final String peer;
    final TripleList facts = new TripleList();
    long batchCount;

    Coming(String peer) {
      this.peer = peer;
    }
  }

  LoadServer(Node node, Threads threads, Loader loader) {
    nodeId = node.id();
    this.loader = loader;
    node.on(LoadEnd.class, received -> threads.handle(() -> end(received)));
    node.addPeerListener(
        new PeerListener() {
          @Override
          public void peerDown(PeerInfo peer, String reason) {
            forgetAllOf(peer.nodeId());
          }
        });
  }

  private synchronized void forgetAllOf(String peer) {
    List.copyOf(coming.entrySet()).stream()
        .filter(entry -> entry.getValue().peer.equals(peer))
        .forEach(entry -> forget(entry.getKey()));
  }

  private void forget(String loadId) {
    Coming load = coming.remove(loadId);
    waitingCount -= load == null ? 0 : load.facts.size();
  }

  /// Takes a batch.
  void add(Received<TripleData> received) {
    TripleData batch = received.message();
    var _ = received.replyAsync(added(received.peer(), batch));
  }

  private synchronized LoadReply added(String peer, TripleData batch) {
    Coming load = coming.get(batch.job());
    if (load == null) {
      if (batch.meeting() != 1) {
        return refused(batch.job(), "this node does not know the load; begin it anew");
      }
      if (coming.size() == LOADS_MAX) {
        return refused(
            batch.job(), "%d loads are under way here, as many as may be".formatted(LOADS_MAX));
      }
      load = new Coming(peer);
      coming.put(batch.job(), load);
    }
    if (!load.peer.equals(peer)) {
      return refused(batch.job(), "the load is somebody else's");
    }
    if (batch.meeting() == load.batchCount + 1) {
      TripleBatch triples = (TripleBatch) batch.triples();
      if (waitingCount + triples.size() > WAITING_MAX) {
        forget(batch.job());
        return refused(
            batch.job(),
            "more than %,d statements would wait here; load file by file, or give the node more memory"
                .formatted(WAITING_MAX));
      }
      for (int row = 0; row < triples.size(); row++) {
        load.facts.accept(triples.subject(row), triples.predicate(row), triples.object(row));
      }
      load.batchCount++;
      waitingCount += triples.size();
    } else if (batch.meeting() > load.batchCount) {
      return refused(
          batch.job(),
          "batch %,d came, where %,d was next".formatted(batch.meeting(), load.batchCount + 1));
    }
    return new LoadReply(batch.job(), true, "", load.facts.size(), 0);
  }

  private static LoadReply refused(String loadId, String reason) {
    return new LoadReply(loadId, false, reason, 0, 0);
  }

  private void end(Received<LoadEnd> received) {
    LoadEnd end = received.message();
    Optional<TripleList> facts = taken(received.peer(), end);
    if (facts.isEmpty()) {
      var _ =
          received.replyAsync(
              refused(end.loadId(), "not all batches of the load are here; begin it anew"));
      return;
    }
    try {
      var _ =
          loader
              .load(facts.get(), end.thinks())
              .whenComplete(
                  (result, failure) -> {
                    tell(facts.get(), result, failure);
                    var _ = received.replyAsync(reply(end.loadId(), result, failure));
                  });
    } catch (ClusterException e) {
      var _ = received.replyAsync(refused(end.loadId(), String.valueOf(e.getMessage())));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the node ends
    }
  }

  /// Says to whoever watches this node what came of a load.
  private void tell(TripleList facts, JobResult result, Throwable failure) {
    if (failure == null && result.outcome() == JobOutcome.DONE) {
      log.info(
          "{}: loaded {} for a tool; {}; {}",
          nodeId,
          "%,d".formatted(facts.size()),
          JobText.summary(result),
          JobText.cost(result));
    }
  }

  private static LoadReply reply(String loadId, JobResult result, Throwable failure) {
    if (failure != null) {
      return refused(loadId, String.valueOf(failure.getMessage()));
    }
    boolean isDone = result.outcome() == JobOutcome.DONE;
    return new LoadReply(
        loadId, isDone, result.reason(), result.factCount(), result.derivedCount());
  }

  private synchronized Optional<TripleList> taken(String peer, LoadEnd end) {
    if (end.batchCount() == 0) {
      return Optional.of(new TripleList());
    }
    Coming load = coming.get(end.loadId());
    if (load == null || !load.peer.equals(peer) || load.batchCount != end.batchCount()) {
      return Optional.empty();
    }
    forget(end.loadId());
    return Optional.of(load.facts);
  }
}
