package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.cluster.log.ChangeResult;
import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.LogStatus;
import cwm.cluster.log.MemberId;
import cwm.cluster.log.ProposeResult;
import cwm.cluster.log.ReadResult;
import cwm.cluster.log.ReplicatedLog;
import cwm.distributed.SetEntry.Stated;
import cwm.ipc.message.Bytes;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.reasoner.engine.SitesException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// How entries come into the log of a set.
class SetLogTest {
  private static final MemberId SELF = new MemberId("node-1", "a");

  private final TermDictionary dictionary = new TermDictionary();
  private final Proposed log = new Proposed();
  private final SetLog entries =
      new SetLog(
          7, log, new SetCopy(dictionary, false, () -> {}), dictionary, ProcessThreads.INSTANCE);

  /// A log that answers as it is told to, and then that all is well.
  private static final class Proposed implements ReplicatedLog {
    final List<Bytes> proposals = new ArrayList<>();
    final Deque<ProposeResult> answers = new ArrayDeque<>();

    @Override
    public MemberId self() {
      return SELF;
    }

    @Override
    public CompletableFuture<ProposeResult> propose(Bytes command) {
      proposals.add(command);
      ProposeResult answer = answers.poll();
      return CompletableFuture.completedFuture(
          answer == null ? new ProposeResult.Committed(proposals.size(), Bytes.EMPTY) : answer);
    }

    @Override
    public CompletableFuture<ReadResult> awaitUpToDate() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Leadership leadership() {
      throw new UnsupportedOperationException();
    }

    @Override
    public LogStatus status() {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<LogMember> members() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<ChangeResult> changeMembers(
        List<LogMember> expected, List<LogMember> members) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<MemberId, Long> progress() {
      return Map.of();
    }

    @Override
    public CompletableFuture<ChangeResult> transferLeadership(Set<MemberId> candidates) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  @Test
  void largeFactsAreSpreadOverEntriesThatALogTakes() {
    var facts = new TripleList();
    for (int i = 0; i < 9; i++) {
      facts.accept(
          dictionary.intern(new Iri("urn:s" + i)),
          dictionary.intern(new Iri("urn:p")),
          dictionary.intern(Literal.of(i + "x".repeat(300_000))));
    }
    entries.note(facts, 1_000, batch -> new Stated(3, batch));
    entries.await();
    assertThat(log.proposals).hasSizeBetween(3, 9).allMatch(entry -> entry.size() <= 1 << 20);
    var written = new TripleList();
    for (Bytes entry : log.proposals) {
      ((Stated) SetEntry.decode(entry, dictionary)).facts().forEach(written);
    }
    assertThat(written.toArray()).isEqualTo(facts.toArray());
  }

  @Test
  void whatMayBeInTheLogIsProposedAgain() {
    log.answers.add(new ProposeResult.Unknown("no majority in time"));
    log.answers.add(new ProposeResult.Unavailable("the disk is full"));
    log.answers.add(new ProposeResult.NotLeader(Optional.empty()));
    entries.note(new SetEntry.Settled(5, 0));
    entries.await();
    assertThat(log.proposals).hasSize(4).containsOnly(log.proposals.getFirst());
  }

  @Test
  void whoLeadsNoMoreGivesUp() {
    log.answers.add(new ProposeResult.NotLeader(Optional.of(new MemberId("node-2", "b"))));
    entries.note(new SetEntry.Settled(5, 0));
    assertThatThrownBy(entries::await)
        .isInstanceOf(SitesException.class)
        .hasMessage("cannot write the log of set 7: 'node-2' leads it");
  }
}
