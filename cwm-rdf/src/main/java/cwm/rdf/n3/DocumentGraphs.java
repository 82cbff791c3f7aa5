package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleSink;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/// The statements of a document's graphs on their way to the sinks, one for each graph.
///
/// A chain of `rdf:first` / `rdf:rest` becomes a list within its graph, as if that were a document
/// by itself. A chain of which another graph mentions a cell stays a chain, and a cell that names a
/// graph stays one: what is said of it elsewhere is about that node.
final class DocumentGraphs {
  private final TermDictionary dictionary;
  private final IntFunction<TripleSink> namedSinks;
  private final DocumentStatements defaultGraph;
  private final Map<Integer, DocumentStatements> named = new LinkedHashMap<>();
  private int recentName = TermDictionary.NONE;
  private DocumentStatements recent;

  /// @param namedSinks makes the sink of a named graph, by its name; is asked once for each, at its
  ///   first statement
  DocumentGraphs(
      TermDictionary dictionary, TripleSink defaultSink, IntFunction<TripleSink> namedSinks) {
    this.dictionary = dictionary;
    this.namedSinks = namedSinks;
    defaultGraph = new DocumentStatements(dictionary, defaultSink);
    recent = defaultGraph;
  }

  DocumentStatements defaultGraph() {
    return defaultGraph;
  }

  DocumentStatements named(int name) {
    if (name != recentName) {
      recent =
          named.computeIfAbsent(
              name, _ -> new DocumentStatements(dictionary, namedSinks.apply(name)));
      recentName = name;
    }
    return recent;
  }

  /// Hands on what was held back: the document is complete.
  void finish() {
    if (named.isEmpty()) {
      defaultGraph.finish();
      return;
    }
    var shared = new SharedBlankNodes(dictionary);
    shared.addGraph(defaultGraph.held());
    named.forEach(
        (name, graph) -> {
          shared.addName(name);
          shared.addGraph(graph.held());
        });
    defaultGraph.finish(node -> !shared.contains(node));
    named.values().forEach(graph -> graph.finish(node -> !shared.contains(node)));
  }

  /// How many statements the sinks of named graphs have got.
  long namedCount() {
    return named.values().stream().mapToLong(DocumentStatements::count).sum();
  }
}
