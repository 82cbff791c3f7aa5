package cwm.ipc.security;

import cwm.ipc.message.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A secret that all members of a cluster share. It never crosses a wire: who has it proves so by a
/// keyed digest (HMAC-SHA-256) of what both sides said before.
public final class ClusterKey {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec secret;

  /// @param text not empty; a long random one is best
  public ClusterKey(String text) {
    secret = new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /// The digest of `parts`, in order.
  public Bytes sign(Bytes... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      for (Bytes part : parts) {
        byte[] bytes = part.toArray();
        // Lengths too, so that no two sequences of parts read alike.
        mac.update(
            new byte[] {
              (byte) (bytes.length >>> 24),
              (byte) (bytes.length >>> 16),
              (byte) (bytes.length >>> 8),
              (byte) bytes.length
            });
        mac.update(bytes);
      }
      return Bytes.copyOf(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /// Whether `proof` is the digest of `parts`, in time that does not depend on the answer.
  public boolean verifies(Bytes proof, Bytes... parts) {
    return MessageDigest.isEqual(proof.toArray(), sign(parts).toArray());
  }

  /// Says nothing of the key.
  @Override
  public String toString() {
    return "ClusterKey";
  }
}
