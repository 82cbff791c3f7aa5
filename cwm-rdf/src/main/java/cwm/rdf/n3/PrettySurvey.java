package cwm.rdf.n3;

import cwm.rdf.store.NamedGraph;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the pretty writer must know of the whole document before it writes the first line: the
/// prefixes it will use, the names it must declare, and the formulas as scopes.
///
/// The terms of formulas go into a dictionary of their own, so that one piece of code writes the
/// document and its formulas, and the caller's dictionary does not grow.
final class PrettySurvey {
  /// A named graph, ready to be written.
  record Graph(int name, PrettyScope scope) {}

  private final PrettyTokens tokens;
  private final DeclaredNames names;
  private final TermDictionary formulaTerms = new TermDictionary();
  private final Map<Integer, PrettyScope> formulas = new HashMap<>(); // by id in formulaTerms
  private final BitSet seenInDocument = new BitSet();
  private final BitSet seenInFormulas = new BitSet();
  private final Set<String> oddVariables = new LinkedHashSet<>();
  private final SharedBlankNodes shared;
  private final PrettyScope document;
  private final List<Graph> graphs = new ArrayList<>();
  private final boolean isLabelled;

  /// @param statements the document's own, those of the default graph
  /// @param named the document's other graphs, in a syntax that has no formulas
  /// @param tokens is made to shorten every IRI once, and so knows the prefixes afterwards
  /// @param names is told of every IRI that it must not use
  PrettySurvey(
      TermDictionary terms,
      TripleList statements,
      List<NamedGraph> named,
      PrettyTokens tokens,
      DeclaredNames names) {
    this.tokens = tokens;
    this.names = names;
    isLabelled = tokens.has(N3Flag.LABELS) || tokens.has(N3Flag.WHOLE_STATEMENTS);
    shared = new SharedBlankNodes(terms);
    if (named.isEmpty()) {
      document = PrettyScope.ofDocument(terms, statements, isLabelled);
    } else {
      shared.addGraph(statements);
      for (NamedGraph graph : named) {
        shared.addName(graph.name());
        shared.addGraph(graph.statements());
      }
      document = PrettyScope.ofGraph(terms, statements, shared, isLabelled);
    }
    visit(document, seenInDocument);
    for (NamedGraph graph : named) {
      if (graph.statements().size() > 0) {
        var scope = PrettyScope.ofGraph(terms, graph.statements(), shared, isLabelled);
        graphs.add(new Graph(graph.name(), scope));
        visitName(terms, graph.name());
        visit(scope, seenInDocument);
      }
    }
  }

  PrettyScope document() {
    return document;
  }

  /// The named graphs that have statements.
  List<Graph> graphs() {
    return graphs;
  }

  /// The blank nodes that are labelled by their numbers here, as several graphs mention them.
  SharedBlankNodes shared() {
    return shared;
  }

  /// The scope of the formula that has this id in `terms`.
  PrettyScope formula(TermDictionary terms, int id) {
    int known = terms == formulaTerms ? id : formulaTerms.intern(terms.formula(id));
    PrettyScope scope = formulas.get(known);
    if (scope == null) {
      scope = PrettyScope.ofFormula(formulaTerms, formulaTerms.formula(known), isLabelled);
      formulas.put(known, scope);
    }
    return scope;
  }

  /// Names of the document's free variables that cannot be written with a question mark.
  Set<String> oddVariables() {
    return oddVariables;
  }

  private void visitName(TermDictionary terms, int name) {
    if (tokens.isNil(terms, name)) {
      tokens.nil();
    } else {
      visit(terms, name, seenInDocument);
    }
  }

  private void visit(PrettyScope scope, BitSet seen) {
    TermDictionary terms = scope.terms();
    scope
        .statements()
        .forEach(
            (subject, predicate, object) -> {
              visit(terms, subject, seen);
              if (tokens.keyword(terms, predicate) == null) {
                visit(terms, predicate, seen);
              }
              visit(terms, object, seen);
            });
  }

  private void visit(TermDictionary terms, int id, BitSet seen) {
    if (seen.get(id)) {
      return;
    }
    seen.set(id);
    switch (terms.kind(id)) {
      case IRI -> visitIri(terms.text(id));
      case LITERAL -> {
        String datatype = tokens.datatype(terms, id);
        if (datatype != null) {
          visitIri(datatype);
        }
      }
      case BLANK_NODE -> {}
      case VARIABLE -> visitFreeVariable(terms, terms.text(id));
      case LIST -> {
        visitMembers(terms, id, seen);
        if (tokens.isNil(terms, id)) {
          tokens.emptyList();
        }
      }
      case TRIPLE -> {
        visitMembers(terms, id, seen);
        if (Arrays.stream(terms.members(id)).anyMatch(member -> tokens.isNil(terms, member))) {
          tokens.nil();
        }
      }
      case FORMULA -> {
        for (Variable free : terms.formula(id).freeVariables()) {
          visitFreeVariable(terms, free.name());
        }
        visit(formula(terms, id), seenInFormulas);
      }
    }
  }

  private void visitMembers(TermDictionary terms, int composite, BitSet seen) {
    for (int member : terms.members(composite)) {
      visit(terms, member, seen);
    }
  }

  private void visitIri(String iri) {
    tokens.iri(iri);
    names.avoid(iri);
  }

  /// Variables within formulas are seen from the document, where those that formulas bind do not
  /// show.
  private void visitFreeVariable(TermDictionary terms, String name) {
    if (terms != formulaTerms && !Tokens.isVariableName(name)) {
      oddVariables.add(name);
    }
  }
}
