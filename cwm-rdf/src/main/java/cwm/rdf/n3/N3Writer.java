package cwm.rdf.n3;

import cwm.rdf.RdfException;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes statements as Notation3, Turtle or N-Triples. What it writes, [N3Reader] reads back as an
/// isomorphic document.
///
/// N-Triples are written in the order given, one a line, straight from the dictionary's bytes.
/// Turtle and N3 are laid out for people, subjects in the order of their first appearance. Equal
/// input gives equal bytes: blank nodes are numbered as they appear.
///
/// Three things have no text at all and are refused: an IRI that is relative or holds a character
/// that IRIs cannot have, a language tag that is none, and the empty formula, since `{}` is read as
/// `true`. Statements about a blank node that say `rdf:first` and `rdf:rest` come back as a list.
public final class N3Writer {
  private final TermDictionary dictionary;
  private final Syntax syntax;
  private final Map<String, String> prefixes;
  private final @Nullable String base;
  private final Set<N3Flag> flags;

  /// @param dictionary what the statements' ids are of
  /// @param prefixes namespaces by prefix, such as the input files declared; those used are written
  ///   first, and well-known ones are added
  /// @param base an absolute IRI; if given, Turtle and N3 write IRIs for which there is no prefix
  ///   relative to it where they can, and then declare it by `@base`
  public N3Writer(
      TermDictionary dictionary,
      Syntax syntax,
      Map<String, String> prefixes,
      @Nullable String base) {
    this(dictionary, syntax, prefixes, base, Set.of());
  }

  /// @param flags what Turtle and N3 are written without; N-Triples are written as ever
  public N3Writer(
      TermDictionary dictionary,
      Syntax syntax,
      Map<String, String> prefixes,
      @Nullable String base,
      Set<N3Flag> flags) {
    this.dictionary = dictionary;
    this.syntax = syntax;
    this.prefixes = Map.copyOf(prefixes);
    this.base = base;
    this.flags = Set.copyOf(flags);
  }

  /// Writes `statements` to `out` as UTF-8 and flushes it; `out` is left open.
  ///
  /// @throws RdfException `NOT_REPRESENTABLE`, before anything is written, if the syntax cannot say
  ///   one of the statements; `CANNOT_WRITE` if `out` fails, `PIPE_CLOSED` if it fails because
  ///   nobody reads it any more
  public void write(TripleList statements, OutputStream out) {
    DeepStack.run(TermDictionary.DEPTH_MAX, () -> writeHere(statements, out));
  }

  private void writeHere(TripleList statements, OutputStream out) {
    new RepresentableCheck(dictionary, syntax).check(statements);
    var output = new Utf8Output(out);
    switch (syntax) {
      case NTRIPLES -> new NTriplesWriter(dictionary, output).write(statements);
      case TURTLE, N3 -> {
        var table = PrefixTable.of(prefixes, base, flags);
        TripleList written =
            flags.contains(N3Flag.CHAINS) ? UnfoldedLists.of(dictionary, statements) : statements;
        var tokens = new PrettyTokens(syntax, table, flags);
        new PrettyWriter(dictionary, tokens, written, List.of(), output).write();
      }
    }
    output.flush();
  }
}
