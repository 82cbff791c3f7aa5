package cwm.ipc.security;

import java.util.Optional;

/// How a node and its peers prove who they are; with neither, everybody may talk.
public record PeerSecurity(Optional<ClusterKey> clusterKey, Optional<TlsFiles> tls) {
  public static final PeerSecurity NONE = new PeerSecurity(Optional.empty(), Optional.empty());

  public static PeerSecurity of(ClusterKey key) {
    return new PeerSecurity(Optional.of(key), Optional.empty());
  }

  public static PeerSecurity of(TlsFiles tls) {
    return new PeerSecurity(Optional.empty(), Optional.of(tls));
  }

  public boolean isNone() {
    return clusterKey.isEmpty() && tls.isEmpty();
  }
}
