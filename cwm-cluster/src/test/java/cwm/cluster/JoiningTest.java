package cwm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.IpcMessage.JoinRequest;
import cwm.ipc.message.IpcMessage.JoinResponse;
import cwm.ipc.message.JoinStatus;
import cwm.ipc.message.MemberAddress;
import cwm.ipc.transport.TransportType;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Whom a node asks that looks for its cluster.
class JoiningTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name = "joining-" + UUID.randomUUID();
  private final String clusterId = UUID.randomUUID().toString();

  @Test
  void leaderOfYesterdayIsNotAskedForEver() throws InterruptedException {
    var isAsked = new CountDownLatch(1);
    // The first member has not heard yet that the second one does not lead any more.
    try (Node first = member("a", "b");
        Node second = member("b", "c");
        Node third = member("c", "c");
        Node self = node("d")) {
      third.on(
          JoinRequest.class,
          received -> {
            isAsked.countDown();
            var _ = received.replyAsync(answer("c"));
          });
      assertThat(List.of(first.id(), second.id())).containsExactly("a", "b");
      var config = ClusterConfig.builder("d").seedNodes(address("a")).build();
      try (Cluster _ = Cluster.start(config, self)) {
        assertThat(isAsked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private String address(String id) {
    return "memory:" + name + "-" + id;
  }

  private Node node(String id) {
    return Node.start(
        NodeConfig.builder(id)
            .transport(TransportType.MEMORY)
            .listenAddress(address(id))
            .clusterName(name)
            .build());
  }

  /// A member that sends on whoever wants to join.
  private Node member(String id, String leader) {
    Node node = node(id);
    node.on(
        JoinRequest.class,
        received -> {
          var _ = received.replyAsync(answer(leader));
        });
    return node;
  }

  private JoinResponse answer(String leader) {
    List<String> ids = List.of("a", "b", "c");
    return new JoinResponse(
        false,
        ids,
        JoinStatus.NOT_LEADER,
        "",
        clusterId,
        leader,
        ids.stream()
            .map(id -> new MemberAddress(id, UUID.randomUUID().toString(), address(id)))
            .toList());
  }
}
