package cwm.ipc.security;

import cwm.ipc.IpcException;
import cwm.ipc.IpcException.Code;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates and private keys in PEM files.
final class PemFiles {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----\\s([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");
  private static final int LINE_CHARS = 64;

  private PemFiles() {}

  /// At least one certificate, in the file's order.
  static List<X509Certificate> readCertificates(Path file) {
    byte[] pem = read(file, "certificate");
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (CertificateException e) {
      throw new IpcException(Code.BAD_CREDENTIALS, noCertificate(file), e);
    }
    throw new IpcException(Code.BAD_CREDENTIALS, noCertificate(file));
  }

  private static String noCertificate(Path file) {
    return file + " holds no certificate; it has to be PEM, with -----BEGIN CERTIFICATE-----";
  }

  /// The private key of `certificate`.
  static PrivateKey readKey(Path file, X509Certificate certificate, Path certificateFile) {
    Matcher pem = KEY.matcher(new String(read(file, "key"), StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      throw new IpcException(
          Code.BAD_CREDENTIALS,
          file
              + " holds no unencrypted PKCS #8 key (-----BEGIN PRIVATE KEY-----); convert it with"
              + " `openssl pkcs8 -topk8 -nocrypt`");
    }
    String algorithm = certificate.getPublicKey().getAlgorithm();
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
      PrivateKey key =
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      if (fits(key, certificate.getPublicKey())) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IpcException(Code.BAD_CREDENTIALS, foreignKey(file, certificateFile), e);
    }
    throw new IpcException(Code.BAD_CREDENTIALS, foreignKey(file, certificateFile));
  }

  private static String foreignKey(Path file, Path certificateFile) {
    return file
        + " is not the key of the certificate in "
        + certificateFile
        + "; use the two files that were made together";
  }

  /// Whether what `secret` signs, `open` verifies.
  private static boolean fits(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
    String algorithm =
        switch (open.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> open.getAlgorithm();
        };
    byte[] text = "cwm".getBytes(StandardCharsets.US_ASCII);
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(secret);
    signer.update(text);
    byte[] signature = signer.sign();
    signer.initVerify(open);
    signer.update(text);
    try {
      return signer.verify(signature);
    } catch (SignatureException _) {
      return false; // of another length
    }
  }

  private static byte[] read(Path file, String content) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IpcException(
          Code.BAD_CREDENTIALS,
          "there is no "
              + content
              + " file "
              + file
              + "; correct [security] tls_certificate, tls_key and tls_ca, or for HTTP [server]"
              + " tls_certificate and tls_key; `cwm cert create-ca` and `cwm cert create-node` make"
              + " files for nodes",
          e);
    } catch (IOException e) {
      throw new IpcException(
          Code.BAD_CREDENTIALS, "cannot read the " + content + " file " + file + ": " + e, e);
    }
  }

  /// Throws if a file is there that must not be overwritten.
  static void requireAbsent(Path... files) {
    for (Path file : files) {
      if (Files.exists(file)) {
        throw new IpcException(
            Code.BAD_CREDENTIALS,
            file
                + " exists; nothing was written. Move it away, or ask for it to be replaced"
                + " (--overwrite)");
      }
    }
  }

  static void writeCertificates(Path file, List<X509Certificate> certificates) {
    StringBuilder pem = new StringBuilder();
    try {
      for (X509Certificate certificate : certificates) {
        append(pem, "CERTIFICATE", certificate.getEncoded());
      }
    } catch (CertificateException e) {
      throw new IllegalStateException("certificates that were read or made have an encoding", e);
    }
    write(file, pem, "rw-r--r--");
  }

  static void writeKey(Path file, PrivateKey key) {
    StringBuilder pem = new StringBuilder();
    append(pem, "PRIVATE KEY", key.getEncoded());
    write(file, pem, "rw-------");
  }

  private static void append(StringBuilder pem, String type, byte[] der) {
    pem.append("-----BEGIN ").append(type).append("-----\n");
    pem.append(Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(der));
    pem.append("\n-----END ").append(type).append("-----\n");
  }

  /// Through a file of another name, which nobody else may read from its first moment on.
  private static void write(Path file, CharSequence text, String permissions) {
    Path directory = file.toAbsolutePath().getParent();
    boolean isPosix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] secret =
        isPosix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createDirectories(directory);
      Path temporary = Files.createTempFile(directory, ".cwm", ".pem", secret);
      try {
        Files.writeString(temporary, text);
        if (isPosix) {
          Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
        }
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (FileAlreadyExistsException e) {
      throw new IpcException(Code.BAD_CREDENTIALS, directory + " is no directory", e);
    } catch (IOException e) {
      throw new IpcException(Code.BAD_CREDENTIALS, "cannot write " + file + ": " + e, e);
    }
  }
}
