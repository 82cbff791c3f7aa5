package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.Bytes;
import cwm.ipc.message.ClusterReplyStatus;
import cwm.ipc.message.IpcMessage.ClusterReply;
import cwm.ipc.message.IpcMessage.LeaveNotification;
import cwm.ipc.message.IpcMessage.StatusReply;
import cwm.ipc.message.IpcMessage.StatusRequest;
import cwm.ipc.message.MemberStatus;
import cwm.ipc.security.ClusterKey;
import cwm.ipc.security.PeerSecurity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `cwm cluster`, with a node whose answers a test makes.
class ClusterCommandTest {
  private static final StatusReply HEALTHY =
      new StatusReply(
          "node-1",
          "7d0c",
          "follower",
          42,
          "node-2",
          true,
          List.of(
              new MemberStatus("node-1", "127.0.0.1:9001", "follower", true, true),
              new MemberStatus("node-2", "127.0.0.1:9002", "leader", true, true),
              new MemberStatus("node-11", "", "offline", false, false)),
          17,
          99,
          100,
          List.of("node-11 was never heard"));
  private static final StatusReply ALONE =
      new StatusReply("node-1", "", "follower", 0, "", false, List.of(), 0, 0, 0, List.of());

  @TempDir private Path folder;
  private final List<String> takenOut = Collections.synchronizedList(new ArrayList<>());

  private Node node(StatusReply status, ClusterReply reply, PeerSecurity security) {
    Node node =
        Node.start(
            NodeConfig.builder("node-1").listenAddress("127.0.0.1:0").security(security).build());
    node.on(StatusRequest.class, request -> request.reply(status));
    node.on(
        LeaveNotification.class,
        request -> {
          takenOut.add(request.message().nodeId());
          request.reply(reply);
        });
    return node;
  }

  private static ClusterReply reply(ClusterReplyStatus status, String reason, String leader) {
    return new ClusterReply(status, reason, leader, Bytes.copyOf(new byte[0]));
  }

  private Node node(StatusReply status) {
    return node(status, reply(ClusterReplyStatus.COMMITTED, "", ""), PeerSecurity.NONE);
  }

  private CommandRun cluster(Map<String, String> variables, Object... args) {
    List<Object> all = new ArrayList<>(List.of("cluster"));
    all.addAll(List.of(args));
    return CommandRun.in(folder, variables, all.toArray());
  }

  private CommandRun cluster(Object... args) {
    return cluster(Map.of(), args);
  }

  @Test
  void statusIsATable() {
    try (Node node = node(HEALTHY)) {
      CommandRun run = cluster("status", "--node", node.address());
      assertThat(run.err()).isEmpty();
      assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
      assertThat(run.out())
          .isEqualTo(
              """
              node-1 is follower in term 42; the leader is node-2
              cluster 7d0c is healthy; log: 17 entries, 99 of 100 committed ones applied

              member   address         state     healthy  votes
              node-1   127.0.0.1:9001  follower  yes      yes
              node-2   127.0.0.1:9002  leader    yes      yes
              node-11  ?               offline   no       no

              problem: node-11 was never heard
              """);
    }
  }

  @Test
  void aNodeWithoutAClusterAnswersToo() {
    try (Node node = node(ALONE)) {
      CommandRun run = cluster("status", "--node=" + node.address());
      assertThat(run.exitCode()).as("an answer came").isEqualTo(ExitCode.OK);
      assertThat(run.out())
          .contains("no leader is known", "cluster (none yet) is not healthy")
          .hasLineCount(2);
    }
  }

  @Test
  void statusIsJsonForPrograms() {
    try (Node node = node(HEALTHY)) {
      CommandRun run = cluster("status", "--json", "--node=" + node.address());
      assertThat(run.out())
          .startsWith("{\n  \"node_id\": \"node-1\",\n  \"cluster_id\": \"7d0c\",\n")
          .contains(
              "    {\"node_id\": \"node-1\", \"address\": \"127.0.0.1:9001\","
                  + " \"state\": \"follower\", \"healthy\": true, \"votes\": true},\n")
          .endsWith("  \"problems\": [\n    \"node-11 was never heard\"\n  ]\n}\n");
    }
  }

  @Test
  void withoutAnAddressItIsTheNodeOfTheConfiguration() {
    try (Node node = node(HEALTHY)) {
      String port = node.address().toString().replaceAll(".*:", "");
      Map<String, String> everywhere = Map.of("CWM_IPC_LISTEN_ADDRESS", "0.0.0.0:" + port);
      assertThat(cluster(everywhere, "status").exitCode()).isEqualTo(ExitCode.OK);
    }
    CommandRun any = cluster(Map.of("CWM_IPC_LISTEN_ADDRESS", "127.0.0.1:0"), "status");
    assertThat(any.err()).contains("--node");
    assertThat(any.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void leaveIsForTheNodeThatIsAsked() {
    try (Node node = node(HEALTHY)) {
      CommandRun run = cluster("leave", "--node=" + node.address());
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).isEqualTo("node-1 is no member of the cluster any more\n");
      assertThat(takenOut).containsExactly("node-1");
    }
  }

  @Test
  void removeIsForTheNodeThatIsNamed() {
    try (Node node = node(HEALTHY)) {
      CommandRun run = cluster("remove", "node-11", "--node=" + node.address());
      assertThat(run.out()).isEqualTo("node-11 is no member of the cluster any more\n");
      assertThat(takenOut).containsExactly("node-11");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "REJECTED, 'node-9 is no member', '', node-9 is no member",
    "REJECTED, '', '', there is no such member; see `cwm cluster status`",
    "NOT_LEADER, '', node-2, the leader is node-2; ask that node (--node)",
    "NOT_LEADER, '', '', there is no leader now; try again later",
    "UNAVAILABLE, '', '', nothing can be agreed on now; see `cwm cluster status`",
  })
  void whatWasNotDoneIsToldWithItsReason(
      ClusterReplyStatus status, String reason, String leader, String told) {
    try (Node node = node(HEALTHY, reply(status, reason, leader), PeerSecurity.NONE)) {
      CommandRun run = cluster("remove", "node-9", "--node=" + node.address());
      assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .isEqualTo("cwm: node-9 was not taken out of the cluster: " + told + "\n");
    }
  }

  @Test
  void theClustersKeyIsAskedFor() {
    var security = PeerSecurity.of(new ClusterKey("a key that is long enough to pass"));
    try (Node node = node(HEALTHY, reply(ClusterReplyStatus.COMMITTED, "", ""), security)) {
      CommandRun without = cluster("status", "--node=" + node.address());
      assertThat(without.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(without.err()).contains("[security] cluster_key").hasLineCount(1);
      Map<String, String> key =
          Map.of("CWM_SECURITY_CLUSTER_KEY", "a key that is long enough to pass");
      assertThat(cluster(key, "status", "--node=" + node.address()).exitCode())
          .isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void whatIsNoNodeOfAClusterSaysSo() {
    try (Node node =
        Node.start(NodeConfig.builder("node-1").listenAddress("127.0.0.1:0").build())) {
      // As a node that still reads its inputs: nobody has begun to answer for a cluster.
      CommandRun run =
          cluster(
              Map.of("CWM_IPC_CONNECTION_TIMEOUT_MS", "200"), "status", "--node=" + node.address());
      assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(run.err()).startsWith("cwm: ").hasLineCount(1);
    }
  }

  @Test
  void wrongUsageIsToldInOneLine() {
    assertThat(cluster().err())
        .contains(
            "five commands, 'status', 'partitions', 'leave', 'remove' and 'force-replica-set'");
    assertThat(cluster("remove", "--node=h:1").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(cluster("remove", "no id", "--node=h:1").err()).contains("'no id' is no node id");
    assertThat(cluster("status", "--node=nonsense").err()).contains("'nonsense' is no address");
    assertThat(cluster("leave", "node-1").exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
