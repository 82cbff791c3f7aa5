package cwm.jena.sparql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a store answers, as CSV.
final class CsvRows {
  private CsvRows() {}

  /// The rows without the line of names.
  static String rows(SparqlStore asked, String query) {
    var out = new ByteArrayOutputStream();
    try (var rows =
        (SparqlAnswer.Rows)
            asked.ask(
                SparqlRequest.readQuery(query, "q.rq", "http://example.org/"), Optional.empty())) {
      rows.write(ResultFormat.CSV, out);
    }
    String text = out.toString(StandardCharsets.UTF_8).replace("\r", "");
    return text.substring(text.indexOf('\n') + 1);
  }
}
