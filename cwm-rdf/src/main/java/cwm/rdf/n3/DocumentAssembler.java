package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleSink;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/// Gives a document that another parser takes apart what [N3Reader] gives to those it reads: blank
/// nodes that are the same whenever the same bytes are read, lists for `rdf:first` / `rdf:rest`
/// chains, and a [ReadReport] with every mistake.
///
/// It is for one reading of one document, by one thread. Places are a line and a column, both
/// counted from 1, or 0 if they are not known.
public final class DocumentAssembler implements TripleSink {
  private final String sourceName;
  private final ReaderLimits limits;
  private final BlankNodes blankNodes;
  private final DocumentGraphs graphs;
  private final DiagnosticList diagnostics;
  private final IriResolver resolver;
  private final Set<String> badIris = new HashSet<>();

  /// @param source what the bytes come from, which the caller reads
  /// @param base the document's IRI
  /// @param sink gets the statements of the default graph, some when the document is complete
  /// @param namedSinks makes the sink of a named graph, by its name, at its first statement; such a
  ///   sink gets some of the statements when the document is complete
  public DocumentAssembler(
      TermDictionary dictionary,
      Source source,
      String base,
      ReaderLimits limits,
      TripleSink sink,
      IntFunction<TripleSink> namedSinks) {
    this.sourceName = source.name();
    this.limits = limits;
    blankNodes = new BlankNodes(dictionary, source, base);
    graphs = new DocumentGraphs(dictionary, sink, namedSinks);
    diagnostics = new DiagnosticList(source.name(), limits.diagnosticCountMax());
    resolver = new IriResolver(base);
  }

  /// Has relative IRIs resolved against another base from here on.
  public void setBase(String iri) {
    byte[] utf8 = iri.getBytes(StandardCharsets.UTF_8);
    resolver.setBase(utf8, 0, utf8.length);
  }

  /// An IRI as it is if it is absolute, else resolved against the base if there is one.
  public String resolve(String iri) {
    return resolver.resolve(iri).orElse(iri);
  }

  /// The id of a blank node of the document.
  ///
  /// @param number tells it from the document's other blank nodes; counted from 0, in an order that
  ///   is the same each time the document is read
  public int blankNode(long number) {
    // Behind no byte of a document: a text may be read in two syntaxes, and its nodes stay apart.
    return blankNodes.at(-1 - number);
  }

  /// Takes a statement of the default graph.
  @Override
  public void accept(int subject, int predicate, int object) {
    graphs.defaultGraph().accept(subject, predicate, object);
  }

  /// Takes a statement of a named graph.
  ///
  /// @param graph its name
  public void accept(int graph, int subject, int predicate, int object) {
    graphs.named(graph).accept(subject, predicate, object);
  }

  /// Reports a mistake.
  public void report(int line, int column, String code, String message, String hint) {
    diagnostics.add(new Diagnostic(sourceName, line, column, column, code, message, hint));
  }

  /// Whether `iri` is an absolute IRI that has a text in N3. If not, that is reported, once for
  /// each such IRI.
  public boolean checkIri(String iri, int line, int column) {
    int forbidden = Tokens.forbiddenInIri(iri);
    if (forbidden < 0 && Tokens.isAbsolute(iri) && !hasLoneSurrogate(iri)) {
      return true;
    }
    if (!diagnostics.isFull() && badIris.add(iri)) {
      if (forbidden >= 0) {
        report(
            line,
            column,
            DiagnosticCode.BAD_IRI,
            "the IRI <%s> holds the character U+%04X".formatted(iri, forbidden),
            "IRIs cannot have it; write %%%02X for it".formatted(forbidden));
      } else if (hasLoneSurrogate(iri)) {
        report(
            line,
            column,
            DiagnosticCode.BAD_IRI,
            "an IRI holds half a surrogate pair",
            "write the character as a whole");
      } else {
        report(
            line,
            column,
            DiagnosticCode.RELATIVE_IRI,
            "the IRI <" + iri + "> is relative",
            "write it with its scheme, or give the base with --base");
      }
    }
    return false;
  }

  /// Whether `tag` is a language tag. If not, that is reported.
  public boolean checkLanguageTag(String tag, int line, int column) {
    boolean isTag = Tokens.isLanguageTag(tag);
    if (!isTag) {
      report(
          line,
          column,
          DiagnosticCode.BAD_LANGUAGE_TAG,
          "'" + tag + "' is no language tag",
          "tags are letters and digits, such as en or de-CH");
    }
    return isTag;
  }

  /// Whether `text` may be the text of a literal. If not, that is reported.
  public boolean checkText(String text, int line, int column) {
    if (text.length() > limits.tokenBytesMax()) {
      report(
          line,
          column,
          DiagnosticCode.TOKEN_TOO_LONG,
          "a literal has %,d characters, more than %,d"
              .formatted(text.length(), limits.tokenBytesMax()),
          "");
      return false;
    }
    if (hasLoneSurrogate(text)) {
      report(
          line,
          column,
          DiagnosticCode.BAD_ESCAPE,
          "a literal holds half a surrogate pair",
          "write the character as a whole");
      return false;
    }
    return true;
  }

  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean isPair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!isPair) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /// Hands on the statements that waited for the end of the document.
  ///
  /// @param prefixes namespace by prefix, as the document declared them
  /// @return what came of the default graph, and all mistakes
  public ReadReport finish(Map<String, String> prefixes) {
    graphs.finish();
    return new ReadReport(graphs.defaultGraph().count(), prefixes, diagnostics.all());
  }

  /// How many statements the sinks of named graphs have got.
  public long namedStatementCount() {
    return graphs.namedCount();
  }
}
