package cwm.jena;

import cwm.rdf.n3.ReadReport;
import java.util.List;

/// What came of reading a document of one of the syntaxes in [RdfSyntax].
///
/// @param document what came of its default graph
/// @param namedGraphStatementCount how many statements of named graphs it has, which were left out
/// @param warnings what is odd but no mistake, one line each, the left-out statements included
public record RdfReport(ReadReport document, long namedGraphStatementCount, List<String> warnings) {
  public RdfReport {
    warnings = List.copyOf(warnings);
  }
}
