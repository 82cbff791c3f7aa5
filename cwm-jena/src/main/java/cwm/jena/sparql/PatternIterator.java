package cwm.jena.sparql;

import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.BudgetExhaustedException;
import cwm.reasoner.plan.PatternSearch;
import cwm.reasoner.plan.SolutionStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.jspecify.annotations.Nullable;

/// Extends bindings by the solutions of a basic graph pattern in one graph.
///
/// Bindings are taken in groups, each of which is one search: small ones first, so that who wants
/// few answers does not pay for many.
final class PatternIterator extends QueryIter1 {
  private static final int GROUP_FIRST = 16;
  private static final int GROUP_MAX = 1_024;

  private final StoreGraph graph;
  private final PatternQuery query;
  private final boolean keepsUnmatched;
  private final TermNodes terms;
  private final AtomicBoolean cancelSignal;

  private int groupSize = GROUP_FIRST;
  private @Nullable Binding pending;
  private @Nullable Group group;
  private @Nullable Binding next;

  /// @param keepsUnmatched whether bindings without a solution are passed on as they are
  PatternIterator(
      StoreGraph graph,
      PatternQuery query,
      QueryIterator input,
      boolean keepsUnmatched,
      ExecutionContext context) {
    super(input, context);
    this.graph = graph;
    this.query = query;
    this.keepsUnmatched = keepsUnmatched;
    terms = graph.terms();
    cancelSignal = context.getCancelSignal();
  }

  @Override
  protected boolean hasNextBinding() {
    while (next == null) {
      if (group == null && !startGroup()) {
        return false;
      }
      next = nextOfGroup();
    }
    return true;
  }

  @Override
  protected Binding moveToNextBinding() {
    Binding moved = next;
    next = null;
    if (moved == null) {
      throw new IllegalStateException("asked for more than there is");
    }
    return moved;
  }

  private @Nullable Binding nextOfGroup() {
    Group current = group;
    if (current == null) {
      return null;
    }
    try {
      Binding found = current.next();
      if (found == null) {
        current.close();
        group = null;
      }
      return found;
    } catch (BudgetExhaustedException e) {
      QueryCancelledException cancelled = new QueryCancelledException();
      cancelled.initCause(e);
      throw cancelled;
    }
  }

  /// Takes the next bindings that bind the same variables of the pattern.
  private boolean startGroup() {
    Binding first = pending != null ? pending : nextInput();
    pending = null;
    if (first == null) {
      return false;
    }
    BitSet bound = boundIn(first);
    List<Binding> bindings = new ArrayList<>();
    Binding each = first;
    while (each != null && boundIn(each).equals(bound)) {
      bindings.add(each);
      each = bindings.size() < groupSize ? nextInput() : null;
    }
    pending = each;
    groupSize = Math.min(GROUP_MAX, 2 * groupSize);
    try {
      group = new Group(bindings, bound);
    } catch (BudgetExhaustedException e) {
      QueryCancelledException cancelled = new QueryCancelledException();
      cancelled.initCause(e);
      throw cancelled;
    }
    return true;
  }

  private @Nullable Binding nextInput() {
    return getInput().hasNext() ? getInput().next() : null;
  }

  /// The slots of the variables that a binding binds.
  private BitSet boundIn(Binding binding) {
    BitSet bound = new BitSet();
    for (int i = 0; i < query.variables().size(); i++) {
      if (binding.contains(query.variables().get(i))) {
        bound.set(i + 1);
      }
    }
    return bound;
  }

  /// Bindings that are extended by one search.
  private final class Group {
    private final List<Binding> bindings;
    private final List<Var> found;
    private final SolutionStream solutions;
    private final BitSet matched = new BitSet();
    private int unmatchedAt;
    private boolean isSearched;

    Group(List<Binding> bindings, BitSet bound) {
      this.bindings = bindings;
      int[] open =
          IntStream.rangeClosed(1, query.variables().size())
              .filter(slot -> !bound.get(slot))
              .toArray();
      found = IntStream.of(open).mapToObj(slot -> query.variables().get(slot - 1)).toList();
      BitSet known = (BitSet) bound.clone();
      known.set(PatternQuery.CALLERS_SLOT);
      int[] boundSlots = known.stream().toArray();
      RowList rows = rows(bound);
      graph.fetch(query.atoms(), boundSlots, rows);
      PatternSearch search = graph.search();
      solutions =
          search.solve(
              query.plan(search, bound),
              boundSlots,
              rows,
              IntStream.concat(IntStream.of(PatternQuery.CALLERS_SLOT), IntStream.of(open))
                  .toArray(),
              cancelSignal::get);
    }

    /// The values of the bound slots, with the place of the binding in front.
    private RowList rows(BitSet bound) {
      var rows = new RowList(bound.cardinality() + 1);
      for (int i = 0; i < bindings.size(); i++) {
        int[] row = new int[rows.width()];
        row[0] = i;
        int place = 1;
        boolean mayMatch = true;
        for (int slot = bound.nextSetBit(0); slot >= 0; slot = bound.nextSetBit(slot + 1)) {
          row[place] = RowBinding.id(bindings.get(i), query.variables().get(slot - 1), terms);
          mayMatch &= row[place++] != TermDictionary.NONE;
        }
        if (mayMatch) {
          rows.add(row);
        }
      }
      return rows;
    }

    private @Nullable Binding next() {
      while (!isSearched) {
        if (!solutions.next()) {
          isSearched = true;
        } else if (isVisible()) {
          int binding = solutions.value(0);
          matched.set(binding);
          return binding(bindings.get(binding));
        }
      }
      if (!keepsUnmatched) {
        return null;
      }
      int unmatched = matched.nextClearBit(unmatchedAt);
      unmatchedAt = unmatched + 1;
      return unmatched < bindings.size() ? bindings.get(unmatched) : null;
    }

    private boolean isVisible() {
      for (int i = 1; i <= found.size(); i++) {
        if (!terms.isVisible(solutions.value(i))) {
          return false;
        }
      }
      return true;
    }

    private Binding binding(Binding parent) {
      int[] ids = new int[found.size()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = solutions.value(i + 1);
      }
      return ids.length == 0 ? parent : new RowBinding(parent, terms, found, ids);
    }

    void close() {
      solutions.close();
    }
  }

  @Override
  protected void requestSubCancel() {}

  @Override
  protected void closeSubIterator() {
    if (group != null) {
      group.close();
      group = null;
    }
  }
}
