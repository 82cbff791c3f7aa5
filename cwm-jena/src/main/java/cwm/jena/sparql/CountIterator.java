package cwm.jena.sparql;

import java.util.List;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.jspecify.annotations.Nullable;

/// Groups bindings by variables, and counts in each group.
final class CountIterator extends QueryIter1 {
  private final List<Var> variables;
  private final GroupCount[] counts;
  private final ValueNumbers numbers;
  private @Nullable DistinctRows groups;
  private int next;

  CountIterator(
      TermNodes terms,
      List<Var> variables,
      List<GroupCount> counts,
      QueryIterator input,
      ExecutionContext context) {
    super(input, context);
    this.variables = variables;
    this.counts = counts.toArray(GroupCount[]::new);
    numbers = new ValueNumbers(terms);
  }

  @Override
  protected boolean hasNextBinding() {
    if (groups == null) {
      groups = readAll();
    }
    return next < groups.count();
  }

  private DistinctRows readAll() {
    var read = new DistinctRows(variables.size());
    int[] row = new int[variables.size()];
    if (variables.isEmpty()) {
      var _ = read.place(row); // one group of all there is, though it be nothing
    }
    GroupedIterator grouped = getInput() instanceof GroupedIterator input ? input : null;
    while (getInput().hasNext()) {
      Binding binding = getInput().next();
      long times = grouped == null ? 1 : grouped.count();
      numbers.read(binding, variables, row);
      int group = read.place(row);
      for (GroupCount count : counts) {
        count.add(group, binding, times, numbers);
      }
    }
    return read;
  }

  @Override
  protected Binding moveToNextBinding() {
    DistinctRows read = groups;
    if (read == null) {
      throw new IllegalStateException("nobody asked whether there is more");
    }
    int group = next++;
    BindingBuilder binding = Binding.builder();
    for (int i = 0; i < variables.size(); i++) {
      Node value = numbers.node(read.value(group, i));
      if (value != null) {
        binding.add(variables.get(i), value);
      }
    }
    for (GroupCount count : counts) {
      binding.add(count.result(), count.count(group));
    }
    return binding.build();
  }

  @Override
  protected void requestSubCancel() {}

  @Override
  protected void closeSubIterator() {}
}
