package cwm.jena.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A suite of queries and their answers: a folder with `tests.tsv` (its README says how a pass is
/// judged).
record SparqlSuite(Path folder) {
  /// Files that queries of `dataset` ask for and that the suite has only as files of `graph`, with
  /// the same bytes. Some are there twice, so that documents do not share blank nodes.
  private static final Pattern LACKING = Pattern.compile("dataset/(data-g\\d)(-dup)?\\.ttl");

  /// One line of the index. Files are named relative to the folder.
  ///
  /// @param data what the default graph holds
  /// @param named what named graphs hold, by their IRIs
  /// @param services what the default graphs of endpoints hold, by their IRIs
  record Case(
      String name,
      String type,
      String action,
      String result,
      List<String> data,
      Map<String, String> named,
      Map<String, String> services,
      String base,
      String status,
      String notes) {

    private static Case ofLine(String line) {
      String[] cells = line.split("\t", -1);
      return new Case(
          cells[0],
          cells[1],
          cells[2],
          cells[3],
          values(cells[4]),
          pairs(cells[5]),
          pairs(cells[6]),
          cells[7],
          cells[8],
          cells[9]);
    }

    private static List<String> values(String cell) {
      return cell.isEmpty() ? List.of() : List.of(cell.split(","));
    }

    private static Map<String, String> pairs(String cell) {
      Map<String, String> pairs = new LinkedHashMap<>();
      for (String pair : values(cell)) {
        int end = pair.lastIndexOf('=');
        pairs.put(pair.substring(0, end), pair.substring(end + 1));
      }
      return pairs;
    }

    boolean isCounted() {
      return status.equals("ok");
    }

    /// Whether an answer may leave out duplicates.
    boolean hasLaxCardinality() {
      return notes.contains("LaxCardinality");
    }

    /// The IRI of a file.
    String iri(String file) {
      return root() + file;
    }

    /// The file of an IRI.
    ///
    /// @throws IllegalArgumentException if the suite has none
    String file(String iri) {
      if (!iri.startsWith(root())) {
        throw new IllegalArgumentException(iri + " is no file of the suite");
      }
      return iri.substring(root().length());
    }

    private String root() {
      return base.substring(0, base.length() - action.length());
    }
  }

  static SparqlSuite named(String name) {
    Path root = Path.of(System.getProperty("cwm.root", ".."));
    Path suites = root.resolve(System.getProperty("cwm.suites", "../shared/suites"));
    return new SparqlSuite(suites.resolve(name));
  }

  String name() {
    return folder.getFileName().toString();
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

  Path path(String file) {
    Path path = folder.resolve(file);
    return Files.exists(path)
        ? path
        : folder.resolve(LACKING.matcher(file).replaceFirst("graph/$1.ttl"));
  }

  String text(String file) {
    try {
      return Files.readString(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path index() {
    return folder.resolve("tests.tsv");
  }
}
