package cwm.ipc.transport;

import cwm.ipc.IpcException;
import cwm.ipc.security.NodeCertificate;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Mutual TLS 1.3 for stream sockets, by BoringSSL where its native library is there, else by the
/// JDK.
///
/// Who a peer is, is the node id in its certificate. Its host name is not compared: nodes move, and
/// an address proves nothing that the certificate does not.
record TlsContexts(SslContext server, SslContext client) {
  private static final String PROTOCOL = "TLSv1.3";

  /// The JDK encrypts fast only after its optimizing compiler has been at it, which our launcher
  /// does without: 19 MB/s then.
  static TlsContexts of(NodeCertificate own) {
    return of(own, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
  }

  static TlsContexts of(NodeCertificate own, SslProvider provider) {
    X509Certificate[] chain = own.chain().toArray(X509Certificate[]::new);
    X509Certificate[] authorities = own.authorities().toArray(X509Certificate[]::new);
    try {
      return new TlsContexts(
          SslContextBuilder.forServer(own.key(), chain)
              .sslProvider(provider)
              .protocols(PROTOCOL)
              .trustManager(authorities)
              .clientAuth(ClientAuth.REQUIRE)
              .build(),
          SslContextBuilder.forClient()
              .sslProvider(provider)
              .protocols(PROTOCOL)
              .keyManager(own.key(), chain)
              .trustManager(authorities)
              .endpointIdentificationAlgorithm(null)
              .build());
    } catch (SSLException e) {
      throw new IllegalStateException("certificates were checked, and the JDK has TLS 1.3", e);
    }
  }

  /// The node at the other side, after the handshake.
  ///
  /// @throws IpcException `BAD_CREDENTIALS`, if its certificate names none
  static String peerNodeId(Channel channel) {
    return peerNodeId(channel.pipeline().get(SslHandler.class).engine().getSession());
  }

  static String peerNodeId(SSLSession session) {
    try {
      return NodeCertificate.nodeIdOf((X509Certificate) session.getPeerCertificates()[0])
          .orElseThrow(
              () ->
                  new IpcException(
                      IpcException.Code.BAD_CREDENTIALS,
                      "the certificate of "
                          + session.getPeerHost()
                          + " names no node; make one with `cwm cert create-node`"));
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException("both sides have to show certificates", e);
    }
  }
}
