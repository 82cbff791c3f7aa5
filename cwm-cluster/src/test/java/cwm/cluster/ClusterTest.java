package cwm.cluster;

import static cwm.cluster.TestCluster.PATIENCE;
import static cwm.cluster.TestCluster.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import cwm.cluster.state.Agenda;
import cwm.cluster.state.Command;
import cwm.cluster.state.DataSettings;
import cwm.cluster.state.Job;
import cwm.cluster.state.Job.NodeReport;
import cwm.cluster.state.JobCost;
import cwm.cluster.state.JobOutcome;
import cwm.cluster.state.Outcome;
import cwm.cluster.state.Thinking;
import cwm.ipc.Node;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.JoinStatus;
import cwm.ipc.transport.TransportType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ClusterTest {
  private final TestCluster nodes = new TestCluster();

  @TempDir private Path temporary;

  @AfterEach
  void close() {
    nodes.close();
  }

  private void startThree() throws InterruptedException {
    nodes.join("node-1");
    nodes.join("node-2", "node-1");
    nodes.join("node-3", "node-1");
  }

  @Test
  void aNodeWithoutSeedsStartsACluster() throws InterruptedException {
    Cluster alone = nodes.join("node-1");
    assertThat(alone.role()).isEqualTo(NodeState.LEADER);
    until("itself among the members", () -> alone.members().size() == 1);
    assertThat(alone.health().isHealthy()).isTrue();
  }

  @Test
  void nodesJoinByASeedAndAgree() throws InterruptedException {
    startThree();
    for (Cluster cluster : nodes.clusters()) {
      until("three members at " + cluster.nodeId(), () -> cluster.members().size() == 3);
      assertThat(cluster.clusterId()).isEqualTo(nodes.cluster("node-1").clusterId());
      assertThat(cluster.leader()).contains(nodes.leader().nodeId());
    }
    until("health", () -> nodes.cluster("node-3").health().isHealthy());
    assertThat(nodes.cluster("node-3").health().members())
        .extracting(MemberHealth::nodeId)
        .containsExactly("node-1", "node-2", "node-3");
  }

  @Test
  void threeAtOnceWithTheSameSeedsAreOneCluster() throws InterruptedException {
    List<String> seeds = List.of("node-1", "node-2", "node-3");
    for (String id : seeds) {
      nodes.start(id, seeds, Optional.empty());
    }
    for (Cluster cluster : nodes.clusters()) {
      cluster.join(PATIENCE);
    }
    assertThat(nodes.clusters())
        .extracting(Cluster::clusterId)
        .containsOnly(nodes.cluster("node-1").clusterId());
  }

  @Test
  void aLockHasOneHolderAtATimeInOrder() throws Exception {
    startThree();
    LockHandle first = nodes.cluster("node-2").acquireLock("l", PATIENCE);
    assertThat(first.isHeld()).isTrue();
    CompletableFuture<LockHandle> second = nodes.cluster("node-3").acquireLockAsync("l", PATIENCE);
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> nodes.cluster("node-1").acquireLock("l", Duration.ofMillis(200)))
        .matches(e -> e.code() == ClusterException.Code.TIMEOUT)
        .withMessageContaining("node-2");
    assertThat(second).isNotDone();
    first.close();
    assertThat(first.isHeld()).isFalse();
    LockHandle granted = second.get();
    assertThat(granted.token()).isGreaterThan(first.token());
    granted.release();
  }

  @Test
  void aLockOfANodeThatDiedIsFreeAfterItsLease() throws InterruptedException {
    startThree();
    LockHandle held = nodes.cluster("node-3").acquireLock("l", PATIENCE);
    nodes.crash("node-3");
    try (LockHandle next = nodes.cluster("node-2").acquireLock("l", PATIENCE)) {
      assertThat(next.token()).isGreaterThan(held.token());
      assertThat(held.isHeld()).isFalse();
    }
  }

  @Test
  void aBarrierOpensWhenAllHaveArrivedAgainAndAgain() throws Exception {
    startThree();
    for (int round = 0; round < 3; round++) {
      List<CompletableFuture<Long>> arrived = new ArrayList<>();
      for (Cluster cluster : nodes.clusters()) {
        assertThat(arrived).allMatch(future -> !future.isDone());
        arrived.add(cluster.barrier("b", 3).awaitAsync(PATIENCE));
      }
      for (CompletableFuture<Long> future : arrived) {
        assertThat(future.get()).isEqualTo(arrived.getFirst().get());
      }
    }
  }

  @Test
  void whoeverWaitsAtABarrierInVainLearnsWhoIsMissing() throws InterruptedException {
    startThree();
    CompletableFuture<Long> other = nodes.cluster("node-2").barrier("b", 3).awaitAsync(PATIENCE);
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> nodes.cluster("node-1").barrier("b", 3).await(Duration.ofSeconds(1)))
        .matches(e -> e.code() == ClusterException.Code.TIMEOUT)
        .withMessageContaining("node-3");
    assertThat(other).isNotDone();
  }

  @Test
  void anotherLeadsWhenTheLeaderDies() throws InterruptedException {
    startThree();
    String dead = nodes.leader().nodeId();
    nodes.crash(dead);
    Cluster next = nodes.leader();
    next.acquireLock("l", PATIENCE).release();
    until("the dead one to be offline", () -> stateOf(next, dead) == NodeState.OFFLINE);
    assertThat(next.health().isHealthy()).isTrue();
    assertThat(next.stats().clusterSize()).isEqualTo(3);
    assertThat(next.stats().healthyNodes()).isEqualTo(2);
  }

  @Test
  void aFounderThatEndsBeforeItsFirstElectionStartsAgain() throws Exception {
    nodes.withClusters(
        config -> config.electionTimeout(Duration.ofSeconds(1), Duration.ofSeconds(2)));
    Path data = temporary.resolve("data");
    nodes.start("node-1", List.of(), Optional.of(data));
    Path identity = data.resolve("identity");
    until("its log", () -> Files.exists(identity) && text(identity).contains("begun true"));
    nodes.crash("node-1");
    Cluster again = nodes.start("node-1", List.of(), Optional.of(data));
    again.join(PATIENCE);
    assertThat(again.role()).isEqualTo(NodeState.LEADER);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aNodeThatCannotReadWhoItIsSaysSo() throws Exception {
    Path data = temporary.resolve("data");
    Files.createDirectories(data);
    Files.writeString(data.resolve("identity"), "this is not what was written");
    Cluster cluster = nodes.start("node-1", List.of(), Optional.of(data));
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> cluster.join(PATIENCE))
        .matches(e -> e.code() == ClusterException.Code.STORAGE);
  }

  private static NodeState stateOf(Cluster cluster, String nodeId) {
    return cluster.health().members().stream()
        .filter(member -> member.nodeId().equals(nodeId))
        .map(MemberHealth::state)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aNodeThatLostItsLogTakesItsOldPlace() throws InterruptedException {
    startThree();
    nodes.crash("node-3");
    Cluster again = nodes.join("node-3", "node-1");
    until("three members", () -> again.members().size() == 3);
    until("health of all three", () -> again.stats().healthyNodes() == 3);
  }

  @Test
  void theFirstNodeComesBackByItsSeedlessCommand() throws InterruptedException {
    startThree();
    Optional<String> id = nodes.cluster("node-1").clusterId();
    nodes.crash("node-1");
    nodes.leader();
    Cluster again = nodes.start("node-1", List.of(), Optional.empty());
    until("the old cluster", () -> again.clusterId().equals(id) && again.isJoined());
    until("three members", () -> again.members().size() == 3);
  }

  @Test
  void aNodeThatLeavesIsNoMemberAnyMore() throws InterruptedException {
    startThree();
    String leader = nodes.leader().nodeId();
    nodes.close(leader);
    Cluster left = nodes.leader();
    until("two members", () -> left.members().size() == 2);
    until("two voters", () -> left.health().members().stream().filter(m -> m.votes()).count() == 2);
    assertThat(left.health().problems()).anyMatch(problem -> problem.contains("two voters"));
  }

  @Test
  void allComeBackWithTheirDataInAnyOrder() throws InterruptedException {
    List<String> ids = List.of("node-1", "node-2", "node-3");
    for (String id : ids) {
      nodes
          .start(
              id,
              id.equals("node-1") ? List.of() : List.of("node-1"),
              Optional.of(temporary.resolve(id)))
          .join(PATIENCE);
    }
    Optional<String> id = nodes.cluster("node-1").clusterId();
    long token = nodes.cluster("node-2").acquireLock("l", PATIENCE).token();
    for (String node : ids) {
      nodes.crash(node);
    }
    for (String node : List.of("node-3", "node-1", "node-2")) {
      nodes.start(
          node,
          node.equals("node-1") ? List.of() : List.of("node-1"),
          Optional.of(temporary.resolve(node)));
    }
    for (Cluster cluster : nodes.clusters()) {
      cluster.join(PATIENCE);
      assertThat(cluster.clusterId()).isEqualTo(id);
    }
    try (LockHandle next = nodes.cluster("node-3").acquireLock("l", PATIENCE)) {
      assertThat(next.token()).isGreaterThan(token);
    }
  }

  @Test
  void aMajorityWithoutLogsSaysThatTheQuorumIsLost() throws InterruptedException {
    startThree();
    nodes.crash("node-2");
    nodes.crash("node-3");
    Cluster second = nodes.start("node-2", List.of("node-1"), Optional.empty());
    Cluster third = nodes.start("node-3", List.of("node-1"), Optional.empty());
    for (Cluster cluster : List.of(nodes.cluster("node-1"), second, third)) {
      until(
          "the verdict at " + cluster.nodeId(),
          () ->
              cluster.health().problems().stream()
                  .anyMatch(
                      problem ->
                          problem.contains("quorum lost")
                              && problem.contains("node-2, node-3")
                              && problem.contains("start again")));
    }
  }

  @Test
  void theOneThatIsLeftOfTwoGoesOn() throws InterruptedException {
    nodes.join("node-1");
    nodes.join("node-2", "node-1");
    Cluster first = nodes.cluster("node-1");
    until(
        "two voters", () -> first.health().members().stream().filter(m -> m.votes()).count() == 2);
    first.remove("node-2", PATIENCE);
    until("one voter", () -> first.health().members().size() == 1);
    first.acquireLock("l", PATIENCE).release();
  }

  @Test
  void aLeaderThatWasTakenOutDoesNotComeBack() throws InterruptedException {
    startThree();
    Cluster leader = nodes.leader();
    var heard = new CompletableFuture<Boolean>();
    leader.addListener(
        new ClusterListener() {
          @Override
          public void removed(String reason, boolean isWished) {
            heard.complete(isWished);
          }
        });
    Cluster other =
        nodes.clusters().stream().filter(cluster -> cluster != leader).findFirst().orElseThrow();
    other.remove(leader.nodeId(), PATIENCE);
    until("to be told", heard::isDone);
    assertThat(heard.join()).isFalse();
    until(
        "another leader",
        () -> other.leader().filter(id -> !id.equals(leader.nodeId())).isPresent());
    other.acquireLock("l", PATIENCE).release();
    assertThat(other.members()).hasSize(2);
  }

  @Test
  void allNodesSeeTheSameJobBeginAndEndWhoeverAsks() throws Exception {
    startThree();
    Cluster asking = nodes.cluster("node-2");
    List<Agenda> heard = new CopyOnWriteArrayList<>();
    nodes
        .cluster("node-3")
        .addListener(
            new ClusterListener() {
              @Override
              public void agendaChanged(Agenda agenda) {
                heard.add(agenda);
              }
            });
    assertThat(agree(asking, takePart(asking, "run"))).isEqualTo(new Outcome.Done());
    var submit =
        new Command.Submit(
            "node-2", "run", 1, List.of("load"), List.of(), Thinking.ASKED_FOR, 0, 1_000, true, 0);
    assertThat(agree(asking, submit)).isEqualTo(new Outcome.Done());
    for (Cluster cluster : nodes.clusters()) {
      until("a job at " + cluster.nodeId(), () -> cluster.agenda().running().isPresent());
    }
    Job job = asking.agenda().running().orElseThrow();
    assertThat(nodes.clusters()).extracting(Cluster::agenda).containsOnly(asking.agenda());
    var report = new NodeReport("node-2", JobOutcome.DONE, "", 7, 2, JobCost.NONE);
    assertThat(agree(nodes.cluster("node-1"), new Command.ReportJob(job.id(), report)))
        .isEqualTo(new Outcome.Done());
    until("to hear of the end", () -> !heard.isEmpty() && heard.getLast().version() == job.id());
    assertThat(heard).anyMatch(agenda -> agenda.running().equals(Optional.of(job)));
    assertThat(heard).doesNotHaveDuplicates();
    assertThat(heard.getLast()).isEqualTo(nodes.cluster("node-3").agenda());
    assertThat(nodes.cluster("node-3").lastApplied()).isGreaterThanOrEqualTo(job.id());
  }

  @Test
  void aNodeThatStartsAgainKnowsTheJobsOfItsLog() throws Exception {
    Path data = temporary.resolve("data");
    Cluster first = nodes.start("node-1", List.of(), Optional.of(data));
    first.join(PATIENCE);
    assertThat(agree(first, takePart(first, "run"))).isEqualTo(new Outcome.Done());
    var submit =
        new Command.Submit(
            "node-1", "run", 1, List.of("load"), List.of(), Thinking.ASKED_FOR, 0, 1_000, true, 0);
    assertThat(agree(first, submit)).isEqualTo(new Outcome.Done());
    Agenda before = first.agenda();
    assertThat(before.running()).isPresent();
    nodes.crash("node-1");
    Cluster again = nodes.start("node-1", List.of(), Optional.of(data));
    again.join(PATIENCE);
    again.awaitUpToDate(PATIENCE);
    assertThat(again.agenda()).isEqualTo(before);
    assertThat(agree(again, takePart(again, "run-2"))).isEqualTo(new Outcome.Done());
    assertThat(again.agenda().running()).as("its part of the job went with its process").isEmpty();
  }

  @Test
  void whoIsRemovedTakesNoPartInJobs() throws Exception {
    startThree();
    Cluster gone = nodes.cluster("node-3");
    Command takePart = takePart(gone, "run");
    assertThat(agree(gone, takePart)).isEqualTo(new Outcome.Done());
    nodes.cluster("node-1").remove("node-3", PATIENCE);
    Cluster other = nodes.cluster("node-2");
    until("nobody to take part", () -> other.agenda().equals(Agenda.EMPTY));
    assertThat(agree(other, takePart)).isInstanceOf(Outcome.Rejected.class);
  }

  private static Command takePart(Cluster cluster, String instance) {
    return new Command.TakePart(
        cluster.nodeId(),
        cluster.incarnation().orElseThrow(),
        instance,
        cluster.lastApplied(),
        1,
        1,
        false,
        false,
        new DataSettings("subject", 0, 1));
  }

  private static Outcome agree(Cluster cluster, Command command) throws Exception {
    return cluster.submitAsync(command, PATIENCE).get();
  }

  @Test
  void whoIsWhereNobodyCanBeIsNotTakenIn() throws Exception {
    nodes.join("node-1");
    nodes.join("node-2", "node-1");
    for (String address : List.of("no address", nodes.address("node-2"))) {
      Node stranger =
          Node.start(
              NodeConfig.builder("node-3")
                  .transport(TransportType.MEMORY)
                  .listenAddress(nodes.address("node-3"))
                  .clusterName(nodes.node("node-1").config().clusterName())
                  .build());
      try (stranger) {
        String peer = stranger.connect(nodes.address("node-1"));
        var request =
            new IpcMessage.JoinRequest("node-3", address, UUID.randomUUID().toString(), false);
        var answer = (IpcMessage.JoinResponse) stranger.request(peer, request, PATIENCE).get();
        assertThat(answer.status()).isEqualTo(JoinStatus.REFUSED);
        assertThat(answer.reason()).contains(address, "advertise_address");
      }
    }
  }

  @Test
  void aMemberIsRemovedAndHearsIt() throws InterruptedException {
    startThree();
    var heard = new CompletableFuture<String>();
    nodes
        .cluster("node-3")
        .addListener(
            new ClusterListener() {
              @Override
              public void removed(String reason, boolean isWished) {
                heard.complete(reason);
              }
            });
    nodes.cluster("node-2").remove("node-3", PATIENCE);
    until("to be told", heard::isDone);
    until("two members", () -> nodes.cluster("node-1").members().size() == 2);
    assertThatExceptionOfType(ClusterException.class)
        .isThrownBy(() -> nodes.cluster("node-1").remove("node-9", PATIENCE))
        .withMessageContaining("node-9")
        .withMessageContaining("node-1");
  }
}
