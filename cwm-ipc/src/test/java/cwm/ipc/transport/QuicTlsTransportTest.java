package cwm.ipc.transport;

import java.util.Optional;

/// QUIC with mutual TLS.
class QuicTlsTransportTest extends QuicTransportTest {
  @Override
  Transport newTransport(String nodeId) {
    return Transports.open(TransportType.UDP, nodeId, Certificates.security(nodeId));
  }

  @Override
  Optional<String> provenNodeId(String nodeId) {
    return Optional.of(nodeId);
  }
}
