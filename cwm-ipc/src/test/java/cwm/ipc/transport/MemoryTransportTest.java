package cwm.ipc.transport;

import cwm.ipc.security.PeerSecurity;
import java.util.concurrent.atomic.AtomicInteger;

class MemoryTransportTest extends TransportContract {
  private static final AtomicInteger NAMES = new AtomicInteger();

  @Override
  Transport newTransport(String nodeId) {
    return Transports.open(TransportType.MEMORY, nodeId, PeerSecurity.NONE);
  }

  @Override
  Address freeAddress() {
    return new Address.Memory("test-" + NAMES.incrementAndGet());
  }

  @Override
  Address deadAddress() {
    return new Address.Memory("nobody");
  }
}
