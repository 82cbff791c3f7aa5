package cwm.app.config;

import cwm.ipc.NodeConfig;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.TransportType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes a [NodeConfig] of `[ipc]` and what else a node has to know in order to talk.
final class NodeSettings {
  static final String NODE_ID = "1 to 128 letters, digits, '.', '_' and '-'";
  static final String CLUSTER_NAME = "1 to 128 characters, none of them a space or a control";

  static final Range MILLIS = new Range(1, 3_600_000);
  static final Range CONNECTIONS = new Range(2, 1 << 16);
  static final Range DICTIONARY_TERMS = new Range(1, 1 << 24);

  private static final Pattern NAME = Pattern.compile("[^\\s\\p{Cntrl}]{1,128}");

  private NodeSettings() {}

  /// Whether [NodeConfig] takes it, who alone knows what node ids are.
  static boolean isNodeId(String text) {
    try {
      return NodeConfig.builder(text).build().nodeId().equals(text);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  static boolean isClusterName(String text) {
    return NAME.matcher(text).matches();
  }

  /// @throws InvalidSettingsException if an address is not for the transport
  static NodeConfig nodeConfig(Settings settings, String nodeId, SecurityConfig security) {
    TransportType transport = settings.get(Keys.TRANSPORT);
    Address listenAddress = settings.get(Keys.LISTEN_ADDRESS);
    Optional<Address> advertiseAddress = settings.find(Keys.ADVERTISE_ADDRESS);
    var checks = new Checks();
    requireFor(transport, listenAddress, "listen_address", checks);
    advertiseAddress.ifPresent(
        address -> requireFor(transport, address, "advertise_address", checks));
    checks.orThrow();
    return new NodeConfig(
        nodeId,
        listenAddress,
        transport,
        settings.get(Keys.SERIALIZATION),
        settings.millis(Keys.IPC_HEARTBEAT),
        settings.millis(Keys.CONNECTION_TIMEOUT),
        settings.count(Keys.MAX_CONNECTIONS),
        advertiseAddress,
        settings.count(Keys.LINK_DICTIONARY_MAX_TERMS),
        settings.get(Keys.CLUSTER_NAME),
        security.peerSecurity());
  }

  static NodeConfig clientConfig(
      Settings settings, String name, TransportType transport, SecurityConfig security) {
    return NodeConfig.builder(name)
        .transport(transport)
        .serialization(settings.get(Keys.SERIALIZATION))
        .heartbeatInterval(settings.millis(Keys.IPC_HEARTBEAT))
        .connectionTimeout(settings.millis(Keys.CONNECTION_TIMEOUT))
        .clusterName(settings.get(Keys.CLUSTER_NAME))
        .security(security.peerSecurity())
        .build();
  }

  private static void requireFor(
      TransportType transport, Address address, String key, Checks checks) {
    boolean isForUnix = address instanceof Address.Unix;
    checks.that(
        isForUnix == (transport == TransportType.UNIX),
        "must be "
            + (isForUnix ? "host:port" : "unix:/path")
            + " for transport '"
            + transport.configName()
            + "', and is '"
            + address
            + "'",
        List.of(key, "transport"));
  }
}
