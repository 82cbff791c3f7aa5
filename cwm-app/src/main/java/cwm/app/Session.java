package cwm.app;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.ReadReport;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.reasoner.Budget;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.engine.Reasoner;
import cwm.reasoner.engine.ThinkReport;
import java.util.LinkedHashMap;
import java.util.Map;

/// One run of the command on one machine: a store, and the directives applied to it in order.
final class Session {
  private final Options options;
  private final Script script;
  private final Console console;
  private final Progress progress;
  private final Inputs inputs;
  private final Map<String, String> prefixes = new LinkedHashMap<>();
  private FactStore store = new FactStore(new TermDictionary());
  private Reasoner reasoner = new Reasoner(store, Builtins.standard());

  Session(Options options, Script script, Console console) {
    this.options = options;
    this.script = script;
    this.console = console;
    progress = new Progress(console, options.quiet);
    inputs = new Inputs(console.in());
  }

  void run() {
    Budget budget = budget();
    for (Directive directive : script.directives()) {
      switch (directive) {
        case Directive.Load load -> load(load);
        case Directive.Think _ -> report(reasoner.think(budget));
        case Directive.Pass _ -> report(reasoner.pass(budget));
        case Directive.KeepData _ -> keepData();
      }
    }
    progress.end();
    if (options.verbose) {
      console.say(
          "closure: %,d facts, %,d of them derived; %,d terms"
              .formatted(
                  store.factCount(), store.derivedOnlyCount(), store.dictionary().size()));
    }
    if (!options.no) {
      new Output(options, script, prefixes, console).print(store);
    }
  }

  private Budget budget() {
    if (options.maxSteps != null && options.maxSteps < 0) {
      throw new UsageException("--max-steps must not be negative, and is " + options.maxSteps);
    }
    return Budget.of(
        options.maxSteps == null ? Long.MAX_VALUE : options.maxSteps,
        options.timeout == null ? Long.MAX_VALUE : options.timeout.toNanos(),
        System::nanoTime);
  }

  private void load(Directive.Load load) {
    long start = System.nanoTime();
    Inputs.Opened opened = inputs.open(load.input(), load.base());
    Syntax syntax = load.syntax().orElseGet(() -> Syntax.ofFileName(load.input()));
    progress.start("reading " + load.input(), "statements");
    FactStore target = store;
    ReadReport report =
        new N3Reader(store.dictionary(), syntax)
            .read(
                opened.source(),
                opened.base(),
                (s, p, o) -> {
                  target.assertFact(s, p, o);
                  progress.tick();
                });
    progress.end();
    report.orThrow();
    prefixes.putAll(report.prefixes());
    if (options.verbose) {
      double seconds = (System.nanoTime() - start) / 1e9;
      console.say(
          "read %s: %,d statements in %.2f s"
              .formatted(load.input(), report.statementCount(), seconds));
    }
  }

  private void report(ThinkReport report) {
    if (!options.quiet) {
      report.warnings().forEach(warning -> console.say("warning: " + warning));
    }
    if (options.verbose) {
      console.say(
          "%,d rules in %,d strata: %,d rounds, %,d instances, %,d new facts"
              .formatted(
                  report.ruleCount(),
                  report.stratumCount(),
                  report.roundCount(),
                  report.instanceCount(),
                  report.newFactCount()));
    }
  }

  /// Goes on with a store that has only the plain statements of this one.
  private void keepData() {
    TermDictionary dictionary = store.dictionary();
    var kept = new FactStore(dictionary);
    for (FactTable table : store.tables()) {
      int p = table.predicate();
      for (int row = 0; row < table.rowCount(); row++) {
        int s = table.subject(row);
        int o = table.object(row);
        if (isPlain(s, dictionary) && isPlain(p, dictionary) && isPlain(o, dictionary)) {
          if (table.isAsserted(row)) {
            kept.assertFact(s, p, o);
          }
          if (table.isDerived(row)) {
            kept.derive(s, p, o, table.stratum(row));
          }
        }
      }
    }
    store = kept;
    reasoner = new Reasoner(kept, Builtins.standard());
  }

  private static boolean isPlain(int id, TermDictionary dictionary) {
    return !dictionary.hasFormula(id) && !dictionary.hasVariable(id);
  }
}
