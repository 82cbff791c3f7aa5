package cwm.jena;

import cwm.rdf.RdfException;
import cwm.rdf.n3.DatasetWriter;
import cwm.rdf.n3.RepresentableCheck;
import cwm.rdf.n3.Syntax;
import cwm.rdf.n3.Utf8Output;
import cwm.rdf.store.NamedGraph;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/// Writes statements as RDF/XML, JSON-LD, TriG or N-Quads. What it writes, [RdfReader] reads back
/// as an isomorphic document.
///
/// TriG is Turtle and N-Quads are N-Triples, both with named graphs, so [DatasetWriter] writes
/// those. RDF/XML and JSON-LD are written here, straight from the dictionary, with subjects in the
/// order of their first appearance: RIOT's writers need a graph of their own. No class of Jena is
/// loaded.
///
/// Lists are written as chains of `rdf:first` and `rdf:rest` where the syntax has no lists of
/// everything. Equal input gives equal bytes.
public final class RdfWriter {
  private final TermDictionary dictionary;
  private final RdfSyntax syntax;
  private final Map<String, String> prefixes;

  /// @param syntax one that [RdfSyntax#isWritten()]
  /// @param prefixes namespaces by prefix; those that IRIs begin with are declared
  public RdfWriter(TermDictionary dictionary, RdfSyntax syntax, Map<String, String> prefixes) {
    if (!syntax.isWritten()) {
      throw new IllegalArgumentException(syntax.label() + " is read only");
    }
    this.dictionary = dictionary;
    this.syntax = syntax;
    this.prefixes = Map.copyOf(prefixes);
  }

  /// Writes `statements`, all in the default graph, to `out` as UTF-8 and flushes it; `out` is left
  /// open.
  ///
  /// @throws RdfException `NOT_REPRESENTABLE`, before anything is written, if the syntax cannot say
  ///   one of the statements; `CANNOT_WRITE` if `out` fails, `PIPE_CLOSED` if it fails because
  ///   nobody reads it any more
  public void write(TripleList statements, OutputStream out) {
    write(statements, List.of(), out);
  }

  /// The same with named graphs beside the default graph.
  ///
  /// @param named graphs of different names; none unless the syntax
  ///   [RdfSyntax#isWrittenWithNamedGraphs()]
  public void write(TripleList statements, List<NamedGraph> named, OutputStream out) {
    if (!named.isEmpty() && !syntax.isWrittenWithNamedGraphs()) {
      throw new IllegalArgumentException("named graphs are not written as " + syntax.label());
    }
    switch (syntax) {
      case RDFXML -> {
        requireRepresentable(statements, new XmlRestriction(dictionary)::problem);
        new RdfXmlWriter(dictionary, prefixes, new Utf8Output(out)).write(statements);
      }
      case JSONLD -> {
        requireRepresentable(statements, (_, _, _) -> null);
        new JsonLdWriter(dictionary, prefixes, new Utf8Output(out)).write(statements);
      }
      case TRIG -> new DatasetWriter(dictionary).writeTriG(statements, named, prefixes, out);
      case NQUADS -> new DatasetWriter(dictionary).writeNQuads(statements, named, out);
      case RDFJSON, TRIX -> throw new IllegalStateException(syntax + " is read only");
    }
  }

  private void requireRepresentable(
      TripleList statements, RepresentableCheck.Restriction restriction) {
    new RepresentableCheck(dictionary, Syntax.NTRIPLES, syntax.label(), restriction)
        .check(statements);
  }
}
