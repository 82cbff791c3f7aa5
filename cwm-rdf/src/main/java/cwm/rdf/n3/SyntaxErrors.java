package cwm.rdf.n3;

import cwm.rdf.RdfException;
import java.util.List;
import java.util.stream.Collectors;

/// Mistakes as the exception that callers get who asked for one.
final class SyntaxErrors {
  static final String CODE = "SYNTAX";

  private SyntaxErrors() {}

  /// @throws RdfException `SYNTAX`, with every mistake on a line of its own
  static void throwIfAny(List<Diagnostic> diagnostics) {
    if (!diagnostics.isEmpty()) {
      throw new RdfException(
          CODE, diagnostics.stream().map(Diagnostic::toString).collect(Collectors.joining("\n")));
    }
  }
}
