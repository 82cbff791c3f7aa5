package cwm.jena.sparql;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.ReadWrite;
import org.apache.jena.query.TxnType;
import org.apache.jena.riot.system.PrefixMap;
import org.apache.jena.riot.system.PrefixMapFactory;
import org.apache.jena.sparql.core.DatasetGraphTriplesQuads;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.core.Transactional;
import org.apache.jena.sparql.core.TransactionalNull;
import org.apache.jena.sparql.engine.main.QC;

/// Our store as a dataset of Jena's: what rules read is its default graph.
///
/// Any number of threads may read it while nobody changes it; it has no transactions.
final class StoreDataset extends DatasetGraphTriplesQuads {
  private static final int MISSING_MAX = 1_000;

  private final TermNodes terms;
  private final NamedFacts named;
  private final StoreGraph defaultGraph;
  private final Map<Node, StoreGraph> namedViews = new ConcurrentHashMap<>();
  private volatile int keptCountMax = MISSING_MAX;
  private final PrefixMap prefixes = PrefixMapFactory.create();
  private final Transactional transactional = TransactionalNull.create();

  StoreDataset(GraphFacts defaultFacts, NamedFacts named) {
    this.named = named;
    boolean areHere = defaultFacts.areHere();
    terms = new TermNodes(named.dictionary(), areHere);
    defaultGraph = new StoreGraph(defaultFacts, terms);
    QC.setFactory(getContext(), PatternExecutor::new);
    // Where facts are elsewhere, they are filtered there, and patterns are better kept together.
    getContext().set(ARQ.optFilterPlacementBGP, areHere);
  }

  TermNodes terms() {
    return terms;
  }

  /// Has all that was changed take effect.
  void flush() {
    defaultGraph.flush();
    namedViews.values().forEach(StoreGraph::flush);
  }

  /// Says that somebody else has changed the facts.
  void changed() {
    defaultGraph.forget();
    namedViews.values().forEach(StoreGraph::forget);
  }

  /// Forgets views of graphs that are not there, once they are many: requests may name graphs as
  /// they like. Not while somebody changes the facts.
  void forgetMissing() {
    if (namedViews.size() > keptCountMax) {
      namedViews
          .entrySet()
          .removeIf(view -> view.getValue().isSettled() && !isThere(view.getKey()));
      keptCountMax = 2 * namedViews.size() + MISSING_MAX;
    }
  }

  /// The facts of a named graph, there or not.
  private final class Named implements GraphFacts {
    private final Node name;

    Named(Node name) {
      this.name = name;
    }

    @Override
    public List<FactStore> stores() {
      int id = terms.find(name);
      return id == TermDictionary.NONE ? List.of() : named.stores(id);
    }

    @Override
    public void fetch(Sought sought, int[] boundSlots, RowList rows) {
      int id = terms.find(name);
      if (id != TermDictionary.NONE) {
        named.fetch(id, sought, boundSlots, rows);
      }
    }

    @Override
    public void add(int subject, int predicate, int object) {
      named.add(terms.intern(name), subject, predicate, object);
    }

    @Override
    public void remove(TripleList facts) {
      int id = terms.find(name);
      if (id != TermDictionary.NONE) {
        named.remove(id, facts);
      }
    }
  }

  // ---------------------------------------------------------------- graphs

  @Override
  public Graph getDefaultGraph() {
    return defaultGraph;
  }

  @Override
  public Graph getGraph(Node name) {
    if (Quad.isUnionGraph(name)) {
      return getUnionGraph();
    }
    return Quad.isDefaultGraph(name) ? defaultGraph : view(name);
  }

  private StoreGraph view(Node name) {
    return namedViews.computeIfAbsent(name, each -> new StoreGraph(new Named(each), terms));
  }

  private boolean isThere(Node name) {
    int id = terms.find(name);
    return id != TermDictionary.NONE && named.contains(id);
  }

  /// How many views of named graphs are kept.
  int keptCount() {
    return namedViews.size();
  }

  @Override
  public boolean containsGraph(Node name) {
    if (Quad.isDefaultGraph(name) || Quad.isUnionGraph(name)) {
      return true;
    }
    StoreGraph view = namedViews.get(name);
    if (view != null) {
      view.flush();
    }
    return isThere(name);
  }

  @Override
  public void removeGraph(Node name) {
    getGraph(name).clear();
  }

  @Override
  public Iterator<Node> listGraphNodes() {
    flush();
    return named.names().stream().map(terms::node).iterator();
  }

  @Override
  public PrefixMap prefixes() {
    return prefixes;
  }

  // ---------------------------------------------------------------- statements

  @Override
  protected Iterator<Quad> findInDftGraph(Node subject, Node predicate, Node object) {
    return quads(Quad.defaultGraphIRI, defaultGraph, subject, predicate, object);
  }

  @Override
  protected Iterator<Quad> findInSpecificNamedGraph(
      Node name, Node subject, Node predicate, Node object) {
    return quads(name, getGraph(name), subject, predicate, object);
  }

  @Override
  protected Iterator<Quad> findInAnyNamedGraphs(Node subject, Node predicate, Node object) {
    return Iter.flatMap(
        listGraphNodes(), name -> quads(name, view(name), subject, predicate, object));
  }

  private static Iterator<Quad> quads(
      Node name, Graph graph, Node subject, Node predicate, Node object) {
    return Iter.map(graph.find(subject, predicate, object), triple -> Quad.create(name, triple));
  }

  @Override
  protected void addToDftGraph(Node subject, Node predicate, Node object) {
    defaultGraph.add(subject, predicate, object);
  }

  @Override
  protected void addToNamedGraph(Node name, Node subject, Node predicate, Node object) {
    view(name).add(subject, predicate, object);
  }

  @Override
  protected void deleteFromDftGraph(Node subject, Node predicate, Node object) {
    defaultGraph.delete(subject, predicate, object);
  }

  @Override
  protected void deleteFromNamedGraph(Node name, Node subject, Node predicate, Node object) {
    view(name).delete(subject, predicate, object);
  }

  // ---------------------------------------------------------------- transactions

  @Override
  public boolean supportsTransactions() {
    return false;
  }

  @Override
  public void begin(TxnType type) {
    transactional.begin(type);
  }

  @Override
  public boolean promote(Promote mode) {
    return transactional.promote(mode);
  }

  @Override
  public void commit() {
    transactional.commit();
  }

  @Override
  public void abort() {
    transactional.abort();
  }

  @Override
  public void end() {
    transactional.end();
  }

  @Override
  public ReadWrite transactionMode() {
    return transactional.transactionMode();
  }

  @Override
  public TxnType transactionType() {
    return transactional.transactionType();
  }

  @Override
  public boolean isInTransaction() {
    return transactional.isInTransaction();
  }
}
