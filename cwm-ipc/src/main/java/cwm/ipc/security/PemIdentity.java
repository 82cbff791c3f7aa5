package cwm.ipc.security;

import cwm.ipc.IpcException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A certificate with its private key, from PEM files, as any server has it.
///
/// @param chain the certificate first, then those between it and its authority, if any
public record PemIdentity(List<X509Certificate> chain, PrivateKey key) {
  public PemIdentity {
    chain = List.copyOf(chain);
  }

  /// Reads the two files and checks that they belong together and are valid today.
  ///
  /// @throws IpcException `BAD_CREDENTIALS`, naming the file and what would help
  public static PemIdentity load(Path certificate, Path key) {
    List<X509Certificate> chain = PemFiles.readCertificates(certificate);
    Validity.require(chain.getFirst(), certificate, "what made it");
    return new PemIdentity(chain, PemFiles.readKey(key, chain.getFirst(), certificate));
  }

  /// Says nothing of the key.
  @Override
  public String toString() {
    return "PemIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }
}
