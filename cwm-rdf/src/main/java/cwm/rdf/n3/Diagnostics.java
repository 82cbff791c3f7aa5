package cwm.rdf.n3;

import java.util.ArrayList;
import java.util.List;

/// Collects the mistakes of one document, up to a limit.
final class Diagnostics {
  private final String source;
  private final ByteInput input;
  private final int countMax;
  private final List<Diagnostic> found = new ArrayList<>();
  private boolean muted;
  private boolean full;

  Diagnostics(String source, ByteInput input, int countMax) {
    this.source = source;
    this.input = input;
    this.countMax = countMax;
  }

  /// Adds a mistake in `input.buffer[start, end)`, which is on the current line.
  void reportAt(int start, int end, String code, String message, String hint) {
    report(input.line(), input.column(start), input.column(end) - 1, code, message, hint);
  }

  /// Adds the mistake that the byte before the position is not UTF-8.
  void reportInvalidUtf8() {
    int at = input.position - 1;
    reportAt(
        at,
        at + 1,
        DiagnosticCode.INVALID_UTF8,
        "byte %02x at offset %,d is not UTF-8".formatted(input.buffer[at] & 0xff, input.offset(at)),
        "save the document as UTF-8");
  }

  /// Adds a mistake on one line, unless the reader is between a mistake and the next statement.
  void report(int line, int column, int endColumn, String code, String message, String hint) {
    if (muted || full) {
      return;
    }
    if (found.size() == countMax) {
      full = true;
      found.add(
          new Diagnostic(
              source,
              line,
              column,
              column,
              DiagnosticCode.MORE_LEFT_OUT,
              "more than %,d mistakes; the others are left out".formatted(countMax),
              "mend these first"));
      return;
    }
    found.add(
        new Diagnostic(source, line, column, Math.max(column, endColumn), code, message, hint));
  }

  /// Whether what is reported from now on only follows from a mistake reported before.
  void mute(boolean muted) {
    this.muted = muted;
  }

  List<Diagnostic> found() {
    return List.copyOf(found);
  }
}
