package cwm.ipc.transport;

import java.util.Optional;

/// Unix sockets as they are where there is no epoll.
class UnixNioTransportTest extends UnixTransportTest {
  @Override
  Transport newTransport(String nodeId) {
    return new StreamTransport(
        TransportType.UNIX, nodeId, false, Optional.empty(), TransportLimits.DEFAULT);
  }
}
