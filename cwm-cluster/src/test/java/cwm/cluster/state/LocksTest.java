package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.CloseSession;
import cwm.cluster.state.Command.ExpireSession;
import cwm.cluster.state.Effect.Granted;
import cwm.cluster.state.Effect.SessionEnded;
import cwm.cluster.state.Outcome.Done;
import cwm.cluster.state.Outcome.LockGranted;
import cwm.cluster.state.Outcome.LockQueued;
import cwm.cluster.state.Outcome.SessionGone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocksTest {
  private final Log log = new Log();
  private long a;
  private long b;
  private long c;

  @BeforeEach
  void openSessions() {
    a = log.joinAndOpen("a");
    b = log.joinAndOpen("b");
    c = log.joinAndOpen("c");
  }

  @Test
  void tokenIsTheIndexOfTheGrant() {
    Outcome outcome = log.acquire("lock", a, "r1");
    var holder = new Holder(new Request(a, "a", "r1"), log.index());
    assertThat(outcome).isEqualTo(new LockGranted(holder));
    assertThat(log.effects).containsExactly(new Granted("lock", holder));
  }

  @Test
  void othersWaitInTheOrderOfAsking() {
    log.acquire("lock", a, "r1");
    Holder holder = log.state.lock("lock").orElseThrow().holder();
    assertThat(log.acquire("lock", b, "r1")).isEqualTo(new LockQueued(1, holder));
    assertThat(log.acquire("lock", c, "r1")).isEqualTo(new LockQueued(2, holder));
    assertThat(log.effects).isEmpty();
    log.release("lock", a, "r1");
    assertThat(log.effects)
        .containsExactly(new Granted("lock", new Holder(new Request(b, "b", "r1"), log.index())));
    log.release("lock", b, "r1");
    assertThat(log.effects)
        .containsExactly(new Granted("lock", new Holder(new Request(c, "c", "r1"), log.index())));
  }

  @Test
  void sameRequestGetsTheAnswerOfNow() {
    Outcome granted = log.acquire("lock", a, "r1");
    log.acquire("lock", b, "r1");
    log.acquire("lock", c, "r1");
    assertThat(log.acquire("lock", a, "r1")).isEqualTo(granted);
    log.release("lock", b, "r1");
    Holder holder = log.state.lock("lock").orElseThrow().holder();
    assertThat(log.acquire("lock", c, "r1")).isEqualTo(new LockQueued(1, holder));
    log.release("lock", a, "r1");
    long granting = log.index();
    assertThat(log.acquire("lock", c, "r1"))
        .isEqualTo(new LockGranted(new Holder(new Request(c, "c", "r1"), granting)));
    assertThat(log.effects).isEmpty();
  }

  @Test
  void withdrawalLeavesTheHolder() {
    log.acquire("lock", a, "r1");
    log.acquire("lock", b, "r1");
    assertThat(log.release("lock", b, "r1")).isEqualTo(new Done());
    assertThat(log.effects).isEmpty();
    log.release("lock", a, "r1");
    assertThat(log.state.lock("lock")).isEmpty();
  }

  @Test
  void otherRequestOfTheHolderDoesNotReleaseItsLock() {
    log.acquire("lock", a, "r1");
    log.release("lock", a, "r2");
    log.release("lock", b, "r1");
    assertThat(log.state.lock("lock")).isPresent();
  }

  @Test
  void secondRequestOfASessionQueuesBehindItsFirst() {
    log.acquire("lock", a, "r1");
    assertThat(log.acquire("lock", a, "r2")).isInstanceOf(LockQueued.class);
    log.release("lock", a, "r1");
    assertThat(log.state.lock("lock").orElseThrow().holder().request().id()).isEqualTo("r2");
  }

  @Test
  void endOfASessionPassesItsLocksOnByName() {
    log.acquire("lock-2", a, "r1");
    log.acquire("lock-1", a, "r2");
    log.acquire("lock-2", a, "r3");
    log.acquire("lock-2", b, "r1");
    log.acquire("lock-1", b, "r2");
    Session ended = log.state.session(a).orElseThrow();
    log.apply(new ExpireSession(a, a));
    assertThat(log.effects)
        .containsExactly(
            new SessionEnded(ended, SessionEnded.Cause.EXPIRED),
            new Granted("lock-1", new Holder(new Request(b, "b", "r2"), log.index())),
            new Granted("lock-2", new Holder(new Request(b, "b", "r1"), log.index())));
    assertThat(log.state.lock("lock-2").orElseThrow().queue()).isEmpty();
  }

  @Test
  void releaseAfterTheSessionEndedSaysThatTheLockWasLost() {
    log.acquire("lock", a, "r1");
    log.acquire("lock", b, "r1");
    log.apply(new CloseSession(a));
    assertThat(log.release("lock", a, "r1")).isEqualTo(new SessionGone());
    assertThat(log.state.lock("lock").orElseThrow().holder().nodeId()).isEqualTo("b");
  }
}
