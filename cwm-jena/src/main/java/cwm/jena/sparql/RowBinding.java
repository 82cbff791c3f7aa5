package cwm.jena.sparql;

import cwm.rdf.store.TermDictionary;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBase;
import org.jspecify.annotations.Nullable;

/// What a solution of patterns adds to a binding: ids, of which nodes are made when somebody asks
/// for them.
final class RowBinding extends BindingBase {
  private final TermNodes terms;
  private final List<Var> variables;
  private final int[] ids;

  /// @param variables shared by all rows of a search
  /// @param ids the value of each; none is [TermDictionary#NONE]
  RowBinding(Binding parent, TermNodes terms, List<Var> variables, int[] ids) {
    super(parent);
    this.terms = terms;
    this.variables = variables;
    this.ids = ids;
  }

  /// The id of what a variable is bound to in a binding; NONE if no fact can have it.
  static int id(Binding binding, Var variable, TermNodes terms) {
    if (binding instanceof RowBinding row && row.terms == terms) {
      int place = row.variables.indexOf(variable);
      return place >= 0 ? row.ids[place] : id(row.parent, variable, terms);
    }
    return terms.find(binding.get(variable));
  }

  /// Whether the ids are those that nodes are made from here.
  boolean isOf(TermNodes others) {
    return terms == others;
  }

  /// The id that this adds for a variable; NONE if it adds nothing.
  int ownId(Var variable) {
    int place = variables.indexOf(variable);
    return place < 0 ? TermDictionary.NONE : ids[place];
  }

  /// What this adds to, if it is anything.
  @Nullable Binding parent() {
    return parent;
  }

  @Override
  protected Iterator<Var> vars1() {
    return variables.iterator();
  }

  @Override
  protected int size1() {
    return ids.length;
  }

  @Override
  protected boolean isEmpty1() {
    return ids.length == 0;
  }

  @Override
  protected boolean contains1(Var variable) {
    return variables.contains(variable);
  }

  @Override
  protected @Nullable Node get1(Var variable) {
    int place = variables.indexOf(variable);
    return place < 0 ? null : terms.node(ids[place]);
  }

  @Override
  protected Binding detachWithNewParent(Binding newParent) {
    return new RowBinding(newParent, terms, variables, ids);
  }

  @Override
  public String toString() {
    return IntStream.range(0, ids.length)
        .mapToObj(place -> "?%s = %s".formatted(variables.get(place).getVarName(), ids[place]))
        .toList()
        .toString();
  }
}
