package cwm.ipc.transport;

import java.time.Duration;

/// How patient a transport is where its user does not say.
///
/// @param accept how long a TLS or QUIC handshake may take that the other side began
/// @param linger how long a link that was closed waits while the other side takes nothing
/// @param silence how long a QUIC connection lives without a packet from the other side; longer
///   than three heartbeats by default, which notice earlier
record TransportLimits(Duration accept, Duration linger, Duration silence) {
  static final TransportLimits DEFAULT =
      new TransportLimits(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(10));

  TransportLimits withAccept(Duration duration) {
    return new TransportLimits(duration, linger, silence);
  }

  TransportLimits withLinger(Duration duration) {
    return new TransportLimits(accept, duration, silence);
  }

  TransportLimits withSilence(Duration duration) {
    return new TransportLimits(accept, linger, duration);
  }
}
