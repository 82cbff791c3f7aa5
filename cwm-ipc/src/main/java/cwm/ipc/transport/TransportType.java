package cwm.ipc.transport;

import java.util.Locale;

/// The transports a node can be configured with.
public enum TransportType {
  TCP,
  /// QUIC.
  UDP,
  UNIX,
  /// Inside one process.
  MEMORY;

  /// Its name in configuration files: `tcp`.
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
