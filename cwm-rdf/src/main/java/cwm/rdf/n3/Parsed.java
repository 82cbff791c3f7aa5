package cwm.rdf.n3;

import cwm.rdf.RdfException;
import java.util.List;

/// Everything understood of a text, and every mistake found in it.
public record Parsed(Document document, List<Diagnostic> diagnostics) {
  public Parsed {
    diagnostics = List.copyOf(diagnostics);
  }

  /// The document, if it was free of mistakes.
  ///
  /// @throws RdfException `SYNTAX`, with every mistake on a line of its own
  public Document orThrow() {
    SyntaxErrors.throwIfAny(diagnostics);
    return document;
  }
}
