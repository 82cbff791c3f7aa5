package cwm.app.config;

import cwm.cluster.ClusterConfig;
import cwm.ipc.NodeConfig;
import cwm.ipc.transport.Address;
import cwm.ipc.transport.TransportType;
import java.util.List;
import java.util.Optional;

/// All that is configured, checked. [ConfigurationReader] makes it.
public final class Configuration {
  private final Settings settings;
  private final ConfigurationFiles files;
  private final Optional<String> file;
  private final ClusterSettings cluster;
  private final DistributedConfig distributed;
  private final ServerConfig server;
  private final SecurityConfig security;

  Configuration(
      Settings settings,
      ConfigurationFiles files,
      Optional<String> file,
      ClusterSettings cluster,
      DistributedConfig distributed,
      ServerConfig server,
      SecurityConfig security) {
    this.settings = settings;
    this.files = files;
    this.file = file;
    this.cluster = cluster;
    this.distributed = distributed;
    this.server = server;
    this.security = security;
  }

  /// What holds when nobody sets anything. Made without [Keys], which would take longer than what a
  /// short run of the command does.
  static Configuration standard(ConfigurationFiles files) {
    return new Configuration(
        Settings.NONE,
        files,
        Optional.empty(),
        ClusterSettings.DEFAULT,
        DistributedConfig.DEFAULT,
        ServerConfig.DEFAULT,
        SecurityConfig.DEFAULT);
  }

  public ClusterSettings cluster() {
    return cluster;
  }

  public DistributedConfig distributed() {
    return distributed;
  }

  public ServerConfig server() {
    return server;
  }

  public SecurityConfig security() {
    return security;
  }

  /// What a node needs to know to talk.
  ///
  /// @throws ConfigurationException if it has no name, or no address for its transport
  public NodeConfig nodeConfig() {
    return nodeConfig(nodeId());
  }

  NodeConfig nodeConfig(String nodeId) {
    try {
      return NodeSettings.nodeConfig(settings, nodeId, security);
    } catch (InvalidSettingsException e) {
      throw e.located(Section.IPC, settings);
    }
  }

  /// What a node needs to know to agree with others.
  ///
  /// @throws ConfigurationException if it has no name
  public ClusterConfig clusterConfig() {
    return cluster.toConfig(nodeId());
  }

  private String nodeId() {
    return cluster
        .nodeId()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(
                        Mistake.elsewhere(
                            "this node has no name; set %s, %s, or %s"
                                .formatted(
                                    Keys.IPC_NODE_ID,
                                    Keys.IPC_NODE_ID.variable(),
                                    Keys.IPC_NODE_ID.flag().orElseThrow())))));
  }

  /// Where a node of this configuration listens.
  public Address listenAddress() {
    return settings.get(Keys.LISTEN_ADDRESS);
  }

  /// What a tool needs to know to talk to nodes without being one.
  ///
  /// @param name in the place of a node id, as [NodeConfig] takes it
  /// @param transport that of the node to talk to
  public NodeConfig clientConfig(String name, TransportType transport) {
    return NodeSettings.clientConfig(settings, name, transport, security);
  }

  /// How nodes talk.
  public TransportType transport() {
    return settings.get(Keys.TRANSPORT);
  }

  /// The cluster's name.
  public String clusterName() {
    return settings.get(Keys.CLUSTER_NAME);
  }

  Settings settings() {
    return settings;
  }

  /// Where a file was looked for.
  ConfigurationFiles files() {
    return files;
  }

  /// The file that was read, as people know it.
  Optional<String> file() {
    return file;
  }
}
