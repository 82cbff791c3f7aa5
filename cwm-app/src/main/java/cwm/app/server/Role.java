package cwm.app.server;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a user may do: what its role says, and what those before it say.
public enum Role {
  /// Ask for facts, and how the node is.
  READ,
  /// Change facts.
  WRITE,
  /// All there is.
  ADMIN;

  /// The role that users call `name`.
  public static Optional<Role> ofName(String name) {
    return Stream.of(values()).filter(role -> role.toString().equals(name)).findFirst();
  }

  boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /// Its name for users.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
