package cwm.reasoner.plan;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.reasoner.rule.BodyPart;
import cwm.reasoner.rule.Pattern;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Runs quoted patterns over a scope for each row (`log:includes` and its kin).
///
/// @param kind what is asked of the solutions
/// @param scope the pattern of the scope, fully bound by now; empty for the store
/// @param searches one for each pattern
/// @param unbound what the slots that solutions may bind hold where they do not
/// @param template for [BodyPart.Kind#COLLECT], what is collected
/// @param target for [BodyPart.Kind#COLLECT], the slot that takes the list
record ScopeStep(
    BodyPart.Kind kind,
    Optional<Pattern> scope,
    List<Search> searches,
    List<Unbound> unbound,
    Optional<Pattern> template,
    int target)
    implements Step {

  /// The search for the solutions of one pattern.
  ///
  /// @param plans one for each alternative
  /// @param found the slots that its rows have and those it starts from have not
  record Search(List<Plan> plans, List<Integer> found) {}

  /// A slot without a value.
  ///
  /// @param id that of a variable
  record Unbound(int slot, int id) {}

  @Override
  public void run(Batch in, PlanRun.Output out) {
    for (int row = 0; row < in.rowCount; row++) {
      Optional<PlanRun> search = search(in, row, out.planRun());
      if (search.isPresent()) {
        runRow(search.get(), in, row, out);
      }
    }
  }

  /// Where the patterns run for a row; empty if the scope is no formula.
  private Optional<PlanRun> search(Batch in, int row, PlanRun around) {
    if (scope.isEmpty()) {
      return Optional.of(around);
    }
    TermDictionary dictionary = around.dictionary();
    int id = Instantiation.intern(scope.get(), in.columns, row, dictionary);
    return dictionary.kind(id) == TermKind.FORMULA
        ? Optional.of(around.inFormula(id))
        : Optional.empty();
  }

  private void runRow(PlanRun search, Batch in, int row, PlanRun.Output out) {
    switch (kind) {
      case INCLUDES -> passAll(search, searches.getFirst(), in.columns, row, in, row, out);
      case NOT_INCLUDES -> {
        if (!hasSolution(search, searches.getFirst(), in.columns, row)) {
          out.append(in, row);
        }
      }
      case COLLECT -> {
        int list = collect(search, in, row);
        out.columns()[target][out.append(in, row)] = list;
      }
      case FOR_ALL -> {
        if (holdsForAll(search, in, row)) {
          out.append(in, row);
        }
      }
      case FIRST ->
          first(search, searches.getFirst(), in.columns, row)
              .ifPresent(columns -> pass(searches.getFirst(), columns, 0, in, row, out));
      case OPTIONAL -> {
        if (!passAll(search, searches.getFirst(), in.columns, row, in, row, out)) {
          passUnbound(in, row, out);
        }
      }
      case IF_THEN_ELSE -> {
        Optional<int[][]> condition = first(search, searches.get(0), in.columns, row);
        if (condition.isPresent()) {
          passAll(search, searches.get(1), condition.get(), 0, in, row, out);
        } else {
          passAll(search, searches.get(2), in.columns, row, in, row, out);
        }
      }
    }
  }

  /// Passes on a row of `in` for each solution that a row of `columns` leads to.
  ///
  /// @return whether there was any
  private boolean passAll(
      PlanRun search,
      Search pattern,
      int[][] columns,
      int start,
      Batch in,
      int row,
      PlanRun.Output out) {
    int[] count = {0};
    solve(
        search,
        pattern,
        columns,
        start,
        (found, rowCount) -> {
          count[0] += rowCount;
          for (int i = 0; i < rowCount; i++) {
            pass(pattern, found, i, in, row, out);
          }
        });
    return count[0] > 0;
  }

  private void pass(
      Search pattern, int[][] found, int solution, Batch in, int row, PlanRun.Output out) {
    int added = passUnbound(in, row, out);
    for (int slot : pattern.found()) {
      out.columns()[slot][added] = found[slot][solution];
    }
  }

  private int passUnbound(Batch in, int row, PlanRun.Output out) {
    int added = out.append(in, row);
    for (Unbound each : unbound) {
      out.columns()[each.slot()][added] = each.id();
    }
    return added;
  }

  /// The columns of the first solution, one row long; empty if there is none.
  private static Optional<int[][]> first(PlanRun search, Search pattern, int[][] columns, int row) {
    var first = new AtomicReference<int[][]>();
    try {
      solve(
          search,
          pattern,
          columns,
          row,
          (found, rowCount) -> {
            if (rowCount > 0) {
              first.set(
                  Arrays.stream(found).map(column -> new int[] {column[0]}).toArray(int[][]::new));
              throw new DecidedException();
            }
          });
    } catch (DecidedException _) {
      // It has been kept.
    }
    return Optional.ofNullable(first.get());
  }

  private int collect(PlanRun search, Batch in, int row) {
    TermDictionary dictionary = search.dictionary();
    var collected = new Collected();
    solve(
        search,
        searches.getFirst(),
        in.columns,
        row,
        (columns, rowCount) -> {
          for (int i = 0; i < rowCount; i++) {
            int id = Instantiation.intern(template.orElseThrow(), columns, i, dictionary);
            if (id != TermDictionary.NONE) {
              collected.add(id);
            }
          }
        });
    return dictionary.internList(collected.ids, collected.count);
  }

  private boolean holdsForAll(PlanRun search, Batch in, int row) {
    try {
      solve(
          search,
          searches.getFirst(),
          in.columns,
          row,
          (columns, rowCount) -> {
            for (int i = 0; i < rowCount; i++) {
              if (!hasSolution(search, searches.get(1), columns, i)) {
                throw new DecidedException();
              }
            }
          });
      return true;
    } catch (DecidedException _) {
      return false;
    }
  }

  private static boolean hasSolution(PlanRun search, Search pattern, int[][] columns, int row) {
    try {
      solve(
          search,
          pattern,
          columns,
          row,
          (_, rowCount) -> {
            if (rowCount > 0) {
              throw new DecidedException();
            }
          });
      return false;
    } catch (DecidedException _) {
      return true;
    }
  }

  private static void solve(
      PlanRun search, Search pattern, int[][] columns, int row, PlanRun.RowTaker taker) {
    for (Plan plan : pattern.plans()) {
      Batch start = Batch.ofOneRow(plan.slotCount());
      for (int slot = 0; slot < Math.min(plan.slotCount(), columns.length); slot++) {
        start.columns[slot][0] = columns[slot][row];
      }
      search.run(plan, start, taker);
    }
  }

  /// Thrown to end a search whose outcome is clear.
  private static final class DecidedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DecidedException() {
      super(null, null, false, false);
    }
  }

  private static final class Collected {
    int[] ids = new int[16];
    int count;

    void add(int id) {
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, 2 * count);
      }
      ids[count++] = id;
    }
  }
}
