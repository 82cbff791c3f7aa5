package cwm.bench.queries;

import java.io.OutputStream;
import java.nio.file.Path;

/// Facts in memory, and what answers queries about them.
interface QueryEngine {
  /// A query that was parsed, to be answered again and again.
  @FunctionalInterface
  interface Asked {
    /// Finds all rows and writes them as TSV.
    void write(OutputStream out);
  }

  /// Reads facts.
  ///
  /// @param data N-Triples
  void load(Path data);

  /// Parses a SELECT.
  Asked parse(String query);

  /// The engine that scripts call `name`.
  static QueryEngine ofName(String name) {
    return switch (name) {
      case "cwm" -> new CwmQueries();
      case "jena" -> new JenaQueries();
      default -> throw new IllegalArgumentException(name + ": cwm or jena");
    };
  }
}
