package cwm.cluster.state;

import cwm.cluster.state.Command.PutMember;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The nodes that belong to the cluster, in the order in which they joined.
final class Members {
  private final Map<String, Member> byNodeId = new LinkedHashMap<>();

  void restore(List<Member> members) {
    long previous = 0;
    for (Member member : members) {
      Image.require(member.joinedIndex() > previous, "members are not in the order of joining");
      Image.require(
          byNodeId.put(member.nodeId(), member) == null, "member " + member.nodeId() + " twice");
      previous = member.joinedIndex();
    }
  }

  Collection<Member> all() {
    return byNodeId.values();
  }

  @Nullable Member get(String nodeId) {
    return byNodeId.get(nodeId);
  }

  boolean has(String nodeId, String incarnation) {
    Member member = byNodeId.get(nodeId);
    return member != null && member.incarnation().equals(incarnation);
  }

  /// Puts the member there; another incarnation goes to the end of the order.
  void put(PutMember command, long index) {
    Member old = byNodeId.get(command.nodeId());
    boolean isSame = old != null && old.incarnation().equals(command.incarnation());
    if (!isSame) {
      byNodeId.remove(command.nodeId());
    }
    long joinedIndex = old != null && isSame ? old.joinedIndex() : index;
    byNodeId.put(
        command.nodeId(),
        new Member(command.nodeId(), command.incarnation(), command.address(), joinedIndex));
  }

  void remove(String nodeId) {
    byNodeId.remove(nodeId);
  }
}
