package cwm.app.config;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cwm.ipc.NodeConfig;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import cwm.reasoner.partition.PartitionStrategy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where configuration is found, what goes over what, and what is told about mistakes.
class ConfigurationReaderTest {
  // The specification's, verbatim.
  private static final String IPC =
      """
      [ipc]
      # Node identification
      node_id = "node-1"

      # Listen address
      listen_address = "0.0.0.0:9000"

      # Transport protocol
      transport = "tcp"  # tcp, udp, unix

      # Serialization format
      serialization = "msgpack"  # json, msgpack, bincode

      # Heartbeat interval in milliseconds
      heartbeat_interval_ms = 1000

      # Connection timeout in milliseconds
      connection_timeout_ms = 5000

      # Maximum concurrent connections
      max_connections = 100
      """;
  private static final String CLUSTER =
      """
      [cluster]
      # This node's ID (must be unique)
      node_id = "node-1"

      # Seed nodes for cluster discovery
      seed_nodes = [
          "192.168.1.10:9000",
          "192.168.1.11:9000",
          "192.168.1.12:9000",
      ]

      # Raft election timeout range (ms)
      election_timeout_min = 150
      election_timeout_max = 300

      # Leader heartbeat interval (ms)
      heartbeat_interval_ms = 50

      # Log compaction threshold (entries)
      log_compaction_threshold = 10000

      # Snapshot interval (applied entries)
      snapshot_interval = 5000
      """;
  private static final String DISTRIBUTED =
      """
      [distributed]
      # Enable distributed mode
      enabled = true

      # Partitioning strategy
      partition_strategy = "hash"  # hash, predicate, graph, random

      # Number of partitions (0 = auto based on nodes)
      num_partitions = 0

      # Replication factor
      replication_factor = 2

      # Maximum parallel workers per node
      max_workers = 4

      # Batch size for fact exchange
      exchange_batch_size = 1000
      """;

  @TempDir Path folder;
  private TestConfigurations files;

  @BeforeEach
  void makeFolder() {
    files = new TestConfigurations(folder);
  }

  // ---------------------------------------------------------------- the specification's examples

  @Test
  void ipcExampleOfTheSpecificationLoads() {
    NodeConfig node = files.read(IPC).nodeConfig();
    assertThat(node).isEqualTo(NodeConfig.builder("node-1").listenAddress("0.0.0.0:9000").build());
    assertThat(node.transport()).isEqualTo(TransportType.TCP);
    assertThat(node.serialization()).isEqualTo(SerializationFormat.MSGPACK);
    assertThat(node.heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(node.connectionTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(node.maxConnections()).isEqualTo(100);
  }

  @Test
  void clusterExampleOfTheSpecificationLoads() {
    ClusterSettings cluster = files.read(CLUSTER).cluster();
    ClusterSettings standard = ClusterSettings.DEFAULT;
    assertThat(cluster)
        .isEqualTo(
            new ClusterSettings(
                Optional.of("node-1"),
                List.of(
                    new Address.Inet("192.168.1.10", 9000),
                    new Address.Inet("192.168.1.11", 9000),
                    new Address.Inet("192.168.1.12", 9000)),
                Duration.ofMillis(150),
                Duration.ofMillis(300),
                Duration.ofMillis(50),
                10_000,
                5_000,
                standard.clusterName(),
                standard.maxVoters(),
                standard.dataDir(),
                standard.lease()));
  }

  @Test
  void distributedExampleOfTheSpecificationLoads() {
    DistributedConfig distributed = files.read(DISTRIBUTED).distributed();
    assertThat(distributed)
        .isEqualTo(
            new DistributedConfig(
                true,
                PartitionStrategy.HASH,
                0,
                2,
                Optional.of(4),
                1000,
                0,
                2,
                DistributedConfig.DEFAULT.inference()));
  }

  @Test
  void allThreeInOneFileLoad() {
    Configuration configuration = files.read(IPC + CLUSTER + DISTRIBUTED);
    assertThat(configuration.nodeConfig().nodeId()).isEqualTo("node-1");
    assertThat(configuration.cluster().seedNodes()).hasSize(3);
    assertThat(configuration.distributed().enabled()).isTrue();
  }

  @Test
  void defaultsAreThoseOfTheSpecificationButForTimesAndListening() {
    Configuration configuration =
        ConfigurationReader.read(files.surroundings(Map.of()), Flags.NONE);
    assertThat(configuration.nodeConfig("node-1"))
        .isEqualTo(files.read(IPC.replace("0.0.0.0:9000", "127.0.0.1:9000")).nodeConfig());
    assertThat(configuration.cluster().logCompactionThreshold()).isEqualTo(10_000);
    assertThat(configuration.cluster().snapshotInterval()).isEqualTo(5_000);
    assertThat(configuration.cluster().electionTimeoutMin()).isGreaterThan(Duration.ofMillis(150));
    DistributedConfig example = files.read(DISTRIBUTED).distributed();
    assertThat(configuration.distributed())
        .usingRecursiveComparison()
        .ignoringFields("enabled", "maxWorkers")
        .isEqualTo(example);
  }

  // ---------------------------------------------------------------- where it is found

  @Test
  void theFirstFileThatIsThereIsTheOneThatIsRead() {
    Map<String, String> home = Map.of("HOME", folder.resolve("home").toString());
    Map<String, String> xdg =
        Map.of(
            "HOME",
            folder.resolve("home").toString(),
            "XDG_CONFIG_HOME",
            folder.resolve("xdg").toString());
    files.write("system.toml", "[distributed]\nmax_workers = 1\nnum_partitions = 9\n");
    assertThat(workers(home)).isEqualTo(1);
    files.write("home/.config/cwm/cwm.toml", "[distributed]\nmax_workers = 2\n");
    assertThat(workers(home)).isEqualTo(2);
    assertThat(workers(xdg)).isEqualTo(1);
    files.write("xdg/cwm/cwm.toml", "[distributed]\nmax_workers = 3\n");
    assertThat(workers(xdg)).isEqualTo(3);
    files.write("cwm.toml", "[distributed]\nmax_workers = 4\n");
    assertThat(workers(xdg)).isEqualTo(4);
    Path named = files.write("named.toml", "[distributed]\nmax_workers = 5\n");
    Configuration configuration =
        ConfigurationReader.read(
            files.surroundings(xdg), new Flags(Optional.of(named.toString()), Map.of()));
    assertThat(configuration.distributed().maxWorkers()).contains(5);
    assertThat(configuration.distributed().numPartitions())
        .as("nothing comes from a file further down")
        .isZero();
  }

  @Test
  void relativePathsInVariablesOfFoldersDoNotCount() {
    files.write("home/.config/cwm/cwm.toml", "[distributed]\nmax_workers = 2\n");
    files.write("xdg/cwm/cwm.toml", "[distributed]\nmax_workers = 3\n");
    assertThat(workers(Map.of("XDG_CONFIG_HOME", "xdg", "HOME", folder.resolve("home").toString())))
        .isEqualTo(2);
    assertThat(workers(Map.of("HOME", "home"))).isEqualTo(0);
  }

  private int workers(Map<String, String> variables) {
    return ConfigurationReader.read(files.surroundings(variables), Flags.NONE)
        .distributed()
        .maxWorkers()
        .orElse(0);
  }

  // ---------------------------------------------------------------- what goes over what

  @Test
  void flagsGoOverVariablesGoOverTheFile() {
    String toml = "[ipc]\nlisten_address = \"a:1\"\n[cluster]\nseed_nodes = [\"a:1\"]\n";
    Map<String, String> variables =
        Map.of("CWM_IPC_LISTEN_ADDRESS", "b:2", "CWM_CLUSTER_SEED_NODES", "b:2, [::1]:3,");
    assertThat(files.read(toml).nodeConfig("n").listenAddress()).hasToString("a:1");
    Configuration configuration = files.read(toml, variables, Map.of());
    assertThat(configuration.nodeConfig("n").listenAddress()).hasToString("b:2");
    assertThat(configuration.cluster().seedNodes().toString()).isEqualTo("[b:2, [::1]:3]");
    configuration = files.read(toml, variables, Map.of("--listen", "c:3"));
    assertThat(configuration.nodeConfig("n").listenAddress()).hasToString("c:3");
    assertThat(configuration.cluster().seedNodes()).hasSize(2);
  }

  @Test
  void everySettingHasItsVariable() {
    Map<String, String> texts =
        Map.ofEntries(
            Map.entry("CWM_IPC_LISTEN_ADDRESS", "h:1"),
            Map.entry("CWM_IPC_ADVERTISE_ADDRESS", "h:1"),
            Map.entry("CWM_IPC_TRANSPORT", "udp"),
            Map.entry("CWM_IPC_SERIALIZATION", "json"),
            Map.entry("CWM_DISTRIBUTED_PARTITION_STRATEGY", "graph"),
            Map.entry("CWM_DISTRIBUTED_INFERENCE", "auto"),
            Map.entry("CWM_SERVER_HTTP", "none"),
            Map.entry("CWM_SERVER_ALLOW_ORIGINS", "https://app.example.org, *"),
            Map.entry("CWM_SERVER_HOSTS", "data.example.org"),
            Map.entry("CWM_SECURITY_CLUSTER_KEY", "a secret of many letters"),
            Map.entry("CWM_SECURITY_WEB_ALLOW", "https://example.org/"),
            Map.entry("CWM_CLUSTER_SEED_NODES", "h:1"));
    Map<String, String> variables =
        Keys.ALL.stream()
            .collect(toMap(Key::variable, key -> texts.getOrDefault(key.variable(), text(key))));
    Configuration configuration = files.read("", variables, Map.of());
    assertThat(Keys.ALL)
        .allSatisfy(
            key -> assertThat(configuration.settings().origin(key)).hasToString(key.variable()));
  }

  private static <T> String text(Key<T> key) {
    return key.standard().map(key.kind()::toToml).orElse("3");
  }

  @ParameterizedTest
  @CsvSource({
    "allow_origins, https://app.example.org/",
    "allow_origins, app.example.org",
    "allow_origins, https://me@app.example.org",
    "hosts, https://data.example.org",
    "hosts, data.example.org:80",
  })
  void originsAndHostsAreNoAddresses(String key, String value) {
    assertThat(files.mistakes("[server]\n%s = ['%s']\n".formatted(key, value)))
        .singleElement()
        .asString()
        .contains("[server] " + key + " must be a list, each ", "and has '" + value + "'");
  }

  @Test
  void anEmptyVariableIsNone() {
    assertThat(
            files
                .read("[ipc]\nnode_id = \"a\"\n", Map.of("CWM_IPC_NODE_ID", ""), Map.of())
                .nodeConfig()
                .nodeId())
        .isEqualTo("a");
  }

  @Test
  void variablesOfOthersAreLeftAlone() {
    Map<String, String> variables =
        Map.of("CWM_JAVA_OPTS", "-Xmx1g", "CWM_SOMETHING", "x", "IPC_TRANSPROT", "x");
    assertThat(files.read("", variables, Map.of()).distributed())
        .isEqualTo(DistributedConfig.DEFAULT);
  }

  // ---------------------------------------------------------------- node_id, one setting

  @Test
  void eitherNodeIdIsEnough() {
    Configuration ipc = files.read("[ipc]\nnode_id = \"a\"\n");
    Configuration cluster = files.read("[cluster]\nnode_id = \"a\"\n");
    for (Configuration each : List.of(ipc, cluster)) {
      assertThat(each.nodeConfig().nodeId()).isEqualTo("a");
      assertThat(each.cluster().nodeId()).contains("a");
    }
  }

  @Test
  void nodeIdsOfOneFileMustAgree() {
    assertThat(files.mistakes("[ipc]\nnode_id = \"a\"\n[cluster]\nnode_id = \"b\"\n"))
        .containsExactly(
            "cwm.toml:4: [cluster] node_id must agree with [ipc] node_id, and is 'b' and not 'a'"
                + " (cwm.toml:2); setting one of them is enough");
  }

  @Test
  void whatGoesOverOneNodeIdGoesOverBoth() {
    String both = "[ipc]\nnode_id = \"a\"\n[cluster]\nnode_id = \"a\"\n";
    Configuration variable = files.read(both, Map.of("CWM_CLUSTER_NODE_ID", "b"), Map.of());
    assertThat(variable.nodeConfig().nodeId()).isEqualTo("b");
    assertThat(variable.cluster().nodeId()).contains("b");
    Configuration flag = files.read(both, Map.of(), Map.of("--node-id", "c"));
    assertThat(flag.nodeConfig().nodeId()).isEqualTo("c");
    assertThat(flag.cluster().nodeId()).contains("c");
  }

  @Test
  void aNodeWithoutNameIsToldHowToGetOne() {
    var exception =
        catchThrowableOfType(
            ConfigurationException.class, () -> files.read("[ipc]\n").nodeConfig());
    assertThat(exception)
        .hasMessage("this node has no name; set [ipc] node_id, CWM_IPC_NODE_ID, or --node-id");
  }

  // ---------------------------------------------------------------- mistakes

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "transprot = 'tcp'      | transprot: unknown key; did you mean 'transport'?",
        "seed_nodes = []        | seed_nodes: unknown key; did you mean [cluster] seed_nodes?",
        "transport = 'tpc'      | transport must be one of tcp, udp, unix, and is 'tpc'",
        "transport = 'memory'   | transport must be one of tcp, udp, unix, and is 'memory'",
        "transport = true       | transport must be one of tcp, udp, unix, in quotes, and is true",
        "max_connections = 1    | max_connections must be from 2 to 65,536, and is 1",
        "max_connections = '9'  | max_connections must be a whole number from 2 to 65,536, and is"
            + " '9'; write it without quotes",
        "max_connections = 2.5  | max_connections must be a whole number from 2 to 65,536, and is"
            + " 2.5",
        "max_connections = {}   | max_connections must be a whole number from 2 to 65,536, and is a"
            + " table",
        "connection_timeout_ms = 0 | connection_timeout_ms must be from 1 to 3,600,000, and is 0",
        "node_id = 'a b'        | node_id must be 1 to 128 letters, digits, '.', '_' and '-', the"
            + " first a letter or digit, and is 'a b'",
        "listen_address = '9000'| listen_address must be an address such as 192.168.1.10:9000,"
            + " [v6]:port or unix:/path, and is '9000'",
        "listen_address = 'memory:a'| listen_address must be an address such as 192.168.1.10:9000,"
            + " [v6]:port or unix:/path, and is 'memory:a'",
        "advertise_address = 'h:0'| advertise_address must be an address such as"
            + " 192.168.1.10:9000, [v6]:port or unix:/path, and is 'h:0'",
        "advertise_address = '0.0.0.0:9000'| advertise_address must be an address where others"
            + " reach this node, and is '0.0.0.0:9000', which stands for all networks of whoever"
            + " dials it",
        "advertise_address = '[::]:9000'| advertise_address must be an address where others reach"
            + " this node, and is '[::]:9000', which stands for all networks of whoever dials it",
        "listen_address = 'unix:/run/cwm'| listen_address must be host:port for transport 'tcp',"
            + " and is 'unix:/run/cwm'",
        "x = 1                  | x: unknown key; [ipc] has advertise_address,"
            + " connection_timeout_ms, heartbeat_interval_ms, link_dictionary_max_terms,"
            + " listen_address, max_connections, node_id, serialization, transport",
      })
  void aMistakeInIpcIsNamed(String line, String message) {
    assertThat(files.mistakes("\n[ipc]\n" + line.replace('\'', '"') + "\n"))
        .containsExactly("cwm.toml:3: [ipc] " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[cluster];seed_nodes = 'a:1' | [cluster] seed_nodes must be a list, each an address such"
            + " as 192.168.1.10:9000, [v6]:port or unix:/path, and is 'a:1'; write it in [ ]",
        "[cluster];election_timeout_max = 100 | [cluster] election_timeout_min must be at most"
            + " election_timeout_max (100), and is 600",
        "[cluster];heartbeat_interval_ms = 501 | [cluster] election_timeout_min must be at least 3"
            + " x heartbeat_interval_ms (501), and is 600",
        "[cluster];max_voters = 0 | [cluster] max_voters must be from 1 to 99, and is 0",
        "[cluster];cluster_name = '' | [cluster] cluster_name must be 1 to 128 characters, none of"
            + " them a space or a control, and is ''",
        "[cluster];data_dir = '' | [cluster] data_dir must be the path of a directory, and is ''",
        "[distributed];replication_factor = 0 | [distributed] replication_factor must be from 1 to"
            + " 99, and is 0",
        "[distributed];max_workers = 1025 | [distributed] max_workers must be from 1 to 1,024, and"
            + " is 1,025",
        "[distributed];enabled = 'yes' | [distributed] enabled must be true or false, and is 'yes';"
            + " write it without quotes",
        "[distributed];inference = 'fact' | [distributed] inference must be one of data, rules,"
            + " auto, and is 'fact'",
        "[distributed];max_workers = 1979-05-27 | [distributed] max_workers must be a whole number"
            + " from 1 to 1,024, and is a date or a time",
        "[server];http = 'unix:/x' | [server] http must be host:port or none, and is 'unix:/x'",
        "[server];tls_key = 'k' | [server] tls_certificate must be set where tls_key is",
        "[server];max_request_bytes = 1 | [server] max_request_bytes must be from 1,024 to"
            + " 1,099,511,627,776, and is 1",
        "[security];cluster_key = 'short' | [security] cluster_key must be a secret of 16 to 1,024"
            + " characters (cwm config show prints *** in its place)",
        "[security];cluster_key = 12345 | [security] cluster_key must be a secret of 16 to 1,024"
            + " characters (cwm config show prints *** in its place), in quotes",
        "[security];web_allow = ['https://example.org'] | [security] web_allow must be a list, each"
            + " the beginning of an IRI such as https://example.org/data/, and has"
            + " 'https://example.org'",
        "[security];filesystem = 0 | [security] filesystem must be true or false, and is 0",
        "[ipx];a = 1 | [ipx]: unknown section; did you mean [ipc]?",
        "[logging];a = 1 | [logging]: unknown section; the sections are [ipc], [cluster],"
            + " [distributed], [server], [security]",
        ";ipc = 1 | [ipc] must be one section, and is 1",
        ";[[ipc]] | [ipc] must be one section, and is a list",
        ";node_id = 'a' | node_id: stands in no section; did you mean [ipc] node_id or [cluster]"
            + " node_id?",
        ";what = 'a' | what: stands in no section; the sections are [ipc], [cluster],"
            + " [distributed], [server], [security]",
      })
  void aMistakeElsewhereIsNamed(String lines, String message) {
    String toml = lines.replace(';', '\n').replace('\'', '"');
    int line = message.contains(": unknown section") ? 1 : 2;
    assertThat(files.mistakes(toml)).containsExactly("cwm.toml:" + line + ": " + message);
  }

  @Test
  void filesOfTlsGoTogether() {
    assertThat(files.mistakes("[security]\ntls_key = \"k\"\n"))
        .containsExactly(
            "cwm.toml:2: [security] tls_certificate must be set where tls_key or tls_ca is",
            "cwm.toml:2: [security] tls_ca must be set where tls_certificate or tls_key is");
  }

  @Test
  void allMistakesAreToldAtOnce() {
    String toml =
        """
        [cluster]
        seed_nodes = [
          "a:1", # the first

          # the second
          "b",
          7,
        ]
        election_timeout_min = "long"
        election_timeout_max = 10

        [ipc]
        transprot = "tcp"
        max_connections = 0
        """;
    String address = "an address such as 192.168.1.10:9000, [v6]:port or unix:/path";
    assertThat(files.mistakes(toml, Map.of("CWM_IPC_TRANSPROT", "x"), Map.of("--workers", "none")))
        .containsExactly(
            "cwm.toml:6: [cluster] seed_nodes must be a list, each " + address + ", and has 'b'",
            "cwm.toml:7: [cluster] seed_nodes must be a list, each " + address + ", and has 7",
            "cwm.toml:9: [cluster] election_timeout_min must be a whole number of milliseconds from"
                + " 1 to 3,600,000, and is 'long'; write it without quotes",
            "cwm.toml:13: [ipc] transprot: unknown key; did you mean 'transport'?",
            "cwm.toml:14: [ipc] max_connections must be from 2 to 65,536, and is 0",
            "CWM_IPC_TRANSPROT: unknown environment variable; did you mean CWM_IPC_TRANSPORT?",
            "--workers must be a whole number from 1 to 1,024, and is 'none'");
  }

  @Test
  void anUnknownVariableThatIsLikeNoneIsToldWhatThereIs() {
    assertThat(files.mistakes("", Map.of("CWM_SECURITY_WHATEVER_THIS_IS", "x"), Map.of()))
        .singleElement()
        .asString()
        .startsWith("CWM_SECURITY_WHATEVER_THIS_IS: unknown environment variable; there are ")
        .contains("CWM_SECURITY_CLUSTER_KEY, CWM_SECURITY_FILESYSTEM")
        .doesNotContain("CWM_IPC");
  }

  @Test
  void valuesThatDoNotGoTogetherAreToldWhereOneOfThemIsSet() {
    assertThat(files.mistakes("", Map.of("CWM_CLUSTER_HEARTBEAT_INTERVAL_MS", "9000"), Map.of()))
        .containsExactly(
            "CWM_CLUSTER_HEARTBEAT_INTERVAL_MS: [cluster] election_timeout_min must be at least 3 x"
                + " heartbeat_interval_ms (9000), and is 600");
  }

  @Test
  void seedsHaveToBeForTheTransport() {
    String mistake =
        ": [cluster] seed_nodes must be unix:/path for transport 'unix', and is '127.0.0.1:9001'";
    String toml = "[ipc]\ntransport = \"unix\"\nlisten_address = \"unix:/run/a\"\n";
    assertThat(
            files.mistakes(
                toml + "[cluster]\nseed_nodes = [\"unix:/run/b\", \"127.0.0.1:9001\"]\n"))
        .containsExactly("cwm.toml:5" + mistake);
    assertThat(files.mistakes(toml, Map.of(), Map.of("--seed-nodes", "127.0.0.1:9001")))
        .containsExactly("--seed-nodes" + mistake);
  }

  @Test
  void theDefaultListenAddressIsNotForUnixSockets() {
    Configuration configuration = files.read("[ipc]\ntransport = \"unix\"\nnode_id = \"n\"\n");
    assertThat(catchThrowableOfType(ConfigurationException.class, configuration::nodeConfig))
        .as("only what listens needs an address for it")
        .hasMessage(
            "cwm.toml:2: [ipc] listen_address must be unix:/path for transport 'unix', and is"
                + " '127.0.0.1:9000'");
  }

  @Test
  void whatIsNoTomlIsToldWithItsLines() {
    assertThat(files.mistakes("[ipc]\nnode_id = = 1\n[cluster\nok = 1\n"))
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("cwm.toml:2: Unexpected '='"),
            second -> assertThat(second).startsWith("cwm.toml:3: "));
    assertThat(files.mistakes("[ipc]\nnode_id = \"a\"\nnode_id = \"b\"\n"))
        .singleElement()
        .asString()
        .startsWith("cwm.toml:3: node_id previously defined");
  }

  // ---------------------------------------------------------------- secrets

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster_key = hunter2-hunter2-hunter2",
        "cluster_key = 'hunter2'",
        "cluster_key = 'hunter2-hunter2-hunter2",
        "cluster_key = ['hunter2-hunter2-hunter2']",
        "cluster_key = 'hunter2-hunter2-hunter2' hunter2",
      })
  void noMessageShowsTheKey(String line) {
    List<String> mistakes = files.mistakes("[security]\n" + line + "\n");
    assertThat(mistakes)
        .isNotEmpty()
        .allMatch(mistake -> !mistake.contains("hunter2") && mistake.contains("cluster_key"));
  }

  @ParameterizedTest
  @CsvSource({"15, false", "16, true", "1024, true", "1025, false"})
  void aKeyIsNeitherShortNorEndless(int length, boolean isRight) {
    Map<String, String> variables = Map.of("CWM_SECURITY_CLUSTER_KEY", "k".repeat(length));
    if (isRight) {
      assertThat(files.read("", variables, Map.of()).security().clusterKey()).isPresent();
    } else {
      assertThat(files.mistakes("", variables, Map.of()))
          .singleElement()
          .asString()
          .startsWith("CWM_SECURITY_CLUSTER_KEY must be a secret of 16 to 1,024 characters")
          .doesNotContain("kkk");
    }
  }

  @Test
  void theKeyIsNotInWhatIsPrintedOfRecords() {
    Configuration configuration =
        files.read("[security]\ncluster_key = \"hunter2-hunter2-hunter2\"\n");
    assertThat(configuration.security().toString()).doesNotContain("hunter2");
    assertThat(configuration.nodeConfig("n").toString()).doesNotContain("hunter2");
    assertThat(ConfigurationText.of(configuration))
        .doesNotContain("hunter2")
        .contains("cluster_key = \"***\" # cwm.toml:2\n");
  }

  // ---------------------------------------------------------------- hostile files

  @ParameterizedTest
  @ValueSource(strings = {"a = [", "a = {a=", "a = [\n"})
  void deepNestingIsRefused(String opening) {
    assertThat(files.mistakes(opening.repeat(5_000)))
        .singleElement()
        .asString()
        .startsWith("cwm.toml: has more than 256 opening brackets");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a="})
  void asMuchNestingAsIsReadNeedsNoDeepStack(String opening) {
    String text = "a = " + opening.repeat(TomlFile.BRACKETS_MAX);
    assertThat(files.mistakes(text)).hasSize(1);
  }

  @Test
  void longKeysAndManyMistakesAreToldInTime() {
    assertThat(files.mistakes("a" + ".b".repeat(30_000) + " = 1\n")).hasSize(1);
    assertThat(files.mistakes("[ipc]\n" + "k".repeat(60_000) + " = 1\n")).hasSize(1);
    String many = IntStream.range(0, 5_000).mapToObj(i -> "k" + i + " = 1\n").collect(joining());
    assertThat(files.mistakes("[ipc]\n" + many)).hasSize(5_000);
  }

  @Test
  void aFileThatIsTooLargeIsRefused() {
    assertThat(files.mistakes("# ".repeat(40_000)))
        .singleElement()
        .asString()
        .startsWith("cwm.toml: is larger than 64 KiB");
  }

  @Test
  void whatIsNoUtf8IsToldWithItsLine() throws IOException {
    Files.write(
        folder.resolve("cwm.toml"),
        "[ipc]\nnode_id = \"é\"\n".getBytes(StandardCharsets.ISO_8859_1));
    var exception =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> ConfigurationReader.read(files.surroundings(Map.of()), Flags.NONE));
    assertThat(exception).hasMessage("cwm.toml:2: is no UTF-8; save the file as UTF-8");
  }

  @Test
  void aDirectoryIsNoConfiguration() throws IOException {
    Files.createDirectory(folder.resolve("cwm.toml"));
    var exception =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> ConfigurationReader.read(files.surroundings(Map.of()), Flags.NONE));
    assertThat(exception).hasMessageStartingWith("cwm.toml: cannot be read: ");
  }
}
