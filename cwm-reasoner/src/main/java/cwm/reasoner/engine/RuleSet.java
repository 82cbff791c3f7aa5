package cwm.reasoner.engine;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.term.Formula;
import cwm.rdf.term.Log;
import cwm.rdf.term.Term;
import cwm.rdf.term.Triple;
import cwm.reasoner.ReasonerException;
import cwm.reasoner.builtin.Builtins;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.BackwardRules;
import cwm.reasoner.rule.Fuses;
import cwm.reasoner.rule.Pattern;
import cwm.reasoner.rule.Rule;
import cwm.reasoner.rule.RuleCompiler;
import cwm.reasoner.rule.RuleStatement;
import cwm.reasoner.rule.Stratification;
import cwm.reasoner.rule.UnboundHeads;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The rules that the facts of a store state, or those that are given apart from them, and which of
/// them new facts wake up.
final class RuleSet {
  /// Rules that are warned of: rules may conclude any number of others.
  private static final int WARNING_MAX = 10;

  private final PartitionedStore facts;
  private final TermDictionary dictionary;
  private final RuleCompiler compiler;
  private final BackwardRules backwardRules;
  private final int[] predicates;

  // The statements of all rules that were heard of, of either kind.
  private final Set<Triple> stated = new LinkedHashSet<>();
  private boolean hasBackward;
  private Optional<Rule> outdated = Optional.empty();

  // The backward rules among those that were added last.
  private final Set<Formula> lastBackward = new HashSet<>();
  private final Map<Formula, ActiveRule> rules = new LinkedHashMap<>();
  private final List<ActiveRule> byNumber = new ArrayList<>();
  private final Map<Integer, Readers> readers = new HashMap<>();
  private final List<ActiveRule> anyPredicate = new ArrayList<>();
  private final List<ActiveRule> perJob = new ArrayList<>();

  // By table of statements of rules, the rows that have been read.
  private final IdentityHashMap<FactTable, Integer> readRowCounts = new IdentityHashMap<>();

  // The statements of rules that are given, and no others are rules then; null if facts state them.
  private final @Nullable List<Triple> given;
  private boolean isGivenTaken;

  // What there is to say of rules, and how much of it has been said.
  private final Set<String> warnings = new LinkedHashSet<>();
  private int saidCount;

  /// @param given statements of the only rules there are; null for those that the facts state
  RuleSet(PartitionedStore facts, Builtins builtins, @Nullable List<Triple> given) {
    this.given = given;
    this.facts = facts;
    dictionary = facts.dictionary();
    compiler = new RuleCompiler(dictionary, builtins);
    backwardRules = new BackwardRules(builtins, compiler);
    predicates = new int[] {dictionary.intern(Log.IMPLIES), dictionary.intern(Log.IS_IMPLIED_BY)};
  }

  Collection<ActiveRule> rules() {
    return rules.values();
  }

  /// How many rules are stated, of either kind.
  int statedCount() {
    return !hasBackward
        ? rules.size()
        : (int)
            stated.stream()
                .map(Fuses::asRule)
                .filter(RuleCompiler::isRule)
                .map(RuleStatement::identity)
                .distinct()
                .count();
  }

  /// Whether a rule has run that asks for what is fixed for a run only.
  boolean hasRunPerJob() {
    return perJob.stream().anyMatch(ActiveRule::hasRun);
  }

  /// The rules of a stratum.
  List<ActiveRule> ofStratum(int stratum) {
    return rules.values().stream().filter(rule -> rule.stratum() == stratum).toList();
  }

  /// The rule of a number.
  ActiveRule rule(int number) {
    return byNumber.get(number);
  }

  /// Whether facts state no rules: they are given.
  boolean isGiven() {
    return given != null;
  }

  /// Takes the statements of rules that the facts here make and did not make before.
  List<Triple> takeStated() {
    if (given != null) {
      List<Triple> taken = isGivenTaken ? List.of() : given;
      isGivenTaken = true;
      return taken;
    }
    List<Triple> taken = new ArrayList<>();
    for (int predicate : predicates) {
      Term term = dictionary.term(predicate);
      for (FactTable statements : facts.tables(predicate)) {
        int row = readRowCounts.getOrDefault(statements, 0);
        for (; row < statements.rowCount(); row++) {
          taken.add(
              new Triple(
                  dictionary.term(statements.subject(row)),
                  term,
                  dictionary.term(statements.object(row))));
        }
        readRowCounts.put(statements, row);
      }
    }
    return taken;
  }

  /// Puts rules in force that are not yet, and what they need of others.
  ///
  /// @return the rules that came into force
  /// @throws ReasonerException `NOT_STRATIFIED`
  List<ActiveRule> add(List<Triple> statements) {
    List<Triple> further = statements.stream().filter(each -> !stated.contains(each)).toList();
    if (further.isEmpty()) {
      return List.of();
    }
    List<Rule> all = rewritten(further);
    stated.addAll(further);
    further.stream().map(UnboundHeads::warning).flatMap(Optional::stream).forEach(this::warn);
    if (!hasBackward) {
      return put(all, Map.of());
    }
    Map<Formula, ActiveRule> gone = forgetAll();
    List<ActiveRule> active = put(all, gone);
    rules.keySet().forEach(gone::remove);
    lastBackward.clear();
    further.stream()
        .filter(BackwardRules::isRule)
        .map(rule -> RuleStatement.closed(rule.object(), rule.subject()))
        .forEach(lastBackward::add);
    gone.values().stream()
        .filter(rule -> rule.hasRun() && !Stratification.atoms(rule.rule(), true).isEmpty())
        .forEach(rule -> outdated = Optional.of(rule.rule()));
    return active.stream().filter(rule -> !rule.hasWorkers()).toList();
  }

  /// What is to be in force when further rules are stated. If these cannot be, nothing has changed,
  /// and they are told of again.
  private List<Rule> rewritten(List<Triple> further) {
    try {
      hasBackward |= further.stream().anyMatch(BackwardRules::isRule);
      List<RuleStatement> all;
      if (hasBackward) {
        Set<Triple> together = new LinkedHashSet<>(stated);
        together.addAll(further);
        all = backwardRules.rewrite(together.stream().map(Fuses::asRule).toList(), given != null);
      } else {
        all = further.stream().map(Fuses::asRule).map(RuleStatement::of).toList();
      }
      // Nothing is kept of how an equal rule was written before: sites have to compile alike.
      return all.stream().map(compiler::compile).flatMap(Optional::stream).toList();
    } catch (RuntimeException e) {
      forgetStated();
      throw e;
    }
  }

  /// Whether a rule that came into force last may conclude what could not be concluded before:
  /// questions, and answers of rules that were there, only bring out what held already.
  boolean bringsNews(ActiveRule rule) {
    return !isWorking(rule) || lastBackward.contains(rule.rule().stated());
  }

  /// Whether a rule concludes questions or answers only.
  boolean isWorking(ActiveRule rule) {
    return !Fuses.isOne(rule.rule()) && rule.rule().head().stream().anyMatch(this::isWorking);
  }

  private boolean isWorking(Atom atom) {
    return atom.predicate() instanceof Pattern.Constant(int predicate)
        && FactStore.isWorking(dictionary, predicate);
  }

  /// Whether a rule concludes questions only.
  boolean isAsking(ActiveRule rule) {
    return hasBackward && isWorking(rule) && rule.rule().head().stream().allMatch(this::isQuestion);
  }

  private boolean isQuestion(Atom atom) {
    return atom.predicate() instanceof Pattern.Constant(int predicate)
        && isWorking(atom)
        && BackwardRules.isQuestion(dictionary.text(predicate));
  }

  /// Whether there was a backward rule among those that came into force last.
  boolean hasNewBackward() {
    return !lastBackward.isEmpty();
  }

  /// Takes a rule that has tested or collected, and now does so of other relations; so what it
  /// concluded need not hold any more when facts or backward rules have come since.
  Optional<Rule> takeOutdated() {
    Optional<Rule> taken = outdated;
    outdated = Optional.empty();
    return taken;
  }

  /// @param known rules that are to be as they were, however they are written now: what they keep
  ///   goes by how they were compiled
  private List<ActiveRule> put(List<Rule> compiled, Map<Formula, ActiveRule> known) {
    List<ActiveRule> added = new ArrayList<>();
    for (Rule rule : compiled) {
      if (!rules.containsKey(rule.identity())) {
        ActiveRule before = known.get(rule.identity());
        ActiveRule active = before == null ? new ActiveRule(rule) : before;
        rules.put(rule.identity(), active);
        register(active);
        added.add(active);
      }
    }
    return added;
  }

  private void warn(String warning) {
    if (warnings.size() < WARNING_MAX) {
      warnings.add(warning);
    }
  }

  /// What there is to say of rules that came since the last call.
  List<String> takeWarnings() {
    List<String> taken = warnings.stream().skip(saidCount).toList();
    saidCount = warnings.size();
    return taken;
  }

  /// What holds here though a rule says that it must not, for people, in order.
  List<String> inconsistencies() {
    List<String> found = new ArrayList<>();
    for (FactTable table : facts.tables(dictionary.find(Fuses.INCONSISTENT))) {
      for (int row = 0; row < table.rowCount(); row++) {
        found.add(Fuses.text(dictionary.term(table.object(row))));
      }
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }

  /// See [ThinkReport#unknownBuiltins].
  List<String> unknownBuiltins() {
    Set<Integer> read = new LinkedHashSet<>();
    Set<Integer> concluded = new HashSet<>();
    for (ActiveRule rule : rules.values()) {
      Stratification.atoms(rule.rule(), false).forEach(atom -> addPredicate(atom, read));
      Stratification.atoms(rule.rule(), true).forEach(atom -> addPredicate(atom, read));
      rule.rule().head().forEach(atom -> addPredicate(atom, concluded));
    }
    read.removeAll(concluded);
    return read.stream()
        .filter(predicate -> facts.tables(predicate).stream().allMatch(t -> t.rowCount() == 0))
        .filter(predicate -> dictionary.kind(predicate) == TermKind.IRI)
        .map(dictionary::text)
        .filter(Builtins::isNamedLikeOne)
        .toList();
  }

  private static void addPredicate(Atom atom, Set<Integer> predicates) {
    if (atom.predicate() instanceof Pattern.Constant(int predicate)) {
      predicates.add(predicate);
    }
  }

  /// Notes that the facts are in other tables now, or fewer: [#takeStated] takes all.
  void forgetStated() {
    readRowCounts.clear();
    isGivenTaken = false;
  }

  /// Puts these rules in force and no others; those that were already keep what they have seen.
  ///
  /// @return the rules that are in force no more
  Collection<ActiveRule> replace(List<Triple> statements) {
    Map<Formula, ActiveRule> before = forgetAll();
    stated.clear();
    hasBackward = false;
    List<Rule> all;
    try {
      all = rewritten(statements);
      stated.addAll(statements);
    } catch (ReasonerException _) {
      return before.values(); // the next run is told of the same rules, and refuses them
    }
    put(all, before);
    rules.keySet().forEach(before::remove);
    return before.values();
  }

  private Map<Formula, ActiveRule> forgetAll() {
    Map<Formula, ActiveRule> before = new LinkedHashMap<>(rules);
    rules.clear();
    byNumber.clear();
    readers.clear();
    anyPredicate.clear();
    perJob.clear();
    return before;
  }

  private void register(ActiveRule rule) {
    rule.setNumber(byNumber.size());
    byNumber.add(rule);
    for (Atom atom : rule.matches()) {
      if (atom.predicate() instanceof Pattern.Constant(int predicate)) {
        readers.computeIfAbsent(predicate, _ -> new Readers()).add(rule, atom.object());
      }
    }
    if (rule.readsAnyPredicate()) {
      anyPredicate.add(rule);
    }
    if (rule.isPerJob()) {
      perJob.add(rule);
    }
  }

  /// The rules of a stratum that may have something to do.
  ///
  /// @param isLocal whether those that workers run by themselves are asked for, or the others
  /// @param pending rules that have
  /// @param changed predicates of which there are new facts
  /// @param store where these are, in its last closed generation; null if they are elsewhere too
  /// @param alsoChanged further such predicates, with facts elsewhere
  Collection<ActiveRule> woken(
      int stratum,
      boolean isLocal,
      Collection<ActiveRule> pending,
      int[] changed,
      @Nullable FactStore store,
      int[] alsoChanged) {
    if (pending.isEmpty() && changed.length == 0 && alsoChanged.length == 0) {
      return List.of();
    }
    Set<ActiveRule> woken = new LinkedHashSet<>();
    addMatching(pending, stratum, isLocal, woken);
    Consumer<List<ActiveRule>> waking = rules -> addMatching(rules, stratum, isLocal, woken);
    forEachReader(changed, store, waking);
    forEachReader(alsoChanged, null, waking);
    if (changed.length > 0 || alsoChanged.length > 0) {
      addMatching(anyPredicate, stratum, isLocal, woken);
    }
    return woken;
  }

  private void forEachReader(
      int[] changed, @Nullable FactStore store, Consumer<List<ActiveRule>> action) {
    for (int predicate : changed) {
      Readers found = readers.get(predicate);
      if (found != null) {
        found.forEachOf(store, predicate, action);
      }
    }
  }

  private static void addMatching(
      Collection<ActiveRule> rules, int stratum, boolean isLocal, Set<ActiveRule> target) {
    for (ActiveRule rule : rules) {
      if (rule.stratum() == stratum && (rule.kind() == ActiveRule.Kind.LOCAL) == isLocal) {
        target.add(rule);
      }
    }
  }

  /// The rules that read facts of one predicate, by the object that they read if it is fixed: of
  /// thousands of rules about `rdf:type` a new fact wakes those about its class.
  private static final class Readers {
    private final Map<Integer, List<ActiveRule>> ofObject = new HashMap<>();
    private final List<ActiveRule> ofAny = new ArrayList<>();

    void add(ActiveRule rule, Pattern object) {
      if (object instanceof Pattern.Constant(int id)) {
        ofObject.computeIfAbsent(id, _ -> new ArrayList<>()).add(rule);
      } else {
        ofAny.add(rule);
      }
    }

    /// Hands over the rules that may have something new.
    ///
    /// @param store see [RuleSet#woken]
    void forEachOf(@Nullable FactStore store, int predicate, Consumer<List<ActiveRule>> action) {
      action.accept(ofAny);
      FactTable table = store == null ? null : store.table(predicate).orElse(null);
      int last = store == null ? 0 : store.generation() - 1;
      int start = table == null ? 0 : table.rowCountAt(last - 1);
      int end = table == null ? 0 : table.rowCountAt(last);
      if (table == null || end - start >= ofObject.size()) {
        ofObject.values().forEach(action);
        return;
      }
      for (int row = start; row < end; row++) {
        List<ActiveRule> rules = ofObject.get(table.object(row));
        if (rules != null) {
          action.accept(rules);
        }
      }
    }
  }
}
