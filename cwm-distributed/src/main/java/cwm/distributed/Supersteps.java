package cwm.distributed;

import cwm.ipc.Node;
import cwm.ipc.PeerInfo;
import cwm.ipc.PeerListener;
import cwm.ipc.message.DataPurpose;
import cwm.ipc.message.IpcMessage.InferenceRequest;
import cwm.ipc.message.IpcMessage.InferenceResult;
import cwm.ipc.message.IpcMessage.SuperstepMarker;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.reasoner.engine.Sites;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A node's part in the jobs that nodes reason in together: takes in what the others send, for the
/// job it belongs to.
///
/// What comes for a job that has not begun here is kept for it: the others may be faster. Any
/// thread may call.
public final class Supersteps {
  /// Jobs that may wait for their beginning here; a node takes part in one at a time.
  private static final int EARLY_JOBS_MAX = 4;

  private final Node node;

  // Guarded by this.
  private final Map<String, Inbox> inboxes = new HashMap<>();

  /// @param node answers for its jobs from now on
  public Supersteps(Node node) {
    this.node = node;
    node.on(
        InferenceRequest.class,
        received -> file(received.message().job(), inbox -> inbox.add(received.message())));
    node.on(
        InferenceResult.class,
        received -> file(received.message().job(), inbox -> inbox.add(received.message())));
    node.on(
        TripleData.class,
        received -> {
          TripleData data = received.message();
          if (data.purpose() == DataPurpose.MIRROR) {
            file(data.job(), inbox -> inbox.add(data));
          }
        });
    node.on(
        SuperstepMarker.class,
        received ->
            file(
                received.message().job(),
                inbox -> inbox.mark(received.peer(), received.message())));
    node.addPeerListener(
        new PeerListener() {
          @Override
          public void peerDown(PeerInfo peer, String reason) {
            lost(peer.nodeId(), reason);
          }
        });
  }

  /// Begins this node's part in a job. All nodes of the job begin theirs, with equal arguments.
  ///
  /// @param job its id, which no other job ever had
  /// @param members the nodes that take part, this one among them; their places are the numbers of
  ///   sites
  /// @throws IllegalArgumentException if this node is none of them
  public Job begin(String job, List<JobMember> members) {
    Inbox inbox;
    synchronized (this) {
      inbox = inboxes.computeIfAbsent(job, _ -> new Inbox(node.dictionary()));
    }
    return new Job(this, node, job, List.copyOf(members), inbox);
  }

  /// A node that takes part in a job.
  ///
  /// @param workerCount how many workers it has
  public record JobMember(String nodeId, int workerCount) {}

  /// A node's part in a job.
  public static final class Job implements AutoCloseable {
    private final Supersteps supersteps;
    private final String id;
    private final NetworkSites sites;

    private Job(Supersteps supersteps, Node node, String id, List<JobMember> members, Inbox inbox) {
      this.supersteps = supersteps;
      this.id = id;
      sites = new NetworkSites(node, id, members, inbox);
    }

    /// What the engine of this node meets the others by.
    public Sites sites() {
      return sites;
    }

    /// Ends this node's part.
    @Override
    public void close() {
      supersteps.end(id);
    }
  }

  private void file(String job, Consumer<Inbox> what) {
    Inbox inbox;
    synchronized (this) {
      if (!inboxes.containsKey(job) && inboxes.size() >= EARLY_JOBS_MAX) {
        return; // whoever waits for an answer learns it by its time limit
      }
      inbox = inboxes.computeIfAbsent(job, _ -> new Inbox(node.dictionary()));
    }
    what.accept(inbox);
  }

  private synchronized void lost(String nodeId, String reason) {
    inboxes.values().forEach(inbox -> inbox.lost(nodeId, reason));
  }

  private synchronized void end(String job) {
    inboxes.remove(job);
  }
}
