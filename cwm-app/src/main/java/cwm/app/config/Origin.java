package cwm.app.config;

/// Where a value comes from.
sealed interface Origin {
  Origin STANDARD = new Standard();

  /// Nobody set it.
  record Standard() implements Origin {
    @Override
    public String toString() {
      return "default";
    }
  }

  /// A place in a file.
  ///
  /// @param file as people know it
  /// @param line from 1
  record InFile(String file, int line) implements Origin {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  /// An environment variable.
  record Variable(String name) implements Origin {
    @Override
    public String toString() {
      return name;
    }
  }

  /// The command line.
  record Flag(String name) implements Origin {
    @Override
    public String toString() {
      return name;
    }
  }
}
