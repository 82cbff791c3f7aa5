package cwm.ipc.transport;

import java.util.Optional;

/// Hears what happens to one link, one call at a time.
public interface LinkHandler {
  /// The link is open, TLS included. The first call, unless opening failed, on either side.
  void opened(Link link);

  /// A frame came. It belongs to the handler.
  void received(Link link, byte[] frame);

  /// There is room again.
  void writable(Link link);

  /// The link is closed, or could not be opened. The last call, and made exactly once. Whatever a
  /// handler throws closes its link and is the failure here.
  ///
  /// @param failure why, unless either side closed it
  void closed(Optional<Throwable> failure);
}
