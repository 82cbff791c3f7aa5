package cwm.rdf.n3;

import cwm.rdf.store.IntMap;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What belongs to the document or to one formula in it: its statements, the labels of its blank
/// nodes and the names it quantifies.
final class Scope {
  final @Nullable Scope parent;

  /// Takes the statements that stand directly in this scope.
  final TripleSink statements;

  private final List<Integer> bound = new ArrayList<>();
  private @Nullable NameTable labels;
  private @Nullable IntMap quantified;
  private boolean faulty;

  Scope(@Nullable Scope parent, TripleSink statements) {
    this.parent = parent;
    this.statements = statements;
  }

  /// The blank node of this scope with that label, or [TermDictionary#NONE].
  int labelled(Span label) {
    return labels == null ? TermDictionary.NONE : labels.get(label.bytes, label.start, label.length);
  }

  void label(Span label, int blankNode) {
    if (labels == null) {
      labels = new NameTable();
    }
    labels.put(label.bytes, label.start, label.length, blankNode);
  }

  /// Whether a statement of this scope was left out because of a mistake.
  boolean isFaulty() {
    return faulty;
  }

  void markFaulty() {
    faulty = true;
  }

  /// Makes this scope the one that binds a blank node or variable.
  void bind(int symbol) {
    bound.add(symbol);
  }

  /// Ids of the blank nodes and variables that this scope binds.
  List<Integer> bound() {
    return bound;
  }

  /// From here on in this scope and the scopes in it, an IRI stands for a symbol.
  void quantify(int iri, int symbol) {
    if (quantified == null) {
      quantified = new IntMap();
    }
    quantified.put(iri, symbol);
  }

  /// What an IRI stands for here: the symbol that the innermost scope says, or itself.
  int meaning(int iri) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      int symbol = scope.quantified == null ? 0 : scope.quantified.get(iri);
      if (symbol != 0) {
        return symbol;
      }
    }
    return iri;
  }
}
