package cwm.cluster.state;

import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Image.Pass;
import cwm.cluster.state.Image.SessionImage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sessions, in the order in which they were opened, and what each has to remember so that late
/// copies of commands do no harm.
final class Sessions {
  private final Map<Long, Kept> byId = new LinkedHashMap<>();
  private int passCount;

  /// A session with its memory.
  private static final class Kept {
    Session session;
    final Map<PassKey, Long> generations = new LinkedHashMap<>();
    final Set<String> endedIds = new LinkedHashSet<>();

    Kept(Session session) {
      this.session = session;
    }
  }

  private record PassKey(String barrier, String entryId) {}

  void restore(List<SessionImage> images, Members members) {
    long previous = 0;
    for (SessionImage image : images) {
      Session session = image.session();
      Image.require(session.id() > previous, "sessions are not in the order of opening");
      Image.require(
          members.has(session.nodeId(), session.incarnation()),
          "session %d belongs to no member".formatted(session.id()));
      var kept = new Kept(session);
      byId.put(session.id(), kept);
      for (Pass pass : image.passes()) {
        remember(session.id(), pass.barrier(), pass.entryId(), pass.generation());
      }
      kept.endedIds.addAll(image.endedIds());
      previous = session.id();
    }
  }

  List<SessionImage> images() {
    List<SessionImage> images = new ArrayList<>();
    for (Kept kept : byId.values()) {
      List<Pass> passes = new ArrayList<>();
      kept.generations.forEach(
          (key, generation) -> passes.add(new Pass(key.barrier(), key.entryId(), generation)));
      images.add(new SessionImage(kept.session, passes, List.copyOf(kept.endedIds)));
    }
    return images;
  }

  List<Session> all() {
    return byId.values().stream().map(kept -> kept.session).toList();
  }

  /// The sessions of a member; other incarnations than the member's have none.
  List<Session> of(String nodeId) {
    return all().stream().filter(session -> session.nodeId().equals(nodeId)).toList();
  }

  int count() {
    return byId.size();
  }

  @Nullable Session get(long id) {
    Kept kept = byId.get(id);
    return kept == null ? null : kept.session;
  }

  /// The session that an earlier copy of the command, which is of a member, has opened.
  Optional<Session> openedBy(OpenSession command) {
    return of(command.nodeId()).stream()
        .filter(session -> session.requestId().equals(command.requestId()))
        .findFirst();
  }

  void open(OpenSession command, long index) {
    byId.put(
        index,
        new Kept(
            new Session(
                index,
                command.nodeId(),
                command.incarnation(),
                command.requestId(),
                command.leaseMillis(),
                index)));
  }

  void renew(long id, long index) {
    Kept kept = kept(id);
    kept.session = kept.session.renewedAt(index);
  }

  void remove(long id) {
    passCount -= kept(id).generations.size();
    byId.remove(id);
  }

  /// How many released entries are remembered, of all sessions.
  int passCount() {
    return passCount;
  }

  int passCount(long id) {
    return kept(id).generations.size();
  }

  /// In which generation the entry was released, or null.
  @Nullable Long generation(long id, String barrier, String entryId) {
    return kept(id).generations.get(new PassKey(barrier, entryId));
  }

  void remember(long id, String barrier, String entryId, long generation) {
    kept(id).generations.put(new PassKey(barrier, entryId), generation);
    passCount++;
  }

  /// Forgets in which generations these entries were released, but not that they were.
  void acknowledge(long id, List<String> entryIds) {
    Kept kept = kept(id);
    Set<String> acknowledged = Set.copyOf(entryIds);
    for (Iterator<PassKey> keys = kept.generations.keySet().iterator(); keys.hasNext(); ) {
      String entryId = keys.next().entryId();
      if (acknowledged.contains(entryId)) {
        keys.remove();
        passCount--;
        end(id, entryId);
      }
    }
  }

  /// Notes that a request is over, and forgets the oldest one if there are too many.
  void end(long id, String requestId) {
    Set<String> endedIds = kept(id).endedIds;
    endedIds.add(requestId);
    if (endedIds.size() > Limits.ENDED_COUNT_MAX) {
      endedIds.remove(endedIds.iterator().next());
    }
  }

  boolean hasEnded(long id, String requestId) {
    return kept(id).endedIds.contains(requestId);
  }

  private Kept kept(long id) {
    Kept kept = byId.get(id);
    assert kept != null : "session " + id;
    return kept;
  }
}
