package cwm.ipc.transport;

import cwm.ipc.security.CertificateAuthority;
import cwm.ipc.security.NodeCertificate;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/// TLS 1.3 within QUIC, which always encrypts.
///
/// @param isMutual whether both sides prove who they are
record QuicContexts(QuicSslContext server, QuicSslContext client, boolean isMutual) {
  /// Other programs that speak QUIC at our port, or we at theirs, are told apart by this.
  private static final String PROTOCOL = "cwm/1";

  private static final Duration SELF_SIGNED_VALIDITY = Duration.ofDays(3_650);

  static QuicContexts mutual(NodeCertificate own) {
    X509Certificate[] chain = own.chain().toArray(X509Certificate[]::new);
    X509Certificate[] authorities = own.authorities().toArray(X509Certificate[]::new);
    return new QuicContexts(
        QuicSslContextBuilder.forServer(own.key(), null, chain)
            .trustManager(authorities)
            .clientAuth(ClientAuth.REQUIRE)
            .applicationProtocols(PROTOCOL)
            .build(),
        QuicSslContextBuilder.forClient()
            .keyManager(own.key(), null, chain)
            .trustManager(authorities)
            .endpointIdentificationAlgorithm(null)
            .applicationProtocols(PROTOCOL)
            .build(),
        true);
  }

  /// Encryption with a certificate made on the spot, which anybody accepts and which proves
  /// nothing.
  static QuicContexts anonymous() {
    NodeCertificate own =
        CertificateAuthority.create("anonymous", SELF_SIGNED_VALIDITY)
            .issue("anonymous", List.of(), SELF_SIGNED_VALIDITY);
    return new QuicContexts(
        QuicSslContextBuilder.forServer(
                own.key(), null, own.chain().toArray(X509Certificate[]::new))
            .clientAuth(ClientAuth.NONE)
            .applicationProtocols(PROTOCOL)
            .build(),
        QuicSslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null)
            .applicationProtocols(PROTOCOL)
            .build(),
        false);
  }
}
