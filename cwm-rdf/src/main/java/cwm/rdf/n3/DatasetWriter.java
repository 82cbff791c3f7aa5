package cwm.rdf.n3;

import cwm.rdf.RdfException;
import cwm.rdf.store.NamedGraph;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes a default graph and named graphs as TriG or N-Quads (RDF 1.1).
///
/// The default graph is written as [N3Writer] writes Turtle or N-Triples, and the others behind it
/// in the order given. A blank node has one label in all graphs; in TriG it is in brackets where
/// only one graph mentions it. Equal input gives equal bytes.
///
/// `out` gets UTF-8, is flushed and left open. Nothing is written if the syntax cannot say one of
/// the statements, which is an [RdfException] `NOT_REPRESENTABLE`; if `out` fails, it is
/// `CANNOT_WRITE`, or `PIPE_CLOSED` if nobody reads it any more.
public final class DatasetWriter {
  private final TermDictionary dictionary;

  /// @param dictionary what all ids are of
  public DatasetWriter(TermDictionary dictionary) {
    this.dictionary = dictionary;
  }

  /// Writes TriG, and in it each graph that has statements as one block.
  ///
  /// @param named graphs of different names
  /// @param prefixes namespaces by prefix; those used are declared, and well-known ones
  public void writeTriG(
      TripleList defaultGraph,
      List<NamedGraph> named,
      Map<String, String> prefixes,
      OutputStream out) {
    DeepStack.run(
        TermDictionary.DEPTH_MAX,
        () -> {
          requireRepresentable(Syntax.TURTLE, "TriG", defaultGraph, named);
          var output = new Utf8Output(out);
          var table = PrefixTable.of(prefixes, null, Set.of());
          var tokens = new PrettyTokens(Syntax.TURTLE, table, Set.of());
          new PrettyWriter(dictionary, tokens, defaultGraph, named, output).write();
          output.flush();
        });
  }

  /// Writes N-Quads: a statement a line, in the order given.
  public void writeNQuads(TripleList defaultGraph, List<NamedGraph> named, OutputStream out) {
    DeepStack.run(
        TermDictionary.DEPTH_MAX,
        () -> {
          requireRepresentable(Syntax.NTRIPLES, "N-Quads", defaultGraph, named);
          var output = new Utf8Output(out);
          var writer = new NTriplesWriter(dictionary, output);
          writer.write(defaultGraph);
          named.forEach(writer::write);
          output.flush();
        });
  }

  private void requireRepresentable(
      Syntax likewise, String syntaxName, TripleList defaultGraph, List<NamedGraph> named) {
    var check = new RepresentableCheck(dictionary, likewise, syntaxName, (_, _, _) -> null);
    check.check(defaultGraph);
    named.forEach(check::check);
  }
}
