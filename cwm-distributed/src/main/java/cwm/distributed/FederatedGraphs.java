package cwm.distributed;

import static java.util.stream.Collectors.toSet;

import cwm.jena.sparql.NamedFacts;
import cwm.jena.sparql.Sought;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.GraphPredicates;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The named graphs of a cluster as one query sees them; their facts are fetched as those of the
/// default graph are ([FederatedFacts]).
///
/// Owned by the thread of the query.
final class FederatedGraphs implements NamedFacts {
  private final QueryNodes nodes;
  private final QueryStrategy strategy;
  private final QueryLog log;
  private final BooleanSupplier isOver;
  private final GraphPredicates predicates;
  private final Map<Integer, FederatedFacts> graphs = new LinkedHashMap<>();
  private final Set<Integer> changed = new LinkedHashSet<>();

  // By graph: the predicates that it has facts of, before updates; null if nobody has asked yet.
  private @Nullable Map<Integer, Set<Integer>> known;
  private @Nullable RuntimeException failure;

  /// @param isOver whether nobody wants the answer any more
  FederatedGraphs(QueryNodes nodes, QueryStrategy strategy, QueryLog log, BooleanSupplier isOver) {
    this.nodes = nodes;
    this.strategy = strategy;
    this.log = log;
    this.isOver = isOver;
    predicates = new GraphPredicates(nodes.dictionary());
  }

  @Override
  public TermDictionary dictionary() {
    return nodes.dictionary();
  }

  @Override
  public void requireSound() {
    if (failure != null) {
      throw failure;
    }
    graphs.values().forEach(FederatedFacts::requireSound);
  }

  // ---------------------------------------------------------------- which there are

  @Override
  public List<Integer> names() {
    return Stream.concat(known().keySet().stream(), changed.stream())
        .distinct()
        .filter(this::contains)
        .toList();
  }

  @Override
  public boolean contains(int name) {
    boolean isKnown = known().containsKey(name); // which fetching asks for
    if (!changed.contains(name)) {
      return isKnown;
    }
    FederatedFacts graph = graph(name);
    graph.fetchAll();
    return graph.stores().stream().anyMatch(store -> store.factCount() > 0);
  }

  private Map<Integer, Set<Integer>> known() {
    Map<Integer, Set<Integer>> all = known;
    if (all == null) {
      requireSound();
      try {
        all = asked();
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
      known = all;
    }
    return all;
  }

  private Map<Integer, Set<Integer>> asked() {
    Set<Integer> found = new HashSet<>();
    var client = new FactClient(nodes.sender(), nodes.dictionary(), nodes.version());
    try {
      for (QueryNodes.Owner owner : nodes.owners()) {
        found.addAll(client.graphPredicates(owner.asking()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DistributedException("the query was interrupted", e);
    }
    Map<Integer, Set<Integer>> byGraph = new HashMap<>();
    for (int predicate : found) {
      byGraph
          .computeIfAbsent(predicates.graph(predicate), _ -> new HashSet<>())
          .add(predicates.predicate(predicate));
    }
    return byGraph;
  }

  // ---------------------------------------------------------------- what they have

  private FederatedFacts graph(int name) {
    return graphs.computeIfAbsent(
        name,
        _ ->
            new FederatedFacts(
                nodes,
                strategy,
                log,
                isOver,
                (client, owner, pattern, sink) -> {
                  for (int predicate : predicatesOf(name, pattern)) {
                    client.matches(
                        owner,
                        asFactOf(name, predicate, pattern),
                        (s, _, o) -> sink.accept(s, predicate, o));
                  }
                }));
  }

  /// A graph's pattern as one of the facts that say what graphs state.
  private FactPattern asFactOf(int name, int predicate, FactPattern pattern) {
    return new FactPattern(
        pattern.subject(),
        predicates.of(name, predicate),
        pattern.object(),
        pattern.also().stream()
            .map(
                also ->
                    new FactPattern.Companion(predicates.of(name, also.predicate()), also.object()))
            .collect(toSet()),
        pattern.among(),
        pattern.filter());
  }

  private Set<Integer> predicatesOf(int name, FactPattern pattern) {
    Set<Integer> ofGraph = Objects.requireNonNull(known).getOrDefault(name, Set.of());
    return pattern.predicate() == TermDictionary.NONE
        ? ofGraph
        : Stream.of(pattern.predicate()).filter(ofGraph::contains).collect(toSet());
  }

  @Override
  public List<FactStore> stores(int name) {
    return graph(name).stores();
  }

  @Override
  public void fetch(int name, Sought sought, int[] boundSlots, RowList rows) {
    Map<Integer, Set<Integer>> _ = known(); // before threads of the fetching ask for it
    graph(name).fetch(sought, boundSlots, rows);
  }

  // ---------------------------------------------------------------- what updates change

  @Override
  public void add(int name, int subject, int predicate, int object) {
    changed.add(name);
    graph(name).add(subject, predicate, object);
  }

  @Override
  public void remove(int name, TripleList facts) {
    changed.add(name);
    graph(name).remove(facts);
  }

  /// Adds to a change what is to be stated in graphs.
  void addAddedTo(TripleList change) {
    for (int name : changed) {
      graph(name).added().forEach(predicates.sink(name, change));
    }
  }

  /// Adds to a change what is to be stated in graphs no longer.
  void addRemovedTo(TripleList change) {
    for (int name : changed) {
      graph(name).removed().forEach(predicates.sink(name, change));
    }
  }

  /// Whether anything was to be fetched.
  boolean hasAsked() {
    return known != null;
  }
}
