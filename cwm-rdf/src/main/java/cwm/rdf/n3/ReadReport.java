package cwm.rdf.n3;

import cwm.rdf.RdfException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What came of reading a document.
///
/// @param statementCount statements handed to the sink, repeated ones counted each time
/// @param prefixes namespace by prefix, in the order of their declaration; of a prefix declared
///   again the last namespace
/// @param diagnostics the mistakes, in the order they were found; a statement with a mistake was
///   left out
public record ReadReport(
    long statementCount, Map<String, String> prefixes, List<Diagnostic> diagnostics) {
  public ReadReport {
    prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(prefixes));
    diagnostics = List.copyOf(diagnostics);
  }

  /// This report, if the document was free of mistakes.
  ///
  /// @throws RdfException `SYNTAX`, with every mistake on a line of its own
  public ReadReport orThrow() {
    SyntaxErrors.throwIfAny(diagnostics);
    return this;
  }
}
