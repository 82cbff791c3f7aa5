package cwm.rdf.n3;

import java.util.ArrayList;
import java.util.List;

/// Collects the mistakes of one document as scanners and parsers find them.
final class Diagnostics {
  private final String source;
  private final ByteInput input;
  private final DiagnosticList found;
  private final List<Diagnostic> held = new ArrayList<>();
  private boolean holding;

  Diagnostics(String source, ByteInput input, int countMax) {
    this.source = source;
    this.input = input;
    this.found = new DiagnosticList(source, countMax);
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

  /// Adds a mistake on one line.
  void report(int line, int column, int endColumn, String code, String message, String hint) {
    var diagnostic =
        new Diagnostic(source, line, column, Math.max(column, endColumn), code, message, hint);
    if (holding) {
      held.add(diagnostic);
    } else {
      add(diagnostic);
    }
  }

  /// From here on mistakes may only follow from one that was reported: they are held back.
  void hold() {
    holding = true;
  }

  /// Forgets the mistakes held back.
  void dropHeld() {
    held.clear();
  }

  /// Adds the mistakes held back, and from here on all others again.
  void release() {
    holding = false;
    held.forEach(this::add);
    held.clear();
  }

  /// Adds mistakes found in a piece of the document whose first line is behind `linesBefore`
  /// others.
  void addAll(List<Diagnostic> others, int linesBefore) {
    for (Diagnostic d : others) {
      add(
          new Diagnostic(
              source,
              d.line() + linesBefore,
              d.column(),
              d.endColumn(),
              d.code(),
              d.message(),
              d.hint()));
    }
  }

  private void add(Diagnostic diagnostic) {
    found.add(diagnostic);
  }

  List<Diagnostic> found() {
    return found.all();
  }

  /// The mistakes found since the last call, which are forgotten here.
  List<Diagnostic> take() {
    List<Diagnostic> taken = found();
    found.clear();
    return taken;
  }
}
