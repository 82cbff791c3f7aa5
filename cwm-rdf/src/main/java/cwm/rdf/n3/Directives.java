package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;

/// Reads declarations: prefixes, bases, and quantified names.
final class Directives {
  private static final String PREFIX_HINT = "a declaration reads: @prefix name: <iri> .";
  private static final String NAMES_HINT = "write IRIs or prefixed names with commas between them";

  private final TermDictionary dictionary;
  private final Lexer lexer;
  private final TermReader terms;
  private final BlankNodes blankNodes;
  private final VariableNames variables;
  private final GrammarMistakes mistakes;

  Directives(
      TermDictionary dictionary,
      Lexer lexer,
      TermReader terms,
      BlankNodes blankNodes,
      VariableNames variables,
      GrammarMistakes mistakes) {
    this.dictionary = dictionary;
    this.lexer = lexer;
    this.terms = terms;
    this.blankNodes = blankNodes;
    this.variables = variables;
    this.mistakes = mistakes;
  }

  /// Reads the directive that the current token begins, up to its dot.
  ///
  /// @return whether a dot must follow; SPARQL's directives have none
  boolean read(Scope scope) throws AbandonedStatementException {
    TokenKind kind = lexer.kind;
    switch (kind) {
      case AT_PREFIX, SPARQL_PREFIX -> prefix();
      case AT_BASE, SPARQL_BASE -> base();
      case FOR_ALL, FOR_SOME -> quantify(scope);
      default -> throw mistakes.unknownDirective();
    }
    return kind != TokenKind.SPARQL_PREFIX && kind != TokenKind.SPARQL_BASE;
  }

  private void prefix() throws AbandonedStatementException {
    lexer.next();
    if (lexer.kind != TokenKind.PREFIXED_NAME || !lexer.sound || lexer.text.length > 0) {
      if (lexer.kind == TokenKind.PREFIXED_NAME) {
        terms.excusePrefix(lexer.prefix);
      }
      throw mistakes.badDirective("a prefix that ends in ':'", PREFIX_HINT);
    }
    var kept = new TextBuffer();
    kept.append(lexer.prefix);
    var prefix = new Span();
    prefix.set(kept);
    lexer.next();
    if (lexer.kind != TokenKind.IRI) {
      terms.excusePrefix(prefix);
      throw mistakes.badDirective("the IRI that '" + prefix + ":' stands for", PREFIX_HINT);
    }
    terms.declarePrefix(prefix);
  }

  private void base() throws AbandonedStatementException {
    lexer.next();
    if (lexer.kind != TokenKind.IRI) {
      throw mistakes.badDirective("an IRI", "a declaration reads: @base <iri> .");
    }
    terms.declareBase();
  }

  /// Reads the names behind `@forAll` or `@forSome`. From here on they stand for variables or blank
  /// nodes that the scope binds; those of the document are free, and told apart by name.
  private void quantify(Scope scope) throws AbandonedStatementException {
    boolean universal = lexer.kind == TokenKind.FOR_ALL;
    mistakes.refuseInTurtle();
    do {
      lexer.next();
      if (!terms.isAtIri()) {
        throw mistakes.badDirective("a name to quantify", NAMES_HINT);
      }
      long offset = lexer.offset;
      int iri = terms.iri();
      if (iri != TermDictionary.NONE) {
        int symbol = universal ? variables.declared(dictionary.text(iri)) : blankNodes.at(offset);
        scope.quantify(iri, symbol);
      }
    } while (lexer.kind == TokenKind.COMMA);
    if (terms.isAtIri() && !lexer.isFirstOnLine()) {
      throw mistakes.badDirective("',' or '.'", NAMES_HINT);
    }
  }
}
