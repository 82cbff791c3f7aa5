package cwm.bench.queries;

import cwm.jena.sparql.GraphFacts;
import cwm.jena.sparql.ResultFormat;
import cwm.jena.sparql.SparqlAnswer;
import cwm.jena.sparql.SparqlRequest;
import cwm.jena.sparql.SparqlStore;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Our store, with a worker's facts for each core as the command has them.
final class CwmQueries implements QueryEngine {
  private static final String BASE = "http://example.org/";

  private final TermDictionary dictionary = new TermDictionary();
  private final PartitionedStore facts =
      new PartitionedStore(dictionary, Spreading.over(Runtime.getRuntime().availableProcessors()));
  private final SparqlStore store =
      new SparqlStore(new DefaultGraph(), new NamedGraphs(dictionary));

  private final class DefaultGraph implements GraphFacts {
    @Override
    public List<FactStore> stores() {
      return facts.stores();
    }

    @Override
    public void add(int subject, int predicate, int object) {
      facts.assertFact(subject, predicate, object);
    }

    @Override
    public void remove(TripleList gone) {
      throw new UnsupportedOperationException("queries only");
    }
  }

  @Override
  public void load(Path data) {
    new N3Reader(dictionary, Syntax.ofFileName(data.toString()))
        .read(Source.ofFile(data), BASE, facts::assertFact)
        .orThrow();
    store.changed();
  }

  @Override
  public Asked parse(String query) {
    SparqlRequest.OfQuery parsed = SparqlRequest.readQuery(query, "query", BASE);
    return out -> {
      if (store.ask(parsed, Optional.empty()) instanceof SparqlAnswer.Rows rows) {
        try (rows) {
          rows.write(ResultFormat.TSV, out);
        }
      }
    };
  }
}
