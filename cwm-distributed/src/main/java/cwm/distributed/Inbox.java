package cwm.distributed;

import cwm.ipc.message.IpcMessage.InferenceRequest;
import cwm.ipc.message.IpcMessage.InferenceResult;
import cwm.ipc.message.IpcMessage.SuperstepMarker;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.engine.Shipment;
import cwm.reasoner.engine.SitesException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What has come for a job, by the meeting it was sent before.
///
/// A node may be one meeting ahead of another, so what it sends waits here until this node comes to
/// that meeting. Filled by the threads of messages, emptied by the one that reasons.
final class Inbox {
  private final TermDictionary dictionary;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition hasNews = lock.newCondition();

  // Guarded by `lock`.
  private final Map<Long, List<Shipment>> shipments = new HashMap<>();
  private final Map<Long, Map<String, SuperstepMarker>> markers = new HashMap<>();
  private String failure = "";

  Inbox(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  // ---------------------------------------------------------------- what comes

  void add(InferenceRequest request) {
    add(request.meeting(), Parcels.rows(request, dictionary));
  }

  void add(InferenceResult result) {
    Parcels.concluded(result, dictionary).forEach(shipment -> add(result.meeting(), shipment));
  }

  void add(TripleData data) {
    add(data.meeting(), Parcels.mirrored(data, dictionary));
  }

  private void add(long meeting, Shipment shipment) {
    lock.lock();
    try {
      shipments.computeIfAbsent(meeting, _ -> new ArrayList<>()).add(shipment);
    } finally {
      lock.unlock();
    }
  }

  /// The peer has come to a meeting, and what it had sent before is here.
  void mark(String peer, SuperstepMarker marker) {
    lock.lock();
    try {
      markers.computeIfAbsent(marker.meeting(), _ -> new HashMap<>()).put(peer, marker);
      if (!marker.failure().isEmpty()) {
        fail("'%s' cannot go on: %s".formatted(peer, marker.failure()));
      }
      hasNews.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void lost(String peer, String reason) {
    lock.lock();
    try {
      fail("the session with '%s' is over: %s".formatted(peer, reason));
      hasNews.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(String why) {
    if (failure.isEmpty()) {
      failure = why;
    }
  }

  // ---------------------------------------------------------------- what is taken

  /// Waits until all of some peers have come to a meeting.
  ///
  /// @return what they said, by peer
  /// @throws SitesException if one of them cannot go on, or is lost
  Map<String, SuperstepMarker> await(long meeting, Set<String> peers) {
    lock.lock();
    try {
      while (true) {
        Map<String, SuperstepMarker> come = markers.getOrDefault(meeting, Map.of());
        if (come.keySet().containsAll(peers) && come.values().stream().allMatch(Inbox::isWell)) {
          markers.remove(meeting);
          return come;
        }
        if (!failure.isEmpty()) {
          throw new SitesException(failure);
        }
        hasNews.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SitesException("interrupted while waiting for the other nodes", e);
    } finally {
      lock.unlock();
    }
  }

  private static boolean isWell(SuperstepMarker marker) {
    return marker.failure().isEmpty();
  }

  /// Takes what was sent before a meeting to which all have come.
  List<Shipment> take(long meeting) {
    lock.lock();
    try {
      List<Shipment> taken = shipments.remove(meeting);
      return taken == null ? List.of() : taken;
    } finally {
      lock.unlock();
    }
  }
}
