package cwm.ipc;

import cwm.ipc.security.PeerSecurity;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a node needs to know to talk.
///
/// @param nodeId names the node in its cluster ([#NODE_ID_RULE]). A tool that is none of the nodes
///   adds `~` and a name of its own to that of the node whose certificate it has
/// @param listenAddress where it accepts peers
/// @param transport how it talks
/// @param serialization the format it wishes to talk in on connections that it opens
/// @param heartbeatInterval how often it tells every peer that it is alive, from 1 ms to 2^31 - 1;
///   a peer not heard for three of them counts as lost, or for three of its own if those are longer
/// @param connectionTimeout how long opening a connection, handshake included, may take
/// @param maxConnections open connections at most, two per peer
/// @param advertiseAddress where others reach it, if that is not the listen address; not an address
///   that stands for all networks
/// @param linkDictionaryMaxTerms how many terms each side of a connection remembers of the other's
///   before it starts again
/// @param clusterName nodes of another name are refused
/// @param security how peers prove that they belong
public record NodeConfig(
    String nodeId,
    Address listenAddress,
    TransportType transport,
    SerializationFormat serialization,
    Duration heartbeatInterval,
    Duration connectionTimeout,
    int maxConnections,
    Optional<Address> advertiseAddress,
    int linkDictionaryMaxTerms,
    String clusterName,
    PeerSecurity security) {
  /// What a node id is, for people.
  public static final String NODE_ID_RULE =
      "1 to 128 letters, digits, '.', '_' and '-', the first a letter or digit";

  private static final Duration HEARTBEAT_MIN = Duration.ofMillis(1);
  private static final Duration HEARTBEAT_MAX = Duration.ofMillis(Integer.MAX_VALUE);
  private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final Pattern TOOL = Pattern.compile("~[A-Za-z0-9-]{1,64}");

  public NodeConfig {
    require(isName(nodeId), "nodeId '" + nodeId + "'; it has " + NODE_ID_RULE);
    require(!clusterName.isEmpty(), "an empty clusterName");
    require(
        heartbeatInterval.compareTo(HEARTBEAT_MIN) >= 0
            && heartbeatInterval.compareTo(HEARTBEAT_MAX) <= 0,
        "heartbeatInterval %s; it is from %s to %s"
            .formatted(heartbeatInterval, HEARTBEAT_MIN, HEARTBEAT_MAX));
    require(connectionTimeout.isPositive(), "connectionTimeout " + connectionTimeout);
    require(maxConnections >= 2, "maxConnections " + maxConnections + "; a peer needs 2");
    require(
        advertiseAddress.filter(NodeConfig::isEverywhere).isEmpty(),
        "advertiseAddress %s, which is all networks of a machine; name one that others reach"
            .formatted(advertiseAddress.map(Address::toString).orElse("")));
    require(linkDictionaryMaxTerms >= 1, "linkDictionaryMaxTerms " + linkDictionaryMaxTerms);
  }

  private static void require(boolean condition, String complaint) {
    if (!condition) {
      throw new IllegalArgumentException(complaint);
    }
  }

  private static boolean isEverywhere(Address address) {
    return address instanceof Address.Inet inet && inet.isEverywhere();
  }

  /// Whether a node can be called so.
  public static boolean isNodeId(String text) {
    return NODE_ID.matcher(text).matches();
  }

  /// Whether it is the name of a node, or of a tool with a node's name.
  static boolean isName(String text) {
    String node = certifiedId(text);
    String tool = text.substring(node.length());
    return isNodeId(node) && (tool.isEmpty() || TOOL.matcher(tool).matches());
  }

  /// Whether a name is that of a tool, which is none of the nodes: one with a `~`.
  public static boolean isTool(String name) {
    return !certifiedId(name).equals(name);
  }

  /// The node that a certificate has to name: the id without what a tool adds.
  public static String certifiedId(String nodeId) {
    int tool = nodeId.indexOf('~');
    return tool < 0 ? nodeId : nodeId.substring(0, tool);
  }

  /// The specification's defaults, but listening on loopback.
  public static Builder builder(String nodeId) {
    return new Builder(nodeId);
  }

  /// Starts from the defaults.
  public static final class Builder {
    private final String nodeId;
    private Address listenAddress = new Address.Inet("127.0.0.1", 9000);
    private TransportType transport = TransportType.TCP;
    private SerializationFormat serialization = SerializationFormat.MSGPACK;
    private Duration heartbeatInterval = Duration.ofSeconds(1);
    private Duration connectionTimeout = Duration.ofSeconds(5);
    private int maxConnections = 100;
    private Optional<Address> advertiseAddress = Optional.empty();
    private int linkDictionaryMaxTerms = 1 << 20;
    private String clusterName = "cwm";
    private PeerSecurity security = PeerSecurity.NONE;

    private Builder(String nodeId) {
      this.nodeId = nodeId;
    }

    /// Text as [Address#parse] reads it.
    public Builder listenAddress(String address) {
      listenAddress = Address.parse(address);
      return this;
    }

    public Builder transport(TransportType type) {
      transport = type;
      return this;
    }

    public Builder serialization(SerializationFormat format) {
      serialization = format;
      return this;
    }

    public Builder heartbeatInterval(Duration interval) {
      heartbeatInterval = interval;
      return this;
    }

    public Builder connectionTimeout(Duration timeout) {
      connectionTimeout = timeout;
      return this;
    }

    public Builder maxConnections(int count) {
      maxConnections = count;
      return this;
    }

    /// Text as [Address#parse] reads it.
    public Builder advertiseAddress(String address) {
      advertiseAddress = Optional.of(Address.parse(address));
      return this;
    }

    public Builder linkDictionaryMaxTerms(int count) {
      linkDictionaryMaxTerms = count;
      return this;
    }

    public Builder clusterName(String name) {
      clusterName = name;
      return this;
    }

    public Builder security(PeerSecurity peerSecurity) {
      security = peerSecurity;
      return this;
    }

    public NodeConfig build() {
      return new NodeConfig(
          nodeId,
          listenAddress,
          transport,
          serialization,
          heartbeatInterval,
          connectionTimeout,
          maxConnections,
          advertiseAddress,
          linkDictionaryMaxTerms,
          clusterName,
          security);
    }
  }
}
