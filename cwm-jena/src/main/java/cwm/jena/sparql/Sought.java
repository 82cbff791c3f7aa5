package cwm.jena.sparql;

import cwm.reasoner.rule.Atom;
import java.util.List;

/// What is looked for among the facts of one graph.
///
/// @param atoms a conjunction of constants and slots
/// @param filters conditions on its solutions, which whoever asks checks too: facts may be left out
///   for them, and need not
public record Sought(List<Atom> atoms, List<RowFilter> filters) {
  public Sought {
    atoms = List.copyOf(atoms);
    filters = List.copyOf(filters);
  }

  /// The facts that agree with one pattern.
  public static Sought of(Atom atom) {
    return new Sought(List.of(atom), List.of());
  }
}
