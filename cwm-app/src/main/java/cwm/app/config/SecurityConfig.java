package cwm.app.config;

import cwm.ipc.security.ClusterKey;
import cwm.ipc.security.PeerSecurity;
import cwm.ipc.security.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Who may talk to this node, and what rules may reach: `[security]`.
///
/// @param clusterKey the secret that all members share
/// @param tlsCertificate PEM file of this node's certificate; with `tlsKey` and `tlsCa`, or none
/// @param tlsKey PEM file of the certificate's private key
/// @param tlsCa PEM file of the authority that signs the certificates of the cluster
/// @param webAllow what rules may read from the web, as beginnings of IRIs
/// @param filesystem whether rules may read files
/// @param os whether rules may see the environment of the process
public record SecurityConfig(
    Optional<ClusterKey> clusterKey,
    Optional<Path> tlsCertificate,
    Optional<Path> tlsKey,
    Optional<Path> tlsCa,
    List<String> webAllow,
    boolean filesystem,
    boolean os) {
  public static final SecurityConfig DEFAULT =
      new SecurityConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          false,
          false);

  public SecurityConfig {
    webAllow = List.copyOf(webAllow);
    boolean hasAny = tlsCertificate.isPresent() || tlsKey.isPresent() || tlsCa.isPresent();
    new Checks()
        .that(
            tlsCertificate.isPresent() || !hasAny,
            "must be set where tls_key or tls_ca is",
            List.of("tls_certificate", "tls_key", "tls_ca"))
        .that(
            tlsKey.isPresent() || !hasAny,
            "must be set where tls_certificate or tls_ca is",
            List.of("tls_key", "tls_certificate", "tls_ca"))
        .that(
            tlsCa.isPresent() || !hasAny,
            "must be set where tls_certificate or tls_key is",
            List.of("tls_ca", "tls_certificate", "tls_key"))
        .orThrow();
  }

  static SecurityConfig of(Settings settings) {
    return new SecurityConfig(
        settings.find(Keys.CLUSTER_KEY),
        settings.find(Keys.PEER_TLS_CERTIFICATE),
        settings.find(Keys.PEER_TLS_KEY),
        settings.find(Keys.PEER_TLS_CA),
        settings.get(Keys.WEB_ALLOW),
        settings.get(Keys.FILESYSTEM),
        settings.get(Keys.OS));
  }

  /// How this node and its peers prove who they are.
  public PeerSecurity peerSecurity() {
    return new PeerSecurity(
        clusterKey,
        tlsCertificate.map(
            certificate -> new TlsFiles(certificate, tlsKey.orElseThrow(), tlsCa.orElseThrow())));
  }
}
