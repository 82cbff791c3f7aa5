package cwm.app;

import cwm.jena.RdfReader;
import cwm.jena.RdfReport;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.ReadReport;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleSink;
import java.util.List;

/// Reads inputs, whatever their syntax.
final class DocumentReader {
  private final TermDictionary dictionary;
  private final int workerCount;

  /// @param workerCount how many threads may read
  DocumentReader(TermDictionary dictionary, int workerCount) {
    this.dictionary = dictionary;
    this.workerCount = workerCount;
  }

  /// @param warnings what is odd but no mistake, one line each
  record Result(ReadReport report, List<String> warnings) {}

  Result read(Inputs.Opened opened, DocumentSyntax syntax, TripleSink sink) {
    return switch (syntax) {
      case DocumentSyntax.OfN3(var ofN3) ->
          new Result(
              new N3Reader(dictionary, ofN3, ReaderLimits.DEFAULT, workerCount)
                  .read(opened.source(), opened.base(), sink),
              List.of());
      case DocumentSyntax.OfRdf(var ofRdf) -> {
        RdfReport report =
            new RdfReader(dictionary, ofRdf, ReaderLimits.DEFAULT)
                .read(opened.source(), opened.base(), sink);
        yield new Result(report.document(), report.warnings());
      }
    };
  }
}
