package cwm.jena.sparql;

import cwm.rdf.store.TermDictionary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.jspecify.annotations.Nullable;

/// Numbers for the values that variables have in the bindings of one query: the same number for the
/// same term of RDF, and for no other.
///
/// That is what DISTINCT and GROUP BY ask of values, and most of them need not become nodes for it:
/// the number of a term is its id. It is not where a term came to the dictionary while the query
/// ran, or is not there at all; such nodes get numbers behind all ids there were.
///
/// Owned by one thread.
final class ValueNumbers {
  /// In place of a value.
  static final int UNBOUND = TermDictionary.NONE;

  private final TermNodes terms;
  private final int idCount;
  private final Map<Node, Integer> numbers = new HashMap<>();
  private final List<Node> withoutId = new ArrayList<>();

  ValueNumbers(TermNodes terms) {
    this.terms = terms;
    idCount = terms.dictionary().size();
  }

  /// Puts the numbers of what variables are bound to into the first places of a row.
  void read(Binding binding, List<Var> variables, int[] row) {
    for (int i = 0; i < variables.size(); i++) {
      row[i] = number(binding, variables.get(i));
    }
  }

  /// The number of what a variable is bound to, or [#UNBOUND].
  int number(Binding binding, Var variable) {
    Binding from = binding;
    while (from instanceof RowBinding row && row.isOf(terms)) {
      int id = row.ownId(variable);
      if (id != TermDictionary.NONE) {
        return id <= idCount ? id : number(terms.node(id));
      }
      from = row.parent();
    }
    Node node = from == null ? null : from.get(variable);
    return node == null ? UNBOUND : number(node);
  }

  private int number(Node node) {
    return numbers.computeIfAbsent(node, this::newNumber);
  }

  private int newNumber(Node node) {
    int id = terms.known(node);
    if (id != TermDictionary.NONE && id <= idCount && terms.node(id).equals(node)) {
      return id;
    }
    withoutId.add(node);
    return idCount + withoutId.size();
  }

  /// The value that has a number, if one has.
  @Nullable Node node(int number) {
    if (number == UNBOUND) {
      return null;
    }
    return number <= idCount ? terms.node(number) : withoutId.get(number - idCount - 1);
  }
}
