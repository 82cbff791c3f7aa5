package cwm.distributed;

import cwm.distributed.Supersteps.JobMember;
import cwm.ipc.IpcException;
import cwm.ipc.Node;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.SuperstepMarker;
import cwm.ipc.message.PredicateCount;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Triple;
import cwm.reasoner.engine.Shipment;
import cwm.reasoner.engine.SiteNote;
import cwm.reasoner.engine.Sites;
import cwm.reasoner.engine.SitesException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The sites of a job: nodes, by their sessions.
///
/// A meeting is a [SuperstepMarker] to every other node, behind all that was sent to it. Sending
/// waits where a peer's queue is full; what comes is taken in by other threads meanwhile.
final class NetworkSites implements Sites {
  private final Node node;
  private final Threads threads;
  private final TermDictionary dictionary;
  private final String job;
  private final List<JobMember> members;
  private final int here;
  private final Set<String> others = new LinkedHashSet<>();
  private final Inbox inbox;

  /// The number of the next meeting; threads of workers read it between two of them.
  private volatile long nextMeeting = 1;

  NetworkSites(Node node, Threads threads, String job, List<JobMember> members, Inbox inbox) {
    this.node = node;
    this.threads = threads;
    this.job = job;
    this.members = members;
    this.inbox = inbox;
    dictionary = node.dictionary();
    List<String> ids = members.stream().map(JobMember::nodeId).toList();
    here = ids.indexOf(node.id());
    if (here < 0) {
      throw new IllegalArgumentException(
          "node '%s' is none of those of job %s: %s".formatted(node.id(), job, ids));
    }
    others.addAll(ids);
    others.remove(node.id());
  }

  @Override
  public int count() {
    return members.size();
  }

  @Override
  public int here() {
    return here;
  }

  @Override
  public int workerCount(int site) {
    return members.get(site).workerCount();
  }

  @Override
  public void send(int site, Shipment shipment) {
    send(
        members.get(site).nodeId(),
        Parcels.message(shipment, dictionary, node.id(), job, nextMeeting));
  }

  private void send(String peer, IpcMessage message) {
    send(node, threads, peer, message);
  }

  /// Sends to a node, and waits as long as its queue is full.
  ///
  /// @throws SitesException if the session is lost
  static void send(Node node, Threads threads, String peer, IpcMessage message) {
    CompletableFuture<@Nullable Void> room = node.sendAsync(peer, message);
    try {
      threads.get(room, Threads.FOREVER_NANOS);
    } catch (ExecutionException e) {
      throw SitesException.ofLoss(IpcException.messageOf(e), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e); // it waits for ever
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SitesException.ofLoss("interrupted while sending to '%s'".formatted(peer), e);
    }
  }

  @Override
  public List<SiteNote> meet(SiteNote note) {
    long meeting = nextMeeting;
    SuperstepMarker own = marker(meeting, note, "");
    others.forEach(peer -> send(peer, own));
    Map<String, SuperstepMarker> come = inbox.await(meeting, others);
    nextMeeting = meeting + 1;
    List<SiteNote> notes = new ArrayList<>();
    for (JobMember member : members) {
      notes.add(note(come.getOrDefault(member.nodeId(), own)));
    }
    return notes;
  }

  private SuperstepMarker marker(long meeting, SiteNote note, String failure) {
    return new SuperstepMarker(
        job,
        meeting,
        node.id(),
        note.hasRows(),
        note.roundCount(),
        note.counts().stream()
            .map(count -> new PredicateCount(dictionary.term(count.predicate()), count.factCount()))
            .toList(),
        RuleStatements.encode(note.rules()),
        note.isStale(),
        failure);
  }

  /// A node's note; this one's own too goes by its bytes, so that all compile the same.
  private SiteNote note(SuperstepMarker marker) {
    List<Triple> rules = RuleStatements.decode(marker.rules());
    return new SiteNote(
        marker.hasRows(),
        marker.roundCount(),
        marker.counts().stream()
            .map(
                count ->
                    new SiteNote.Count(dictionary.intern(count.predicate()), count.factCount()))
            .toList(),
        rules,
        marker.stale());
  }

  /// How often the nodes have met.
  long meetingCount() {
    return nextMeeting - 1;
  }

  @Override
  public List<Shipment> take() {
    return inbox.take(nextMeeting - 1);
  }

  @Override
  public void fail(String reason) {
    SuperstepMarker last = marker(nextMeeting, SiteNote.PRESENT, reason.isEmpty() ? "?" : reason);
    for (String peer : others) {
      var _ = node.sendAsync(peer, last); // whoever does not hear it loses the session
    }
  }
}
