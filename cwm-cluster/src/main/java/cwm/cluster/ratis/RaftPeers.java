package cwm.cluster.ratis;

import cwm.cluster.log.Leadership;
import cwm.cluster.log.LogMember;
import cwm.cluster.log.MemberId;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;

/// Members as Ratis names them: a peer's id is the text of the [MemberId].
final class RaftPeers {
  private RaftPeers() {}

  static RaftPeerId id(MemberId member) {
    return RaftPeerId.valueOf(member.toString());
  }

  static MemberId member(RaftPeerId id) {
    return MemberId.parse(id.toString());
  }

  static RaftPeer peer(LogMember member) {
    return RaftPeer.newBuilder()
        .setId(id(member.id()))
        .setStartupRole(role(member.votes()))
        .build();
  }

  /// Those of `members` that vote, or those that only listen.
  static List<RaftPeer> peers(Collection<LogMember> members, boolean voting) {
    return members.stream()
        .filter(member -> member.votes() == voting)
        .map(RaftPeers::peer)
        .toList();
  }

  private static RaftPeerRole role(boolean votes) {
    return votes ? RaftPeerRole.FOLLOWER : RaftPeerRole.LISTENER;
  }

  /// The members of a configuration; while it changes, those that it changes to.
  static List<LogMember> members(RaftConfiguration configuration) {
    return Stream.concat(members(configuration, true), members(configuration, false)).toList();
  }

  private static Stream<LogMember> members(RaftConfiguration configuration, boolean voting) {
    return configuration.getCurrentPeers(role(voting)).stream()
        .map(peer -> new LogMember(member(peer.getId()), voting));
  }

  /// Whether the configuration does not change just now.
  static boolean isStable(RaftConfiguration configuration) {
    return configuration.getPreviousPeers(RaftPeerRole.FOLLOWER).isEmpty()
        && configuration.getPreviousPeers(RaftPeerRole.LISTENER).isEmpty();
  }

  /// Whether a majority of the voters is as `holds` says; while members change, a majority of the
  /// old ones and one of the new ones.
  static boolean isMajority(RaftConfiguration configuration, Predicate<RaftPeerId> holds) {
    Collection<RaftPeer> previous = configuration.getPreviousPeers(RaftPeerRole.FOLLOWER);
    return isMajority(configuration.getCurrentPeers(RaftPeerRole.FOLLOWER), holds)
        && (previous.isEmpty() || isMajority(previous, holds));
  }

  private static boolean isMajority(Collection<RaftPeer> voters, Predicate<RaftPeerId> holds) {
    long count = voters.stream().filter(voter -> holds.test(voter.getId())).count();
    return count > voters.size() / 2;
  }

  /// Whether a member is to have all entries, and no vote.
  static boolean isListener(MemberId id, RaftConfiguration configuration) {
    return contains(configuration.getCurrentPeers(RaftPeerRole.LISTENER), id(id));
  }

  /// What a member is that Ratis takes for something. A new listener is taken for a follower until
  /// it is opened again: see [RatisLog].
  static Leadership.Role role(MemberId id, RaftPeerRole role, RaftConfiguration configuration) {
    return switch (role) {
      case LEADER -> Leadership.Role.LEADER;
      case CANDIDATE -> Leadership.Role.CANDIDATE;
      case FOLLOWER ->
          isListener(id, configuration) ? Leadership.Role.LISTENER : Leadership.Role.FOLLOWER;
      case LISTENER -> Leadership.Role.LISTENER;
      case UNRECOGNIZED -> throw new IllegalStateException("a role of no name");
    };
  }

  static boolean contains(Collection<RaftPeer> peers, RaftPeerId id) {
    return peers.stream().anyMatch(peer -> peer.getId().equals(id));
  }
}
