package cwm.app.config;

import java.util.List;
import java.util.OptionalInt;

/// Something that is written does not say what a setting may be.
final class BadValueException extends Exception {
  private static final long serialVersionUID = 1;

  /// @param line where it stands, if not where the value begins
  /// @param text goes on from the setting's name: `must be ..., and is ...`
  record Part(OptionalInt line, String text) {}

  private final transient List<Part> parts;

  BadValueException(String text) {
    this(List.of(new Part(OptionalInt.empty(), text)));
  }

  BadValueException(List<Part> parts) {
    super(parts.toString());
    this.parts = List.copyOf(parts);
  }

  List<Part> parts() {
    return parts;
  }
}
