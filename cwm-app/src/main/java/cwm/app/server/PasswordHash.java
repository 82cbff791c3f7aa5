package cwm.app.server;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// What is kept of a password: PBKDF2 with HMAC-SHA-256 (RFC 8018 §5.2) of it and of a salt.
///
/// To compute it takes a good part of a second, so that whoever has it still has to guess for long.
final class PasswordHash {
  /// As OWASP's Password Storage Cheat Sheet has it (2023).
  static final int ITERATIONS = 600_000;

  private static final int ITERATIONS_MIN = 1_000;
  private static final int ITERATIONS_MAX = 10_000_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern SHAPE =
      Pattern.compile("pbkdf2-sha256:(\\d{1,8}):([\\w-]{22}):([\\w-]{43})");

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /// The hash of a password, with a salt of its own.
  static PasswordHash of(String password, int iterations) {
    var salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new PasswordHash(iterations, salt, compute(password, salt, iterations));
  }

  /// Reads what [#toString] writes.
  ///
  /// @throws IllegalArgumentException if it is something else
  static PasswordHash parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no hash of a password");
    }
    int iterations = Integer.parseInt(matcher.group(1));
    if (iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX) {
      throw new IllegalArgumentException(
          "a hash of %,d iterations; there must be %,d to %,d"
              .formatted(iterations, ITERATIONS_MIN, ITERATIONS_MAX));
    }
    Base64.Decoder decoder = Base64.getUrlDecoder();
    return new PasswordHash(
        iterations, decoder.decode(matcher.group(2)), decoder.decode(matcher.group(3)));
  }

  /// Whether it is this password's. Takes as long for any.
  boolean matches(String password) {
    return MessageDigest.isEqual(hash, compute(password, salt, iterations));
  }

  private static byte[] compute(String password, byte[] salt, int iterations) {
    var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2 with SHA-256", e);
    } finally {
      spec.clearPassword();
    }
  }

  /// The text that files have.
  @Override
  public String toString() {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return "pbkdf2-sha256:%s:%s:%s"
        .formatted(
            Integer.toString(iterations),
            encoder.encodeToString(salt),
            encoder.encodeToString(hash));
  }
}
