package cwm.jena;

import cwm.rdf.RdfException;
import cwm.rdf.n3.DeepStack;
import cwm.rdf.n3.DocumentAssembler;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Source;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleSink;
import org.apache.jena.sys.JenaSystem;

/// Reads the syntaxes of [RdfSyntax] by the parsers of Apache Jena's RIOT.
///
/// They hand over terms and triples one by one; these become ids and go to the sink as those of
/// [cwm.rdf.n3.N3Reader] do, and no graph is made in between. Only JSON-LD has to be in memory as a
/// whole, since it may give a context behind what that applies to.
///
/// Blank nodes are numbered in the order in which statements mention them; that, the document's
/// bytes and its base make their identity (`BlankNode.inDocument`).
///
/// Nothing but the source is read: RIOT is let near neither the network nor other files. Mistakes
/// are reported as far as RIOT goes on behind them, which after most mistakes in the grammar it
/// does not.
///
/// The sink may be called on a thread with a deep stack, while the caller waits.
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
  /// `sink`.
  ///
  /// @param base the document's IRI, against which relative ones are resolved
  /// @throws RdfException `CANNOT_READ` if the source fails; what was read before is with the sink
  public RdfReport read(Source source, String base, TripleSink sink) {
    return switch (Nesting.of(syntax)) {
      case IN_ELEMENTS -> readHere(source, base, sink);
      case IN_JSON, IN_TERMS ->
          DeepStack.call(
              LEVELS_PER_BRACKET * bracketCountMax(), () -> readHere(source, base, sink));
    };
  }

  private int bracketCountMax() {
    return BRACKETS_PER_LEVEL * limits.depthMax();
  }

  private RdfReport readHere(Source source, String base, TripleSink sink) {
    JenaSystem.init();
    var document = new DocumentAssembler(dictionary, source, base, limits, sink);
    var mistakes = new Mistakes(source.name(), document, limits.diagnosticCountMax());
    var input = new GuardedInput(source, Nesting.of(syntax), bracketCountMax(), limits);
    try {
      var terms =
          new PlacedTerms(
              document, mistakes, syntax != RdfSyntax.NQUADS, limits.diagnosticCountMax());
      var statements = new StatementStream(dictionary, document, terms, limits.depthMax(), input);
      new RiotParser(syntax, base, terms, mistakes, input).parse(statements);
      return new RdfReport(
          document.finish(statements.prefixes()),
          statements.namedGraphStatementCount(),
          mistakes.warnings(statements.namedGraphStatementCount()));
    } finally {
      input.closeSource();
    }
  }
}
