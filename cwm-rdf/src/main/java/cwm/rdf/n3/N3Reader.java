package cwm.rdf.n3;

import cwm.rdf.RdfException;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import java.util.Map;

/// Reads Notation3, Turtle and N-Triples.
///
/// The bytes of a document go through a window ([ByteInput]) in which the scanners cut tokens;
/// terms are looked up in the dictionary from the bytes where they stand, without a `String` in
/// between; statements reach the sink as ids while the rest is still unread. Only statements that
/// mention blank nodes wait for the end, when `rdf:first` / `rdf:rest` chains have become list
/// values ([ListChains]).
///
/// Blank nodes have the identity `BlankNode.inDocument`: the same bytes read with the same base
/// give the same nodes. Labels and `[]` belong to the formula they stand in directly, variables
/// `?x` to the document.
///
/// A reader may read one document after another; it is for one thread. With limits that let terms
/// nest deeper than by default, the sink is called on a thread with a deep stack, while the caller
/// waits. With several workers, N-Triples are read by as many threads, the caller among them
/// ([ParallelNTriples]); what the sink gets, in which order and on which thread, and what is
/// reported, is the same, but new terms get other ids from run to run.
public final class N3Reader {
  private final TermDictionary dictionary;
  private final Syntax syntax;
  private final ReaderLimits limits;
  private final int workerCount;
  private final int chunkBytes;

  public N3Reader(TermDictionary dictionary, Syntax syntax) {
    this(dictionary, syntax, ReaderLimits.DEFAULT);
  }

  public N3Reader(TermDictionary dictionary, Syntax syntax, ReaderLimits limits) {
    this(dictionary, syntax, limits, 1);
  }

  /// @param workerCount how many threads read, the caller's among them; with one there are no
  ///   others
  public N3Reader(TermDictionary dictionary, Syntax syntax, ReaderLimits limits, int workerCount) {
    this(dictionary, syntax, limits, workerCount, ParallelNTriples.CHUNK_BYTES);
  }

  /// @param chunkBytes how much of a document a thread takes at once
  N3Reader(
      TermDictionary dictionary,
      Syntax syntax,
      ReaderLimits limits,
      int workerCount,
      int chunkBytes) {
    if (workerCount < 1) {
      throw new IllegalArgumentException("workerCount is %,d".formatted(workerCount));
    }
    this.dictionary = dictionary;
    this.syntax = syntax;
    this.limits = limits;
    this.workerCount = workerCount;
    this.chunkBytes = chunkBytes;
  }

  /// Reads a document and hands each statement that is free of mistakes to `sink`.
  ///
  /// Mistakes do not end the reading: it goes on with the next statement, and the report has them
  /// all.
  ///
  /// @param base the document's IRI, against which relative ones are resolved; empty if it has none
  /// @throws RdfException `CANNOT_READ` if the source fails; what was read before is with the sink
  public ReadReport read(Source source, String base, TripleSink sink) {
    if (syntax == Syntax.NTRIPLES && workerCount > 1) {
      return new ParallelNTriples(dictionary, limits, workerCount, chunkBytes)
          .read(source, base, sink);
    }
    return limits.depthMax() <= ReaderLimits.DEFAULT.depthMax()
        ? readHere(source, base, sink)
        : DeepStack.call(limits.depthMax(), () -> readHere(source, base, sink));
  }

  private ReadReport readHere(Source source, String base, TripleSink sink) {
    try (var input = new ByteInput(source, limits.tokenBytesMax())) {
      var diagnostics = new Diagnostics(source.name(), input, limits.diagnosticCountMax());
      var blankNodes = new BlankNodes(dictionary, source, base);
      var statements = new DocumentStatements(dictionary, sink);
      var reading = new Reading(dictionary, input, diagnostics, blankNodes, statements);
      input.passByteOrderMark();
      Map<String, String> prefixes = readInto(reading, base);
      statements.finish();
      return new ReadReport(statements.count(), prefixes, diagnostics.found());
    }
  }

  /// @return namespace by prefix
  private Map<String, String> readInto(Reading reading, String base) {
    if (syntax == Syntax.NTRIPLES) {
      new NTriplesParser(
              dictionary,
              reading.input(),
              reading.diagnostics(),
              new DocumentLabels(reading.blankNodes()),
              reading.statements())
          .document();
      return Map.of();
    }
    var parser = new N3Parser(reading, syntax == Syntax.N3, base, limits.depthMax());
    parser.document();
    return parser.prefixes();
  }

  /// Reads an N3 text as term objects, with a dictionary of its own.
  public static Parsed parse(String text, String base) {
    return parse(text, base, Syntax.N3);
  }

  /// Reads a text as term objects, with a dictionary of its own.
  public static Parsed parse(String text, String base, Syntax syntax) {
    var dictionary = new TermDictionary();
    var statements = new TripleList();
    Source source = Source.ofString(base, text);
    ReadReport report = new N3Reader(dictionary, syntax).read(source, base, statements);
    return new Parsed(
        new Document(statements.toTriples(dictionary), report.prefixes()), report.diagnostics());
  }
}
