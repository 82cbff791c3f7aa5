package cwm.jena.sparql;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.resultset.ResultSetLang;

/// How the rows of a SELECT and the yes or no of an ASK are written.
public enum ResultFormat {
  /// For people.
  TABLE,
  /// SPARQL 1.1 Query Results JSON Format.
  JSON,
  /// SPARQL Query Results XML Format.
  XML,
  /// SPARQL 1.1 Query Results CSV Format.
  CSV,
  /// SPARQL 1.1 Query Results TSV Format.
  TSV;

  /// The one that users call `name`, in any case.
  public static Optional<ResultFormat> ofName(String name) {
    return Arrays.stream(values())
        .filter(format -> format.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /// What users may call them.
  public static List<String> names() {
    return Arrays.stream(values()).map(ResultFormat::toString).toList();
  }

  /// Its media types, its own first.
  public List<String> mediaTypes() {
    return switch (this) {
      case TABLE -> List.of("text/plain");
      case JSON -> List.of("application/sparql-results+json", "application/json");
      case XML -> List.of("application/sparql-results+xml", "application/xml", "text/xml");
      case CSV -> List.of("text/csv");
      case TSV -> List.of("text/tab-separated-values");
    };
  }

  Lang language() {
    return switch (this) {
      case TABLE -> ResultSetLang.RS_Text;
      case JSON -> ResultSetLang.RS_JSON;
      case XML -> ResultSetLang.RS_XML;
      case CSV -> ResultSetLang.RS_CSV;
      case TSV -> ResultSetLang.RS_TSV;
    };
  }

  /// Its name for users.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
