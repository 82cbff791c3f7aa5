package cwm.reasoner.plan;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.reasoner.rule.BodyPart;
import cwm.reasoner.rule.Pattern;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Runs quoted patterns over a scope for each row (`log:includes` and its kin).
///
/// @param kind what is asked of the solutions
/// @param scope the pattern of the scope, fully bound by now; empty for the store
/// @param first the plans of the first pattern, one for each alternative
/// @param second for [BodyPart.Kind#FOR_ALL], those of the second pattern
/// @param found for [BodyPart.Kind#INCLUDES], the slots that solutions bind
/// @param template for [BodyPart.Kind#COLLECT], what is collected
/// @param target for [BodyPart.Kind#COLLECT], the slot that takes the list
record ScopeStep(
    BodyPart.Kind kind,
    Optional<Pattern> scope,
    List<Plan> first,
    List<Plan> second,
    List<Integer> found,
    Optional<Pattern> template,
    int target)
    implements Step {

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
      case INCLUDES ->
          solve(
              search,
              first,
              in.columns,
              row,
              (columns, rowCount) -> {
                for (int i = 0; i < rowCount; i++) {
                  int added = out.append(in, row);
                  for (int slot : found) {
                    out.columns()[slot][added] = columns[slot][i];
                  }
                }
              });
      case NOT_INCLUDES -> {
        if (!hasSolution(search, first, in.columns, row)) {
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
    }
  }

  private int collect(PlanRun search, Batch in, int row) {
    TermDictionary dictionary = search.dictionary();
    var collected = new Collected();
    solve(
        search,
        first,
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
          first,
          in.columns,
          row,
          (columns, rowCount) -> {
            for (int i = 0; i < rowCount; i++) {
              if (!hasSolution(search, second, columns, i)) {
                throw new DecidedException();
              }
            }
          });
      return true;
    } catch (DecidedException _) {
      return false;
    }
  }

  private boolean hasSolution(PlanRun search, List<Plan> plans, int[][] columns, int row) {
    try {
      solve(
          search,
          plans,
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

  private void solve(
      PlanRun search, List<Plan> plans, int[][] columns, int row, PlanRun.RowTaker taker) {
    for (Plan plan : plans) {
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
