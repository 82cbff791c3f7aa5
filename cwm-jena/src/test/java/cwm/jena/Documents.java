package cwm.jena;

import cwm.rdf.n3.Document;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Parsed;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Source;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Iri;
import cwm.rdf.term.ListTerm;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads documents for tests.
final class Documents {
  private static final Iri IN_GRAPH = new Iri("urn:x-test:in-graph");

  static final String BASE = "http://example.org/document";

  private Documents() {}

  /// What a document says and what came of reading it.
  record Read(Parsed parsed, RdfReport report) {
    /// A sound document as a formula that is equal to those of isomorphic documents.
    Formula formula() {
      return parsed.orThrow().asFormula();
    }

    /// The mistakes, one a line.
    List<String> mistakes() {
      return parsed.diagnostics().stream().map(Object::toString).toList();
    }
  }

  static Read read(Source source, RdfSyntax syntax, ReaderLimits limits) {
    var dictionary = new TermDictionary();
    var statements = new TripleList();
    RdfReport report = new RdfReader(dictionary, syntax, limits).read(source, BASE, statements);
    var document = new Document(statements.toTriples(dictionary), report.document().prefixes());
    return new Read(new Parsed(document, report.document().diagnostics()), report);
  }

  static Read read(String text, RdfSyntax syntax) {
    return read(Source.ofString("document", text), syntax, ReaderLimits.DEFAULT);
  }

  /// What the graphs of a document say and what came of reading it.
  record ReadDataset(TripleList defaultGraph, NamedGraphs named, RdfReport report) {
    /// A formula that is equal to those of isomorphic datasets with their graphs in any order.
    Formula formula() {
      report.document().orThrow();
      TermDictionary dictionary = named.dictionary();
      List<Triple> statements = new ArrayList<>(defaultGraph.toTriples(dictionary));
      for (int name : named.names()) {
        var graph = new TripleList();
        named.graph(name).forEach(graph);
        graph
            .toTriples(dictionary)
            .forEach(triple -> statements.add(inGraph(dictionary.term(name), triple)));
      }
      return new Document(statements, Map.of()).asFormula();
    }

    /// The statements of a graph, which has some.
    ///
    /// @param name its IRI
    List<Triple> graph(String name) {
      var graph = new TripleList();
      int id = named.dictionary().find(new Iri(name));
      named.find(id).orElseThrow().forEach(graph);
      return graph.toTriples(named.dictionary());
    }
  }

  /// What stands in the formula of a dataset for a statement of a named graph.
  static Triple inGraph(Term name, Triple triple) {
    return new Triple(
        new ListTerm(List.of(name, triple.subject())),
        IN_GRAPH,
        new ListTerm(List.of(triple.predicate(), triple.object())));
  }

  static ReadDataset readDataset(String text, RdfSyntax syntax) {
    var dictionary = new TermDictionary();
    var defaultGraph = new TripleList();
    var named = new NamedGraphs(dictionary);
    RdfReport report =
        new RdfReader(dictionary, syntax, ReaderLimits.DEFAULT)
            .read(
                Source.ofString("document", text),
                BASE,
                defaultGraph,
                name -> {
                  FactStore graph = named.graph(name);
                  return graph::assertFact;
                });
    return new ReadDataset(defaultGraph, named, report);
  }

  /// A sound N3 document as a formula that is equal to those of isomorphic documents.
  ///
  /// The empty prefix stands for `http://example.org/`.
  static Formula n3(String text) {
    return N3Reader.parse("@prefix : <http://example.org/> . " + text, BASE).orThrow().asFormula();
  }
}
