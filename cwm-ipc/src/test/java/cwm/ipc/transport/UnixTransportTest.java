package cwm.ipc.transport;

import cwm.ipc.security.PeerSecurity;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

class UnixTransportTest extends TransportContract {
  private static final AtomicInteger NAMES = new AtomicInteger();

  @TempDir Path directory;

  @Override
  Transport newTransport(String nodeId) {
    return Transports.open(TransportType.UNIX, nodeId, PeerSecurity.NONE);
  }

  @Override
  Address freeAddress() {
    return new Address.Unix(directory.resolve("socket-" + NAMES.incrementAndGet()));
  }

  @Override
  Address deadAddress() {
    return new Address.Unix(directory.resolve("nobody"));
  }

  @Override
  int probeCount() {
    return 1;
  }
}
