package cwm.app;

import cwm.rdf.n3.Diagnostic;
import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.ReadReport;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.reasoner.Budget;
import cwm.reasoner.RunContext;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.engine.ThinkReport;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One run of the command on one machine: a store, and the directives applied to it in order.
final class Session {
  private final Options options;
  private final Script script;
  private final Console console;
  private final Progress progress;
  private final Inputs inputs;
  private final Map<String, String> prefixes = new LinkedHashMap<>();
  private final Thread owner = Thread.currentThread();
  private PartitionedStore facts;
  private Reasoner reasoner;
  private boolean hasMistakes;
  private long factCountBefore;

  /// @param spreading how the workers share the facts
  Session(Options options, Script script, Spreading spreading, Console console) {
    this.options = options;
    this.script = script;
    this.console = console;
    progress = new Progress(console, options.quiet);
    inputs = new Inputs(console.in());
    facts = new PartitionedStore(new TermDictionary(), spreading);
    reasoner = new Reasoner(facts, Builtins.standard());
  }

  /// Does all that the script says and prints the result. If inputs have mistakes, prints those of
  /// all inputs instead.
  ExitCode run() {
    var output = new Output(options, script, prefixes, console);
    if (!options.no) {
      output.requireWritable();
    }
    if (!evaluate()) {
      return ExitCode.FAILED;
    }
    if (!options.no) {
      output.print(facts);
    }
    return ExitCode.OK;
  }

  /// Does all that the script says, and prints no result. If inputs have mistakes, prints those of
  /// all inputs.
  ///
  /// @return whether inputs have none
  boolean evaluate() {
    var context = new RunContext(budget(), System.currentTimeMillis());
    script.inputs().forEach(inputs::requireReadable);
    for (Directive directive : script.directives()) {
      if (directive instanceof Directive.Load load) {
        load(load);
      } else if (!hasMistakes) {
        step(directive, context);
      }
    }
    if (!hasMistakes && options.verbose) {
      console.say(
          "closure: %,d facts, %,d of them derived; %,d terms"
              .formatted(facts.factCount(), facts.derivedOnlyCount(), facts.dictionary().size()));
    }
    return !hasMistakes;
  }

  /// Reads the inputs of a node of a cluster, which reasons and prints with others. If inputs have
  /// mistakes, prints those of all inputs.
  ///
  /// @return what the inputs state; empty if there are mistakes
  Optional<TripleList> readInputs() {
    var read = new TripleList();
    return readInputs(read) ? Optional.of(read) : Optional.empty();
  }

  /// The same, as they are read. If they have mistakes, that is known when the others have been
  /// handed over.
  ///
  /// @return whether they have none
  boolean readInputs(TripleSink read) {
    script.inputs().forEach(inputs::requireReadable);
    for (Directive directive : script.directives()) {
      switch (directive) {
        case Directive.Load load -> load(load, read);
        case Directive.KeepData _ -> {} // is about what is printed
        case Directive.Think _, Directive.Pass _ -> {} // the cluster's
      }
    }
    return !hasMistakes;
  }

  /// Prints facts that a cluster has derived and loaded, as far as the script keeps them.
  ///
  /// @param all what is to be printed
  void print(TripleList all) {
    var printed = new PartitionedStore(dictionary(), Spreading.NONE);
    boolean keepsData = script.directives().stream().anyMatch(Directive.KeepData.class::isInstance);
    all.forEach(
        (s, p, o) -> {
          if (!keepsData || isPlain(s, p, o)) {
            printed.derive(s, p, o, 0); // --derived has been asked for already
          }
        });
    new Output(options, script, prefixes, console).print(printed);
  }

  /// Checks that what is to be printed can be.
  void requireWritable() {
    new Output(options, script, prefixes, console).requireWritable();
  }

  /// The dictionary that the session's facts have their terms in.
  TermDictionary dictionary() {
    return facts.dictionary();
  }

  long factCount() {
    return facts.factCount();
  }

  private void step(Directive directive, RunContext context) {
    long start = System.nanoTime();
    switch (directive) {
      case Directive.Load load -> load(load);
      case Directive.Think _ -> report(reason(() -> reasoner.think(context)), start);
      case Directive.Pass _ -> report(reason(() -> reasoner.pass(context)), start);
      case Directive.KeepData _ -> keepData();
    }
  }

  private ThinkReport reason(Supplier<ThinkReport> run) {
    factCountBefore = facts.factCount();
    progress.start("reasoning", "new facts");
    try {
      return run.get();
    } finally {
      progress.end();
    }
  }

  /// The clock that budgets ask every now and then during a run, which is when to show how far it
  /// is.
  private long clockOfBudget() {
    if (Thread.currentThread() == owner) {
      progress.show(facts.factCount() - factCountBefore);
    }
    return System.nanoTime();
  }

  private Budget budget() {
    if (options.maxSteps != null && options.maxSteps < 0) {
      throw new UsageException("--max-steps must not be negative, and is " + options.maxSteps);
    }
    return Budget.of(
        options.maxSteps == null ? Long.MAX_VALUE : options.maxSteps,
        options.timeout == null ? Long.MAX_VALUE : options.timeout.toNanos(),
        this::clockOfBudget);
  }

  private void load(Directive.Load load) {
    PartitionedStore target = facts;
    target.startDocument();
    load(
        load,
        new TripleSink() {
          @Override
          public void accept(int subject, int predicate, int object) {
            target.assertFact(subject, predicate, object);
          }

          @Override
          public void acceptAll(int[] triples, int count) {
            target.assertFacts(triples, count);
          }
        });
  }

  private void load(Directive.Load load, TripleSink target) {
    long start = System.nanoTime();
    Inputs.Opened opened = inputs.open(load.input(), load.base());
    Syntax syntax = load.syntax().orElseGet(() -> Syntax.ofFileName(load.input()));
    progress.start("reading " + load.input(), "statements");
    ReadReport report = read(opened, syntax, target);
    for (Diagnostic mistake : report.diagnostics()) {
      hasMistakes = true;
      console.print(mistake + System.lineSeparator());
    }
    prefixes.putAll(report.prefixes());
    if (options.verbose) {
      console.say(
          "read %s: %,d statements in %.2f s"
              .formatted(load.input(), report.statementCount(), secondsSince(start)));
    }
  }

  private ReadReport read(Inputs.Opened opened, Syntax syntax, TripleSink target) {
    try {
      return new N3Reader(
              facts.dictionary(), syntax, ReaderLimits.DEFAULT, facts.spreading().workerCount())
          .read(
              opened.source(),
              opened.base(),
              new TripleSink() {
                @Override
                public void accept(int subject, int predicate, int object) {
                  target.accept(subject, predicate, object);
                  progress.tick();
                }

                @Override
                public void acceptAll(int[] triples, int count) {
                  target.acceptAll(triples, count);
                  progress.tick(count);
                }
              });
    } finally {
      progress.end();
    }
  }

  private static double secondsSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private void report(ThinkReport report, long startNanos) {
    if (!options.quiet) {
      report.warnings().forEach(warning -> console.say("warning: " + warning));
    }
    if (options.verbose) {
      console.say(
          "%,d rules in %,d strata: %,d rounds, %,d instances, %,d new facts in %.2f s"
              .formatted(
                  report.ruleCount(),
                  report.stratumCount(),
                  report.counts().rounds(),
                  report.counts().instances(),
                  report.newFactCount(),
                  secondsSince(startNanos)));
      if (report.workerCount() > 1) {
        console.say(
            "%,d workers: %,d supersteps, %,d hops, %,d rows and conclusions sent"
                .formatted(
                    report.workerCount(),
                    report.counts().supersteps(),
                    report.counts().hops(),
                    report.counts().sent()));
      }
    }
  }

  /// Goes on with a store that has only the plain statements of this one.
  private void keepData() {
    TermDictionary dictionary = facts.dictionary();
    var kept = new PartitionedStore(dictionary, facts.spreading());
    for (FactTable table : facts.tables()) {
      int p = table.predicate();
      for (int row = 0; row < table.rowCount(); row++) {
        int s = table.subject(row);
        int o = table.object(row);
        if (isPlain(s, p, o)) {
          if (table.isAsserted(row)) {
            kept.assertFact(s, p, o);
          }
          if (table.isDerived(row)) {
            kept.derive(s, p, o, table.stratum(row));
          }
        }
      }
    }
    facts = kept;
    reasoner = new Reasoner(kept, Builtins.standard());
  }

  private boolean isPlain(int subject, int predicate, int object) {
    return isPlain(subject) && isPlain(predicate) && isPlain(object);
  }

  private boolean isPlain(int id) {
    return !dictionary().hasFormula(id) && !dictionary().hasVariable(id);
  }
}
