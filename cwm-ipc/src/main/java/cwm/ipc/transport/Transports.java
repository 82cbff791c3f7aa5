package cwm.ipc.transport;

import cwm.ipc.IpcException;
import cwm.ipc.security.NodeCertificate;
import cwm.ipc.security.PeerSecurity;
import java.util.Optional;

/// The transports over real networks, and in memory.
public final class Transports {
  private Transports() {}

  /// A transport for one node, with threads of its own that end with [Transport#close()].
  ///
  /// With TLS configured, `tcp`, `udp` and `unix` speak mutual TLS 1.3 and know their peers'
  /// [Link#provenNodeId()]. Without, `udp` is encrypted nevertheless, with a certificate made on
  /// the spot that proves nothing; peers have to prove themselves in another way.
  ///
  /// @param nodeId the node's own id, which its certificate has to name
  /// @throws IpcException `BAD_CREDENTIALS` for certificates that cannot be used; `BAD_ADDRESS` for
  ///   a transport that does not run on this system
  public static Transport open(TransportType type, String nodeId, PeerSecurity security) {
    Optional<NodeCertificate> certificate =
        security.tls().map(files -> NodeCertificate.load(files, nodeId));
    return switch (type) {
      case TCP, UNIX ->
          new StreamTransport(
              type,
              nodeId,
              SocketKind.hasNative(),
              certificate.map(TlsContexts::of),
              TransportLimits.DEFAULT);
      case UDP -> {
        QuicTransport.requireAvailable();
        yield new QuicTransport(
            nodeId,
            certificate.map(QuicContexts::mutual).orElseGet(QuicContexts::anonymous),
            TransportLimits.DEFAULT);
      }
      case MEMORY -> {
        if (certificate.isPresent()) {
          throw new IpcException(
              IpcException.Code.BAD_CREDENTIALS,
              "transport memory has no TLS, since it never leaves the process; remove [security]"
                  + " tls, or set [ipc] transport to another");
        }
        yield new MemoryTransport(nodeId);
      }
    };
  }
}
