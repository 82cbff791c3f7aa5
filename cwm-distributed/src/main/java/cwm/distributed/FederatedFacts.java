package cwm.distributed;

import cwm.jena.sparql.GraphFacts;
import cwm.jena.sparql.SparqlException;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.reasoner.BudgetExhaustedException;
import cwm.reasoner.plan.Conjunction;
import cwm.reasoner.plan.PatternSearch;
import cwm.reasoner.plan.SolutionStream;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The facts of a cluster as one query sees them: those of one version, each fetched from its owner
/// when a pattern first asks for it, and joined here. Updates change what they see here only
/// ([#added], [#removed]).
///
/// What was fetched is kept until the query is over, so memory is needed for all facts that its
/// patterns may match ([QueryStrategy#ADAPTIVE]: that go with what was found before).
///
/// The facts are those of the default graph or of a named graph ([FederatedGraphs]).
///
/// Owned by the thread of the query, but for [#stores()], which any thread may read.
final class FederatedFacts implements GraphFacts {
  private static final int NONE = TermDictionary.NONE;

  /// With more values than this a pattern is fetched as a whole.
  private static final int VALUES_MAX = 128;

  /// After so many patterns that differ in subject and object only, all of them are fetched.
  private static final int NARROW_MAX = 1_024;

  /// More stores than this are made one.
  private static final int STORES_MAX = 8;

  /// Solutions that are looked at for the values of their variables.
  private static final int LOOKED_AT_MAX = 1 << 14;

  private final QueryNodes nodes;
  private final QueryStrategy strategy;
  private final QueryLog log;
  private final BooleanSupplier isOver;
  private final Matching matching;
  private final Set<Asked> asked = new HashSet<>();
  private final Map<Integer, Integer> narrowCounts = new HashMap<>();

  // What was fetched; and all that is seen, which is that and what was added besides.
  private List<FactStore> fetched = List.of();
  private volatile List<FactStore> stores = List.of();
  private final FactStore addedBesides;

  // What is to be changed. What is removed goes first, so that a fact may be both.
  private final FactStore added;
  private final FactStore removed;
  private @Nullable RuntimeException failure;

  /// @param log is told of all that is fetched
  /// @param isOver whether nobody wants the answer any more
  /// @param matching asks for what agrees with a pattern
  FederatedFacts(
      QueryNodes nodes,
      QueryStrategy strategy,
      QueryLog log,
      BooleanSupplier isOver,
      Matching matching) {
    this.nodes = nodes;
    this.strategy = strategy;
    this.log = log;
    this.isOver = isOver;
    this.matching = matching;
    addedBesides = new FactStore(nodes.dictionary());
    added = new FactStore(nodes.dictionary());
    removed = new FactStore(nodes.dictionary());
  }

  /// Asks an owner for the facts of one graph that agree with a pattern.
  @FunctionalInterface
  interface Matching {
    /// Those of the default graph.
    Matching OF_DEFAULT_GRAPH =
        (client, owner, asked, sink) ->
            client.matches(owner, asked.subject(), asked.predicate(), asked.object(), sink);

    void match(FactClient client, FactClient.Asking owner, Asked asked, TripleSink sink)
        throws InterruptedException;
  }

  /// A pattern that owners are asked for; NONE for any term.
  record Asked(int subject, int predicate, int object) {
    /// Those that ask for this and more, itself among them.
    List<Asked> wider() {
      return IntStream.range(0, 8)
          .mapToObj(
              open ->
                  new Asked(
                      (open & 1) == 0 ? subject : NONE,
                      (open & 2) == 0 ? predicate : NONE,
                      (open & 4) == 0 ? object : NONE))
          .toList();
    }
  }

  @Override
  public List<FactStore> stores() {
    return stores;
  }

  @Override
  public boolean hasTermsOfAll() {
    return false;
  }

  // ---------------------------------------------------------------- what updates change

  @Override
  public boolean changesTogether() {
    return true;
  }

  /// A fact that is only derived so far is stated from now on.
  @Override
  public void add(int subject, int predicate, int object) {
    added.assertFact(subject, predicate, object);
    if (!isSeen(subject, predicate, object)) {
      addedBesides.assertFact(subject, predicate, object);
      show();
    }
  }

  @Override
  public void remove(TripleList facts) {
    added.retract(facts);
    facts.forEach(removed::assertFact);
    stores.forEach(store -> store.retract(facts));
  }

  private boolean isSeen(int subject, int predicate, int object) {
    return stores.stream().anyMatch(store -> store.contains(subject, predicate, object));
  }

  private void show() {
    stores =
        addedBesides.factCount() == 0
            ? fetched
            : Stream.concat(Stream.of(addedBesides), fetched.stream()).toList();
  }

  /// The facts that are to be stated.
  TripleList added() {
    return all(added);
  }

  /// The facts that are to be stated no longer, before others are.
  TripleList removed() {
    return all(removed);
  }

  private static TripleList all(FactStore store) {
    var facts = new TripleList();
    store.forEach(facts);
    return facts;
  }

  /// Whether anything was to be fetched.
  boolean hasAsked() {
    return !asked.isEmpty();
  }

  // ---------------------------------------------------------------- what is to be fetched

  @Override
  public void fetch(List<Atom> atoms, int[] boundSlots, RowList rows) {
    requireSound();
    try {
      fetchMissing(atoms, boundSlots, rows);
    } catch (BudgetExhaustedException e) {
      failure = ended();
      throw failure;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  /// Sees to it that all facts are here.
  void fetchAll() {
    var any = new Atom(new Pattern.Slot(0), new Pattern.Slot(1), new Pattern.Slot(2));
    fetch(List.of(any), new int[0], new RowList(0));
  }

  /// Throws what has failed before, if something has.
  @Override
  public void requireSound() {
    if (failure != null) {
      throw failure;
    }
  }

  static SparqlException ended() {
    return new SparqlException(
        SparqlException.Kind.TIMED_OUT, "the query took longer than it may, and was ended");
  }

  private void fetchMissing(List<Atom> atoms, int[] boundSlots, RowList rows) {
    if (strategy != QueryStrategy.ADAPTIVE) {
      fetch(atoms.stream().flatMap(atom -> asked(atom, Map.of()).stream()).toList());
      return;
    }
    List<Atom> left = new ArrayList<>(atoms);
    List<Atom> fetched = new ArrayList<>();
    Map<Integer, Set<Integer>> values = valuesOf(boundSlots, rows);
    while (!left.isEmpty()) {
      Atom next =
          left.stream()
              .min(Comparator.comparingDouble(atom -> openness(atom, values)))
              .orElseThrow();
      left.remove(next);
      fetch(asked(next, values).stream().toList());
      fetched.add(next);
      if (!left.isEmpty()) {
        values.putAll(found(fetched, boundSlots, rows));
      }
    }
  }

  private static Map<Integer, Set<Integer>> valuesOf(int[] slots, RowList rows) {
    Map<Integer, Set<Integer>> values = new LinkedHashMap<>();
    for (int place = 0; place < slots.length; place++) {
      Set<Integer> ofSlot = new LinkedHashSet<>();
      for (int row = 0; row < rows.count() && ofSlot.size() <= VALUES_MAX; row++) {
        ofSlot.add(rows.value(row, place));
      }
      values.put(slots[place], ofSlot);
    }
    return values;
  }

  /// How much a pattern leaves open, for comparison: what is known of its subject says most, what
  /// is known of its predicate least.
  private static double openness(Atom atom, Map<Integer, Set<Integer>> values) {
    return 4 * openness(atom.subject(), values)
        + openness(atom.predicate(), values)
        + 3 * openness(atom.object(), values);
  }

  private static double openness(Pattern pattern, Map<Integer, Set<Integer>> values) {
    if (pattern instanceof Pattern.Slot(int slot)) {
      Set<Integer> known = values.get(slot);
      return known == null || known.size() > VALUES_MAX
          ? 1
          : (double) known.size() / (2 * VALUES_MAX);
    }
    return 0;
  }

  /// The values that the variables of patterns have in the solutions of what has been fetched.
  private Map<Integer, Set<Integer>> found(List<Atom> fetched, int[] boundSlots, RowList rows) {
    BitSet slots = new BitSet();
    fetched.forEach(atom -> atom.forEachSlot(slots::set));
    IntStream.of(boundSlots).forEach(slots::set);
    int[] wanted = slots.stream().toArray();
    var conjunction = new Conjunction(fetched, boundSlots, wanted, slots.length());
    var search = new PatternSearch(nodes.dictionary(), stores);
    List<Set<Integer>> found = new ArrayList<>();
    IntStream.of(wanted).forEach(_ -> found.add(new LinkedHashSet<>()));
    try (SolutionStream solutions = search.solve(conjunction, rows, isOver)) {
      for (int count = 0; solutions.next(); count++) {
        if (count == LOOKED_AT_MAX) {
          return Map.of(); // too many to go by
        }
        for (int place = 0; place < wanted.length; place++) {
          if (found.get(place).size() <= VALUES_MAX) {
            found.get(place).add(solutions.value(place));
          }
        }
      }
    }
    Map<Integer, Set<Integer>> values = new LinkedHashMap<>();
    for (int place = 0; place < wanted.length; place++) {
      values.put(wanted[place], found.get(place));
    }
    return values;
  }

  /// What to ask for, for a pattern: for all that its variables may be.
  private static Set<Asked> askedFor(Atom atom, Map<Integer, Set<Integer>> values) {
    Set<Asked> asked = new LinkedHashSet<>();
    for (int subject : values(atom.subject(), values)) {
      for (int predicate : values(atom.predicate(), values)) {
        for (int object : values(atom.object(), values)) {
          asked.add(new Asked(subject, predicate, object));
        }
      }
    }
    return asked;
  }

  private static Set<Asked> asked(Atom atom, Map<Integer, Set<Integer>> values) {
    Set<Asked> each = askedFor(atom, values);
    return each.size() <= VALUES_MAX ? each : askedFor(atom, Map.of());
  }

  private static Set<Integer> values(Pattern pattern, Map<Integer, Set<Integer>> values) {
    return switch (pattern) {
      case Pattern.Constant(int id) -> Set.of(id);
      case Pattern.Slot(int slot) ->
          values.containsKey(slot) && values.get(slot).size() <= VALUES_MAX
              ? values.get(slot)
              : Set.of(NONE);
      case Pattern.Listed _, Pattern.Quoted _ -> Set.of(NONE);
    };
  }

  // ---------------------------------------------------------------- fetching

  private void fetch(List<Asked> patterns) {
    List<Asked> missing =
        patterns.stream()
            .map(this::widened)
            .distinct()
            .filter(pattern -> pattern.wider().stream().noneMatch(asked::contains))
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    List<TripleList> answers =
        strategy == QueryStrategy.SEQUENTIAL ? oneByOne(missing) : atOnce(missing);
    var store = new FactStore(nodes.dictionary());
    for (TripleList answer : answers) {
      answer.forEach(
          (s, p, o) -> {
            if (!isSeen(s, p, o) && !removed.contains(s, p, o)) {
              store.assertFact(s, p, o);
            }
          });
    }
    asked.addAll(missing);
    fetched = fetchedWith(store);
    show();
  }

  /// The pattern, or if very many have been asked for that differ in subject and object only, all
  /// of them: paths and filters ask for one row after the other.
  private Asked widened(Asked pattern) {
    boolean isNarrow = pattern.subject() != NONE || pattern.object() != NONE;
    return isNarrow && narrowCounts.merge(pattern.predicate(), 1, Integer::sum) > NARROW_MAX
        ? new Asked(NONE, pattern.predicate(), NONE)
        : pattern;
  }

  /// Stores that somebody may be reading are not changed.
  private List<FactStore> fetchedWith(FactStore store) {
    List<FactStore> all = new ArrayList<>(fetched);
    all.add(store);
    if (all.size() <= STORES_MAX) {
      return List.copyOf(all);
    }
    var whole = new FactStore(nodes.dictionary());
    all.forEach(each -> each.forEach(whole::assertFact));
    return List.of(whole);
  }

  private List<TripleList> oneByOne(List<Asked> patterns) {
    return nodes.owners().stream().map(owner -> ask(owner, patterns)).toList();
  }

  private List<TripleList> atOnce(List<Asked> patterns) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<TripleList>> asking =
          nodes.owners().stream().map(owner -> threads.submit(() -> ask(owner, patterns))).toList();
      List<TripleList> answers = new ArrayList<>();
      for (Future<TripleList> each : asking) {
        answers.add(each.get());
      }
      return answers;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DistributedException("the query was interrupted", e);
    }
  }

  private TripleList ask(QueryNodes.Owner owner, List<Asked> patterns) {
    var client = new FactClient(nodes.sender(), nodes.dictionary(), nodes.version());
    var facts = new TripleList();
    long bytesBefore = owner.bytesReceived().getAsLong();
    try {
      for (Asked pattern : patterns) {
        matching.match(client, owner.asking(), pattern, facts);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DistributedException("the query was interrupted", e);
    }
    long byteCount = owner.bytesReceived().getAsLong() - bytesBefore;
    log.fetched(owner.nodeId(), patterns, facts.size(), byteCount);
    return facts;
  }
}
