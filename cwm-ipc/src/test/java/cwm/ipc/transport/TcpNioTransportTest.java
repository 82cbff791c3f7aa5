package cwm.ipc.transport;

import java.util.Optional;

/// TCP as it is where there is no epoll.
class TcpNioTransportTest extends TcpTransportTest {
  @Override
  Transport newTransport(String nodeId) {
    return new StreamTransport(
        TransportType.TCP, nodeId, false, Optional.empty(), TransportLimits.DEFAULT);
  }
}
