package cwm.app;

import cwm.jena.sparql.SparqlException;
import cwm.jena.sparql.SparqlStore;
import cwm.rdf.n3.Diagnostic;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// Reads what `LOAD` names into a store, as far as rules may read it.
final class SparqlLoader implements SparqlStore.Loader {
  private final WorkingStore store;
  private final Permissions permissions;

  SparqlLoader(WorkingStore store, Permissions permissions) {
    this.store = store;
    this.permissions = permissions;
  }

  @Override
  public void load(String iri, Optional<Integer> graph) {
    if (!WebReader.isWeb(iri) && !permissions.files()) {
      throw new SparqlException(
          SparqlException.Kind.FORBIDDEN,
          "LOAD may not read <%s>; --mode=r allows it, or filesystem = true in [security]"
              .formatted(iri));
    }
    var statements = new TripleList();
    List<Diagnostic> mistakes;
    try {
      var inputs = new Inputs(InputStream.nullInputStream(), permissions);
      inputs.requireReadable(iri);
      Inputs.Opened opened = inputs.open(iri, Optional.empty());
      mistakes =
          new DocumentReader(store.dictionary(), 1)
              .read(
                  opened,
                  opened.syntax().orElseGet(() -> DocumentSyntax.ofFileName(iri)),
                  statements)
              .report()
              .diagnostics();
    } catch (CommandException e) {
      throw new SparqlException(SparqlException.Kind.FORBIDDEN, "LOAD: " + e.getMessage());
    }
    if (!mistakes.isEmpty()) {
      throw new SparqlException(SparqlException.Kind.FAILED, "LOAD: " + mistakes.getFirst());
    }
    TripleSink sink = graph.map(store::startGraph).orElseGet(store::startInput);
    statements.forEach(sink);
  }
}
