package cwm.jena;

import cwm.rdf.RdfException;
import cwm.rdf.n3.DeepStack;
import cwm.rdf.n3.DocumentAssembler;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Source;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleSink;
import java.util.function.IntFunction;
import org.apache.jena.sys.JenaSystem;
import org.jspecify.annotations.Nullable;

/// Reads the syntaxes of [RdfSyntax] by the parsers of Apache Jena's RIOT.
///
/// They hand over terms and triples one by one; these become ids and go to the sink as those of
/// [cwm.rdf.n3.N3Reader] do, and no graph is made in between. Only JSON-LD has to be in memory as a
/// whole, since it may give a context behind what that applies to.
///
/// Blank nodes are numbered in the order in which statements mention them; that, the document's
/// bytes and its base make their identity (`BlankNode.inDocument`). All graphs of a document share
/// them. Chains of `rdf:first` / `rdf:rest` become lists within each graph, but for those whose
/// cells several graphs mention.
///
/// Nothing but the source is read: RIOT is let near neither the network nor other files. Mistakes
/// are reported as far as RIOT goes on behind them, which after most mistakes in the grammar it
/// does not.
///
/// Sinks may be called on a thread with a deep stack, while the caller waits.
public final class RdfReader {
  /// How many brackets may be open for each level that terms may nest, as in N3.
  private static final int BRACKETS_PER_LEVEL = 10;

  /// What the parsers take of the stack for an open bracket, in levels of [DeepStack].
  private static final int LEVELS_PER_BRACKET = 2;

  private final TermDictionary dictionary;
  private final RdfSyntax syntax;
  private final ReaderLimits limits;

  public RdfReader(TermDictionary dictionary, RdfSyntax syntax, ReaderLimits limits) {
    this.dictionary = dictionary;
    this.syntax = syntax;
    this.limits = limits;
  }

  /// Reads a document and hands each statement of its default graph that is free of mistakes to
  /// `sink`. Those of named graphs are left out, and a warning says how many.
  ///
  /// @param base the document's IRI, against which relative ones are resolved
  /// @throws RdfException `CANNOT_READ` if the source fails; what was read before is with the sink
  public RdfReport read(Source source, String base, TripleSink sink) {
    return readDeep(source, base, sink, null);
  }

  /// Reads a document and hands each statement that is free of mistakes to the sink of its graph.
  ///
  /// @param base the document's IRI, against which relative ones are resolved
  /// @param sink gets the statements of the default graph
  /// @param namedSinks makes the sink of a named graph, by the id of its name; is asked at the
  ///   first statement of each
  /// @throws RdfException `CANNOT_READ` if the source fails; what was read before is with the sinks
  public RdfReport read(
      Source source, String base, TripleSink sink, IntFunction<TripleSink> namedSinks) {
    return readDeep(source, base, sink, namedSinks);
  }

  private RdfReport readDeep(
      Source source, String base, TripleSink sink, @Nullable IntFunction<TripleSink> namedSinks) {
    return switch (Nesting.of(syntax)) {
      case IN_ELEMENTS -> readHere(source, base, sink, namedSinks);
      case IN_JSON, IN_TERMS ->
          DeepStack.call(
              LEVELS_PER_BRACKET * bracketCountMax(),
              () -> readHere(source, base, sink, namedSinks));
    };
  }

  private int bracketCountMax() {
    return BRACKETS_PER_LEVEL * limits.depthMax();
  }

  private RdfReport readHere(
      Source source, String base, TripleSink sink, @Nullable IntFunction<TripleSink> namedSinks) {
    JenaSystem.init();
    var document =
        new DocumentAssembler(
            dictionary,
            source,
            base,
            limits,
            sink,
            namedSinks == null ? RdfReader::noSink : namedSinks);
    var mistakes = new Mistakes(source.name(), document, limits.diagnosticCountMax());
    var input = new GuardedInput(source, Nesting.of(syntax), bracketCountMax(), limits);
    try {
      var terms =
          new PlacedTerms(
              document, mistakes, syntax != RdfSyntax.NQUADS, limits.diagnosticCountMax());
      var statements =
          new StatementStream(
              dictionary, document, terms, limits.depthMax(), input, namedSinks != null);
      new RiotParser(syntax, base, terms, mistakes, input).parse(statements);
      return new RdfReport(
          document.finish(statements.prefixes()),
          document.namedStatementCount(),
          statements.leftOutCount(),
          mistakes.warnings(statements.leftOutCount()));
    } finally {
      input.closeSource();
    }
  }

  private static TripleSink noSink(int graph) {
    throw new IllegalStateException("statements of named graphs are left out, " + graph);
  }
}
