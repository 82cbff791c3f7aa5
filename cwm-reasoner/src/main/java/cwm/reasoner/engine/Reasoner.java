package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.BudgetExhaustedException;
import cwm.reasoner.FormulaReasoner;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.RunContext;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Rule;
import cwm.reasoner.rule.Stratification;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs the rules that a store states over the facts it holds, until nothing new follows.
///
/// **Rounds and supersteps.** A worker runs its rules in rounds, each a generation of its facts:
/// rules read what earlier generations hold and write into the open one. A rule that has run before
/// joins only what came since (semi-naive evaluation), and a round wakes only rules that read a
/// predicate which the round before added to, so its cost depends on what is new. What several
/// workers do together goes in supersteps ([SuperstepDriver]).
///
/// **Strata.** Rules run stratum by stratum ([Stratification]). When facts were added after a run,
/// [#think] goes on from there; a stratum whose rules read as complete what has changed since is
/// dropped, with those above it, and computed again.
///
/// **Rules as facts.** Rules are the `log:implies` and `log:isImpliedBy` statements of the store,
/// derived ones included: they are collected after each superstep and run against all facts from
/// the next. Backward rules run as forward ones that somebody asks
/// ([cwm.reasoner.rule.BackwardRules]).
///
/// All that is derived in the store must be this reasoner's work. Owned by one thread, with its
/// store; the threads that further workers need live as long as a run.
public final class Reasoner {
  private final PartitionedStore facts;
  private final RuleSet ruleSet;
  private final Board board;
  private final @Nullable Sites sites;
  private final WorkerGroup group;
  private final Builtins builtins;
  private final int depth;
  private final History history;
  private Runnable onBarrier = () -> {};

  // Where the first run goes on, until that has begun.
  private @Nullable Resumption resumption;

  // Whether formulas were concluded from whose closure holds for one run only.
  private boolean hasConcludedPerJob;

  // Whether the workers of a run have begun.
  private boolean isUnderWay;

  // The time of the last run, and what was declared then.
  private long nowMillis;
  private Map<String, String> prefixes = Map.of();

  /// A reasoner with one worker.
  public Reasoner(FactStore store, Builtins builtins) {
    this(new PartitionedStore(store), builtins);
  }

  /// A reasoner within others.
  ///
  /// @param depth how many there are, this one among them
  Reasoner(FactStore store, Builtins builtins, int depth) {
    this(new PartitionedStore(store), builtins, null, new Assembly(), depth, null, null);
  }

  /// A reasoner with as many workers as the facts are spread over.
  public Reasoner(PartitionedStore facts, Builtins builtins) {
    this(facts, builtins, new Assembly());
  }

  /// A reasoner that runs these rules and no others: what the facts state of rules is data to it.
  /// [#pass] needs no strata then, since it reads nothing of what it concludes.
  ///
  /// @param rules statements `body log:implies head` and `head log:isImpliedBy body`
  public static Reasoner ofRules(
      PartitionedStore facts, Builtins builtins, Collection<Triple> rules) {
    return new Reasoner(facts, builtins, null, new Assembly(), 0, List.copyOf(rules), null);
  }

  /// The reasoner of one of several sites. Each calls the same methods in the same order, at the
  /// same time; facts are added and retracted in between, each at its owner's site.
  ///
  /// @param facts the store of this site ([cwm.reasoner.partition.Site])
  public Reasoner(PartitionedStore facts, Builtins builtins, Sites sites) {
    this(facts, builtins, sites, new Assembly());
  }

  /// The same, to go on where others were.
  ///
  /// @param facts as the resumption has them
  /// @param resumption the same at all sites
  public static Reasoner resumed(
      PartitionedStore facts, Builtins builtins, Sites sites, Resumption resumption) {
    return new Reasoner(facts, builtins, sites, new Assembly(), 0, null, resumption);
  }

  Reasoner(PartitionedStore facts, Builtins builtins, Assembly assembly) {
    this(facts, builtins, null, assembly);
  }

  Reasoner(PartitionedStore facts, Builtins builtins, @Nullable Sites sites, Assembly assembly) {
    this(facts, builtins, sites, assembly, 0, null, null);
  }

  Reasoner(
      PartitionedStore facts,
      Builtins builtins,
      @Nullable Sites sites,
      Assembly assembly,
      int depth,
      @Nullable List<Triple> rules,
      @Nullable Resumption resumption) {
    this.facts = facts;
    this.sites = sites;
    this.builtins = builtins;
    this.depth = depth;
    ruleSet = new RuleSet(facts, builtins, rules);
    this.resumption = resumption;
    history = new History(facts);
    if (resumption != null) {
      history.resume(resumption);
    }
    board = new Board(facts, ruleSet, sites, resumption != null);
    group = new WorkerGroup(facts, ruleSet, board, sites, assembly);
  }

  /// What finds what follows from formulas by themselves, for whoever calls builtins without a run.
  public static FormulaReasoner ofFormulas(Builtins builtins) {
    return new NestedReasoner(builtins, 1);
  }

  /// What has been derived so far, superstep by superstep, if there are several sites.
  public History history() {
    return history;
  }

  /// What is to be done whenever the [#history] has one superstep more, before the next begins.
  public void onBarrier(Runnable action) {
    onBarrier = action;
  }

  /// Whether what has been concluded holds for the last run only.
  boolean holdsForOneRun() {
    return hasConcludedPerJob || ruleSet.hasRunPerJob();
  }

  /// Runs all rules to the fixpoint, at no particular time: where a rule may ask for it, it must be
  /// said.
  ///
  /// @throws ReasonerException `BUDGET_EXHAUSTED`, with one worker with the store at the end of the
  ///   last whole round, with several with nothing derived in it; `NOT_STRATIFIED`
  /// @throws SitesException if another site cannot go on
  public ThinkReport think(Budget budget) {
    return think(new RunContext(budget, 0));
  }

  /// Runs all rules to the fixpoint, as [#think(Budget)]. What rules concluded at another time, or
  /// when other prefixes were declared, is dropped first, if one of them asks for such things.
  ///
  /// @param context with several sites the same time at all
  public ThinkReport think(RunContext context) {
    return run(context, Run::toFixpoint);
  }

  /// Runs each rule once over the facts there are, and over all that backward rules answer to them.
  public ThinkReport pass(RunContext context) {
    return run(context, Run::once);
  }

  private ThinkReport run(RunContext context, Function<Run, ThinkReport> body) {
    isUnderWay = false;
    boolean isSame =
        context.nowMillis() == nowMillis && context.world().prefixes().equals(prefixes);
    if (!isSame && holdsForOneRun()) {
      hasConcludedPerJob = false;
      factsRetracted();
    }
    nowMillis = context.nowMillis();
    prefixes = context.world().prefixes();
    var formulas = new NestedReasoner(builtins, depth + 1);
    try (var run = new Run(context.with(formulas), formulas)) {
      return body.apply(run);
    } catch (RuntimeException | Error e) {
      breakOff(e);
      throw e;
    }
  }

  private void breakOff(Throwable why) {
    if (sites != null) {
      sites.fail(String.valueOf(why.getMessage())); // it may be known here only
      group.clear();
      board.setStale();
    } else if (isUnderWay && facts.isSpread()) {
      group.clear();
      drop(0);
    }
  }

  /// Takes the store of a reasoner with one worker back to the end of an earlier generation
  /// ([FactStore#truncate]); the next [#think] goes on from there.
  public void truncate(int generation) {
    if (facts.isSpread()) {
      throw new IllegalStateException("generations are numbered by each worker for itself");
    }
    facts.stores().getFirst().truncate(generation);
    ruleSet.replace(board.shareRulesAnew());
    for (ActiveRule rule : ruleSet.rules()) {
      // What a rule concluded from the last generation kept was in a later one.
      if (rule.hasWorkers() && rule.at(0).seen() >= generation) {
        rule.forget();
      }
    }
  }

  /// To be called after facts were retracted: drops all that was derived, so that the next [#think]
  /// derives it from what is asserted. With several sites it is dropped when that begins, on all,
  /// whichever has called this.
  public void factsRetracted() {
    if (sites == null) {
      drop(0);
    } else {
      board.setStale();
    }
  }

  /// Drops what rules of a stratum and of those above concluded.
  ///
  /// @return the lowest stratum that was dropped: one below, if it had a rule that is derived no
  ///   more
  private int drop(int stratum) {
    int lowest = stratum;
    int next = stratum;
    do {
      lowest = next;
      int from = lowest;
      facts.stores().forEach(store -> store.dropDerived(from));
      for (ActiveRule gone : ruleSet.replace(board.shareRulesAnew())) {
        if (gone.hasRun()) {
          next = Math.min(next, gone.stratum());
        }
      }
    } while (next < lowest);
    List<ActiveRule> kept = new ArrayList<>();
    for (ActiveRule rule : ruleSet.rules()) {
      if (rule.stratum() >= lowest) {
        rule.forget();
      } else if (rule.hasRun()) {
        kept.add(rule);
      }
    }
    group.factsDropped(kept);
    return lowest;
  }

  /// The state of one run.
  private final class Run implements AutoCloseable {
    private final RunContext context;
    private final NestedReasoner formulas;
    private final long factCountBefore = facts.factCount();
    private int stratumCount = 1;
    private SuperstepDriver driver;
    private RunCounts earlier = RunCounts.NONE;

    // Whether the last superstep may have left something to the next.
    private boolean mayFollow;

    Run(RunContext context, NestedReasoner formulas) {
      this.context = context;
      this.formulas = formulas;
      Resumption from = resumption;
      resumption = null;
      boolean isStale = group.begin(context, from);
      if (isStale || ruleSet.takeOutdated().isPresent()) {
        dropAll();
      }
      driver = group.newDriver();
    }

    ThinkReport toFixpoint() {
      begin();
      for (int stratum = 0; stratum < stratumCount; ) {
        if (mustRecompute(stratum)) {
          history.close();
          stratum = drop(stratum);
          stratify(-1);
        }
        stratum = runStratum(stratum);
      }
      if (sites != null) {
        history.endRun(stratumCount, group.workers());
        onBarrier.run();
      }
      return report();
    }

    ThinkReport once() {
      if (ruleSet.rules().stream().anyMatch(ruleSet::isWorking)) {
        answerQuestions();
      } else if (!ruleSet.isGiven()) {
        begin();
      }
      guarded(driver::once);
      return report();
    }

    /// Finds all that backward rules answer to the facts there are, before other rules run.
    private void answerQuestions() {
      List<ActiveRule> working = ruleSet.rules().stream().filter(ruleSet::isWorking).toList();
      var stratification = Stratification.of(working.stream().map(ActiveRule::rule).toList());
      stratumCount = 1;
      for (int i = 0; i < working.size(); i++) {
        working.get(i).setStratum(stratification.stratum(i));
        stratumCount = Math.max(stratumCount, stratification.stratum(i) + 1);
      }
      int behind = Math.min(stratumCount, FactStore.STRATUM_MAX);
      ruleSet.rules().stream()
          .filter(rule -> !ruleSet.isWorking(rule))
          .forEach(rule -> rule.setStratum(behind));
      for (int stratum = 0; stratum < stratumCount; stratum++) {
        runStratum(stratum);
      }
    }

    private void begin() {
      List<Integer> before = ruleSet.rules().stream().map(ActiveRule::stratum).toList();
      stratify(-1);
      if (hasMoved(before)) {
        dropAll();
        stratify(-1);
      }
      history.beginRun(stratumCount);
    }

    private void dropAll() {
      history.begin();
      drop(0);
    }

    /// Whether a rule that has run is in another stratum now: its conclusions are noted under the
    /// one it was in.
    private boolean hasMoved(List<Integer> before) {
      int index = 0;
      for (ActiveRule rule : ruleSet.rules()) {
        if (rule.hasRun() && rule.stratum() != before.get(index)) {
          return true;
        }
        index++;
      }
      return false;
    }

    /// Runs a stratum to its fixpoint.
    ///
    /// @return the stratum to go on with: the next one, or a lower one for which a rule was derived
    private int runStratum(int stratum) {
      List<ActiveRule> pending = ruleSet.ofStratum(stratum);
      boolean goesOn = !pending.isEmpty();
      while (goesOn) {
        List<ActiveRule> toRun = pending;
        guarded(() -> runSuperstep(stratum, toRun));
        goesOn = mayFollow;
        pending = List.of();
        List<ActiveRule> derived = ruleSet.add(board.takeRules());
        // Without a backward rule more, what was complete in this run is so still.
        ruleSet.takeOutdated().filter(_ -> ruleSet.hasNewBackward()).ifPresent(this::refuse);
        if (!derived.isEmpty()) {
          driver.noteMirrorChanged(group.takeNewRules());
          int lowest = stratify(stratum);
          if (lowest < stratum) {
            return lowest;
          }
          pending = derived;
          goesOn = true;
        }
        if (facts.isToBeSpread()) {
          spread();
          pending = ruleSet.ofStratum(stratum);
          goesOn = true;
        }
      }
      return stratum + 1;
    }

    private void refuse(Rule outdated) {
      throw new ReasonerException(
          "NOT_STRATIFIED",
          "a backward rule that was derived during the run answers what %s has already tested or collected as complete; state it in the input"
              .formatted(outdated.text()));
    }

    private void runSuperstep(int stratum, List<ActiveRule> pending) {
      mayFollow =
          driver.superstep(stratum, pending, context.budget().stepMax() - counts().rounds());
      if (sites != null) {
        pass(stratum);
      }
    }

    private void pass(int stratum) {
      if (board.hasNewRules() || holdsForOneRun() || formulas.isPerJob()) {
        history.close();
      }
      history.pass(stratum, group.workers());
      onBarrier.run();
    }

    private void spread() {
      earlier = counts();
      driver.close();
      group.spread(context);
      driver = group.newDriver();
    }

    private RunCounts counts() {
      return earlier.plus(RunCounts.of(driver, group.workers()));
    }

    private void guarded(Runnable round) {
      isUnderWay = true;
      try {
        round.run();
      } catch (BudgetExhaustedException limit) {
        RunCounts counts = counts();
        if (!facts.isSpread()) {
          FactStore store = facts.stores().getFirst();
          store.truncate(store.generation() - 1);
        }
        throw new ReasonerException(
            "BUDGET_EXHAUSTED",
            "stopped before the fixpoint: %s; after %,d rounds there are %,d facts, %,d of them new; do rules build ever new terms? Otherwise raise --max-steps or --timeout"
                .formatted(
                    limit.getMessage(),
                    counts.rounds(),
                    facts.factCount(),
                    facts.factCount() - factCountBefore));
      }
    }

    /// Finds the strata of all rules.
    ///
    /// @param current the stratum being run, below which strata are closed; -1 at the start
    /// @return the lowest stratum with a rule that has not run
    private int stratify(int current) {
      List<ActiveRule> rules = List.copyOf(ruleSet.rules());
      List<Rule> plain = rules.stream().map(ActiveRule::rule).toList();
      Stratification stratification = Stratification.of(plain);
      int lowest = Integer.MAX_VALUE;
      stratumCount = 1;
      BitSet closed = new BitSet();
      BitSet asking = new BitSet();
      for (int i = 0; i < rules.size(); i++) {
        ActiveRule rule = rules.get(i);
        asking.set(i, ruleSet.isAsking(rule));
        if (rule.hasRun() && rule.stratum() <= current) {
          closed.set(i);
        }
      }
      for (int i = 0; i < rules.size(); i++) {
        ActiveRule rule = rules.get(i);
        rule.setStratum(stratification.stratum(i));
        stratumCount = Math.max(stratumCount, rule.stratum() + 1);
        if (!rule.hasRun()) {
          lowest = Math.min(lowest, rule.stratum());
          int fed =
              current < 0 || !ruleSet.bringsNews(rule)
                  ? -1
                  : stratification.findNegativeDependent(i, closed, asking);
          if (fed >= 0) {
            throw new ReasonerException(
                "NOT_STRATIFIED",
                "a rule that was derived during the run, %s, may add to what %s has already tested or collected as complete; state it in the input, or let it conclude another predicate"
                    .formatted(rule.rule().text(), rules.get(fed).rule().text()));
          }
        }
      }
      return lowest;
    }

    /// Whether facts that rules of the stratum read as complete came after they read them.
    private boolean mustRecompute(int stratum) {
      for (ActiveRule rule : ruleSet.rules()) {
        if (rule.stratum() == stratum && rule.hasRun()) {
          for (Atom atom : Stratification.atoms(rule.rule(), true)) {
            if (group.hasChangedSince(rule, atom)) {
              return true;
            }
          }
        }
      }
      return false;
    }

    private ThinkReport report() {
      List<String> warnings = new ArrayList<>(formulas.warnings());
      if (depth == 0) {
        warnings.addAll(ruleSet.takeWarnings());
      }
      int undecided = facts.dictionary().undecidedFormulaCount();
      if (undecided > 0) {
        warnings.add(
            "%,d comparisons of formulas were given up because of their symmetry; the formulas count as different"
                .formatted(undecided));
      }
      return new ThinkReport(
          ruleSet.statedCount(),
          stratumCount,
          group.workers().size(),
          counts(),
          facts.factCount() - factCountBefore,
          warnings,
          ruleSet.unknownBuiltins(),
          ruleSet.inconsistencies());
    }

    @Override
    public void close() {
      hasConcludedPerJob |= formulas.isPerJob();
      driver.close();
    }
  }
}
