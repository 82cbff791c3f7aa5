package cwm.app.config;

import cwm.ipc.NodeConfig;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.TransportType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Makes a [NodeConfig] of `[ipc]` and what else a node has to know in order to talk.
final class NodeSettings {
  static final String NODE_ID = NodeConfig.NODE_ID_RULE;
  static final String CLUSTER_NAME = "1 to 128 characters, none of them a space or a control";

  static final Range MILLIS = new Range(1, 3_600_000);
  static final Range CONNECTIONS = new Range(2, 1 << 16);
  static final Range DICTIONARY_TERMS = new Range(1, 1 << 24);

  private static final Pattern NAME = Pattern.compile("[^\\s\\p{Cntrl}]{1,128}");

  private NodeSettings() {}

  static boolean isNodeId(String text) {
    return NodeConfig.isNodeId(text);
  }

  static boolean isClusterName(String text) {
    return NAME.matcher(text).matches();
  }

  /// @throws InvalidSettingsException if an address is not for the transport, or for nobody
  static NodeConfig nodeConfig(Settings settings, String nodeId, SecurityConfig security) {
    Address listenAddress = settings.get(Keys.LISTEN_ADDRESS);
    requireAddresses(settings, Optional.of(listenAddress));
    return new NodeConfig(
        nodeId,
        listenAddress,
        settings.get(Keys.TRANSPORT),
        settings.get(Keys.SERIALIZATION),
        settings.millis(Keys.IPC_HEARTBEAT),
        settings.millis(Keys.CONNECTION_TIMEOUT),
        settings.count(Keys.MAX_CONNECTIONS),
        settings.find(Keys.ADVERTISE_ADDRESS),
        settings.count(Keys.LINK_DICTIONARY_MAX_TERMS),
        settings.get(Keys.CLUSTER_NAME),
        security.peerSecurity());
  }

  /// Checks that the addresses which are set are for the transport, and others can reach the one
  /// that is advertised. What does not listen need not have a listen address for the transport.
  ///
  /// @throws InvalidSettingsException if they are not
  static void check(Settings settings) {
    boolean isSet = settings.isSet(Keys.LISTEN_ADDRESS);
    requireAddresses(settings, settings.find(Keys.LISTEN_ADDRESS).filter(_ -> isSet));
  }

  private static void requireAddresses(Settings settings, Optional<Address> listenAddress) {
    TransportType transport = settings.get(Keys.TRANSPORT);
    var checks = new Checks();
    listenAddress.ifPresent(address -> requireFor(transport, address, "listen_address", checks));
    settings
        .find(Keys.ADVERTISE_ADDRESS)
        .ifPresent(
            address -> {
              requireFor(transport, address, "advertise_address", checks);
              requireReachable(address, "advertise_address", checks);
            });
    checks.orThrow();
  }

  /// @throws InvalidSettingsException if nodes at the seeds' addresses would talk in another way
  static void checkSeeds(Settings settings) {
    var checks = new Checks();
    TransportType transport = settings.get(Keys.TRANSPORT);
    for (Address seed : settings.get(Keys.SEED_NODES)) {
      requireFor(transport, seed, "seed_nodes", checks);
    }
    checks.orThrow();
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

  private static void requireReachable(Address address, String key, Checks checks) {
    checks.that(
        !(address instanceof Address.Inet inet && inet.isEverywhere()),
        "must be an address where others reach this node, and is '"
            + address
            + "', which stands for all networks of whoever dials it",
        List.of(key));
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
