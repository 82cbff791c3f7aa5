package cwm.ipc.transport;

import cwm.ipc.security.CertificateAuthority;
import cwm.ipc.security.NodeCertificate;
import cwm.ipc.security.PeerSecurity;
import cwm.ipc.security.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Certificates for tests, made once.
final class Certificates {
  static final CertificateAuthority AUTHORITY =
      CertificateAuthority.create("tests", CertificateAuthority.VALIDITY);
  static final CertificateAuthority OTHER_AUTHORITY =
      CertificateAuthority.create("others", CertificateAuthority.VALIDITY);

  private Certificates() {}

  static NodeCertificate of(String nodeId) {
    return AUTHORITY.issue(nodeId, List.of("localhost"), CertificateAuthority.NODE_VALIDITY);
  }

  static NodeCertificate foreign(String nodeId) {
    return OTHER_AUTHORITY.issue(nodeId, List.of(), CertificateAuthority.NODE_VALIDITY);
  }

  static NodeCertificate expired(String nodeId) {
    return AUTHORITY.issue(nodeId, List.of(), Duration.ofMinutes(-1));
  }

  /// As a node has it from its configuration.
  static PeerSecurity security(String nodeId) {
    try {
      Path directory = Files.createTempDirectory("cwm-certificates");
      TlsFiles files = of(nodeId).save(directory, false);
      directory.toFile().deleteOnExit();
      for (Path file : List.of(files.certificate(), files.key(), files.authority())) {
        file.toFile().deleteOnExit();
      }
      return PeerSecurity.of(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
