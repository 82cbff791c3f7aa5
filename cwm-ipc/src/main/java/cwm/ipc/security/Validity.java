package cwm.ipc.security;

import cwm.ipc.IpcException;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;

/// Whether a certificate may be used today.
final class Validity {
  private Validity() {}

  /// @param remedy the command that makes a new one
  static void require(X509Certificate certificate, Path file, String remedy) {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException e) {
      throw new IpcException(
          IpcException.Code.BAD_CREDENTIALS,
          file
              + " expired at "
              + certificate.getNotAfter().toInstant()
              + "; make a new one with "
              + remedy,
          e);
    } catch (CertificateNotYetValidException e) {
      throw new IpcException(
          IpcException.Code.BAD_CREDENTIALS,
          file
              + " is not valid before "
              + certificate.getNotBefore().toInstant()
              + "; is this machine's clock right?",
          e);
    }
  }
}
