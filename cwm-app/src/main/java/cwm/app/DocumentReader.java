package cwm.app;

import cwm.jena.RdfReader;
import cwm.jena.RdfReport;
import cwm.jena.RdfSyntax;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.ReadReport;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleSink;
import java.util.List;
import java.util.function.IntFunction;

/// Reads inputs, whatever their syntax.
final class DocumentReader {
  private final TermDictionary dictionary;
  private final int workerCount;

  /// @param workerCount how many threads may read
  DocumentReader(TermDictionary dictionary, int workerCount) {
    this.dictionary = dictionary;
    this.workerCount = workerCount;
  }

  /// @param report what came of the default graph
  /// @param namedStatementCount how many statements of named graphs were handed on
  /// @param warnings what is odd but no mistake, one line each
  record Result(ReadReport report, long namedStatementCount, List<String> warnings) {
    private static Result of(RdfReport report) {
      return new Result(report.document(), report.namedStatementCount(), report.warnings());
    }
  }

  /// Reads the default graph. Statements of named graphs are left out, and a warning counts them.
  Result read(Inputs.Opened opened, DocumentSyntax syntax, TripleSink sink) {
    return switch (syntax) {
      case DocumentSyntax.OfN3(var ofN3) -> readN3(opened, ofN3, sink);
      case DocumentSyntax.OfRdf(var ofRdf) ->
          Result.of(reader(ofRdf).read(opened.source(), opened.base(), sink));
    };
  }

  /// Reads all graphs.
  ///
  /// @param sink gets the default graph
  /// @param namedSinks makes the sink of a named graph by the id of its name
  Result read(
      Inputs.Opened opened,
      DocumentSyntax syntax,
      TripleSink sink,
      IntFunction<TripleSink> namedSinks) {
    return switch (syntax) {
      case DocumentSyntax.OfN3(var ofN3) -> readN3(opened, ofN3, sink);
      case DocumentSyntax.OfRdf(var ofRdf) ->
          Result.of(reader(ofRdf).read(opened.source(), opened.base(), sink, namedSinks));
    };
  }

  private Result readN3(Inputs.Opened opened, Syntax syntax, TripleSink sink) {
    var reader = new N3Reader(dictionary, syntax, ReaderLimits.DEFAULT, workerCount);
    return new Result(reader.read(opened.source(), opened.base(), sink), 0, List.of());
  }

  private RdfReader reader(RdfSyntax syntax) {
    return new RdfReader(dictionary, syntax, ReaderLimits.DEFAULT);
  }
}
