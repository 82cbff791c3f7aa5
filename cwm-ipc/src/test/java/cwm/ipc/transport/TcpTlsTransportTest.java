package cwm.ipc.transport;

import java.util.Optional;

/// TCP with mutual TLS.
class TcpTlsTransportTest extends TcpTransportTest {
  @Override
  Transport newTransport(String nodeId) {
    return Transports.open(TransportType.TCP, nodeId, Certificates.security(nodeId));
  }

  @Override
  Optional<String> provenNodeId(String nodeId) {
    return Optional.of(nodeId);
  }
}
