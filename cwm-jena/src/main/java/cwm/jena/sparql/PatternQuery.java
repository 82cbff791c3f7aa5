package cwm.jena.sparql;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.plan.PatternSearch;
import cwm.reasoner.plan.Plan;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.Var;

/// A basic graph pattern as a conjunction that our plans answer.
///
/// Slot 0 is for the caller: it passes through with each row. The variables have those behind it.
final class PatternQuery {
  /// The slot that takes no part in matching.
  static final int CALLERS_SLOT = 0;

  private final List<Atom> atoms;
  private final List<Var> variables;
  private final Map<BitSet, Plan> plans = new HashMap<>();

  private PatternQuery(List<Atom> atoms, List<Var> variables) {
    this.atoms = atoms;
    this.variables = List.copyOf(variables);
  }

  /// Whether a graph's facts alone answer a pattern: it asks for nothing that only the cells of
  /// lists say, and for no parts of triple terms.
  static boolean isFor(BasicPattern pattern, StoreGraph graph) {
    for (Triple triple : pattern) {
      boolean isPlain =
          isPlain(triple.getSubject())
              && isPlain(triple.getPredicate())
              && isPlain(triple.getObject());
      if (!isPlain
          || (ListCells.mayHave(triple.getSubject(), triple.getPredicate())
              && !graph.cells().isEmpty())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(Node node) {
    return node.isConcrete() || node.isVariable();
  }

  /// The query for a pattern.
  ///
  /// @return empty if the pattern names a term that no fact can have
  static Optional<PatternQuery> of(BasicPattern pattern, TermNodes terms) {
    var reading = new Reading(terms);
    List<Atom> atoms = new ArrayList<>();
    for (Triple triple : pattern) {
      atoms.add(
          new Atom(
              reading.place(triple.getSubject()),
              reading.place(triple.getPredicate()),
              reading.place(triple.getObject())));
    }
    return reading.isHopeless
        ? Optional.empty()
        : Optional.of(new PatternQuery(atoms, reading.variables));
  }

  private static final class Reading {
    private final TermNodes terms;
    private final List<Var> variables = new ArrayList<>();
    private boolean isHopeless;

    Reading(TermNodes terms) {
      this.terms = terms;
    }

    Pattern place(Node node) {
      if (node.isVariable()) {
        Var variable = Var.alloc(node);
        if (!variables.contains(variable)) {
          variables.add(variable);
        }
        return new Pattern.Slot(variables.indexOf(variable) + 1);
      }
      int id = terms.find(node);
      isHopeless |= id == TermDictionary.NONE;
      return new Pattern.Constant(id);
    }
  }

  List<Atom> atoms() {
    return atoms;
  }

  /// In the order of their slots, which are 1 and so on.
  List<Var> variables() {
    return variables;
  }

  /// The plan when some variables have values.
  ///
  /// @param bound their slots
  Plan plan(PatternSearch search, BitSet bound) {
    BitSet before = (BitSet) bound.clone();
    before.set(CALLERS_SLOT);
    return plans.computeIfAbsent(before, slots -> search.plan(atoms, slots, variables.size() + 1));
  }
}
