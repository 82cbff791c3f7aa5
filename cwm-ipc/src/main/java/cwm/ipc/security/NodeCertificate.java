package cwm.ipc.security;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import cwm.ipc.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a node proves itself with: a certificate that names it, the private key, and the authority
/// that it and its peers trust.
///
/// The node id is a URI among the subject alternative names, `cwm:node:` and the id.
///
/// @param chain the node's certificate first, then those between it and the authority, if any
/// @param authorities whose certificates are accepted; more than one while authorities change
public record NodeCertificate(
    List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
  private static final String URI_PREFIX = "cwm:node:";
  private static final int URI_NAME = 6; // RFC 5280, GeneralName

  public NodeCertificate {
    chain = List.copyOf(chain);
    authorities = List.copyOf(authorities);
    if (chain.isEmpty() || authorities.isEmpty()) {
      throw new IllegalArgumentException("a certificate and an authority at least");
    }
    if (nodeIdOf(chain.getFirst()).isEmpty()) {
      throw new IllegalArgumentException("the certificate names no node");
    }
  }

  /// Reads a node's files and checks that they belong together and are valid today.
  ///
  /// @param nodeId which node the certificate has to name
  /// @throws IpcException `BAD_CREDENTIALS`, naming the file and what would help
  public static NodeCertificate load(TlsFiles files, String nodeId) {
    NodeCertificate certificate = load(files);
    if (!certificate.nodeId().equals(nodeId)) {
      throw new IpcException(
          Code.BAD_CREDENTIALS,
          files.certificate()
              + " is the certificate of node '"
              + certificate.nodeId()
              + "', and this node is '"
              + nodeId
              + "'; correct [ipc] node_id, or make one with `cwm cert create-node "
              + nodeId
              + "`");
    }
    return certificate;
  }

  /// Like [#load(TlsFiles, String)], whichever node it names.
  public static NodeCertificate load(TlsFiles files) {
    List<X509Certificate> chain = PemFiles.readCertificates(files.certificate());
    List<X509Certificate> authorities = PemFiles.readCertificates(files.authority());
    X509Certificate own = chain.getFirst();
    Validity.require(own, files.certificate(), "`cwm cert create-node`");
    for (X509Certificate authority : authorities) {
      Validity.require(
          authority, files.authority(), "`cwm cert create-ca`, and all nodes' after it");
    }
    PrivateKey key = PemFiles.readKey(files.key(), own, files.certificate());
    if (nodeIdOf(own).isEmpty()) {
      throw new IpcException(
          Code.BAD_CREDENTIALS,
          files.certificate()
              + " names no node: it needs the subject alternative name URI:"
              + URI_PREFIX
              + "NODE_ID; make one with `cwm cert create-node NODE_ID`");
    }
    requireTrust(chain, authorities, files);
    return new NodeCertificate(chain, key, authorities);
  }

  private static void requireTrust(
      List<X509Certificate> chain, List<X509Certificate> authorities, TlsFiles files) {
    Set<TrustAnchor> anchors =
        authorities.stream()
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toSet());
    try {
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false); // a cluster's authority publishes no lists
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
    } catch (GeneralSecurityException e) {
      throw new IpcException(
          Code.BAD_CREDENTIALS,
          files.certificate()
              + " was not signed by the authority in "
              + files.authority()
              + " ("
              + e.getMessage()
              + "); all nodes need certificates of one authority",
          e);
    }
  }

  /// The node that the certificate names.
  public String nodeId() {
    return nodeIdOf(chain.getFirst()).orElseThrow();
  }

  /// Until when it is valid.
  public Instant expires() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /// Writes `NODE_ID.crt`, `NODE_ID.key` (for its owner only) and `ca.crt`, and returns where they
  /// are. An existing `ca.crt` stays if it is the same.
  ///
  /// @param overwrite whether files of these names are replaced
  /// @throws IpcException `BAD_CREDENTIALS`, if files exist or cannot be written
  public TlsFiles save(Path directory, boolean overwrite) {
    TlsFiles files =
        new TlsFiles(
            directory.resolve(nodeId() + ".crt"),
            directory.resolve(nodeId() + ".key"),
            directory.resolve(CertificateAuthority.CERTIFICATE_FILE));
    if (!overwrite) {
      PemFiles.requireAbsent(files.certificate(), files.key());
      if (Files.exists(files.authority())
          && !PemFiles.readCertificates(files.authority()).equals(authorities)) {
        PemFiles.requireAbsent(files.authority());
      }
    }
    PemFiles.writeKey(files.key(), key);
    PemFiles.writeCertificates(files.certificate(), chain);
    PemFiles.writeCertificates(files.authority(), authorities);
    return files;
  }

  static String uriOf(String nodeId) {
    return URI_PREFIX + nodeId;
  }

  /// The node that a certificate names, if it names one.
  public static Optional<String> nodeIdOf(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? Optional.empty()
          : names.stream()
              .filter(name -> name.getFirst().equals(URI_NAME))
              .map(name -> (String) name.get(1))
              .filter(uri -> uri.startsWith(URI_PREFIX))
              .map(uri -> uri.substring(URI_PREFIX.length()))
              .filter(NodeConfig::isNodeId)
              .findFirst();
    } catch (CertificateParsingException _) {
      return Optional.empty();
    }
  }

  /// Says nothing of the key.
  @Override
  public String toString() {
    return "NodeCertificate[" + nodeId() + " until " + expires() + "]";
  }
}
