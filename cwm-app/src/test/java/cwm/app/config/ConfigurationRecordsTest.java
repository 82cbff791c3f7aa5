package cwm.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.app.config.DistributedConfig.Inference;
import cwm.cluster.ClusterConfig;
import cwm.ipc.NodeConfig;
import cwm.ipc.message.Bytes;
import cwm.ipc.security.ClusterKey;
import cwm.ipc.security.TlsFiles;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.Spreading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What records refuse, and what becomes of them.
class ConfigurationRecordsTest {
  @TempDir Path folder;

  @Test
  void aRecordTellsAllThatIsWrongWithIt() {
    assertThatThrownBy(
            () ->
                new ClusterSettings(
                    Optional.of("no id"),
                    List.of(),
                    Duration.ofMillis(100),
                    Duration.ofMillis(50),
                    Duration.ofMillis(40),
                    0,
                    0,
                    "",
                    100,
                    Optional.empty(),
                    Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "node_id must be 1 to 128 letters, digits, '.', '_' and '-', the first a letter or"
                + " digit; election_timeout_min must be at most election_timeout_max (50), and is"
                + " 100; election_timeout_min must be at least 3 x heartbeat_interval_ms (40), and"
                + " is 100; log_compaction_threshold must be from 1 to 2,147,483,647, and is 0;"
                + " snapshot_interval must be from 1 to 2,147,483,647, and is 0; cluster_name must"
                + " be 1 to 128 characters, none of them a space or a control; max_voters must be"
                + " from 1 to 99, and is 100; lease_ms must be from 1 to 3,600,000, and is 0");
    assertThatThrownBy(
            () ->
                new DistributedConfig(
                    false,
                    PartitionStrategy.HASH,
                    -1,
                    0,
                    Optional.of(0),
                    0,
                    -1,
                    -1,
                    Inference.DATA))
        .hasMessage(
            "num_partitions must be from 0 to 65,536, and is -1; replication_factor must be from 1"
                + " to 99, and is 0; exchange_batch_size must be from 1 to 1,048,576, and is 0;"
                + " moved_facts_per_second must be from 0 to 1,000,000,000, and is -1;"
                + " derived_copies_after_seconds must be from 0 to 1,000,000,000, and is -1;"
                + " max_workers must be from 1 to 1,024, and is 0");
  }

  @Test
  void heartbeatsFitThreeTimesIntoTheDefaultTimeout() {
    ClusterSettings standard = ClusterSettings.DEFAULT;
    assertThat(standard.electionTimeoutMin())
        .isGreaterThanOrEqualTo(standard.heartbeatInterval().multipliedBy(3));
  }

  // ---------------------------------------------------------------- ClusterConfig

  @Test
  void defaultsAreTheSameAsTheClusters() {
    assertThat(ClusterSettings.DEFAULT.toConfig("node-1"))
        .isEqualTo(ClusterConfig.builder("node-1").build());
  }

  @Test
  void clusterConfigHasWhatTheSectionSays() {
    assertThat(
            new TestConfigurations(folder)
                .read(
                    """
                    [cluster]
                    node_id = "node-7"
                    seed_nodes = ["a:1", "b:2"]
                    election_timeout_min = 600
                    election_timeout_max = 700
                    heartbeat_interval_ms = 100
                    log_compaction_threshold = 11
                    snapshot_interval = 12
                    max_voters = 3
                    data_dir = "kept"
                    lease_ms = 800
                    """)
                .clusterConfig())
        .isEqualTo(
            ClusterConfig.builder("node-7")
                .seedNodes("a:1", "b:2")
                .electionTimeout(Duration.ofMillis(600), Duration.ofMillis(700))
                .heartbeatInterval(Duration.ofMillis(100))
                .logCompactionThreshold(11)
                .snapshotInterval(12)
                .maxVoters(3)
                .dataDir(Path.of("kept"))
                .lease(Duration.ofMillis(800))
                .build());
  }

  // ---------------------------------------------------------------- NodeConfig

  @Test
  void nodeConfigHasWhatThreeSectionsSay() {
    NodeConfig node =
        new TestConfigurations(folder)
            .read(
                """
                [ipc]
                node_id = "node-7"
                listen_address = "[::]:9001"
                advertise_address = "node-7.example.org:9001"
                transport = "udp"
                serialization = "bincode"
                heartbeat_interval_ms = 250
                connection_timeout_ms = 750
                max_connections = 12
                link_dictionary_max_terms = 99
                [cluster]
                cluster_name = "staging"
                [security]
                cluster_key = "a secret of many letters"
                tls_certificate = "node.pem"
                tls_key = "node.key"
                tls_ca = "ca.pem"
                """)
            .nodeConfig();
    assertThat(node)
        .usingRecursiveComparison()
        .ignoringFields("security")
        .isEqualTo(
            NodeConfig.builder("node-7")
                .listenAddress("[::]:9001")
                .advertiseAddress("node-7.example.org:9001")
                .transport(TransportType.UDP)
                .serialization(SerializationFormat.BINCODE)
                .heartbeatInterval(Duration.ofMillis(250))
                .connectionTimeout(Duration.ofMillis(750))
                .maxConnections(12)
                .linkDictionaryMaxTerms(99)
                .clusterName("staging")
                .build());
    assertThat(node.security().tls())
        .contains(new TlsFiles(Path.of("node.pem"), Path.of("node.key"), Path.of("ca.pem")));
    Bytes part = Bytes.copyOf(new byte[] {1, 2, 3});
    Bytes proof = new ClusterKey("a secret of many letters").sign(part);
    assertThat(node.security().clusterKey().orElseThrow().verifies(proof, part)).isTrue();
  }

  @Test
  void aNodeOnUnixSocketsHasAPath() {
    NodeConfig node =
        new TestConfigurations(folder)
            .read("[ipc]\ntransport = \"unix\"\nlisten_address = \"unix:/run/cwm\"\n")
            .nodeConfig("n");
    assertThat(node.listenAddress()).hasToString("unix:/run/cwm");
    assertThat(node.security().isNone()).isTrue();
  }

  // ---------------------------------------------------------------- Spreading

  @ParameterizedTest
  @CsvSource({
    "HASH, HASH",
    "PREDICATE, PREDICATE",
    "RANDOM, RANDOM",
    "GRAPH, HASH",
  })
  void workersAreSpreadAsConfigured(PartitionStrategy strategy, PartitionStrategy workers) {
    Spreading spreading =
        new DistributedConfig(false, strategy, 0, 2, Optional.of(3), 77, 0, 2, Inference.DATA)
            .spreading(8);
    assertThat(spreading.workerCount()).isEqualTo(3);
    assertThat(spreading.strategy()).isEqualTo(workers);
    assertThat(spreading.exchangeBatchSize()).isEqualTo(77);
    assertThat(spreading.factCountMin()).isEqualTo(Spreading.over(3).factCountMin());
  }

  @Test
  void inAClusterThereAreAtMostFourWorkersUnlessSomebodySays() {
    assertThat(member(Optional.empty()).spreading(6).workerCount()).isEqualTo(4);
    assertThat(member(Optional.empty()).spreading(2).workerCount()).isEqualTo(2);
    assertThat(member(Optional.of(9)).spreading(2).workerCount()).isEqualTo(9);
  }

  private static DistributedConfig member(Optional<Integer> maxWorkers) {
    return new DistributedConfig(
        true, PartitionStrategy.HASH, 0, 2, maxWorkers, 1_000, 0, 2, Inference.DATA);
  }

  @Test
  void withoutANumberThereAreAsManyWorkersAsProcessors() {
    assertThat(DistributedConfig.DEFAULT.spreading(6).workerCount()).isEqualTo(6);
    assertThat(DistributedConfig.DEFAULT.spreading(5_000).workerCount())
        .isEqualTo(Spreading.WORKER_COUNT_MAX);
  }
}
