package cwm.ipc.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Making, saving and loading the certificates of a cluster, and what is said of bad ones.
class CertificatesTest {
  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.create("test", CertificateAuthority.VALIDITY);
  private static final Duration YEAR = CertificateAuthority.NODE_VALIDITY;

  @TempDir Path directory;

  private TlsFiles issue(String nodeId) {
    return AUTHORITY.issue(nodeId, List.of(), YEAR).save(directory, true);
  }

  /// That the call is refused, and the message has all of `parts`.
  private static void assertRefused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            IpcException.class,
            failure -> assertThat(failure.code()).isEqualTo(Code.BAD_CREDENTIALS))
        .hasMessageContainingAll(parts);
  }

  @Test
  void savedCertificateLoads() {
    NodeCertificate issued =
        AUTHORITY.issue("node-1", List.of("localhost", "10.0.0.1", "::1", "*.example.org"), YEAR);
    TlsFiles files = issued.save(directory, false);
    assertThat(files.certificate()).isEqualTo(directory.resolve("node-1.crt"));
    NodeCertificate loaded = NodeCertificate.load(files, "node-1");
    assertThat(loaded).isEqualTo(issued);
    assertThat(loaded.nodeId()).isEqualTo("node-1");
    assertThat(loaded.expires())
        .isBetween(
            Instant.now().plus(364, ChronoUnit.DAYS), Instant.now().plus(366, ChronoUnit.DAYS));
  }

  @Test
  void certificateNamesNodeAndHosts() throws Exception {
    X509Certificate certificate =
        AUTHORITY.issue("node-1", List.of("localhost", "10.0.0.1"), YEAR).chain().getFirst();
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(6, "cwm:node:node-1"), List.of(2, "localhost"), List.of(7, "10.0.0.1"));
    assertThat(certificate.getSubjectX500Principal().getName()).contains("CN=node-1");
    assertThat(certificate.getBasicConstraints()).as("no authority").isNegative();
    assertThat(certificate.getExtendedKeyUsage())
        .as("server and client")
        .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
  }

  @Test
  void savedAuthorityIssuesCertificatesThatTheFirstAccepts() {
    AUTHORITY.save(directory, false);
    CertificateAuthority loaded = CertificateAuthority.load(directory);
    TlsFiles files = loaded.issue("node-2", List.of(), YEAR).save(directory, false);
    assertThat(NodeCertificate.load(files, "node-2").authorities())
        .containsExactly(AUTHORITY.certificate());
  }

  @Test
  void keysAreForTheirOwnerOnly() throws IOException {
    AUTHORITY.save(directory, false);
    TlsFiles files = issue("node-1");
    for (Path key : List.of(files.key(), directory.resolve("ca.key"))) {
      assertThat(Files.getPosixFilePermissions(key))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(key).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
    }
    assertThat(AUTHORITY.toString()).doesNotContain("PrivateKey");
  }

  @Test
  void nothingIsOverwrittenUnlessAsked() throws IOException {
    AUTHORITY.save(directory, false);
    assertRefused(() -> AUTHORITY.save(directory, false), "ca.crt", "exists");
    NodeCertificate certificate = AUTHORITY.issue("node-1", List.of(), YEAR);
    TlsFiles files = certificate.save(directory, false); // beside the same ca.crt
    Files.delete(files.certificate());
    assertRefused(() -> certificate.save(directory, false), "node-1.key", "exists");
    assertThat(files.certificate()).as("nothing was written").doesNotExist();
    certificate.save(directory, true);
    assertThat(NodeCertificate.load(files, "node-1")).isEqualTo(certificate);

    NodeCertificate foreign =
        CertificateAuthority.create("other", YEAR).issue("node-2", List.of(), YEAR);
    assertRefused(() -> foreign.save(directory, false), "ca.crt", "exists");
  }

  @Test
  void nodesCertificateEndsWithItsAuthority() {
    CertificateAuthority brief = CertificateAuthority.create("brief", Duration.ofDays(10));
    assertThat(brief.issue("node-1", List.of(), YEAR).expires())
        .isEqualTo(brief.certificate().getNotAfter().toInstant());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "node/1", "näh", "node,CN=x", ".."})
  void nodeIdThatIsNoneIsRefused(String nodeId) {
    assertRefused(() -> AUTHORITY.issue(nodeId, List.of(), YEAR), "'" + nodeId + "' is no node id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host:9000", "[::1]", "fe80::1%1", "a b"})
  void hostThatIsNoneIsRefused(String host) {
    assertRefused(() -> AUTHORITY.issue("node-1", List.of(host), YEAR), "'" + host + "'");
  }

  @Test
  void missingFileIsNamed() throws IOException {
    TlsFiles files = issue("node-1");
    Files.delete(files.key());
    assertRefused(
        () -> NodeCertificate.load(files, "node-1"),
        "no key file " + files.key(),
        "cwm cert create-node",
        "[security] tls");
    Files.delete(files.certificate());
    assertRefused(
        () -> NodeCertificate.load(files, "node-1"), "no certificate file " + files.certificate());
    assertRefused(() -> CertificateAuthority.load(directory.resolve("none")), "ca.crt");
  }

  @Test
  void filesThatHoldSomethingElseAreNamed() throws IOException {
    TlsFiles files = issue("node-1");
    String key = Files.readString(files.key());
    Files.writeString(files.key(), key.replace("PRIVATE KEY", "EC PRIVATE KEY"));
    assertRefused(
        () -> NodeCertificate.load(files, "node-1"), files.key() + " ", "PKCS #8", "openssl");
    Files.writeString(files.key(), key.replaceAll("M", "!"));
    assertRefused(() -> NodeCertificate.load(files, "node-1"), files.key() + " ");
    Files.writeString(files.certificate(), "");
    assertRefused(
        () -> NodeCertificate.load(files, "node-1"), files.certificate() + " ", "no certificate");
    Files.writeString(files.certificate(), "-----BEGIN CERTIFICATE-----\nAAAA\n");
    assertRefused(
        () -> NodeCertificate.load(files, "node-1"), files.certificate() + " ", "no certificate");
  }

  @Test
  void keyOfAnotherCertificateIsRefused() {
    TlsFiles one = issue("node-1");
    TlsFiles two = issue("node-2");
    TlsFiles mixed = new TlsFiles(one.certificate(), two.key(), one.authority());
    assertRefused(
        () -> NodeCertificate.load(mixed, "node-1"),
        two.key() + " is not the key of the certificate in " + one.certificate());
  }

  @Test
  void expiredCertificateIsRefused() {
    TlsFiles files =
        AUTHORITY.issue("node-1", List.of(), Duration.ofMinutes(-1)).save(directory, false);
    assertRefused(
        () -> NodeCertificate.load(files, "node-1"),
        files.certificate() + " expired at ",
        "cwm cert create-node");
  }

  @Test
  void expiredAuthorityIsRefused() {
    CertificateAuthority expired = CertificateAuthority.create("old", Duration.ofMinutes(-1));
    expired.save(directory, false);
    assertRefused(
        () -> CertificateAuthority.load(directory), "ca.crt expired at ", "cwm cert create-ca");
    Path other = directory.resolve("node");
    TlsFiles files = AUTHORITY.issue("node-1", List.of(), YEAR).save(other, false);
    assertRefused(
        () ->
            NodeCertificate.load(
                new TlsFiles(files.certificate(), files.key(), directory.resolve("ca.crt")),
                "node-1"),
        "ca.crt expired at ");
  }

  @Test
  void certificateOfAnotherNodeIsRefused() {
    TlsFiles files = issue("node-1");
    assertRefused(
        () -> NodeCertificate.load(files, "node-2"),
        files.certificate().toString(),
        "'node-1'",
        "'node-2'",
        "[ipc] node_id");
  }

  @Test
  void certificateOfAnotherAuthorityIsRefused() {
    TlsFiles files = issue("node-1");
    Path other = directory.resolve("other");
    CertificateAuthority.create("other", YEAR).save(other, false);
    assertRefused(
        () ->
            NodeCertificate.load(
                new TlsFiles(files.certificate(), files.key(), other.resolve("ca.crt")), "node-1"),
        files.certificate() + " was not signed by the authority in " + other.resolve("ca.crt"));
  }

  @Test
  void certificateWithoutNodeIdIsRefused() throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    Instant now = Instant.now();
    X509Certificate plain =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        AUTHORITY.certificate().getSubjectX500Principal(),
                        BigInteger.TWO,
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plusSeconds(600)),
                        new X500Principal("CN=node-1"),
                        keys.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(AUTHORITY.key())));
    TlsFiles files = issue("node-1");
    Files.writeString(files.certificate(), pem("CERTIFICATE", plain.getEncoded()));
    Files.writeString(files.key(), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    assertThat(NodeCertificate.nodeIdOf(plain)).isEmpty();
    assertRefused(
        () -> NodeCertificate.load(files, "node-1"),
        files.certificate() + " names no node",
        "URI:cwm:node:",
        "cwm cert create-node");
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  @Test
  void certificateOfANodeSignsNoOthers() throws IOException {
    TlsFiles files = issue("node-1");
    Path copy = Files.createDirectories(directory.resolve("copy"));
    Files.copy(files.certificate(), copy.resolve("ca.crt"));
    Files.copy(files.key(), copy.resolve("ca.key"));
    assertRefused(
        () -> CertificateAuthority.load(copy), "ca.crt is not the certificate of an authority");
  }
}
