package cwm.distributed;

import cwm.ipc.IpcException;
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

/// What has come for a job, by the meeting it was sent before.
///
/// A node may be one meeting ahead of another, so what it sends waits here until this node comes to
/// that meeting. Filled by the threads of messages, emptied by the one that reasons.
///
/// All that comes before a meeting is kept in memory.
final class Inbox {
  /// How many meetings a node can be ahead of another: it goes to the second only when all have
  /// come to the first.
  private static final int AHEAD_MAX = 1;

  private final TermDictionary dictionary;
  private final Threads.Monitor lock;

  // Guarded by `lock`.
  private final Map<Long, List<Shipment>> shipments = new HashMap<>();
  private final Map<Long, Map<String, SuperstepMarker>> markers = new HashMap<>();
  private final Map<String, SitesException> failures = new HashMap<>();
  private String ownFailure = "";
  private long nextMeeting = 1;

  Inbox(TermDictionary dictionary, Threads threads) {
    this.dictionary = dictionary;
    lock = threads.newMonitor();
  }

  // ---------------------------------------------------------------- what comes

  void add(InferenceRequest request) {
    add(request.meeting(), Parcels.rows(request, dictionary));
  }

  void add(InferenceResult result) {
    Parcels.concluded(result, dictionary).forEach(shipment -> add(result.meeting(), shipment));
  }

  void add(TripleData data) {
    add(data.meeting(), Parcels.facts(data, dictionary));
  }

  private void add(long meeting, Shipment shipment) {
    lock.lock();
    try {
      requireNear(meeting);
      shipments.computeIfAbsent(meeting, _ -> new ArrayList<>()).add(shipment);
    } finally {
      lock.unlock();
    }
  }

  private void requireNear(long meeting) {
    if (meeting < nextMeeting || meeting > nextMeeting + AHEAD_MAX) {
      throw new IpcException(
          IpcException.Code.MALFORMED,
          "something for meeting %d, where %d comes next".formatted(meeting, nextMeeting));
    }
  }

  /// The peer has come to a meeting, and what it had sent before is here.
  void mark(String peer, SuperstepMarker marker) {
    lock.lock();
    try {
      if (marker.failure().isEmpty()) {
        requireNear(marker.meeting());
        markers.computeIfAbsent(marker.meeting(), _ -> new HashMap<>()).put(peer, marker);
      } else {
        failures.putIfAbsent(
            peer, new SitesException("'%s' cannot go on: %s".formatted(peer, marker.failure())));
      }
      lock.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void lost(String peer, String reason) {
    lock.lock();
    try {
      failures.putIfAbsent(
          peer, SitesException.ofLoss("the session with '%s' is over: %s".formatted(peer, reason)));
      lock.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// This node cannot go on.
  void failHere(String why) {
    lock.lock();
    try {
      ownFailure = ownFailure.isEmpty() ? why : ownFailure;
      lock.signalAll();
    } finally {
      lock.unlock();
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
        if (!ownFailure.isEmpty()) {
          throw SitesException.ofLoss(ownFailure);
        }
        Map<String, SuperstepMarker> come = markers.getOrDefault(meeting, Map.of());
        if (come.keySet().containsAll(peers)) {
          markers.remove(meeting);
          nextMeeting = meeting + 1;
          return come;
        }
        for (String peer : peers) {
          SitesException failure = failures.get(peer);
          if (failure != null) {
            throw failure;
          }
        }
        lock.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SitesException.ofLoss("interrupted while waiting for the other nodes", e);
    } finally {
      lock.unlock();
    }
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
