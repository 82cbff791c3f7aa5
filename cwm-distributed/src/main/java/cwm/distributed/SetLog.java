package cwm.distributed;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.ipc.message.Bytes;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.reasoner.engine.SitesException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// The log of a set, at one of its members, and this member's copy of the facts.
///
/// Entries are noted by the thread of jobs, which waits for them together at the end.
final class SetLog {
  /// Entries under way; whoever notes more waits for the first.
  private static final int UNDER_WAY_MAX = 16;

  /// Facts of an entry, and its bytes unless it is one fact: a log takes entries of some megabytes.
  static final int BATCH_MAX = 1 << 14;

  private static final int ENTRY_BYTES_MAX = 1 << 20;

  /// How long to try to have an entry agreed on.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration RETRY = Duration.ofMillis(50);

  private final long id;
  private final ReplicatedLog log;
  private final SetCopy copy;
  private final TermDictionary dictionary;
  private final Threads threads;

  private volatile boolean isGivenUp;

  // Owned by the thread of jobs.
  private final Deque<Proposal> underWay = new ArrayDeque<>();

  private record Proposal(Bytes entry, CompletableFuture<ProposeResult> result) {}

  SetLog(long id, ReplicatedLog log, SetCopy copy, TermDictionary dictionary, Threads threads) {
    this.id = id;
    this.log = log;
    this.copy = copy;
    this.dictionary = dictionary;
    this.threads = threads;
  }

  /// Which set.
  long id() {
    return id;
  }

  SetCopy copy() {
    return copy;
  }

  Leadership leadership() {
    return log.leadership();
  }

  /// Hands leadership to one of some members.
  CompletableFuture<ChangeResult> transferLeadership(Set<MemberId> candidates) {
    return log.transferLeadership(candidates);
  }

  /// How far the others are behind; nothing if this member does not lead.
  List<CopyLag> lags() {
    long commitIndex = log.status().commitIndex();
    return log.progress().entrySet().stream()
        .map(
            other ->
                new CopyLag(
                    id, other.getKey().nodeId(), Math.max(0, commitIndex - other.getValue())))
        .sorted(Comparator.comparing(CopyLag::nodeId))
        .toList();
  }

  /// Up to which entry some members, of which this is one that leads, are known to have the log.
  long keptIndex(List<MemberId> members) {
    Map<MemberId, Long> progress = log.progress();
    return members.stream()
        .mapToLong(
            member ->
                member.equals(log.self())
                    ? log.status().commitIndex()
                    : progress.getOrDefault(member, 0L))
        .min()
        .orElse(0);
  }

  /// Writes an entry. Waits if many are under way. Those under way may come into the log in another
  /// order, and twice.
  ///
  /// @throws SitesException if this member cannot have it agreed on
  void note(SetEntry entry) {
    propose(entry, SetEntry.encode(entry, dictionary));
  }

  private void propose(SetEntry entry, Bytes bytes) {
    while (underWay.size() >= UNDER_WAY_MAX) {
      await(underWay.removeFirst());
    }
    copy.expect(bytes, entry);
    underWay.add(new Proposal(bytes, log.propose(bytes)));
  }

  /// Writes facts, in entries of bounded size, however large their terms are.
  void note(TripleList facts, int batchSize, Function<TripleList, SetEntry> as) {
    facts.forEachBatch(Math.min(batchSize, BATCH_MAX), batch -> note(batch, as));
  }

  private void note(TripleList facts, Function<TripleList, SetEntry> as) {
    SetEntry entry = as.apply(facts);
    Bytes bytes = SetEntry.encode(entry, dictionary);
    if (bytes.size() <= ENTRY_BYTES_MAX || facts.size() == 1) {
      propose(entry, bytes);
    } else {
      facts.forEachBatch((facts.size() + 1) / 2, half -> note(half, as));
    }
  }

  /// Waits until all entries are agreed on, and in the copy.
  ///
  /// @throws SitesException if one is not, as far as is known
  void await() {
    while (!underWay.isEmpty()) {
      await(underWay.removeFirst());
    }
  }

  /// Has whoever waits for entries wait no longer, since the job is over.
  void giveUp() {
    isGivenUp = true;
  }

  /// Forgets what is under way.
  void clear() {
    isGivenUp = false;
    underWay.clear();
    copy.expectNothing();
  }

  /// Proposes an entry again and again where nobody knows whether it is in the log: twice does no
  /// harm. Whoever leads no more has nothing to say.
  private void await(Proposal first) {
    CompletableFuture<ProposeResult> written = first.result();
    long end = threads.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        Optional<String> problem = problem(threads.get(written, Threads.FOREVER_NANOS));
        if (problem.isEmpty()) {
          return;
        }
        if (isGivenUp || threads.nanoTime() - end > 0) {
          throw failure(problem.get());
        }
        threads.pause(RETRY.toNanos());
        written = log.propose(first.entry());
      }
    } catch (ExecutionException e) {
      throw failure(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      throw new IllegalStateException(e); // it waits for ever
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SitesException.ofLoss("interrupted while writing the log of set " + id, e);
    }
  }

  private Optional<String> problem(ProposeResult result) {
    return switch (result) {
      case ProposeResult.Committed _ -> Optional.empty();
      case ProposeResult.NotLeader(var leader) -> {
        if (leader.filter(other -> !other.equals(log.self())).isPresent()) {
          throw failure("'" + leader.get().nodeId() + "' leads it");
        }
        yield Optional.of("nobody leads it");
      }
      case ProposeResult.Unknown(var reason) -> Optional.of(reason);
      case ProposeResult.Unavailable(var reason) -> Optional.of(reason);
    };
  }

  private SitesException failure(String why) {
    return SitesException.ofLoss("cannot write the log of set %d: %s".formatted(id, why));
  }

  void close() {
    log.close();
  }
}
