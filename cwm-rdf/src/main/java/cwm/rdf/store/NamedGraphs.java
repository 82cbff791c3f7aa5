package cwm.rdf.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The facts of the named graphs of a dataset (RDF 1.1 Concepts §4), by the name of the graph.
///
/// A name is the id of an IRI or a blank node, or of the empty list, as which `rdf:nil` is
/// interned. All graphs have their terms in one dictionary, so a blank node that two of them
/// mention is the same node. The default graph is not among them.
///
/// A graph without facts does not exist, as SPARQL allows (SPARQL 1.1 Update §3.2): it has no name
/// here, although [#graph] may have made a store for it, which may get facts later. Graphs are in
/// the order in which their stores were made.
///
/// Owned by one thread, as each of its stores is.
public final class NamedGraphs {
  private final TermDictionary dictionary;
  private final Map<Integer, FactStore> stores = new LinkedHashMap<>();

  public NamedGraphs(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  public TermDictionary dictionary() {
    return dictionary;
  }

  /// The facts of a graph, to be read and added to; made when it is first asked for.
  public FactStore graph(int name) {
    return stores.computeIfAbsent(name, _ -> new FactStore(dictionary));
  }

  /// The facts of a graph, if it has any.
  public Optional<FactStore> find(int name) {
    return Optional.ofNullable(stores.get(name)).filter(NamedGraphs::exists);
  }

  /// The names of the graphs that have facts now. The list does not change afterwards.
  public List<Integer> names() {
    return stores.entrySet().stream()
        .filter(graph -> exists(graph.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Drops a graph with all its facts. A store that was handed out for it belongs to it no more.
  public void drop(int name) {
    stores.remove(name);
  }

  /// Drops all graphs.
  public void clear() {
    stores.clear();
  }

  /// How many facts the graphs have, one that several have counted for each. Θ(graphs).
  public long factCount() {
    return stores.values().stream().mapToLong(FactStore::factCount).sum();
  }

  /// Whether no graph has a fact.
  public boolean isEmpty() {
    return stores.values().stream().noneMatch(NamedGraphs::exists);
  }

  private static boolean exists(FactStore store) {
    return store.factCount() > 0;
  }
}
