package cwm.jena.sparql;

import cwm.rdf.store.TermDictionary;
import cwm.reasoner.plan.Conjunction;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.ExprList;

/// A basic graph pattern as a conjunction that our plans answer.
///
/// Slot 0 is for the caller: it passes through with each row. The variables have those behind it.
final class PatternQuery {
  /// The slot that takes no part in matching.
  private static final int CALLERS_SLOT = 0;

  private final Sought sought;
  private final List<Var> variables;
  private final boolean isHopeless;

  private PatternQuery(Sought sought, List<Var> variables, boolean isHopeless) {
    this.sought = sought;
    this.variables = variables;
    this.isHopeless = isHopeless;
  }

  /// Whether a pattern asks for no parts of triple terms, which are not for our plans.
  static boolean isFor(BasicPattern pattern) {
    return pattern.getList().stream()
        .allMatch(
            triple ->
                isPlain(triple.getSubject())
                    && isPlain(triple.getPredicate())
                    && isPlain(triple.getObject()));
  }

  private static boolean isPlain(Node node) {
    return node.isConcrete() || node.isVariable();
  }

  /// The query for a pattern.
  ///
  /// @param conditions on its solutions, which may be told to who has the facts, and need not
  static PatternQuery of(BasicPattern pattern, ExprList conditions, TermNodes terms) {
    var reading = new Reading(terms);
    List<Atom> atoms = new ArrayList<>(pattern.size());
    for (Triple triple : pattern) {
      atoms.add(
          new Atom(
              reading.place(triple.getSubject()),
              reading.place(triple.getPredicate()),
              reading.place(triple.getObject())));
    }
    List<RowFilter> filters = filters(conditions, reading.variables);
    return new PatternQuery(new Sought(atoms, filters), reading.variables, reading.isHopeless);
  }

  private static List<RowFilter> filters(ExprList conditions, List<Var> variables) {
    if (conditions.isEmpty()) {
      return List.of(); // as for most patterns, some of which are made for each row
    }
    Map<Var, Integer> slots = new HashMap<>();
    variables.forEach(variable -> slots.put(variable, slots.size() + 1));
    return conditions.getList().stream()
        .map(condition -> RowFilter.of(condition, slots))
        .flatMap(Optional::stream)
        .toList();
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
        int known = variables.indexOf(variable);
        if (known >= 0) {
          return new Pattern.Slot(known + 1);
        }
        variables.add(variable);
        return new Pattern.Slot(variables.size());
      }
      int id = terms.find(node);
      isHopeless |= id == TermDictionary.NONE;
      return new Pattern.Constant(id);
    }
  }

  Sought sought() {
    return sought;
  }

  /// Whether the pattern names a term that no fact can have.
  boolean isHopeless() {
    return isHopeless;
  }

  /// Counts the facts of a pattern where they are, if that can be done: by two variables at most,
  /// which it has, and without a variable twice.
  Optional<CountedRows> groups(List<Var> by, StoreGraph graph) {
    Atom atom = sought.atoms().getFirst();
    var slots = new int[1];
    atom.forEachSlot(_ -> slots[0]++);
    if (isHopeless || by.size() > 2 || !variables.containsAll(by) || slots[0] != variables.size()) {
      return Optional.empty();
    }
    return graph.groups(
        atom, by.stream().mapToInt(variable -> variables.indexOf(variable) + 1).toArray());
  }

  /// The query when the variables have values that a binding binds.
  Bound boundBy(Binding binding) {
    List<Var> known = new ArrayList<>();
    List<Var> open = new ArrayList<>();
    int[] knownSlots = new int[variables.size() + 1];
    int[] openSlots = new int[variables.size() + 1];
    knownSlots[0] = CALLERS_SLOT;
    openSlots[0] = CALLERS_SLOT;
    for (int i = 0; i < variables.size(); i++) {
      Var variable = variables.get(i);
      if (binding.contains(variable)) {
        known.add(variable);
        knownSlots[known.size()] = i + 1;
      } else {
        open.add(variable);
        openSlots[open.size()] = i + 1;
      }
    }
    return new Bound(
        known,
        open,
        new Conjunction(
            sought.atoms(),
            Arrays.copyOf(knownSlots, known.size() + 1),
            Arrays.copyOf(openSlots, open.size() + 1),
            variables.size() + 1));
  }

  /// A query some of whose variables have values.
  ///
  /// @param known the variables that have
  /// @param open the others
  /// @param conjunction takes rows of the caller's value and those of the known, and has solutions
  ///   of the caller's value and those of the open
  record Bound(List<Var> known, List<Var> open, Conjunction conjunction) {

    /// Whether a binding binds the same variables.
    boolean isFor(Binding binding) {
      for (Var variable : known) {
        if (!binding.contains(variable)) {
          return false;
        }
      }
      for (Var variable : open) {
        if (binding.contains(variable)) {
          return false;
        }
      }
      return true;
    }
  }
}
