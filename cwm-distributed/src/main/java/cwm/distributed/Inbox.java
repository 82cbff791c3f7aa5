package cwm.distributed;

import cwm.ipc.IpcException;
import cwm.ipc.message.IpcMessage.InferenceRequest;
import cwm.ipc.message.IpcMessage.InferenceResult;
import cwm.ipc.message.IpcMessage.PlacementData;
import cwm.ipc.message.IpcMessage.SuperstepMarker;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.engine.Shipment;
import cwm.reasoner.engine.SitesException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has come for a job, by the meeting it was sent before.
///
/// A node may be one meeting ahead of another, so what it sends waits here until this node comes to
/// that meeting. Filled by the threads of messages, emptied by the one that reasons.
///
/// What it cannot hold in memory waits in a file.
final class Inbox implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Inbox.class);

  /// How many meetings a node can be ahead of another: it goes to the second only when all have
  /// come to the first.
  private static final int AHEAD_MAX = 1;

  private final TermDictionary dictionary;
  private final Threads.Monitor lock;
  private final Spilling spilling;

  // By parity of the meeting, since a file's space is free when all of it was taken.
  private final List<SpillFile> files;

  // Guarded by `lock`.
  private final Map<Long, Waiting> waiting = new HashMap<>();
  private final Map<Long, Map<String, SuperstepMarker>> markers = new HashMap<>();
  private final Map<String, SitesException> failures = new HashMap<>();
  private String ownFailure = "";
  private long nextMeeting = 1;
  private boolean hasSpilled;
  private boolean isClosed;

  /// What was sent before a meeting.
  private static final class Waiting {
    final List<Shipment> shipments = new ArrayList<>();
    long memoryBytes;
  }

  Inbox(TermDictionary dictionary, Threads threads, Spilling spilling) {
    this.dictionary = dictionary;
    this.spilling = spilling;
    lock = threads.newMonitor();
    files = List.of(new SpillFile(spilling.directory()), new SpillFile(spilling.directory()));
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

  void add(PlacementData data) {
    add(data.meeting(), Parcels.numbers(data));
  }

  private void add(long meeting, Shipment shipment) {
    lock.lock();
    try {
      requireNear(meeting);
      if (isClosed || !ownFailure.isEmpty()) {
        return; // nobody will take it
      }
      Waiting before = waiting.computeIfAbsent(meeting, _ -> new Waiting());
      long byteCount = SpillFile.byteCount(shipment);
      if (memoryBytes() + byteCount <= spilling.memoryBytesMax()) {
        before.shipments.add(shipment);
        before.memoryBytes += byteCount;
      } else {
        before.shipments.add(spilled(meeting, shipment));
      }
    } finally {
      lock.unlock();
    }
  }

  private long memoryBytes() {
    return waiting.values().stream().mapToLong(meeting -> meeting.memoryBytes).sum();
  }

  private Shipment spilled(long meeting, Shipment shipment) {
    if (!hasSpilled) {
      hasSpilled = true;
      log.info(
          "what other nodes send is more than {} MB that may wait in memory; the rest waits in"
              + " a file in {}",
          spilling.memoryBytesMax() >> 20,
          spilling.directory());
    }
    try {
      return files.get((int) (meeting & 1)).put(shipment);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep what other nodes send in a file in %s: %s"
              .formatted(spilling.directory(), e.getMessage()),
          e);
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
      Waiting taken = waiting.remove(meeting);
      return taken == null ? List.of() : taken.shipments;
    } finally {
      lock.unlock();
    }
  }

  /// Forgets what waits, and takes no more. What was taken and waits in the file is gone too.
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      waiting.clear();
      for (SpillFile file : files) {
        file.close();
      }
    } catch (IOException e) {
      log.warn("cannot close a file in {}: {}", spilling.directory(), e.getMessage());
    } finally {
      lock.unlock();
    }
  }
}
