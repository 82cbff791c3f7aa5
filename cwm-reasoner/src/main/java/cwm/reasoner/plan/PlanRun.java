package cwm.reasoner.plan;

import cwm.rdf.store.FactPositions;
import cwm.rdf.store.FactRows;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.PairBatch;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.RunContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where plans run: the stores they read, the generations they see, and the batches they use.
///
/// Rows are pushed: a step that has filled a batch runs the next step on it before it goes on, so a
/// run holds one batch for each step, however many rows there are. Batches are kept for the next
/// plan. Nested plans ([ScopeStep]) take the batches behind those of the plan around them.
///
/// Rows may leave in the midst of a plan, for another worker ([Courier]); those that come from one
/// go on at the step they are meant for ([#resume]).
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

  private final List<FactStore> stores;
  private final FactPositions positions;
  private final List<FactStore> mirrors;
  private final @Nullable Courier courier;
  private final RunContext context;
  private final List<Batch> batches = new ArrayList<>();
  private int batchesInUse;
  private final Map<Integer, PlanRun> inFormulas = new LruCache<>(FORMULA_CACHE_COUNT);
  private RowRange.Window window = RowRange.Window.NONE;
  private RowRange.Window mirrorWindow = RowRange.Window.NONE;
  private List<FactRows> shared = List.of();
  private final Batch resumed = new Batch();
  private final PairBatch pairs = new PairBatch();

  /// Where all facts are at hand.
  public PlanRun(FactStore store, FactPositions positions, RunContext context) {
    this(List.of(store), positions, List.of(), null, context);
  }

  /// Where all facts are at hand, in several stores.
  ///
  /// @param stores at least one; no fact is in two of them
  PlanRun(List<FactStore> stores, RunContext context) {
    this(stores, new FactPositions(), List.of(), null, context);
  }

  /// One worker among several.
  ///
  /// @param store the facts that the worker owns
  /// @param mirror the facts that all workers have
  public PlanRun(
      FactStore store,
      FactPositions positions,
      FactStore mirror,
      Courier courier,
      RunContext context) {
    this(List.of(store), positions, List.of(mirror), courier, context);
  }

  private PlanRun(
      List<FactStore> stores,
      FactPositions positions,
      List<FactStore> mirrors,
      @Nullable Courier courier,
      RunContext context) {
    this.stores = List.copyOf(stores);
    this.positions = positions;
    this.mirrors = mirrors;
    this.courier = courier;
    this.context = context;
  }

  TermDictionary dictionary() {
    return stores.getFirst().dictionary();
  }

  /// The stores with the facts of the mirror, or with those at hand.
  List<FactStore> facts(boolean isMirrored) {
    return isMirrored ? mirrors : stores;
  }

  FactPositions positions() {
    return positions;
  }

  Courier courier() {
    return Objects.requireNonNull(courier);
  }

  Budget budget() {
    return context.budget();
  }

  /// What the run is bound to.
  RunContext context() {
    return context;
  }

  RowRange.Window window(boolean isMirrored) {
    return isMirrored ? mirrorWindow : window;
  }

  /// Room for looking up facts.
  PairBatch pairs() {
    return pairs;
  }

  /// Sets the generations that the next runs read.
  ///
  /// @param ofFacts those of the facts at hand
  /// @param ofMirror those of the mirror
  public void setWindows(RowRange.Window ofFacts, RowRange.Window ofMirror) {
    window = ofFacts;
    mirrorWindow = ofMirror;
  }

  /// Sets what the next runs of plans that begin with shared facts read.
  ///
  /// @param rows what each worker has as new
  public void setShared(List<FactRows> rows) {
    shared = rows;
  }

  List<FactRows> shared() {
    return shared;
  }

  /// Evaluates a plan and hands all solutions to `taker`.
  public void run(Plan plan, RowTaker taker) {
    run(plan, Batch.ofOneRow(plan.slotCount()), taker);
  }

  /// Evaluates a plan for rows in which the slots that it takes as bound have values.
  ///
  /// @param slots which slots the rows have values of
  /// @param parameterSlot the first of some slots that have the same values in all rows
  /// @param parameters these values
  void run(
      Plan plan, int[] slots, RowList rows, int parameterSlot, int[] parameters, RowTaker taker) {
    resumed.reset(plan.slotCount());
    int rowCount = Math.min(rows.count(), Batch.ROWS);
    for (int i = 0; i < parameters.length; i++) {
      Arrays.fill(resumed.columns[parameterSlot + i], 0, rowCount, parameters[i]);
    }
    run(plan, 0, slots, rows, taker);
  }

  /// Goes on with rows that left another worker's run of the plan.
  ///
  /// @param step the step that is next
  /// @param rows the values of the slots that are still needed
  public void resume(Plan plan, int step, RowList rows, RowTaker taker) {
    run(plan, step, plan.kept().get(step - 1), rows, taker);
  }

  private void run(Plan plan, int step, int[] slots, RowList rows, RowTaker taker) {
    resumed.reset(plan.slotCount());
    for (int start = 0; start < rows.count(); start += Batch.ROWS) {
      int end = Math.min(start + Batch.ROWS, rows.count());
      rows.copyTo(resumed.columns, slots, start, end);
      resumed.rowCount = end - start;
      run(plan, step, resumed, taker);
    }
  }

  /// Where plans run over the statements of the formula `id` instead.
  PlanRun inFormula(int id) {
    return inFormulas.computeIfAbsent(id, this::searchOf);
  }

  private PlanRun searchOf(int id) {
    TermDictionary dictionary = dictionary();
    var statements = new FactStore(dictionary);
    var inOrder = new FactPositions();
    for (Triple statement : dictionary.formula(id).statements()) {
      int subject = dictionary.intern(statement.subject());
      int predicate = dictionary.intern(statement.predicate());
      int object = dictionary.intern(statement.object());
      statements.assertFact(subject, predicate, object);
      inOrder.add(subject, predicate, object);
    }
    var search = new PlanRun(statements, inOrder, context);
    search.window = new RowRange.Window(-1, statements.generation());
    return search;
  }

  /// Evaluates a plan for the rows of `start`, in which the slots it takes as bound have values.
  void run(Plan plan, Batch start, RowTaker taker) {
    run(plan, 0, start, taker);
  }

  private void run(Plan plan, int step, Batch start, RowTaker taker) {
    int first = batchesInUse;
    batchesInUse += plan.steps().size();
    while (batches.size() < batchesInUse) {
      batches.add(new Batch());
    }
    try {
      new Pipeline(plan, first, taker).push(step, start);
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
      context.budget().check();
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

    /// Sends a row of `from` to the step after this one on another worker.
    void send(int worker, Batch from, int row) {
      courier().send(worker, pipeline.plan, step + 1, from.columns, row, kept);
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
