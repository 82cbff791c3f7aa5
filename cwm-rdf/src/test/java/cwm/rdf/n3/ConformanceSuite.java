package cwm.rdf.n3;

import cwm.rdf.term.Formula;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A suite of documents that must, or must not, be read: a folder with `tests.tsv` (its README says
/// how a pass is judged).
record ConformanceSuite(Path folder) {

  /// One line of the index.
  ///
  /// @param result the document that an `eval` test must be isomorphic to
  record Case(
      String name,
      String type,
      String action,
      String result,
      String base,
      String status,
      String notes) {

    private static Case ofLine(String line) {
      String[] cells = line.split("\t", -1);
      return new Case(cells[0], cells[1], cells[2], cells[3], cells[4], cells[6], cells[7]);
    }

    boolean isCounted() {
      return status.equals("ok");
    }
  }

  static ConformanceSuite named(String name) {
    Path root = Path.of(System.getProperty("cwm.root", ""));
    Path suites = root.resolve(System.getProperty("cwm.suites", "../shared/suites"));
    return new ConformanceSuite(suites.resolve(name));
  }

  /// Whether the suite is there. Says so on standard error if not: a skipped suite is easily
  /// missed.
  boolean isPresent() {
    boolean present = Files.exists(index());
    if (!present) {
      System.err.printf("%n*** NO SUITE AT %s: SKIPPED; give -Dcwm.suites ***%n%n", folder);
    }
    return present;
  }

  List<Case> cases() {
    try {
      List<String> lines = Files.readAllLines(index());
      return lines.subList(1, lines.size()).stream().map(Case::ofLine).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path index() {
    return folder.resolve("tests.tsv");
  }

  /// Why each of the cases fails that do.
  Map<String, String> failures(Syntax syntax, Predicate<Case> filter) {
    Map<String, String> failures = new TreeMap<>();
    for (Case test : cases()) {
      if (filter.test(test)) {
        String failure = failure(test, syntax);
        if (!failure.isEmpty()) {
          failures.put(test.name(), failure);
        }
      }
    }
    return failures;
  }

  /// Why a case fails, empty if it passes.
  private String failure(Case test, Syntax syntax) {
    Parsed parsed = read(test.action(), test.base(), syntax);
    return switch (test.type()) {
      case "positive-syntax" -> mistakes(parsed);
      case "negative-syntax", "negative-eval" -> parsed.diagnostics().isEmpty() ? "accepted" : "";
      case "eval" -> difference(parsed, read(test.result(), test.base(), Syntax.N3));
      default -> "unknown type " + test.type();
    };
  }

  private static String mistakes(Parsed parsed) {
    return parsed.diagnostics().isEmpty() ? "" : parsed.diagnostics().toString();
  }

  private static String difference(Parsed actual, Parsed expected) {
    String mistakes = mistakes(actual) + mistakes(expected);
    if (!mistakes.isEmpty()) {
      return mistakes;
    }
    Formula expectedGraph = expected.document().asFormula();
    Formula actualGraph = actual.document().asFormula();
    return actualGraph.equals(expectedGraph)
        ? ""
        : "expected " + expectedGraph + "\nbut was  " + actualGraph;
  }

  Parsed read(String file, String base, Syntax syntax) {
    Source source = Source.ofFile(folder.resolve(file));
    return Documents.read(source, base, syntax, ReaderLimits.DEFAULT);
  }
}
