package cwm.app.config;

import static cwm.app.config.Section.CLUSTER;
import static cwm.app.config.Section.DISTRIBUTED;
import static cwm.app.config.Section.IPC;
import static cwm.app.config.Section.SECURITY;
import static cwm.app.config.Section.SERVER;

import cwm.app.config.DistributedConfig.Inference;
import cwm.ipc.NodeConfig;
import cwm.ipc.security.ClusterKey;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import cwm.reasoner.partition.PartitionStrategy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All settings. Whoever sets one waits for this class, so nothing here is formatted or compiled
/// before it is asked for. The reader, `cwm config show`, the flags and `docs/CONFIGURATION.md` are
/// made from this table; what is used unless somebody sets it comes from the records.
public final class Keys {
  private static final NodeConfig NODE = NodeConfig.builder("any").build();
  private static final ClusterSettings RAFT = ClusterSettings.DEFAULT;
  private static final DistributedConfig SPREAD = DistributedConfig.DEFAULT;
  private static final ServerConfig HTTP_SERVER = ServerConfig.DEFAULT;
  private static final SecurityConfig GUARD = SecurityConfig.DEFAULT;

  private static final Kind<String> NODE_NAME =
      text(NodeSettings.NODE_ID, text -> require(text, NodeSettings.isNodeId(text)));
  private static final Kind.Text<Address> ANY_ADDRESS =
      text("an address such as 192.168.1.10:9000, [v6]:port or unix:/path", Keys::address);
  private static final Kind.Text<Address> REACHABLE_ADDRESS =
      text("an address such as 192.168.1.10:9000, [v6]:port or unix:/path", Keys::reachable);
  private static final Kind<Path> FILE = text("the path of a file", Keys::path);

  // ---------------------------------------------------------------- [ipc]

  static final Key<String> IPC_NODE_ID =
      Key.unset(
              IPC,
              "node_id",
              NODE_NAME,
              "a node has to be given one",
              "names the node in its cluster; must be unique there")
          .withFlag("--node-id");
  static final Key<Address> LISTEN_ADDRESS =
      Key.of(
              IPC,
              "listen_address",
              ANY_ADDRESS,
              NODE.listenAddress(),
              "where the node accepts others; `0.0.0.0:9000` for all networks of the machine")
          .withFlag("--listen");
  static final Key<TransportType> TRANSPORT =
      Key.of(
          IPC,
          "transport",
          choice(List.of(TransportType.TCP, TransportType.UDP, TransportType.UNIX)),
          NODE.transport(),
          "how nodes talk: `udp` is QUIC, for networks that lose packets; `unix` is for nodes on"
              + " one machine, and wants addresses of the form `unix:/path`");
  static final Key<SerializationFormat> SERIALIZATION =
      Key.of(
          IPC,
          "serialization",
          choice(List.of(SerializationFormat.values())),
          NODE.serialization(),
          "the format of messages on connections that this node opens");
  static final Key<Long> IPC_HEARTBEAT =
      Key.of(
          IPC,
          "heartbeat_interval_ms",
          millis(NodeSettings.MILLIS),
          NODE.heartbeatInterval().toMillis(),
          "how often a node tells its peers that it is alive; one that is silent for three of"
              + " these, or of its own if those are longer, counts as lost");
  static final Key<Long> CONNECTION_TIMEOUT =
      Key.of(
          IPC,
          "connection_timeout_ms",
          millis(NodeSettings.MILLIS),
          NODE.connectionTimeout().toMillis(),
          "how long opening a connection may take");
  static final Key<Long> MAX_CONNECTIONS =
      Key.of(
          IPC,
          "max_connections",
          number(NodeSettings.CONNECTIONS),
          (long) NODE.maxConnections(),
          "open connections at most; a peer takes two");
  static final Key<Address> ADVERTISE_ADDRESS =
      Key.unset(
              IPC,
              "advertise_address",
              REACHABLE_ADDRESS,
              "the listen address, or how the node was reached if that is all networks",
              "where others reach this node")
          .withFlag("--advertise");
  static final Key<Long> LINK_DICTIONARY_MAX_TERMS =
      Key.of(
          IPC,
          "link_dictionary_max_terms",
          number(NodeSettings.DICTIONARY_TERMS),
          (long) NODE.linkDictionaryMaxTerms(),
          "terms that each side of a connection remembers of the other's, so that they are sent"
              + " once");

  // ---------------------------------------------------------------- [cluster]

  static final Key<String> CLUSTER_NODE_ID =
      Key.unset(
          CLUSTER,
          "node_id",
          NODE_NAME,
          "as `[ipc] node_id`",
          "the same setting as `[ipc] node_id`; if both are set they must agree");
  static final Key<List<Address>> SEED_NODES =
      Key.of(
              CLUSTER,
              "seed_nodes",
              new Kind.Sequence<>(REACHABLE_ADDRESS),
              RAFT.seedNodes(),
              "nodes to ask for the cluster; none for the node that starts it")
          .withFlag("--seed-nodes");
  static final Key<Long> ELECTION_TIMEOUT_MIN =
      Key.of(
          CLUSTER,
          "election_timeout_min",
          millis(ClusterSettings.MILLIS),
          RAFT.electionTimeoutMin().toMillis(),
          "silence of the leader after which a node stands for election at the earliest; at least"
              + " three heartbeats, so that a lost one costs no leader. Short ones replace a dead"
              + " leader sooner, and a busy one too: 150 to 300 with a heartbeat of 50 suits hosts"
              + " with processors to spare");
  static final Key<Long> ELECTION_TIMEOUT_MAX =
      Key.of(
          CLUSTER,
          "election_timeout_max",
          millis(ClusterSettings.MILLIS),
          RAFT.electionTimeoutMax().toMillis(),
          "the same at the latest");
  static final Key<Long> RAFT_HEARTBEAT =
      Key.of(
          CLUSTER,
          "heartbeat_interval_ms",
          millis(ClusterSettings.MILLIS),
          RAFT.heartbeatInterval().toMillis(),
          "how often the leader shows that it is alive");
  static final Key<Long> LOG_COMPACTION_THRESHOLD =
      Key.of(
          CLUSTER,
          "log_compaction_threshold",
          number(ClusterSettings.ENTRIES),
          (long) RAFT.logCompactionThreshold(),
          "entries of the log from which on it is cut behind a snapshot");
  static final Key<Long> SNAPSHOT_INTERVAL =
      Key.of(
          CLUSTER,
          "snapshot_interval",
          number(ClusterSettings.ENTRIES),
          (long) RAFT.snapshotInterval(),
          "applied entries from one snapshot to the next");
  static final Key<String> CLUSTER_NAME =
      Key.of(
          CLUSTER,
          "cluster_name",
          text(NodeSettings.CLUSTER_NAME, text -> require(text, NodeSettings.isClusterName(text))),
          RAFT.clusterName(),
          "nodes of another name are refused");
  static final Key<Long> MAX_VOTERS =
      Key.of(
          CLUSTER,
          "max_voters",
          number(ClusterSettings.VOTERS),
          (long) RAFT.maxVoters(),
          "members that vote; those beyond only listen");
  static final Key<Path> DATA_DIR =
      Key.unset(
              CLUSTER,
              "data_dir",
              text("the path of a directory", Keys::path),
              "nowhere: a node that ends leaves the cluster",
              "where the node keeps its part of the cluster, to go on from after a restart")
          .withFlag("--data-dir");
  static final Key<Long> LEASE =
      Key.of(
          CLUSTER,
          "lease_ms",
          millis(ClusterSettings.MILLIS),
          RAFT.lease().toMillis(),
          "how long a lock outlives the last sign of its holder");

  // ---------------------------------------------------------------- [distributed]

  static final Key<Boolean> ENABLED =
      Key.of(
              DISTRIBUTED,
              "enabled",
              new Kind.YesNo(),
              SPREAD.enabled(),
              "whether this node is one of a cluster")
          .withFlag("--cluster-mode");
  static final Key<PartitionStrategy> PARTITION_STRATEGY =
      Key.of(
              DISTRIBUTED,
              "partition_strategy",
              choice(List.of(PartitionStrategy.values())),
              SPREAD.partitionStrategy(),
              "what decides where a fact is kept: its subject (`hash`), its predicate, how facts"
                  + " are connected (`graph`; among the workers of one machine `hash`), or the"
                  + " whole fact (`random`)")
          .forCluster();
  static final Key<Long> NUM_PARTITIONS =
      Key.of(
              DISTRIBUTED,
              "num_partitions",
              number(DistributedConfig.PARTITIONS),
              (long) SPREAD.numPartitions(),
              "partitions of the cluster; 0 to go by its size")
          .forCluster();
  static final Key<Long> REPLICATION_FACTOR =
      Key.of(
              DISTRIBUTED,
              "replication_factor",
              number(DistributedConfig.REPLICAS),
              (long) SPREAD.replicationFactor(),
              "nodes that hold each fact")
          .forCluster();
  static final Key<Long> MAX_WORKERS =
      Key.<Long>unset(
              DISTRIBUTED,
              "max_workers",
              number(DistributedConfig.WORKERS),
              "all processors; in a cluster at most 4",
              "how many processors may reason on large data")
          .withFlag("--workers");
  static final Key<Long> EXCHANGE_BATCH_SIZE =
      Key.of(
          DISTRIBUTED,
          "exchange_batch_size",
          number(DistributedConfig.BATCH),
          (long) SPREAD.exchangeBatchSize(),
          "rows, or conclusions, from which on workers send one another what they have");
  static final Key<Long> MOVED_FACTS_PER_SECOND =
      Key.of(
          DISTRIBUTED,
          "moved_facts_per_second",
          number(DistributedConfig.MOVED_FACTS),
          (long) SPREAD.movedFactsPerSecond(),
          "facts that this node hands over each second when nodes have come or gone; 0 for as many"
              + " as it can");
  static final Key<Long> DERIVED_COPIES_AFTER_SECONDS =
      Key.of(
          DISTRIBUTED,
          "derived_copies_after_seconds",
          number(DistributedConfig.COPIES_AFTER),
          (long) SPREAD.derivedCopiesAfterSeconds(),
          "seconds that rules run before what they conclude is copied to other nodes too, so that"
              + " a node that takes over goes on from there");
  static final Key<Inference> INFERENCE =
      Key.of(
              DISTRIBUTED,
              "inference",
              choice(List.of(Inference.values())),
              SPREAD.inference(),
              "whether nodes share the facts (`data`) or the rules, or decide for each job")
          .forCluster();

  // ---------------------------------------------------------------- [server]

  static final Key<Optional<Address>> HTTP =
      Key.of(
              SERVER,
              "http",
              new Kind.Text<Optional<Address>>(
                  "host:port or none",
                  Keys::hostOrNone,
                  address -> address.map(Address::toString).orElse("none"),
                  false),
              HTTP_SERVER.http(),
              "where a node of a cluster answers over HTTP, or `none`; without a cluster only the"
                  + " flag makes a node answer")
          .withFlag("--http");
  static final Key<Path> SERVER_TLS_CERTIFICATE =
      Key.unset(
          SERVER,
          "tls_certificate",
          FILE,
          "plain HTTP",
          "PEM file of the server's certificate; goes with `tls_key`");
  static final Key<Path> SERVER_TLS_KEY =
      Key.unset(SERVER, "tls_key", FILE, "plain HTTP", "PEM file of the certificate's private key");
  static final Key<Path> USERS =
      Key.unset(
          SERVER,
          "users",
          FILE,
          "everybody may do everything",
          "file that lists who may read, write and administer, as `cwm user` writes it");
  static final Key<List<String>> ALLOW_ORIGINS =
      Key.of(
          SERVER,
          "allow_origins",
          new Kind.Sequence<>(
              text("an origin such as https://app.example.org, or *", Keys::origin)),
          HTTP_SERVER.allowOrigins(),
          "whose pages may use this node from a browser, beside its own; `*` lets all pages read,"
              + " none write");
  static final Key<List<String>> HOSTS =
      Key.of(
          SERVER,
          "hosts",
          new Kind.Sequence<>(text("a host name such as data.example.org", Keys::hostName)),
          HTTP_SERVER.hosts(),
          "names by which clients reach this node, beside the address it listens at and, if that is"
              + " not loopback, the machine's name and addresses");
  static final Key<Long> MAX_REQUEST_BYTES =
      Key.of(
          SERVER,
          "max_request_bytes",
          number(ServerConfig.REQUEST_BYTES),
          HTTP_SERVER.maxRequestBytes(),
          "the largest request that is read");
  static final Key<Long> MAX_CONCURRENT_REQUESTS =
      Key.of(
          SERVER,
          "max_concurrent_requests",
          number(ServerConfig.REQUESTS),
          (long) HTTP_SERVER.maxConcurrentRequests(),
          "requests that are answered at the same time");
  static final Key<Long> REQUEST_TIMEOUT =
      Key.of(
          SERVER,
          "request_timeout_ms",
          millis(ServerConfig.MILLIS),
          HTTP_SERVER.requestTimeout().toMillis(),
          "how long one answer may take");

  // ---------------------------------------------------------------- [security]

  static final Key<ClusterKey> CLUSTER_KEY =
      Key.unset(
          SECURITY,
          "cluster_key",
          new Kind.Text<ClusterKey>(
              "a secret of 16 to 1,024 characters (cwm config show prints *** in its place)",
              Keys::clusterKey,
              _ -> Kind.Text.HIDDEN,
              true),
          "everybody may join who reaches the node, unless certificates say otherwise",
          "the secret that all nodes of a cluster share; best a long random one");
  static final Key<Path> PEER_TLS_CERTIFICATE =
      Key.unset(
          SECURITY,
          "tls_certificate",
          FILE,
          "no TLS between nodes",
          "PEM file of this node's certificate, which has the node id among its names; goes with"
              + " `tls_key` and `tls_ca`");
  static final Key<Path> PEER_TLS_KEY =
      Key.unset(
          SECURITY,
          "tls_key",
          FILE,
          "no TLS between nodes",
          "PEM file of the certificate's private key");
  static final Key<Path> PEER_TLS_CA =
      Key.unset(
          SECURITY,
          "tls_ca",
          FILE,
          "no TLS between nodes",
          "PEM file of the authority that signs the certificates of the cluster");
  static final Key<List<String>> WEB_ALLOW =
      Key.of(
          SECURITY,
          "web_allow",
          new Kind.Sequence<>(
              text("the beginning of an IRI such as https://example.org/data/", Keys::webPrefix)),
          GUARD.webAllow(),
          "what rules may read from the web: IRIs that begin like one of these");
  static final Key<Boolean> FILESYSTEM =
      Key.of(
          SECURITY,
          "filesystem",
          new Kind.YesNo(),
          GUARD.filesystem(),
          "whether rules may read files");
  static final Key<Boolean> OS =
      Key.of(
          SECURITY,
          "os",
          new Kind.YesNo(),
          GUARD.os(),
          "whether rules may see the environment of the process");

  /// All, by section.
  public static final List<Key<?>> ALL =
      List.of(
          IPC_NODE_ID,
          LISTEN_ADDRESS,
          TRANSPORT,
          SERIALIZATION,
          IPC_HEARTBEAT,
          CONNECTION_TIMEOUT,
          MAX_CONNECTIONS,
          ADVERTISE_ADDRESS,
          LINK_DICTIONARY_MAX_TERMS,
          CLUSTER_NODE_ID,
          SEED_NODES,
          ELECTION_TIMEOUT_MIN,
          ELECTION_TIMEOUT_MAX,
          RAFT_HEARTBEAT,
          LOG_COMPACTION_THRESHOLD,
          SNAPSHOT_INTERVAL,
          CLUSTER_NAME,
          MAX_VOTERS,
          DATA_DIR,
          LEASE,
          ENABLED,
          PARTITION_STRATEGY,
          NUM_PARTITIONS,
          REPLICATION_FACTOR,
          MAX_WORKERS,
          EXCHANGE_BATCH_SIZE,
          MOVED_FACTS_PER_SECOND,
          DERIVED_COPIES_AFTER_SECONDS,
          INFERENCE,
          HTTP,
          SERVER_TLS_CERTIFICATE,
          SERVER_TLS_KEY,
          USERS,
          ALLOW_ORIGINS,
          HOSTS,
          MAX_REQUEST_BYTES,
          MAX_CONCURRENT_REQUESTS,
          REQUEST_TIMEOUT,
          CLUSTER_KEY,
          PEER_TLS_CERTIFICATE,
          PEER_TLS_KEY,
          PEER_TLS_CA,
          WEB_ALLOW,
          FILESYSTEM,
          OS);

  private Keys() {}

  private static Kind<Long> number(Range range) {
    return new Kind.WholeNumber("", range);
  }

  private static Kind<Long> millis(Range range) {
    return new Kind.WholeNumber("milliseconds", range);
  }

  private static <T> Kind.Text<T> text(String description, Function<String, T> reader) {
    return new Kind.Text<>(description, reader, Object::toString, false);
  }

  private static <E extends Enum<E>> Kind.Text<E> choice(List<E> choices) {
    return new Kind.Text<>(
        choices.stream().map(Keys::configName).collect(Collectors.joining(", ", "one of ", "")),
        text ->
            choices.stream()
                .filter(choice -> configName(choice).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new),
        Keys::configName,
        false);
  }

  private static String configName(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String require(String text, boolean isRight) {
    if (!isRight) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  /// Where processes can be; `memory:` is for tests of the layer below.
  private static Address address(String text) {
    Address address = Address.parse(text);
    require(text, !(address instanceof Address.Memory));
    return address;
  }

  private static Address reachable(String text) {
    Address address = address(text);
    require(text, !(address instanceof Address.Inet(_, int port) && port == 0));
    return address;
  }

  private static Optional<Address> hostOrNone(String text) {
    if (text.equals("none")) {
      return Optional.empty();
    }
    Address address = Address.parse(text);
    require(text, address instanceof Address.Inet);
    return Optional.of(address);
  }

  /// Scheme, host and port alone, as browsers send it.
  private static String origin(String text) {
    URI uri = URI.create(text);
    boolean isOrigin =
        uri.getScheme() != null
            && uri.getHost() != null
            && uri.getUserInfo() == null
            && text.equals(uri.getScheme() + "://" + uri.getRawAuthority());
    return require(text, text.equals("*") || isOrigin).toLowerCase(Locale.ROOT);
  }

  private static String hostName(String text) {
    return require(text, text.matches("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]"))
        .toLowerCase(Locale.ROOT);
  }

  private static Path path(String text) {
    require(text, !text.isEmpty());
    return Path.of(text);
  }

  private static ClusterKey clusterKey(String text) {
    require("length", text.length() >= 16 && text.length() <= 1_024);
    return new ClusterKey(text);
  }

  /// A prefix must reach over the host, or `https://example.org` would allow
  /// `https://example.org.elsewhere.net/` too.
  private static String webPrefix(String text) {
    URI uri = URI.create(text);
    boolean isWeb = Stream.of("http", "https").anyMatch(scheme -> scheme.equals(uri.getScheme()));
    boolean hasPath = uri.getRawPath() != null && uri.getRawPath().startsWith("/");
    return require(text, isWeb && uri.getHost() != null && hasPath);
  }
}
