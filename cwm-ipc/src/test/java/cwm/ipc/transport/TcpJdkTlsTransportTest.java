package cwm.ipc.transport;

import io.netty.handler.ssl.SslProvider;
import java.util.Optional;

/// TCP with mutual TLS as it is where there is no BoringSSL.
class TcpJdkTlsTransportTest extends TcpTransportTest {
  @Override
  Transport newTransport(String nodeId) {
    return new StreamTransport(
        TransportType.TCP,
        nodeId,
        false,
        Optional.of(TlsContexts.of(Certificates.of(nodeId), SslProvider.JDK)),
        TransportLimits.DEFAULT);
  }

  @Override
  Optional<String> provenNodeId(String nodeId) {
    return Optional.of(nodeId);
  }
}
