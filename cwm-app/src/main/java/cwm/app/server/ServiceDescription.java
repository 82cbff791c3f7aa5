package cwm.app.server;

import static java.util.stream.Collectors.joining;

import cwm.jena.sparql.ResultFormat;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.util.List;
import java.util.stream.Stream;

/// What the endpoints can do, for programs (SPARQL 1.1 Service Description).
///
/// @param dictionary of the statements' ids
record ServiceDescription(TripleList statements, TermDictionary dictionary) {
  private static final String FORMATS = "http://www.w3.org/ns/formats/";

  /// @param endpoint the IRI that queries are sent to
  static ServiceDescription of(String endpoint, List<ServedSyntax> syntaxes) {
    String rows =
        Stream.of(ResultFormat.values())
            .filter(format -> format != ResultFormat.TABLE) // for people
            .map(format -> "<%sSPARQL_Results_%s>".formatted(FORMATS, format.name()))
            .collect(joining(", "));
    String text =
        """
        @prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
        <#query> a sd:Service ;
          sd:endpoint <> ;
          sd:supportedLanguage sd:SPARQL11Query ;
          sd:resultFormat %1$s, %2$s ;
          sd:defaultDataset _:all .
        <#update> a sd:Service ;
          sd:endpoint <.%3$s> ;
          sd:supportedLanguage sd:SPARQL11Update ;
          sd:inputFormat %4$s ;
          sd:defaultDataset _:all .
        _:all a sd:Dataset ;
          sd:defaultGraph [ a sd:Graph ] .
        """
            .formatted(
                rows,
                formats(syntaxes.stream().filter(ServedSyntax::isWritten)),
                UpdateEndpoint.PATH,
                formats(syntaxes.stream()));
    var dictionary = new TermDictionary();
    var statements = new TripleList();
    new N3Reader(dictionary, Syntax.TURTLE, ReaderLimits.DEFAULT)
        .read(Source.ofString("the description", text), endpoint, statements)
        .orThrow();
    return new ServiceDescription(statements, dictionary);
  }

  /// By the names that W3C gave them (Unique URIs for File Formats).
  private static String formats(Stream<ServedSyntax> syntaxes) {
    return syntaxes
        .map(syntax -> "<%s%s>".formatted(FORMATS, syntax.label().replace('/', '_')))
        .collect(joining(", "));
  }
}
