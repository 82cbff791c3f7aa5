package cwm.reasoner.plan;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.PairBatch;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where plans run: the store they read, the generations they see, and the batches they use.
///
/// Rows are pushed: a step that has filled a batch runs the next step on it before it goes on, so a
/// run holds one batch for each step, however many rows there are. Batches are kept for the next
/// plan. Nested plans ([ScopeStep]) take the batches behind those of the plan around them.
///
/// Owned by one thread.
public final class PlanRun {
  /// Takes the solutions of a plan, a batch at a time.
  @FunctionalInterface
  public interface RowTaker {
    /// Takes the next rows.
    ///
    /// @param columns a column of ids for each slot; valid during the call
    void take(int[][] columns, int rowCount);
  }

  /// Formulas kept as searchable stores.
  private static final int FORMULA_CACHE_COUNT = 1_000;

  private final FactStore store;
  private final Budget budget;
  private final List<Batch> batches = new ArrayList<>();
  private int batchesInUse;
  private final Map<Integer, PlanRun> inFormulas = new LruCache<>(FORMULA_CACHE_COUNT);
  private final PairBatch pairs = new PairBatch();
  private RowRange.Window window = new RowRange.Window(-1, -1);

  public PlanRun(FactStore store, Budget budget) {
    this.store = store;
    this.budget = budget;
  }

  FactStore store() {
    return store;
  }

  Budget budget() {
    return budget;
  }

  RowRange.Window window() {
    return window;
  }

  /// Room for looking up facts.
  PairBatch pairs() {
    return pairs;
  }

  /// Evaluates a plan over the facts that `generations` covers and hands all solutions to `taker`.
  public void run(Plan plan, RowRange.Window generations, RowTaker taker) {
    window = generations;
    run(plan, Batch.ofOneRow(plan.slotCount()), taker);
  }

  /// Where plans run over the statements of the formula `id` instead.
  PlanRun inFormula(int id) {
    return inFormulas.computeIfAbsent(id, this::searchOf);
  }

  private PlanRun searchOf(int id) {
    TermDictionary dictionary = store.dictionary();
    var statements = new FactStore(dictionary);
    for (Triple statement : dictionary.formula(id).statements()) {
      statements.assertFact(
          dictionary.intern(statement.subject()),
          dictionary.intern(statement.predicate()),
          dictionary.intern(statement.object()));
    }
    var search = new PlanRun(statements, budget);
    search.window = new RowRange.Window(-1, statements.generation());
    return search;
  }

  /// Evaluates a plan for the rows of `start`, in which the slots it takes as bound have values.
  void run(Plan plan, Batch start, RowTaker taker) {
    int first = batchesInUse;
    batchesInUse += plan.steps().size();
    while (batches.size() < batchesInUse) {
      batches.add(new Batch());
    }
    try {
      new Pipeline(plan, first, taker).push(0, start);
    } finally {
      batchesInUse = first;
    }
  }

  /// The flow of rows through one plan.
  private final class Pipeline {
    private final Plan plan;
    private final List<Output> outputs = new ArrayList<>();
    private final RowTaker taker;

    Pipeline(Plan plan, int firstBatch, RowTaker taker) {
      this.plan = plan;
      this.taker = taker;
      for (int i = 0; i < plan.steps().size(); i++) {
        Batch batch = batches.get(firstBatch + i);
        batch.reset(plan.slotCount());
        outputs.add(new Output(this, i, batch, plan.kept().get(i)));
      }
    }

    void push(int step, Batch rows) {
      budget.check();
      if (step == outputs.size()) {
        taker.take(rows.columns, rows.rowCount);
        return;
      }
      Output output = outputs.get(step);
      plan.steps().get(step).run(rows, output);
      output.flush();
    }
  }

  /// Takes the rows that one step passes on.
  final class Output {
    private final Pipeline pipeline;
    private final int step;
    private final Batch batch;
    private final int[] kept;

    private Output(Pipeline pipeline, int step, Batch batch, int[] kept) {
      this.pipeline = pipeline;
      this.step = step;
      this.batch = batch;
      this.kept = kept;
    }

    PlanRun planRun() {
      return PlanRun.this;
    }

    /// Passes on a row of `from` as it is; the caller sets further slots in the columns that
    /// [#columns()] gives, at the number returned.
    int append(Batch from, int row) {
      if (batch.rowCount == Batch.ROWS) {
        flush();
      }
      return batch.append(from, row, kept);
    }

    int[][] columns() {
      return batch.columns;
    }

    /// For a step that passes rows on column by column ([#pass]): takes the number of the row of
    /// its input that each of up to [Batch#ROWS] rows extends.
    int[] sources() {
      return batch.sources;
    }

    /// Room for a link for each row of the input.
    int[] links() {
      return batch.links;
    }

    /// Passes on `count` rows, each a row of `from` as [#sources()] says; the caller has set
    /// further slots in [#columns()].
    void pass(Batch from, int count) {
      batch.gather(from, count, kept);
      flush();
    }

    void flush() {
      if (batch.rowCount > 0) {
        pipeline.push(step + 1, batch);
        batch.rowCount = 0;
      }
    }
  }
}
