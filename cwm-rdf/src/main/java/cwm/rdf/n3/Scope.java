package cwm.rdf.n3;

import cwm.rdf.store.IntMap;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What belongs to the document or to one formula in it: its statements, the labels of its blank
/// nodes and the names it quantifies.
final class Scope {
  private final boolean isDocument;

  /// The innermost scope around this one that quantifies names. Whatever it quantifies later comes
  /// behind this scope's end.
  private final @Nullable Scope outerQuantifying;

  private final TripleList content = new TripleList();
  private final TripleSink statements;
  private final List<Integer> bound = new ArrayList<>();
  private @Nullable NameTable labels;
  private @Nullable IntMap quantified;
  private boolean faulty;

  /// The scope of a document, whose statements go to `statements`.
  Scope(TripleSink statements) {
    this.isDocument = true;
    this.outerQuantifying = null;
    this.statements = statements;
  }

  /// The scope of a formula, which keeps its statements.
  Scope(Scope outer) {
    this.isDocument = false;
    this.outerQuantifying = outer.quantified == null ? outer.outerQuantifying : outer;
    this.statements = content;
  }

  // ---------------------------------------------------------------- statements

  /// Takes a statement that stands directly in this scope; one with a mistake, that is, with
  /// [TermDictionary#NONE] for a term, is left out.
  void state(int subject, int predicate, int object) {
    if (subject == TermDictionary.NONE
        || predicate == TermDictionary.NONE
        || object == TermDictionary.NONE) {
      faulty = true;
    } else {
      statements.accept(subject, predicate, object);
    }
  }

  /// The statements of a formula's scope.
  TripleList content() {
    return content;
  }

  /// Whether a statement was left out because of a mistake.
  boolean isFaulty() {
    return faulty;
  }

  void markFaulty() {
    faulty = true;
  }

  // ---------------------------------------------------------------- names

  /// The blank node of this scope with that label, or [TermDictionary#NONE].
  int labelled(Span label) {
    return labels == null
        ? TermDictionary.NONE
        : labels.get(label.bytes, label.start, label.length);
  }

  void label(Span label, int blankNode) {
    if (labels == null) {
      labels = new NameTable();
    }
    labels.put(label.bytes, label.start, label.length, blankNode);
  }

  /// Makes a blank node or variable this scope's own. What belongs to the document need not be
  /// noted.
  void bind(int symbol) {
    if (!isDocument) {
      bound.add(symbol);
    }
  }

  /// Ids of the blank nodes and variables that a formula's scope binds.
  List<Integer> bound() {
    return bound;
  }

  /// From here on in this scope and the scopes in it, an IRI stands for a symbol.
  void quantify(int iri, int symbol) {
    if (quantified == null) {
      quantified = new IntMap();
    }
    quantified.put(iri, symbol);
    bind(symbol);
  }

  /// What an IRI stands for here: the symbol that the innermost scope says, or itself.
  int meaning(int iri) {
    for (Scope scope = this; scope != null; scope = scope.outerQuantifying) {
      int symbol = scope.quantified == null ? 0 : scope.quantified.get(iri);
      if (symbol != 0) {
        return symbol;
      }
    }
    return iri;
  }
}
