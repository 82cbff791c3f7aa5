package cwm.jena.sparql;

import cwm.rdf.n3.ListChains;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.reasoner.plan.PatternSearch;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.apache.jena.atlas.iterator.Iter;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.graph.impl.GraphBase;
import org.apache.jena.util.iterator.ExtendedIterator;
import org.apache.jena.util.iterator.WrappedIterator;
import org.jspecify.annotations.Nullable;

/// One graph of our store as Jena sees graphs, without a copy of it.
///
/// Statements that mention formulas or variables, as rules do, are none of RDF and are not seen.
/// Lists are seen as chains ([ListCells]).
///
/// Any number of threads may read it while nobody changes it.
final class StoreGraph extends GraphBase {
  private static final int NONE = TermDictionary.NONE;

  private final GraphFacts facts;
  private final TermNodes terms;

  // What was taken away and is still in the facts: they are taken away together, as that costs
  // about as much for many as for one.
  private TripleList removed = new TripleList();

  // What was added since and is not yet in the facts: chains of it become lists together. Terms
  // with larger ids than this were made for it.
  private TripleList added = new TripleList();
  private int knownCount;

  private volatile @Nullable ListCells cells;
  private volatile @Nullable PatternSearch search;

  StoreGraph(GraphFacts facts, TermNodes terms) {
    this.facts = facts;
    this.terms = terms;
  }

  TermNodes terms() {
    return terms;
  }

  /// What finds the solutions of patterns among the facts, which knows nothing of the cells of
  /// lists.
  ///
  /// @param sought as of [GraphFacts#fetch], as the others
  PatternSearch search(Sought sought, int[] boundSlots, RowList rows) {
    flush();
    facts.fetch(sought, boundSlots, rows);
    return search(facts.stores());
  }

  /// What finds the solutions of one pattern together, the next search when it is asked for.
  ///
  /// @param sought as of [GraphFacts#parts]
  Iterator<PatternSearch> searches(Sought sought) {
    flush();
    return Iter.map(facts.parts(sought), this::search);
  }

  /// Counts facts where they are.
  ///
  /// @param atom as of [GraphFacts#groups]
  Optional<CountedRows> groups(Atom atom, int[] slots) {
    flush();
    return facts.groups(atom, slots);
  }

  private PatternSearch search(List<FactStore> stores) {
    PatternSearch known = search;
    if (known == null || !known.isOf(stores)) {
      known = new PatternSearch(terms.dictionary(), stores);
      search = known;
    }
    return known;
  }

  /// What lists say as chains.
  ListCells cells() {
    flush();
    facts.fetchLists();
    ListCells known = cells;
    if (known == null) {
      known = ListCells.of(facts.stores(), terms);
      cells = known;
    }
    return known;
  }

  // ---------------------------------------------------------------- reading

  @Override
  protected ExtendedIterator<Triple> graphBaseFind(Triple pattern) {
    flush();
    Node subject = pattern.getSubject();
    Node predicate = pattern.getPredicate();
    Node object = pattern.getObject();
    Iterator<Triple> found = findFacts(subject, predicate, object);
    return WrappedIterator.create(
        ListCells.mayHave(subject, predicate)
            ? Iter.concat(found, cells().find(subject, predicate, object))
            : found);
  }

  private Iterator<Triple> findFacts(Node subject, Node predicate, Node object) {
    int s = id(subject);
    int p = id(predicate);
    int o = id(object);
    if (isUnknown(subject, s) || isUnknown(predicate, p) || isUnknown(object, o)) {
      return Iter.nullIterator();
    }
    fetch(atom(s, p, o));
    return Iter.flatMap(tables(p), table -> rows(table, s, o));
  }

  private void fetch(Atom atom) {
    flush();
    facts.fetch(Sought.of(atom), new int[0], new RowList(0));
  }

  /// @param subject a constant, or NONE for any; as the others
  private static Atom atom(int subject, int predicate, int object) {
    return new Atom(pattern(subject, 0), pattern(predicate, 1), pattern(object, 2));
  }

  private static Pattern pattern(int id, int slot) {
    return id == NONE ? new Pattern.Slot(slot) : new Pattern.Constant(id);
  }

  private int id(Node node) {
    return node.isConcrete() ? terms.find(node) : NONE;
  }

  private static boolean isUnknown(Node node, int id) {
    return node.isConcrete() && id == NONE;
  }

  private Iterator<FactTable> tables(int predicate) {
    return predicate == NONE
        ? Iter.flatMap(facts.stores().iterator(), store -> store.tables().iterator())
        : Iter.flatMap(
            facts.stores().iterator(), store -> store.table(predicate).stream().iterator());
  }

  private Iterator<Triple> rows(FactTable table, int subject, int object) {
    int end = table.rowCount();
    PrimitiveIterator.OfInt rows;
    if (subject != NONE && object != NONE) {
      rows = IntStream.of(table.find(subject, object)).filter(row -> row >= 0).iterator();
    } else if (subject != NONE) {
      rows = IntStream.of(table.bySubject(end).rows(subject, 0, end)).iterator();
    } else if (object != NONE) {
      rows = IntStream.of(table.byObject(end).rows(object, 0, end)).iterator();
    } else {
      rows = IntStream.range(0, end).iterator();
    }
    Iterator<Integer> visible = Iter.filter(rows, row -> isVisible(table, row));
    return Iter.map(
        visible,
        row ->
            Triple.create(
                terms.node(table.subject(row)),
                terms.node(table.predicate()),
                terms.node(table.object(row))));
  }

  private boolean isVisible(FactTable table, int row) {
    return terms.isVisible(table.subject(row))
        && terms.isVisible(table.predicate())
        && terms.isVisible(table.object(row));
  }

  @Override
  protected int graphBaseSize() {
    return Math.clamp(Iter.count(graphBaseFind(Triple.ANY)), 0, Integer.MAX_VALUE);
  }

  // ---------------------------------------------------------------- changing

  /// At once: the usual way takes away some, looks for more, and never ends where a fact stays.
  @Override
  public void clear() {
    fetch(atom(NONE, NONE, NONE));
    var all = new TripleList();
    for (FactStore store : facts.stores()) {
      for (FactTable table : store.tables()) {
        for (int row = 0; row < table.rowCount(); row++) {
          if (isVisible(table, row)) {
            all.accept(table.subject(row), table.predicate(), table.object(row));
          }
        }
      }
    }
    facts.remove(all);
    forget();
  }

  @Override
  public void performAdd(Triple triple) {
    if (ListCells.mayHave(triple.getSubject(), triple.getPredicate())
        && terms.cell(triple.getSubject()).isPresent()) {
      return; // a list says itself what it is made of
    }
    flushRemoved();
    if (added.size() == 0) {
      knownCount = terms.dictionary().size();
    }
    added.accept(
        terms.intern(triple.getSubject()),
        terms.intern(triple.getPredicate()),
        terms.intern(triple.getObject()));
  }

  @Override
  public void performDelete(Triple triple) {
    flushAdded();
    int subject = terms.find(triple.getSubject());
    int predicate = terms.find(triple.getPredicate());
    int object = terms.find(triple.getObject());
    if (subject != NONE && predicate != NONE && object != NONE) {
      removed.accept(subject, predicate, object);
    }
  }

  /// Whether all that was changed has taken effect.
  boolean isSettled() {
    return removed.size() == 0 && added.size() == 0;
  }

  /// Has all that was changed take effect.
  void flush() {
    flushRemoved();
    flushAdded();
  }

  private void flushRemoved() {
    if (removed.size() > 0) {
      TripleList gone = removed;
      removed = new TripleList();
      facts.remove(gone);
      forget();
    }
  }

  /// Chains of blank nodes that have just been made are lists, as in documents.
  private void flushAdded() {
    if (added.size() > 0) {
      TripleList come = added;
      added = new TripleList();
      ListChains.resolve(terms.dictionary(), come, node -> node > knownCount, facts::add);
      forget();
    }
  }

  /// Forgets what is known of the facts, since they have changed.
  void forget() {
    cells = null;
    search = null;
  }
}
