package cwm.ipc;

import cwm.ipc.security.PeerSecurity;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import java.time.Duration;
import java.util.Optional;

/// What a node needs to know to talk.
///
/// @param nodeId names the node in its cluster: letters, digits, `.`, `_` and `-`, at most 128
/// @param listenAddress where it accepts peers
/// @param transport how it talks
/// @param serialization the format it wishes to talk in on connections that it opens
/// @param heartbeatInterval how often it tells every peer that it is alive; a peer not heard for
///   three of them counts as lost
/// @param connectionTimeout how long opening a connection, handshake included, may take
/// @param maxConnections open connections at most, two per peer
/// @param advertiseAddress where others reach it, if that is not the listen address
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
  private static final String NODE_ID = "[A-Za-z0-9._-]{1,128}";

  public NodeConfig {
    require(nodeId.matches(NODE_ID), "nodeId '" + nodeId + "' does not match " + NODE_ID);
    require(!clusterName.isEmpty(), "an empty clusterName");
    require(heartbeatInterval.isPositive(), "heartbeatInterval " + heartbeatInterval);
    require(connectionTimeout.isPositive(), "connectionTimeout " + connectionTimeout);
    require(maxConnections >= 2, "maxConnections " + maxConnections + "; a peer needs 2");
    require(linkDictionaryMaxTerms >= 1, "linkDictionaryMaxTerms " + linkDictionaryMaxTerms);
  }

  private static void require(boolean condition, String complaint) {
    if (!condition) {
      throw new IllegalArgumentException(complaint);
    }
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
