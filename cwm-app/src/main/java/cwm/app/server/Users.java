package cwm.app.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who may use a server, by the file that `[server] users` names.
///
/// Each line is a user, `NAME ROLE HASH`, or a token, `token NAME ROLE SHA256`; `#` begins a
/// comment. Passwords are guessed, so what is kept of them is slow to compute ([PasswordHash]);
/// tokens are long and random, and need that not.
public final class Users {
  static final String TOKEN = "token";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /// @param name for messages
  record User(String name, Role role) {}

  private record WithPassword(User user, PasswordHash hash) {}

  private final Map<String, WithPassword> byName = new HashMap<>();
  private final Map<String, User> byTokenHash = new HashMap<>();

  private Users() {}

  /// Whether users may be called so.
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// The line of a user who has a password.
  public static String line(String name, Role role, String password) {
    return line(name, role, PasswordHash.of(password, PasswordHash.ITERATIONS));
  }

  static String line(String name, Role role, PasswordHash hash) {
    return "%s %s %s".formatted(name, role, hash);
  }

  /// The line of a user who has a token.
  ///
  /// @param token long and random
  public static String tokenLine(String name, Role role, String token) {
    return "%s %s %s %s".formatted(TOKEN, name, role, sha256(token));
  }

  /// Reads a file.
  ///
  /// @throws ServerException if it cannot be read, or has a mistake
  static Users read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ServerException(
          "[server] users %s cannot be read: %s".formatted(file, e.toString()), e);
    }
    var users = new Users();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String stripped = line.replaceFirst("#.*", "").strip();
      if (!stripped.isEmpty()) {
        users.add(stripped.split("\\s+"), "%s:%d".formatted(file, number));
      }
    }
    if (users.byName.isEmpty() && users.byTokenHash.isEmpty()) {
      throw new ServerException(
          "[server] users %s names nobody; add what cwm user prints".formatted(file));
    }
    return users;
  }

  /// @param place where the line is, for messages
  private void add(String[] fields, String place) {
    boolean isToken = fields.length == 4 && fields[0].equals(TOKEN);
    if (!isToken && fields.length != 3) {
      throw mistake(place, "must be NAME ROLE HASH, or token NAME ROLE SHA256");
    }
    User user = user(fields[fields.length - 3], fields[fields.length - 2], place);
    String secret = fields[fields.length - 1];
    if (isToken) {
      if (!SHA256.matcher(secret).matches()) {
        throw mistake(place, "must end in the SHA-256 of a token, 64 digits of 0-9 and a-f");
      }
      if (byTokenHash.put(secret, user) != null) {
        throw mistake(place, "has a token that another line has");
      }
    } else if (byName.put(user.name(), new WithPassword(user, hash(secret, place))) != null) {
      throw mistake(place, "has user %s a second time".formatted(user.name()));
    }
  }

  private static User user(String name, String role, String place) {
    if (!isName(name)) {
      throw mistake(
          place, "has '%s' for a name; letters, digits and ._@- may be in one".formatted(name));
    }
    return new User(
        name,
        Role.ofName(role)
            .orElseThrow(
                () ->
                    mistake(
                        place, "has role '%s'; there are read, write and admin".formatted(role))));
  }

  private static PasswordHash hash(String text, String place) {
    try {
      return PasswordHash.parse(text);
    } catch (IllegalArgumentException e) {
      throw mistake(place, "has %s; cwm user makes one".formatted(e.getMessage()));
    }
  }

  private static ServerException mistake(String place, String what) {
    return new ServerException("[server] users %s: %s".formatted(place, what));
  }

  boolean havePasswords() {
    return !byName.isEmpty();
  }

  boolean haveTokens() {
    return !byTokenHash.isEmpty();
  }

  /// The user of a name and a password. Takes a good part of a second, whether there is one or not.
  Optional<User> ofPassword(String name, String password) {
    WithPassword known = byName.get(name);
    if (known == null) {
      // Who is there is not to be told from who is not by the time it takes.
      byName.values().stream().findFirst().ifPresent(other -> other.hash().matches(password));
      return Optional.empty();
    }
    return known.hash().matches(password) ? Optional.of(known.user()) : Optional.empty();
  }

  /// The user of a token.
  Optional<User> ofToken(String token) {
    byte[] hash = sha256(token).getBytes(StandardCharsets.US_ASCII);
    Optional<User> found = Optional.empty();
    for (Map.Entry<String, User> entry : byTokenHash.entrySet()) {
      if (MessageDigest.isEqual(hash, entry.getKey().getBytes(StandardCharsets.US_ASCII))) {
        found = Optional.of(entry.getValue());
      }
    }
    return found;
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
