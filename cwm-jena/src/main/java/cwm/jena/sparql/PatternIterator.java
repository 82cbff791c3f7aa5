package cwm.jena.sparql;

import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.BudgetExhaustedException;
import cwm.reasoner.plan.Conjunction;
import cwm.reasoner.plan.PatternSearch;
import cwm.reasoner.plan.SolutionStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.jspecify.annotations.Nullable;

/// Extends bindings by the solutions of a basic graph pattern in one graph.
///
/// Bindings are taken in groups, each of which is one search: small ones first, so that who wants
/// few answers does not pay for many.
final class PatternIterator extends FindingIterator {
  private static final int GROUP_FIRST = 16;
  private static final int GROUP_MAX = 1_024;

  private final StoreGraph graph;
  private final PatternQuery query;
  private final @Nullable Triple ofCells;
  private final boolean keepsUnmatched;
  private final TermNodes terms;
  private final AtomicBoolean cancelSignal;

  private int groupSize = GROUP_FIRST;
  private PatternQuery.@Nullable Bound boundQuery;
  private @Nullable Binding pending;
  private @Nullable Group group;

  /// @param ofCells the pattern, if it is of one triple that cells of lists may say too
  /// @param keepsUnmatched whether bindings without a solution are passed on as they are
  PatternIterator(
      StoreGraph graph,
      PatternQuery query,
      @Nullable Triple ofCells,
      QueryIterator input,
      boolean keepsUnmatched,
      ExecutionContext context) {
    super(input, context);
    this.graph = graph;
    this.query = query;
    this.ofCells = ofCells;
    this.keepsUnmatched = keepsUnmatched;
    terms = graph.terms();
    cancelSignal = context.getCancelSignal();
  }

  @Override
  @Nullable Binding find() {
    while (group != null || startGroup()) {
      Binding found = nextOfGroup();
      if (found != null) {
        return found;
      }
    }
    return null;
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
      throw cancelled(e);
    }
  }

  /// Takes the next bindings that bind the same variables of the pattern.
  private boolean startGroup() {
    Binding first = pending != null ? pending : nextInput();
    pending = null;
    if (first == null) {
      return false;
    }
    PatternQuery.Bound bound = boundQuery;
    if (bound == null || !bound.isFor(first)) {
      bound = query.boundBy(first);
      boundQuery = bound;
    }
    List<Binding> bindings = new ArrayList<>();
    bindings.add(first);
    while (bindings.size() < groupSize && pending == null) {
      Binding each = nextInput();
      if (each == null) {
        break;
      }
      if (bound.isFor(each)) {
        bindings.add(each);
      } else {
        pending = each;
      }
    }
    groupSize = Math.min(GROUP_MAX, 2 * groupSize);
    try {
      group = new Group(bindings, bound);
    } catch (BudgetExhaustedException e) {
      throw cancelled(e);
    }
    return true;
  }

  private static QueryCancelledException cancelled(BudgetExhaustedException cause) {
    QueryCancelledException cancelled = new QueryCancelledException();
    cancelled.initCause(cause);
    return cancelled;
  }

  private @Nullable Binding nextInput() {
    return getInput().hasNext() ? getInput().next() : null;
  }

  /// Bindings that are extended by one search.
  private final class Group {
    private final List<Binding> bindings;
    private final List<Var> found;
    private final Conjunction conjunction;
    private final RowList rows;
    private final Iterator<PatternSearch> searches;
    private @Nullable SolutionStream solutions;
    private final BitSet matched = new BitSet();
    private int unmatchedAt;
    private boolean isSearched;

    // How many bindings have been looked for among the cells, and what has come of the last.
    private int inCellsCount;
    private Iterator<Binding> inCells = Collections.emptyIterator();

    Group(List<Binding> bindings, PatternQuery.Bound bound) {
      this.bindings = bindings;
      found = bound.open();
      conjunction = bound.conjunction();
      rows = rows(bound.known());
      searches = searches(bound);
    }

    private Iterator<PatternSearch> searches(PatternQuery.Bound bound) {
      if (query.isHopeless() || rows.count() == 0) {
        return Collections.emptyIterator();
      }
      Sought sought = query.sought();
      return sought.atoms().size() == 1 && bound.known().isEmpty()
          ? graph.searches(sought)
          : List.of(graph.search(sought, conjunction.boundSlots(), rows)).iterator();
    }

    /// The values of variables, with the place of the binding in front.
    private RowList rows(List<Var> known) {
      var rows = new RowList(known.size() + 1);
      int[] row = new int[known.size() + 1];
      for (int i = 0; i < bindings.size(); i++) {
        row[0] = i;
        boolean mayMatch = true;
        for (int place = 1; place < row.length; place++) {
          row[place] = RowBinding.id(bindings.get(i), known.get(place - 1), terms);
          mayMatch &= row[place] != TermDictionary.NONE;
        }
        if (mayMatch) {
          rows.add(row);
        }
      }
      return rows;
    }

    private @Nullable Binding next() {
      while (!isSearched) {
        SolutionStream current = solutions;
        if (current == null || !current.next()) {
          close();
          isSearched = !searches.hasNext();
          if (!isSearched) {
            solutions = searches.next().solve(conjunction, rows, cancelSignal::get);
          }
        } else if (isVisible(current)) {
          int binding = current.value(0);
          matched.set(binding);
          return binding(bindings.get(binding), current);
        }
      }
      Binding ofCell = nextOfCells();
      if (ofCell != null || !keepsUnmatched) {
        return ofCell;
      }
      int unmatched = matched.nextClearBit(unmatchedAt);
      unmatchedAt = unmatched + 1;
      return unmatched < bindings.size() ? bindings.get(unmatched) : null;
    }

    private @Nullable Binding nextOfCells() {
      if (ofCells == null) {
        return null;
      }
      while (!inCells.hasNext() && inCellsCount < bindings.size()) {
        if (cancelSignal.get()) {
          throw new QueryCancelledException();
        }
        inCells = graph.cells().extend(bindings.get(inCellsCount), ofCells);
        inCellsCount++;
      }
      if (!inCells.hasNext()) {
        return null;
      }
      matched.set(inCellsCount - 1);
      return inCells.next();
    }

    private boolean isVisible(SolutionStream solution) {
      for (int i = 1; i <= found.size(); i++) {
        if (!terms.isVisible(solution.value(i))) {
          return false;
        }
      }
      return true;
    }

    private Binding binding(Binding parent, SolutionStream solution) {
      int[] ids = new int[found.size()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = solution.value(i + 1);
      }
      return ids.length == 0 ? parent : new RowBinding(parent, terms, found, ids);
    }

    void close() {
      if (solutions != null) {
        solutions.close();
        solutions = null;
      }
    }
  }

  @Override
  protected void closeSubIterator() {
    if (group != null) {
      group.close();
      group = null;
    }
  }
}
