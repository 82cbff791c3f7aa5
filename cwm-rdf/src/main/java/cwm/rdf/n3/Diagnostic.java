package cwm.rdf.n3;

/// A mistake in a document: where, what, and what would be right.
///
/// @param source the document's name
/// @param line counted from 1; 0 if it is known of the document only that it has the mistake
/// @param column of the first character at fault, in code points, counted from 1; 0 if not known
/// @param endColumn of the last character at fault on that line; `column` if it is one character
/// @param code stable name of the kind of mistake, one of [DiagnosticCode]
/// @param hint how to mend it; empty if the message says all
public record Diagnostic(
    String source, int line, int column, int endColumn, String code, String message, String hint) {

  /// The mistake in one line, such as `family.n3:12:7-10: unknown prefix 'foaf' [N3-104]; add
  /// an @prefix for it`.
  @Override
  public String toString() {
    var text = new StringBuilder(source);
    if (line > 0) {
      text.append(':').append(line);
    }
    if (column > 0) {
      text.append(':').append(column);
    }
    if (endColumn > column) {
      text.append('-').append(endColumn);
    }
    text.append(": ").append(message).append(" [").append(code).append(']');
    if (!hint.isEmpty()) {
      text.append("; ").append(hint);
    }
    return text.toString();
  }
}
