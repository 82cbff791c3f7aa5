package cwm.app;

import static java.util.stream.Collectors.joining;

import cwm.jena.sparql.SparqlException;
import cwm.rdf.RdfException;
import cwm.rdf.n3.Diagnostic;
import cwm.rdf.n3.Source;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.reasoner.DocumentException;
import java.time.Duration;
import java.util.List;

/// Reads what `LOAD` names: pages and files, as far as `[security]` or `--mode=r` allows it.
final class LoadDocuments {
  private final Permissions permissions;
  private final TermDictionary dictionary;

  LoadDocuments(Permissions permissions, TermDictionary dictionary) {
    this.permissions = permissions;
    this.dictionary = dictionary;
  }

  /// The statements of a document.
  ///
  /// @throws SparqlException if it may not be read, or has mistakes
  TripleList read(String iri) {
    return read(iri, WebReader.Limits.DEFAULT.timeout());
  }

  /// The same, of one that may take so long to come.
  TripleList read(String iri, Duration limit) {
    requireAllowed(iri);
    var statements = new TripleList();
    List<Diagnostic> mistakes;
    try {
      WebReader.Fetched fetched = new RuleDocuments(permissions, _ -> {}, limit).read(iri);
      mistakes =
          new DocumentReader(dictionary, 1)
              .read(
                  new Inputs.Opened(Source.ofString(iri, fetched.text()), fetched.iri()),
                  RuleDocuments.syntaxOf(fetched),
                  statements)
              .report()
              .diagnostics();
    } catch (DocumentException | RdfException e) {
      throw new SparqlException(SparqlException.Kind.FAILED, String.valueOf(e.getMessage()));
    }
    if (!mistakes.isEmpty()) {
      throw new SparqlException(
          SparqlException.Kind.FAILED,
          mistakes.stream().map(Diagnostic::toString).collect(joining("\n")));
    }
    return statements;
  }

  private void requireAllowed(String iri) {
    try {
      if (WebReader.isWeb(iri)) {
        new WebReader(permissions).requireAllowed(iri);
      } else if (!permissions.files()) {
        throw WebReader.failure(
            iri, "LOAD may read no files; --mode=r allows it, or filesystem in [security]");
      }
    } catch (DocumentException e) {
      throw new SparqlException(SparqlException.Kind.FORBIDDEN, String.valueOf(e.getMessage()));
    }
  }
}
