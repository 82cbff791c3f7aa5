package cwm.rdf.n3;

import cwm.rdf.term.Formula;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A document as term objects.
///
/// @param statements in the order the reader gave them
/// @param prefixes namespace by prefix
public record Document(List<Triple> statements, Map<String, String> prefixes) {
  public Document {
    statements = List.copyOf(statements);
    prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(prefixes));
  }

  /// The document as one formula that binds its blank nodes and its free variables.
  ///
  /// Two documents are isomorphic if and only if these formulas are equal.
  public Formula asFormula() {
    Formula open = Formula.of(statements, List.of());
    List<Term> symbols = new ArrayList<>(open.freeBlankNodes());
    symbols.addAll(open.freeVariables());
    return Formula.of(statements, symbols);
  }
}
