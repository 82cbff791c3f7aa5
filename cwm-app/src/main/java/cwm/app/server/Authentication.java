package cwm.app.server;

import cwm.app.server.Users.User;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Finds out who sends a request, by `Authorization`: Basic (RFC 7617) or Bearer (RFC 6750).
///
/// A password that was right is known again for a while, by a keyed hash of it and in this process
/// only: to check it anew takes a good part of a second, and clients send it with each request.
final class Authentication {
  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private static final int REMEMBERED_MAX = 1_000;
  private static final int KEY_BYTES = 32;
  private static final int SECONDS_MAX = 10;

  private final Users users;
  private final LongSupplier nanoTime;
  private final SecretKeySpec key;
  private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

  /// Guesses may keep no more than half of the processors busy.
  private final Semaphore checks =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  private record Remembered(User user, long endNanos) {}

  /// @param nanoTime as [System#nanoTime]
  Authentication(Users users, LongSupplier nanoTime) {
    this.users = users;
    this.nanoTime = nanoTime;
    var random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, "HmacSHA256");
  }

  /// How a user may prove who it is. Each is a header of its own, since some clients (Apache Jena)
  /// understand one in a header only, and none is told that nobody can meet.
  List<String> challenges() {
    List<String> challenges = new ArrayList<>();
    if (users.havePasswords()) {
      challenges.add("Basic realm=\"cwm\", charset=\"UTF-8\"");
    }
    if (users.haveTokens()) {
      challenges.add("Bearer realm=\"cwm\"");
    }
    return challenges;
  }

  /// The user that a header names and proves to be; empty if nobody.
  ///
  /// @throws Refusal if too many passwords are being checked
  Optional<User> user(String authorization) throws InterruptedException {
    String[] parts = authorization.strip().split("\\s+", 2);
    if (parts.length < 2) {
      return Optional.empty();
    }
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "bearer" -> users.ofToken(parts[1]);
      case "basic" -> ofBasic(parts[1]);
      default -> Optional.empty();
    };
  }

  private Optional<User> ofBasic(String encoded) throws InterruptedException {
    String credentials;
    try {
      credentials = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    int colon = credentials.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String keyed = keyed(credentials);
    long now = nanoTime.getAsLong();
    Remembered known = remembered.get(keyed);
    if (known != null && known.endNanos() - now > 0) {
      return Optional.of(known.user());
    }
    Optional<User> user = check(credentials.substring(0, colon), credentials.substring(colon + 1));
    user.ifPresent(found -> remember(keyed, new Remembered(found, now + REMEMBERED.toNanos())));
    return user;
  }

  private void remember(String keyed, Remembered entry) {
    if (remembered.size() >= REMEMBERED_MAX) {
      remembered.clear();
    }
    remembered.put(keyed, entry);
  }

  private Optional<User> check(String name, String password) throws InterruptedException {
    if (!checks.tryAcquire(SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new Refusal(
          Answer.error(
                  Answer.UNAVAILABLE,
                  "too many passwords are being checked",
                  "ask again later; a token (cwm user --token) takes no time")
              .with("Retry-After", "1"));
    }
    try {
      return users.ofPassword(name, password);
    } finally {
      checks.release();
    }
  }

  private String keyed(String text) {
    try {
      var mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC with SHA-256", e);
    }
  }
}
