package cwm.app.config;

/// Something that is wrong with the configuration.
///
/// @param line of the file in which it is; 0 if it is elsewhere
/// @param message where, what, and what would be right; begins like `cwm.toml:3: ` if it is in a
///   file, as editors open it
public record Mistake(int line, String message) {
  /// Whether the message begins with a file and a line.
  public boolean isInFile() {
    return line > 0;
  }

  /// A value that is not what its setting must be.
  ///
  /// @param text goes on from the setting's name
  static Mistake of(Key<?> key, Origin origin, String text) {
    return switch (origin) {
      case Origin.InFile(_, int line) -> new Mistake(line, origin + ": " + key + " " + text);
      case Origin.Variable _, Origin.Flag _ -> elsewhere(origin + " " + text);
      case Origin.Standard _ -> elsewhere(key + " " + text);
    };
  }

  /// Values that do not go together.
  ///
  /// @param key the setting that the text is about
  /// @param origin of the one that somebody set
  static Mistake among(Key<?> key, Origin origin, String text) {
    int line = origin instanceof Origin.InFile(_, int number) ? number : 0;
    return new Mistake(line, origin + ": " + key + " " + text);
  }

  static Mistake inFile(String file, int line, String text) {
    return new Mistake(line, new Origin.InFile(file, line) + ": " + text);
  }

  static Mistake elsewhere(String message) {
    return new Mistake(0, message);
  }
}
