package cwm.rdf.n3;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.BlankNode;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Rdf;
import cwm.rdf.term.Variable;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/// A document, a graph of it or a formula, ready to be written: its statements in groups, and what
/// it binds.
final class PrettyScope {
  private final TermDictionary terms;
  private final TripleList statements;
  private final StatementGroups groups;
  private final BlankNodePlan blankNodes;
  private final int[] labels; // by number of the blank node; -1 if it has none yet
  private final Set<String> variables;

  private PrettyScope(
      TermDictionary terms,
      TripleList statements,
      BlankNodePlan blankNodes,
      Set<String> variables) {
    this.terms = terms;
    this.statements = statements;
    this.groups = new StatementGroups(statements, terms.find(Rdf.TYPE));
    this.blankNodes = blankNodes;
    this.variables = variables;
    labels = new int[blankNodes.count()];
    Arrays.fill(labels, -1);
  }

  /// The scope of a document, to which all blank nodes belong that no formula binds.
  ///
  /// @param isLabelled whether all blank nodes have labels
  static PrettyScope ofDocument(TermDictionary terms, TripleList statements, boolean isLabelled) {
    var plan = new BlankNodePlan(terms, statements, _ -> isLabelled, _ -> true);
    return new PrettyScope(terms, statements, plan, Set.of());
  }

  /// The scope of one graph of a document that has several.
  ///
  /// @param shared the document's blank nodes that are labelled by their numbers here
  static PrettyScope ofGraph(
      TermDictionary terms, TripleList statements, SharedBlankNodes shared, boolean isLabelled) {
    var plan =
        new BlankNodePlan(
            terms, statements, node -> isLabelled || shared.contains(node), _ -> true);
    var scope = new PrettyScope(terms, statements, plan, Set.of());
    for (int node = 0; node < plan.count(); node++) {
      scope.setLabel(node, shared.number(plan.id(node)));
    }
    return scope;
  }

  /// The scope of a formula.
  ///
  /// @param terms takes the terms of the formula's statements
  /// @param isLabelled whether all blank nodes have labels
  static PrettyScope ofFormula(TermDictionary terms, Formula formula, boolean isLabelled) {
    TripleList statements = TripleList.of(terms, formula.statements());
    var plan = new BlankNodePlan(terms, statements, _ -> isLabelled, formula.bound()::contains);
    Set<String> variables = new LinkedHashSet<>();
    formula.bound().stream()
        .filter(Variable.class::isInstance)
        .forEach(variable -> variables.add(((Variable) variable).name()));
    return new PrettyScope(terms, statements, plan, variables);
  }

  /// The dictionary that this scope's ids are of.
  TermDictionary terms() {
    return terms;
  }

  TripleList statements() {
    return statements;
  }

  StatementGroups groups() {
    return groups;
  }

  BlankNodePlan blankNodes() {
    return blankNodes;
  }

  /// Names of the variables that this scope binds.
  Set<String> variables() {
    return variables;
  }

  /// The label of a blank node by its number here, or -1.
  int label(int node) {
    return labels[node];
  }

  void setLabel(int node, int label) {
    labels[node] = label;
  }

  /// The number here of a blank node of a scope within this one, or -1 if it is not of this scope.
  int find(PrettyScope inner, int id) {
    if (inner.terms == terms) {
      return blankNodes.find(id);
    }
    return inner.terms.term(id) instanceof BlankNode node ? blankNodes.find(node) : -1;
  }
}
