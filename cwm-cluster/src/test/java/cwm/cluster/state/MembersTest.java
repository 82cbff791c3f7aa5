package cwm.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.state.Command.OpenSession;
import cwm.cluster.state.Command.PutMember;
import cwm.cluster.state.Command.RemoveMember;
import cwm.cluster.state.Effect.Granted;
import cwm.cluster.state.Effect.MembersChanged;
import cwm.cluster.state.Effect.SessionEnded;
import cwm.cluster.state.Outcome.Done;
import cwm.cluster.state.Outcome.NameTaken;
import cwm.cluster.state.Outcome.Rejected;
import cwm.cluster.state.Outcome.Rejected.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MembersTest {
  private final Log log = new Log();

  @Test
  void membersAreInTheOrderOfJoining() {
    log.join("c");
    log.join("a");
    log.join("b");
    assertThat(log.state.members()).extracting(Member::nodeId).containsExactly("c", "a", "b");
    assertThat(log.state.members()).extracting(Member::joinedIndex).containsExactly(1L, 2L, 3L);
  }

  @Test
  void otherAddressKeepsThePlace() {
    log.join("a");
    log.join("b");
    log.apply(new PutMember("a", "a-1", "elsewhere:1"));
    var moved = new Member("a", "a-1", "elsewhere:1", 1);
    assertThat(log.state.members()).first().isEqualTo(moved);
    assertThat(log.effects)
        .containsExactly(new MembersChanged(List.of(moved, new Member("b", "b-1", "b:9000", 2))));
  }

  @Test
  void replacementGoesToTheEndAndEndsTheOldSessions() {
    log.join("a");
    log.join("b");
    long session = log.open("a");
    Session old = log.state.session(session).orElseThrow();
    log.apply(new PutMember("a", "a-2", "a:9000", Optional.of("a-1")));
    assertThat(log.state.members()).extracting(Member::incarnation).containsExactly("b-1", "a-2");
    assertThat(log.effects)
        .containsExactly(
            new MembersChanged(log.state.members()),
            new SessionEnded(old, SessionEnded.Cause.MEMBER_REPLACED));
    assertThat(log.state.sessions()).isEmpty();
  }

  @Test
  void onlyTheIncarnationThatWasFoundDownIsReplaced() {
    log.join("a");
    log.apply(new PutMember("a", "a-2", "a:9000", Optional.of("a-1")));
    Member second = log.state.member("a").orElseThrow();
    // Two processes had asked at the same time; both were told that the first one is down.
    assertThat(log.apply(new PutMember("a", "a-3", "a:9000", Optional.of("a-1"))))
        .isEqualTo(new NameTaken(second));
    assertThat(log.apply(new PutMember("a", "a-3", "a:9000"))).isEqualTo(new NameTaken(second));
  }

  @Test
  void removalOfAnotherIncarnationDoesNothing() {
    log.join("a");
    assertThat(log.apply(new RemoveMember("a", "a-2"))).isEqualTo(new Done());
    assertThat(log.state.member("a")).isPresent();
    assertThat(log.effects).isEmpty();
  }

  @Test
  void lockOfARemovedMemberGoesToNoOtherSessionOfIt() {
    log.join("a");
    long first = log.open("a");
    long second = log.open("a");
    long other = log.joinAndOpen("b");
    log.acquire("lock", first, "r1");
    log.acquire("lock", second, "r1");
    log.acquire("lock", other, "r1");
    log.apply(new RemoveMember("a", "a-1"));
    var holder = new Holder(new Request(other, "b", "r1"), log.index());
    assertThat(log.effects)
        .filteredOn(Granted.class::isInstance)
        .containsExactly(new Granted("lock", holder));
    assertThat(log.state.sessions()).extracting(Session::id).containsExactly(other);
  }

  @Test
  void onlyMembersOpenSessions() {
    log.join("a");
    assertThat(log.apply(new OpenSession("a", "a-2", "open", 1)))
        .isEqualTo(new Rejected(Reason.NOT_A_MEMBER, "a/a-2 is no member"));
    assertThat(log.apply(new OpenSession("b", "b-1", "open", 1))).isInstanceOf(Rejected.class);
    assertThat(log.state.sessions()).isEmpty();
  }
}
