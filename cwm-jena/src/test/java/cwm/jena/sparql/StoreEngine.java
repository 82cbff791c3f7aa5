package cwm.jena.sparql;

import cwm.jena.RdfReader;
import cwm.jena.RdfSyntax;
import cwm.jena.testing.SparqlEngine;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleSink;
import cwm.rdf.term.Iri;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.jena.query.Query;
import org.apache.jena.sparql.ARQConstants;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.service.ServiceExecutorRegistry;

/// ARQ over our store, read by our readers.
final class StoreEngine implements SparqlEngine {
  private final TermDictionary dictionary = new TermDictionary();
  private final TestFactsOfGraphs facts = new TestFactsOfGraphs(dictionary, 2);
  private final NamedGraphs named = new NamedGraphs(dictionary);
  private final SparqlStore store = new SparqlStore(facts, named);

  @Override
  public Query parse(String text, String base) {
    return SparqlRequest.parseQuery(text, base);
  }

  @Override
  public void load(Path file, String base, Optional<String> graph) {
    Source source = Source.ofFile(file);
    TripleSink sink =
        graph
            .<TripleSink>map(name -> named.graph(dictionary.intern(new Iri(name)))::assertFact)
            .orElse(facts::add);
    Optional<RdfSyntax> syntax = RdfSyntax.ofFileName(file.toString());
    if (syntax.isPresent()) {
      new RdfReader(dictionary, syntax.get(), ReaderLimits.DEFAULT)
          .read(source, base, sink)
          .document()
          .orThrow();
    } else {
      new N3Reader(dictionary, Syntax.ofFileName(file.toString()), ReaderLimits.DEFAULT)
          .read(source, base, sink)
          .orThrow();
    }
  }

  @Override
  public QueryExec execution(Query query, ServiceExecutorRegistry services) {
    return QueryExec.dataset(store.dataset())
        .query(query)
        .set(ARQConstants.registryServiceExecutors, services)
        .build();
  }
}
