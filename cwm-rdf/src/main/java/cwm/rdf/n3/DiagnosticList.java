package cwm.rdf.n3;

import java.util.ArrayList;
import java.util.List;

/// The mistakes of one document, up to a limit; one more says that others are left out.
final class DiagnosticList {
  private final String source;
  private final int countMax;
  private final List<Diagnostic> found = new ArrayList<>();

  DiagnosticList(String source, int countMax) {
    this.source = source;
    this.countMax = countMax;
  }

  void add(Diagnostic diagnostic) {
    if (found.size() < countMax) {
      found.add(diagnostic);
    } else if (found.size() == countMax) {
      found.add(
          new Diagnostic(
              source,
              diagnostic.line(),
              diagnostic.column(),
              diagnostic.column(),
              DiagnosticCode.MORE_LEFT_OUT,
              "more than %,d mistakes; the others are left out".formatted(countMax),
              "mend these first"));
    }
  }

  boolean isFull() {
    return found.size() > countMax;
  }

  List<Diagnostic> all() {
    return List.copyOf(found);
  }

  void clear() {
    found.clear();
  }
}
