package cwm.distributed;

import cwm.ipc.MessageHandler;
import cwm.ipc.Node;
import cwm.ipc.PeerInfo;
import cwm.ipc.PeerListener;
import cwm.ipc.message.IpcMessage.InferenceRequest;
import cwm.ipc.message.IpcMessage.InferenceResult;
import cwm.ipc.message.IpcMessage.PlacementData;
import cwm.ipc.message.IpcMessage.SuperstepMarker;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.reasoner.engine.Sites;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A node's part in the jobs that nodes reason in together: takes in what the others send, for the
/// job it belongs to.
///
/// What comes for a job that has not begun here is kept for it: the others may be faster. Any
/// thread may call.
public final class Supersteps implements AutoCloseable {
  /// Jobs that may wait for their beginning here. A node takes part in one at a time, and more than
  /// the next can hardly have begun elsewhere; the oldest makes room.
  private static final int EARLY_JOBS_MAX = 4;

  /// Jobs that are remembered to be over, since something of theirs may still be under way.
  private static final int ENDED_JOBS_MAX = 64;

  private final Node node;
  private final Threads threads;
  private final Spilling spilling;

  // Guarded by this.
  private final Map<String, Inbox> running = new HashMap<>();
  private final Map<String, Inbox> early = new LinkedHashMap<>();
  private final Set<String> ended = new LinkedHashSet<>();

  /// @param node answers for its jobs from now on
  public Supersteps(Node node) {
    this(node, Threads.ofProcess(), Spilling.standard(), _ -> {});
  }

  /// @param node answers for its jobs from now on
  /// @param loads takes the facts that belong to no job, but to a load
  Supersteps(Node node, Threads threads, Spilling spilling, MessageHandler<TripleData> loads) {
    this.node = node;
    this.threads = threads;
    this.spilling = spilling;
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
          if (received.isRequest()) {
            loads.handle(received);
          } else {
            file(data.job(), inbox -> inbox.add(data));
          }
        });
    node.on(
        PlacementData.class,
        received -> file(received.message().job(), inbox -> inbox.add(received.message())));
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
  /// @throws IllegalStateException if its part has begun before
  public synchronized Job begin(String job, List<JobMember> members) {
    if (ended.contains(job) || running.containsKey(job)) {
      throw new IllegalStateException("job " + job + " has begun before");
    }
    Inbox known = early.get(job);
    Inbox inbox = known == null ? newInbox() : known;
    var begun = new Job(this, node, job, List.copyOf(members), inbox);
    early.remove(job);
    running.put(job, inbox);
    return begun;
  }

  /// A node that takes part in a job.
  ///
  /// @param workerCount how many workers it has
  public record JobMember(String nodeId, int workerCount) {
    public JobMember {
      if (workerCount < 1) {
        throw new IllegalArgumentException("%d workers of '%s'".formatted(workerCount, nodeId));
      }
    }
  }

  /// A node's part in a job.
  public static final class Job implements AutoCloseable {
    private final Supersteps supersteps;
    private final String id;
    private final Inbox inbox;
    private final NetworkSites sites;

    private Job(Supersteps supersteps, Node node, String id, List<JobMember> members, Inbox inbox) {
      this.supersteps = supersteps;
      this.id = id;
      this.inbox = inbox;
      sites = new NetworkSites(node, supersteps.threads, id, members, inbox);
    }

    /// What the engine of this node meets the others by.
    public Sites sites() {
      return sites;
    }

    /// How often the nodes have met. Any thread may ask.
    long meetingCount() {
      return sites.meetingCount();
    }

    /// Has whoever waits for the other nodes wait no longer: their meeting fails here.
    public void cancel(String why) {
      inbox.failHere(why);
    }

    /// Ends this node's part.
    @Override
    public void close() {
      supersteps.end(id);
    }
  }

  private void file(String job, Consumer<Inbox> what) {
    Optional<Inbox> inbox = inbox(job);
    if (inbox.isEmpty()) {
      return;
    }
    try {
      what.accept(inbox.get());
    } catch (RuntimeException | Error e) { // or nobody would miss it
      inbox.get().failHere("this node could not take in what came: " + e.getMessage());
      throw e;
    }
  }

  /// Where to file what comes for a job; nothing if the job is over here.
  private synchronized Optional<Inbox> inbox(String job) {
    if (ended.contains(job)) {
      return Optional.empty();
    }
    Inbox begun = running.get(job);
    if (begun != null) {
      return Optional.of(begun);
    }
    Inbox waiting = early.computeIfAbsent(job, _ -> newInbox());
    if (early.size() > EARLY_JOBS_MAX) {
      Iterator<Inbox> oldest = early.values().iterator();
      oldest.next().close();
      oldest.remove();
    }
    return Optional.of(waiting);
  }

  private Inbox newInbox() {
    return new Inbox(node.dictionary(), threads, spilling);
  }

  private synchronized void lost(String nodeId, String reason) {
    running.values().forEach(inbox -> inbox.lost(nodeId, reason));
    early.values().forEach(inbox -> inbox.lost(nodeId, reason));
  }

  /// Notes that a job is over, whether it has begun here or not.
  synchronized void end(String job) {
    Stream.of(running.remove(job), early.remove(job))
        .filter(Objects::nonNull)
        .forEach(
            inbox -> {
              inbox.failHere("the job is over");
              inbox.close();
            });
    ended.add(job);
    if (ended.size() > ENDED_JOBS_MAX) {
      ended.remove(ended.iterator().next());
    }
  }

  /// Forgets what has come for jobs that have not begun here.
  @Override
  public synchronized void close() {
    early.values().forEach(Inbox::close);
    early.clear();
  }
}
