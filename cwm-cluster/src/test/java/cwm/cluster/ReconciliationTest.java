package cwm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import cwm.cluster.state.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
  @Test
  void theDeadGoBeforeTheNewCome() {
    List<LogMember> current = voters("a/1", "b/1", "c/1");
    assertThat(steps(current, members("a/1", "b/1", "c/2"), 7))
        .containsExactly(voters("a/1", "b/1"), voters("a/1", "b/1", "c/2"));
  }

  @Test
  void oneComesAtATime() {
    assertThat(steps(voters("a/1"), members("a/1", "b/1", "c/1"), 7))
        .containsExactly(voters("a/1", "b/1"), voters("a/1", "b/1", "c/1"));
  }

  @Test
  void whoCannotBeTakenInKeepsNobodyOut() {
    List<LogMember> current = voters("a/1");
    List<Member> members = members("a/1", "b/1", "c/1");
    Set<MemberId> late = Set.of(MemberId.parse("b/1"));
    assertThat(Reconciliation.next(current, members, 7, late)).contains(voters("a/1", "c/1"));
    assertThat(Reconciliation.next(voters("a/1", "c/1"), members, 7, late))
        .contains(voters("a/1", "c/1", "b/1"));
  }

  @Test
  void whoComesAfterTheLastVoterListens() {
    List<List<LogMember>> steps = steps(voters("a/1"), members("a/1", "b/1", "c/1"), 2);
    assertThat(steps.getLast()).containsExactly(voter("a/1"), voter("b/1"), listener("c/1"));
  }

  @Test
  void theOldestListenerTakesThePlaceOfAVoterThatLeft() {
    List<LogMember> current = List.of(voter("a/1"), voter("b/1"), listener("c/1"), listener("d/1"));
    assertThat(steps(current, members("a/1", "c/1", "d/1"), 2).getLast())
        .containsExactlyInAnyOrder(voter("a/1"), voter("c/1"), listener("d/1"));
  }

  @Test
  void aLogIsNeverLeftWithoutVoters() {
    assertThat(steps(voters("a/1"), members("b/1"), 7))
        .containsExactly(voters("a/1", "b/1"), voters("b/1"));
  }

  @Test
  void aLogWhoseLeaderHasNotAnnouncedItselfStays() {
    assertThat(Reconciliation.next(voters("a/1"), List.of(), 7, Set.of())).isEmpty();
  }

  private static List<List<LogMember>> steps(
      List<LogMember> from, List<Member> members, int maxVoters) {
    List<List<LogMember>> steps = new ArrayList<>();
    Optional<List<LogMember>> next = Reconciliation.next(from, members, maxVoters, Set.of());
    while (next.isPresent()) {
      steps.add(next.get());
      assertThat(steps).hasSizeLessThan(20);
      next = Reconciliation.next(next.get(), members, maxVoters, Set.of());
    }
    return steps;
  }

  private static List<Member> members(String... ids) {
    List<Member> members = new ArrayList<>();
    for (String text : ids) {
      MemberId id = MemberId.parse(text);
      members.add(new Member(id.nodeId(), id.incarnation(), "", members.size() + 1L));
    }
    return members;
  }

  private static List<LogMember> voters(String... ids) {
    return Stream.of(ids).map(ReconciliationTest::voter).toList();
  }

  private static LogMember voter(String id) {
    return new LogMember(MemberId.parse(id), true);
  }

  private static LogMember listener(String id) {
    return new LogMember(MemberId.parse(id), false);
  }
}
