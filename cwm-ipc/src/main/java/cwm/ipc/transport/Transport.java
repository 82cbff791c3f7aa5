package cwm.ipc.transport;

import java.time.Duration;

/// Makes links between nodes.
///
/// Every transport passes the same contract suite. All calls of one link's [LinkHandler] come one
/// after another, on a thread of the transport that must not be held up.
public interface Transport extends AutoCloseable {

  TransportType type();

  /// Starts to accept links at `address`.
  ///
  /// @param acceptor gives the handler for each link that comes in
  /// @return where it listens, with the port that the system chose for port 0
  /// @throws cwm.ipc.IpcException `ADDRESS_IN_USE`, `BAD_ADDRESS`, `CLOSED`
  Address listen(Address address, Acceptor acceptor);

  /// Opens a link; `handler` hears either [LinkHandler#opened] or [LinkHandler#closed] (with
  /// `UNREACHABLE`, `TIMEOUT`, `BAD_CREDENTIALS`, `BAD_ADDRESS`, `CLOSED`), the latter at most
  /// `timeout` later. Does not block.
  void connect(Address address, Duration timeout, LinkHandler handler);

  /// The clock and the timers that go with this transport: real, or virtual in a simulation.
  Timers timers();

  /// Stops accepting, closes all links and gives back all threads. Blocks until that is done, and
  /// must not be called by a handler.
  @Override
  void close();

  /// What a listening transport asks for every link that comes in.
  interface Acceptor {
    LinkHandler accept();
  }
}
