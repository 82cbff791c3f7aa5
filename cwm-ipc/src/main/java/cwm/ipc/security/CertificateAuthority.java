package cwm.ipc.security;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import cwm.ipc.NodeConfig;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Signs the certificates of a cluster's nodes. Elliptic keys on P-256 throughout, which every TLS
/// library has.
///
/// By BouncyCastle: the JDK reads X.509 certificates, but has no public API to sign one.
///
/// @param certificate its own certificate, signed by itself
public record CertificateAuthority(X509Certificate certificate, PrivateKey key) {
  /// Its certificate's name in the directory it is saved to.
  public static final String CERTIFICATE_FILE = "ca.crt";

  /// Its private key's name there.
  public static final String KEY_FILE = "ca.key";

  /// How long an authority is valid by default.
  public static final Duration VALIDITY = Duration.ofDays(3_650);

  /// How long a node's certificate is valid by default.
  public static final Duration NODE_VALIDITY = Duration.ofDays(365);

  /// Clocks of a cluster may differ by as much.
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SERIAL_BITS = 127;
  private static final String SIGNATURE = "SHA256withECDSA";

  /// What the authority's files are called.
  private static final String RESERVED = "ca";

  private static final String HOST = "[A-Za-z0-9*]([A-Za-z0-9._-]*[A-Za-z0-9])?";

  /// A new authority, with a key nobody had before.
  ///
  /// @param clusterName for people who look at the certificate
  public static CertificateAuthority create(String clusterName, Duration validity) {
    KeyPair keys = newKeys();
    X500Principal name = name("cwm authority of " + clusterName);
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        builder(name, name, keys.getPublic(), now, now.plus(validity));
    X509Certificate certificate =
        sign(
            builder,
            keys.getPrivate(),
            extensions -> {
              extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
              extensions.addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
              extensions.addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            });
    return new CertificateAuthority(certificate, keys.getPrivate());
  }

  /// Reads what [#save] wrote.
  ///
  /// @throws IpcException `BAD_CREDENTIALS`, naming the file and what would help
  public static CertificateAuthority load(Path directory) {
    Path certificateFile = directory.resolve(CERTIFICATE_FILE);
    X509Certificate certificate = PemFiles.readCertificates(certificateFile).getFirst();
    Validity.require(certificate, certificateFile, "`cwm cert create-ca`");
    if (certificate.getBasicConstraints() < 0) {
      throw new IpcException(
          Code.BAD_CREDENTIALS,
          certificateFile + " is not the certificate of an authority; see `cwm cert create-ca`");
    }
    return new CertificateAuthority(
        certificate, PemFiles.readKey(directory.resolve(KEY_FILE), certificate, certificateFile));
  }

  /// A certificate for a node, with a new key. It ends when the authority does, if not before.
  ///
  /// @param hosts names and IP addresses of the node's host, for tools that compare them; nodes do
  ///   not
  /// @throws IpcException `BAD_CREDENTIALS` for a node id or host that a certificate cannot hold
  public NodeCertificate issue(String nodeId, List<String> hosts, Duration validity) {
    if (!NodeConfig.isNodeId(nodeId)) {
      throw new IpcException(
          Code.BAD_CREDENTIALS,
          "'" + nodeId + "' is no node id; one has " + NodeConfig.NODE_ID_RULE);
    }
    if (nodeId.equalsIgnoreCase(RESERVED)) {
      throw new IpcException(
          Code.BAD_CREDENTIALS,
          "no node with a certificate can be called '"
              + nodeId
              + "': its files would be taken for the authority's; choose another node id");
    }
    GeneralName[] names = alternativeNames(nodeId, hosts);
    KeyPair keys = newKeys();
    Instant now = Instant.now();
    Instant authorityEnd = certificate.getNotAfter().toInstant();
    Instant end = now.plus(validity).isBefore(authorityEnd) ? now.plus(validity) : authorityEnd;
    X509v3CertificateBuilder builder =
        builder(certificate.getSubjectX500Principal(), name(nodeId), keys.getPublic(), now, end);
    X509Certificate signed =
        sign(
            builder,
            key,
            extensions -> {
              JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
              extensions.addExtension(
                  Extension.basicConstraints, true, new BasicConstraints(false));
              extensions.addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
              extensions.addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(
                      new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                      }));
              extensions.addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  utils.createSubjectKeyIdentifier(keys.getPublic()));
              extensions.addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  utils.createAuthorityKeyIdentifier(certificate));
              extensions.addExtension(
                  Extension.subjectAlternativeName, false, new GeneralNames(names));
            });
    return new NodeCertificate(List.of(signed), keys.getPrivate(), List.of(certificate));
  }

  /// Writes `ca.crt` and `ca.key` (for its owner only). The key is needed to make certificates and
  /// has no business on a node.
  ///
  /// @param overwrite whether files of these names are replaced
  /// @throws IpcException `BAD_CREDENTIALS`, if files exist or cannot be written
  public void save(Path directory, boolean overwrite) {
    Path certificateFile = directory.resolve(CERTIFICATE_FILE);
    Path keyFile = directory.resolve(KEY_FILE);
    if (!overwrite) {
      PemFiles.requireAbsent(certificateFile, keyFile);
    }
    PemFiles.writeKey(keyFile, key);
    PemFiles.writeCertificates(certificateFile, List.of(certificate));
  }

  private static GeneralName[] alternativeNames(String nodeId, List<String> hosts) {
    List<GeneralName> names = new ArrayList<>();
    names.add(
        new GeneralName(GeneralName.uniformResourceIdentifier, NodeCertificate.uriOf(nodeId)));
    for (String host : hosts) {
      if (isIpAddress(host)) {
        names.add(new GeneralName(GeneralName.iPAddress, host));
      } else if (host.matches(HOST)) {
        names.add(new GeneralName(GeneralName.dNSName, host));
      } else {
        throw new IpcException(
            Code.BAD_CREDENTIALS,
            "'"
                + host
                + "' is neither a host name nor an IP address; leave out ports and brackets");
      }
    }
    return names.toArray(GeneralName[]::new);
  }

  private static boolean isIpAddress(String host) {
    try {
      InetAddress.ofLiteral(host);
      return !host.startsWith("[")
          && host.indexOf('%') < 0; // brackets and zones are not for certificates
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static X500Principal name(String commonName) {
    return new X500Principal(
        "O=cwm,CN=\"" + commonName.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
  }

  private static X509v3CertificateBuilder builder(
      X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Instant end) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE),
        Date.from(now.minus(CLOCK_SKEW)),
        Date.from(end),
        subject,
        key);
  }

  private interface Extensions {
    void addTo(X509v3CertificateBuilder builder) throws CertIOException, GeneralSecurityException;
  }

  private static X509Certificate sign(
      X509v3CertificateBuilder builder, PrivateKey key, Extensions extensions) {
    try {
      extensions.addTo(builder);
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IpcException(
          Code.BAD_CREDENTIALS,
          "the authority's key cannot sign (it has to be elliptic, as `cwm cert create-ca` makes"
              + " it)",
          e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /// Says nothing of the key.
  @Override
  public String toString() {
    return "CertificateAuthority[until " + certificate.getNotAfter().toInstant() + "]";
  }
}
