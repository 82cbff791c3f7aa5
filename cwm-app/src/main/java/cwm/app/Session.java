package cwm.app;

import cwm.distributed.DistributedReasoner;
import cwm.rdf.n3.Diagnostic;
import cwm.rdf.n3.ReadReport;
import cwm.rdf.store.GraphPredicates;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.RunContext;
import cwm.reasoner.World;
import cwm.reasoner.engine.ThinkReport;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// One run of the command on one machine: a store, and the directives applied to it in order.
final class Session {
  private final Options options;
  private final Script script;
  private final Console console;
  private final Progress progress;
  private final Inputs inputs;
  private final Permissions permissions;
  private final SparqlSteps sparql;
  private final Map<String, String> prefixes = new LinkedHashMap<>();
  private final Thread owner = Thread.currentThread();
  private final Map<Directive.Apply, List<Triple>> appliedRules = new HashMap<>();
  private final WorkingStore store;
  private boolean hasMistakes;
  private long factCountBefore;

  /// @param spreading how the workers share the facts
  Session(Options options, Script script, Spreading spreading, Console console) {
    this(options, script, spreading, console, Permissions.NONE);
  }

  /// @param permissions what inputs and rules may reach
  Session(
      Options options,
      Script script,
      Spreading spreading,
      Console console,
      Permissions permissions) {
    this.permissions = permissions;
    this.options = options;
    this.script = script;
    this.console = console;
    progress = new Progress(console, options.quiet);
    inputs = new Inputs(console.in(), permissions);
    store = new WorkingStore(new TermDictionary(), spreading);
    sparql = new SparqlSteps(options, inputs, permissions);
  }

  /// Does all that the script says and prints the result. If inputs have mistakes, prints those of
  /// all inputs instead.
  ExitCode run() {
    var output = new Output(options, script, prefixes, console);
    if (!options.no) {
      output.requireWritable();
      warnOfIgnoredFlags();
    }
    RunContext context = context();
    if (!evaluate(context)) {
      return ExitCode.FAILED;
    }
    if (!options.no) {
      print(output, store, declaring(context));
    }
    return ExitCode.OK;
  }

  private void warnOfIgnoredFlags() {
    if (!options.quiet && !script.ignoredFlags().isEmpty()) {
      console.say(
          "warning: --n3=%s has no meaning here, and is ignored".formatted(script.ignoredFlags()));
    }
  }

  /// Does all that the script says, and prints no result. If inputs have mistakes, prints those of
  /// all inputs.
  ///
  /// @return whether inputs have none
  boolean evaluate() {
    return evaluate(context());
  }

  private boolean evaluate(RunContext context) {
    requireReadable();
    script.applied().forEach(this::readRules);
    for (Directive directive : script.directives()) {
      if (directive instanceof Directive.Load load) {
        load(load);
      } else if (!hasMistakes) {
        step(directive, declaring(context));
      }
    }
    if (!hasMistakes && options.verbose) {
      PartitionedStore facts = store.result();
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
    requireReadable();
    script.applied().forEach(this::readRules);
    for (Directive directive : script.directives()) {
      switch (directive) {
        case Directive.Load load -> load(load, read);
        case Directive.Think _, Directive.Pass _ -> {} // the cluster's
        // are about what is printed
        case Directive.Apply _,
            Directive.Ask _,
            Directive.KeepData _,
            Directive.Purge _,
            Directive.PurgeRules _ -> {}
      }
    }
    return !hasMistakes;
  }

  /// Prints facts of a cluster, after the steps that are about what is printed.
  ///
  /// @param all what there is to be printed
  void print(TripleList all) {
    print(all, new TripleList());
  }

  /// The same where steps read more than is printed, and queries that inputs state are answered.
  ///
  /// @param derived what no input states
  /// @param all this and what inputs state
  void print(TripleList derived, TripleList all) {
    var printed = new WorkingStore(dictionary(), Spreading.NONE);
    derived.forEach(byGraph(printed, printed::derive));
    TripleSink stated = printed.startInput();
    all.forEach(
        byGraph(
            printed,
            (s, p, o) -> {
              if (!printed.contains(s, p, o)) {
                stated.accept(s, p, o);
              }
            }));
    RunContext context = context();
    for (Directive directive : script.directives()) {
      switch (directive) {
        case Directive.Load _, Directive.Think _, Directive.Pass _ -> {} // the cluster has done it
        case Directive.Apply apply -> apply(apply, printed, context);
        case Directive.Ask ask -> sparql.run(ask, printed);
        case Directive.KeepData _ -> printed.keepData();
        case Directive.Purge _ -> printed.purge();
        case Directive.PurgeRules _ -> printed.purgeRules();
      }
    }
    print(new Output(options, script, prefixes, console), printed, context);
  }

  /// Takes facts of a cluster.
  ///
  /// @param target gets those of named graphs
  /// @param ofDefault takes the others
  private static TripleSink byGraph(WorkingStore target, TripleSink ofDefault) {
    var predicates = new GraphPredicates(target.dictionary());
    return (s, p, o) -> {
      if (predicates.contains(p)) {
        target.startGraph(predicates.graph(p)).accept(s, predicates.predicate(p), o);
      } else {
        ofDefault.accept(s, p, o);
      }
    };
  }

  /// Prints the answer of a query in SPARQL if there is one, else what is in a store.
  private void print(Output output, WorkingStore printed, RunContext context) {
    if (!sparql.print(output)) {
      answerQueries(printed, context);
      output.print(printed.result(), printed.namedGraphs());
    }
  }

  /// Prints the answer of a query in SPARQL, if there is one.
  ///
  /// @throws CommandException if it cannot be printed
  void printAnswer() {
    boolean _ = sparql.print(new Output(options, script, prefixes, console));
  }

  /// Whether what is printed follows from facts by rules that only this node has.
  boolean appliesRules() {
    return script.applied().findAny().isPresent();
  }

  /// Whether queries that inputs state (`log:query`) are answered in place of what else would be
  /// printed: nobody has asked for something else.
  boolean answersQueries() {
    return !options.strings
        && script.applied().map(Directive.Apply::manner).noneMatch(Directive.Manner::isFilter);
  }

  /// Leaves of the store only what queries that inputs state conclude, if there are any.
  private void answerQueries(WorkingStore target, RunContext context) {
    List<Triple> queries = answersQueries() ? target.queries() : List.of();
    if (!queries.isEmpty()) {
      if (!options.quiet) {
        console.say(
            "printing the answers of %,d log:query statement%s in place of the store (with --data: its facts)"
                .formatted(queries.size(), queries.size() == 1 ? "" : "s"));
      }
      reason(() -> target.apply(Directive.Manner.FILTER, queries, context));
    }
  }

  /// The store that has come of it, for requests. The session does nothing more.
  ///
  /// With `--think` the rules stay in force: they have run, and run again after each change.
  ///
  /// @param patience how long requests wait for one another
  LiveStore serve(Duration patience) {
    boolean thinks = script.directives().stream().anyMatch(Directive.Think.class::isInstance);
    if (thinks && !(script.directives().getLast() instanceof Directive.Think)) {
      reason(() -> store.think(declaring(context())));
    }
    return new LiveStore(
        thinks ? store.facts() : store.settled(),
        store.namedGraphs(),
        thinks ? store.inForce() : null,
        prefixes,
        () -> declaring(context()),
        new LoadDocuments(permissions, dictionary())::read,
        new WebServices(permissions, patience),
        new HeapRoom(),
        patience);
  }

  /// What a whole cluster knows, for requests.
  ///
  /// @param patience how long requests may take
  ClusterStore serve(DistributedReasoner reasoner, Duration patience) {
    return new ClusterStore(
        reasoner,
        prefixes,
        new LoadDocuments(permissions, reasoner.dictionary())::read,
        new WebServices(permissions, patience),
        new HeapRoom(),
        patience);
  }

  /// Checks that what is to be printed can be.
  void requireWritable() {
    warnOfIgnoredFlags();
    new Output(options, script, prefixes, console).requireWritable();
  }

  /// The dictionary that the session's facts have their terms in.
  TermDictionary dictionary() {
    return store.dictionary();
  }

  long factCount() {
    return store.factCount();
  }

  /// What takes its time now, and how far that is; empty if nothing does. Any thread may ask.
  Optional<String> doing() {
    return progress.text();
  }

  private void step(Directive directive, RunContext context) {
    switch (directive) {
      case Directive.Load load -> load(load);
      case Directive.Think _ -> reason(() -> store.think(context));
      case Directive.Pass _ -> reason(() -> store.pass(context));
      case Directive.Apply apply -> apply(apply, store, context);
      case Directive.Ask ask -> sparql.run(ask, store);
      case Directive.KeepData _ -> store.keepData();
      case Directive.Purge _ -> store.purge();
      case Directive.PurgeRules _ -> store.purgeRules();
    }
  }

  private void apply(Directive.Apply apply, WorkingStore target, RunContext context) {
    List<Triple> rules = Objects.requireNonNull(appliedRules.get(apply));
    reason(() -> target.apply(apply.manner(), rules, context));
  }

  private void reason(Supplier<ThinkReport> run) {
    long start = System.nanoTime();
    factCountBefore = store.factCount();
    progress.start("reasoning", "new facts");
    ThinkReport report;
    try {
      report = run.get();
    } finally {
      progress.end();
    }
    report(report, start);
    requireConsistent(report.inconsistencies());
  }

  /// @param inconsistencies what holds and must not
  /// @throws CommandException if there is any
  private static void requireConsistent(List<String> inconsistencies) {
    if (!inconsistencies.isEmpty()) {
      int others = inconsistencies.size() - 1;
      throw new CommandException(
          "inconsistent: %s%s"
              .formatted(
                  inconsistencies.getFirst(),
                  others == 0 ? "" : " (and %,d more)".formatted(others)));
    }
  }

  /// The clock that budgets ask every now and then during a run, which is when to show how far it
  /// is.
  private long clockOfBudget() {
    if (Thread.currentThread() == owner) {
      progress.show(store.factCount() - factCountBefore);
    }
    return System.nanoTime();
  }

  private RunContext context() {
    return new RunContext(
        budget(),
        System.currentTimeMillis(),
        new World(
            options.arguments,
            permissions.visibleEnvironment(),
            new RuleDocuments(permissions, this::warn)));
  }

  /// What rules see when they begin to run: the prefixes that were declared until then.
  private RunContext declaring(RunContext context) {
    return context.in(context.world().declaring(prefixes));
  }

  /// Warns of something that a worker's thread may have come upon.
  private void warn(String message) {
    if (!options.quiet) {
      console.say("warning: " + message);
    }
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

  private void requireReadable() {
    script.files().forEach(inputs::requireReadable);
    sparql.read(script);
  }

  /// Reads a file whose rules are applied. All such files are read before anything is done.
  private void readRules(Directive.Apply apply) {
    var document = new TripleList();
    load(new Directive.Load(apply.file(), Optional.of(DocumentSyntax.N3), apply.base()), document);
    List<Triple> rules = new AppliedRules(document, dictionary()).of(apply.manner());
    appliedRules.put(apply, rules);
    if (rules.isEmpty() && !hasMistakes) {
      if (apply.manner() == Directive.Manner.QUERY) {
        throw new CommandException(
            "there is no query in %s; one looks like [] ql:select { ... }; ql:where { ... } . with @prefix ql: <http://www.w3.org/2004/ql#>"
                .formatted(apply.file()));
      }
      if (!options.quiet) {
        console.say("warning: there are no rules in " + apply.file());
      }
    }
  }

  /// Runs a reader over an input that has been opened.
  @FunctionalInterface
  private interface Reading {
    DocumentReader.Result read(DocumentReader reader, Inputs.Opened opened, DocumentSyntax syntax);
  }

  /// Reads all graphs of an input into the store.
  private void load(Directive.Load load) {
    TripleSink sink = ticking(store.startInput());
    read(
        load,
        (reader, opened, syntax) ->
            reader.read(opened, syntax, sink, name -> ticking(store.startGraph(name))));
  }

  /// Reads an input for a cluster.
  private void load(Directive.Load load, TripleSink target) {
    var predicates = new GraphPredicates(dictionary());
    read(
        load,
        (reader, opened, syntax) ->
            reader.read(
                opened, syntax, ticking(target), name -> ticking(predicates.sink(name, target))));
  }

  private void read(Directive.Load load, Reading reading) {
    long start = System.nanoTime();
    Inputs.Opened opened = inputs.open(load.input(), load.base());
    DocumentSyntax syntax =
        load.syntax().or(opened::syntax).orElseGet(() -> DocumentSyntax.ofFileName(load.input()));
    progress.start("reading " + load.input(), "statements");
    DocumentReader.Result result;
    try {
      result = reading.read(new DocumentReader(dictionary(), store.workerCount()), opened, syntax);
    } finally {
      progress.end();
    }
    ReadReport report = result.report();
    for (Diagnostic mistake : report.diagnostics()) {
      hasMistakes = true;
      console.print(mistake + System.lineSeparator());
    }
    if (!options.quiet) {
      result.warnings().forEach(warning -> console.say("warning: " + warning));
    }
    prefixes.putAll(report.prefixes());
    if (options.verbose) {
      console.say(
          "read %s: %,d statements%s in %.2f s"
              .formatted(
                  load.input(),
                  report.statementCount(),
                  result.namedStatementCount() == 0
                      ? ""
                      : " and %,d of named graphs".formatted(result.namedStatementCount()),
                  secondsSince(start)));
    }
  }

  /// Hands on to `target`, and shows how far it is.
  private TripleSink ticking(TripleSink target) {
    return new TripleSink() {
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
    };
  }

  private static double secondsSince(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private void report(ThinkReport report, long startNanos) {
    if (!options.quiet) {
      report.warnings().forEach(this::warn);
      report.unknownBuiltins().forEach(iri -> warn(BuiltinsText.unknown(iri)));
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
}
