package cwm.jena;

import cwm.rdf.n3.ReadReport;
import java.util.List;

/// What came of reading a document of one of the syntaxes in [RdfSyntax].
///
/// @param document what came of its default graph
/// @param namedStatementCount statements handed to the sinks of named graphs, repeated ones counted
///   each time
/// @param leftOutCount how many statements of named graphs were left out, since nobody takes them
/// @param warnings what is odd but no mistake, one line each, the left-out statements included
public record RdfReport(
    ReadReport document, long namedStatementCount, long leftOutCount, List<String> warnings) {
  public RdfReport {
    warnings = List.copyOf(warnings);
  }
}
