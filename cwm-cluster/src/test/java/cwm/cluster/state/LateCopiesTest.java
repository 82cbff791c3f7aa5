package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.AcquireLock;
import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.EnterBarrier;
import cwm.cluster.state.Command.ExpireSession;
import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Outcome.BarrierReleased;
import cwm.cluster.state.Outcome.BarrierWaiting;
import cwm.cluster.state.Outcome.Done;
import cwm.cluster.state.Outcome.LockGranted;
import cwm.cluster.state.Outcome.NameTaken;
import cwm.cluster.state.Outcome.RequestEnded;
import cwm.cluster.state.Outcome.SessionGone;
import cwm.cluster.state.Outcome.SessionOpened;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Copies of commands that come late, behind what their proposer did next.
class LateCopiesTest {
  private final Log log = new Log();

  @Test
  void lateCopyOfAnAcquireDoesNotTakeTheLockAgain() {
    long session = log.joinAndOpen("a");
    var acquire = new AcquireLock("lock", session, "r1");
    log.apply(acquire);
    log.release("lock", session, "r1");
    assertThat(log.apply(acquire)).isEqualTo(new RequestEnded());
    assertThat(log.state.lock("lock")).isEmpty();
  }

  @Test
  void acquireBehindItsOwnReleaseTakesNothing() {
    long session = log.joinAndOpen("a");
    log.release("lock", session, "r1");
    assertThat(log.acquire("lock", session, "r1")).isEqualTo(new RequestEnded());
    assertThat(log.state.lock("lock")).isEmpty();
  }

  @Test
  void lateCopyOfAnEntryDoesNotEnterTheNextGeneration() {
    long a = log.joinAndOpen("a");
    long b = log.joinAndOpen("b");
    var enter = new EnterBarrier("barrier", 2, a, "e1");
    log.apply(enter);
    log.enter("barrier", 2, b, "e1");
    assertThat(log.apply(enter)).isEqualTo(new BarrierReleased(0));
    log.renew(a, "e1");
    assertThat(log.apply(enter)).isEqualTo(new RequestEnded());
    assertThat(log.enter("barrier", 2, b, "e2")).isEqualTo(new BarrierWaiting(1, List.of("b"), 2));
  }

  @Test
  void lateCopyOfAnEntryThatGaveUpDoesNotWait() {
    long session = log.joinAndOpen("a");
    var enter = new EnterBarrier("barrier", 2, session, "e1");
    log.apply(enter);
    assertThat(log.leave("barrier", session, "e1")).isEqualTo(new Done());
    assertThat(log.apply(enter)).isEqualTo(new RequestEnded());
    assertThat(log.state.barrier("barrier").orElseThrow().entered()).isEmpty();
  }

  @Test
  void lateCopyOfAJoinDoesNotBringTheReplacedIncarnationBack() {
    var first = new PutMember("a", "a-1", "a:9000");
    log.apply(first);
    log.apply(new PutMember("a", "a-2", "a:9000", Optional.of("a-1")));
    Member second = log.state.member("a").orElseThrow();
    assertThat(log.apply(first)).isEqualTo(new NameTaken(second));
    assertThat(log.state.members()).containsExactly(second);
  }

  @Test
  void secondOpeningOfASessionIsTheFirst() {
    log.join("a");
    var open = new OpenSession("a", "a-1", "open", Log.LEASE_MILLIS);
    Outcome first = log.apply(open);
    log.renew(((SessionOpened) first).sessionId());
    assertThat(log.apply(open)).isEqualTo(first);
    assertThat(log.state.sessions()).hasSize(1);
  }

  @Test
  void expiryThatWasDecidedBeforeARenewalDoesNothing() {
    long session = log.joinAndOpen("a");
    var expire = new ExpireSession(session, session);
    log.renew(session);
    log.apply(expire);
    assertThat(log.state.session(session)).isPresent();
  }

  @Test
  void nothingOfAClosedSessionComesBack() {
    long session = log.joinAndOpen("a");
    log.acquire("lock", session, "r1");
    log.apply(new CloseSession(session));
    assertThat(log.acquire("lock", session, "r1")).isEqualTo(new SessionGone());
    assertThat(log.enter("barrier", 1, session, "e1")).isEqualTo(new SessionGone());
    assertThat(log.state.locks()).isEmpty();
    assertThat(log.state.barriers()).isEmpty();
  }

  @Test
  void endedRequestsAreRememberedUpToALimit() {
    long session = log.joinAndOpen("a");
    for (int i = 0; i <= Limits.ENDED_COUNT_MAX; i++) {
      log.acquire("lock", session, "r" + i);
      log.release("lock", session, "r" + i);
    }
    assertThat(log.acquire("lock", session, "r1")).isEqualTo(new RequestEnded());
    assertThat(log.acquire("lock", session, "r0")).isInstanceOf(LockGranted.class);
  }
}
