package cwm.jena;

import cwm.rdf.RdfException;
import cwm.rdf.n3.N3Writer;
import cwm.rdf.n3.RepresentableCheck;
import cwm.rdf.n3.Syntax;
import cwm.rdf.n3.Utf8Output;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.io.OutputStream;
import java.util.Map;

/// Writes statements as RDF/XML, JSON-LD, TriG or N-Quads. What it writes, [RdfReader] reads back
/// as an isomorphic document.
///
/// All statements are in the default graph, where TriG is Turtle and N-Quads are N-Triples, so
/// [N3Writer] writes those. RDF/XML and JSON-LD are written here, straight from the dictionary,
/// with subjects in the order of their first appearance: RIOT's writers need a graph of their own.
/// No class of Jena is loaded.
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

  /// Writes `statements` to `out` as UTF-8 and flushes it; `out` is left open.
  ///
  /// @throws RdfException `NOT_REPRESENTABLE`, before anything is written, if the syntax cannot say
  ///   one of the statements; `CANNOT_WRITE` if `out` fails, `PIPE_CLOSED` if it fails because
  ///   nobody reads it any more
  public void write(TripleList statements, OutputStream out) {
    switch (syntax) {
      case RDFXML -> {
        requireRepresentable(statements, Syntax.NTRIPLES, new XmlRestriction(dictionary)::problem);
        new RdfXmlWriter(dictionary, prefixes, new Utf8Output(out)).write(statements);
      }
      case JSONLD -> {
        requireRepresentable(statements, Syntax.NTRIPLES, (_, _, _) -> null);
        new JsonLdWriter(dictionary, prefixes, new Utf8Output(out)).write(statements);
      }
      case TRIG -> {
        requireRepresentable(statements, Syntax.TURTLE, (_, _, _) -> null);
        new N3Writer(dictionary, Syntax.TURTLE, prefixes, null).write(statements, out);
      }
      case NQUADS -> {
        requireRepresentable(statements, Syntax.NTRIPLES, (_, _, _) -> null);
        new N3Writer(dictionary, Syntax.NTRIPLES, prefixes, null).write(statements, out);
      }
      case RDFJSON, TRIX -> throw new IllegalStateException(syntax + " is read only");
    }
  }

  private void requireRepresentable(
      TripleList statements, Syntax likewise, RepresentableCheck.Restriction restriction) {
    new RepresentableCheck(dictionary, likewise, syntax.label(), restriction).check(statements);
  }
}
