package cwm.simulation.hosts;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;

/// Hosts that are addresses of this one.
final class LoopbackHosts extends TestHosts {
  /// Whoever listens there has the address. The system ends that with the JVM, however it ends.
  private static final int RESERVING_PORT = 29_999;

  /// 127.0.0.1 is everybody's.
  private static final int FIRST = 2;

  private static final int LAST = 254;

  private final List<ServerSocket> reservations = new ArrayList<>();

  /// Takes the first addresses that nobody has.
  SequencedMap<String, Host.Door> reserve(int count) throws IOException {
    for (int last = FIRST; last <= LAST && reservations.size() < count; last++) {
      try {
        InetAddress address = InetAddress.getByName("127.0.0." + last);
        reservations.add(new ServerSocket(RESERVING_PORT, 1, address));
      } catch (BindException _) {
        // Another test has it.
      }
    }
    if (reservations.size() < count) {
      throw new IOException("other tests hold all addresses from 127.0.0.2 to .254");
    }
    SequencedMap<String, Host.Door> doors = new LinkedHashMap<>();
    reservations.forEach(socket -> doors.put(socket.getInetAddress().getHostAddress(), new Here()));
    return doors;
  }

  @Override
  public boolean hasOwnPorts() {
    return false;
  }

  @Override
  void stopPackets(Collection<Direction> directions) {
    throw new UnsupportedOperationException(
        "links between loopback addresses cannot be cut; use TestHosts.inNamespaces");
  }

  @Override
  void passPackets(Collection<Direction> directions) {
    // Nothing was ever stopped.
  }

  @Override
  List<Tool.Action> cleanUp() {
    return reservations.stream().<Tool.Action>map(socket -> socket::close).toList();
  }

  /// Nothing to pass through.
  private record Here() implements Host.Door {
    @Override
    public List<String> through(List<String> command) {
      return command;
    }

    @Override
    public <T> T call(Callable<T> task) throws Exception {
      return task.call();
    }
  }
}
