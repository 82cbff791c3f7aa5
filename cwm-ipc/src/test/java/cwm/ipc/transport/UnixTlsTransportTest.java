package cwm.ipc.transport;

import java.util.Optional;

/// Unix sockets with mutual TLS.
class UnixTlsTransportTest extends UnixTransportTest {
  @Override
  Transport newTransport(String nodeId) {
    return Transports.open(TransportType.UNIX, nodeId, Certificates.security(nodeId));
  }

  @Override
  Optional<String> provenNodeId(String nodeId) {
    return Optional.of(nodeId);
  }

  @Override
  int probeCount() {
    return 0; // a probe ends before its handshake, so that no link opens
  }
}
