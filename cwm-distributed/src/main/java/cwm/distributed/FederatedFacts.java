package cwm.distributed;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import cwm.ipc.message.FactScope;
import cwm.jena.sparql.CountedRows;
import cwm.jena.sparql.GraphFacts;
import cwm.jena.sparql.Sought;
import cwm.jena.sparql.SparqlException;
import cwm.rdf.store.FactStore;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TermKind;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.rdf.term.Rdf;
import cwm.reasoner.BudgetExhaustedException;
import cwm.reasoner.plan.Conjunction;
import cwm.reasoner.plan.PatternSearch;
import cwm.reasoner.plan.SolutionStream;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The facts of a cluster as one query sees them: those of one version, each fetched from its owner
/// when a pattern first asks for it, and joined here. Updates change what they see here only
/// ([#added], [#removed]).
///
/// What was fetched is kept until the query is over, so memory is needed for all facts that its
/// patterns may match ([QueryStrategy#ADAPTIVE]: that go with what was found before), but for those
/// of a pattern by itself ([#parts]) and those whose subject is known to lack something
/// ([FactPattern]).
///
/// The facts are those of the default graph; or of a named graph, of which only [#fetch] is asked
/// ([FederatedGraphs]).
///
/// Owned by the thread of the query, but for [#stores()], which any thread may read.
final class FederatedFacts implements GraphFacts {
  private static final int NONE = TermDictionary.NONE;

  /// With more values than this a pattern is fetched as a whole.
  private static final int VALUES_MAX = 1 << 10;

  /// A pattern is asked for each of so many predicates by itself.
  private static final int PREDICATES_MAX = 16;

  /// The terms of one question may have so many characters.
  private static final int VALUES_LENGTH_MAX = 1 << 20;

  /// What else is said of a subject when it is asked for; the more there are, the less each adds.
  private static final int COMPANIONS_MAX = 16;

  /// More stores than this are made one.
  private static final int STORES_MAX = 8;

  private static final Set<TermKind> TEXTS = Set.of(TermKind.IRI, TermKind.LITERAL);

  /// Solutions that are looked at for the values of their variables.
  private static final int LOOKED_AT_MAX = 1 << 14;

  private final QueryNodes nodes;
  private final QueryStrategy strategy;
  private final Fetching fetching;
  private final BooleanSupplier isOver;
  private final Matching matching;
  private final int type;
  private final AskedPatterns asked = new AskedPatterns();

  // What was fetched; and all that is seen, which is that and what was added besides.
  private List<FactStore> fetched = List.of();
  private volatile List<FactStore> stores = List.of();
  private final FactStore addedBesides;

  // What is to be changed. What is removed goes first, so that a fact may be both.
  private final FactStore added;
  private final FactStore removed;
  private @Nullable RuntimeException failure;
  private boolean hasLists;

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
    fetching = new Fetching(nodes, strategy, log);
    this.isOver = isOver;
    this.matching = matching;
    type = nodes.dictionary().intern(Rdf.TYPE);
    addedBesides = new FactStore(nodes.dictionary());
    added = new FactStore(nodes.dictionary());
    removed = new FactStore(nodes.dictionary());
  }

  /// Asks an owner for the facts of one graph that agree with a pattern.
  @FunctionalInterface
  interface Matching {
    /// Those of the default graph.
    Matching OF_DEFAULT_GRAPH = FactClient::matches;

    void match(FactClient client, FactClient.Asking owner, FactPattern pattern, TripleSink sink)
        throws InterruptedException;
  }

  @Override
  public List<FactStore> stores() {
    return stores;
  }

  @Override
  public boolean areHere() {
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
    if (!isIn(stores, subject, predicate, object)) {
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

  private static boolean isIn(List<FactStore> stores, int subject, int predicate, int object) {
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
    return !asked.isEmpty() || hasLists;
  }

  // ---------------------------------------------------------------- what is to be fetched

  @Override
  public void fetch(Sought sought, int[] boundSlots, RowList rows) {
    soundly(() -> fetchMissing(sought, boundSlots, rows));
  }

  /// Sees to it that all facts are here.
  void fetchAll() {
    soundly(() -> fetch(List.of(FactPattern.ANY)));
  }

  @Override
  public void fetchLists() {
    if (!hasLists && !asked.has(FactPattern.ANY)) {
      soundly(
          () -> {
            keep(
                fetching.all(
                    List.of(FactPattern.ANY),
                    (client, owner, facts) -> client.facts(owner, FactScope.LISTS, facts)));
            hasLists = true;
          });
    }
  }

  /// Parts are not kept, so that many facts need little memory; what is asked for again is fetched
  /// as a whole, and so is what differs in subject and object only, since there may be such a
  /// pattern for each of many rows.
  @Override
  public Iterator<List<FactStore>> parts(Sought sought) {
    FactPattern pattern = pattern(sought.atoms().getFirst(), sought);
    return asked.addSkimmed(pattern) ? new Parts(pattern) : GraphFacts.super.parts(sought);
  }

  /// What is here already, and then what comes.
  private final class Parts implements Iterator<List<FactStore>> {
    private final List<FactStore> here = stores;
    private final Fetching.Parts parts;
    private boolean hasBegun;

    Parts(FactPattern pattern) {
      parts = fetching.parts(pattern);
    }

    @Override
    public boolean hasNext() {
      return !hasBegun || parts.hasNext();
    }

    @Override
    public List<FactStore> next() {
      if (!hasBegun) {
        hasBegun = true;
        return here;
      }
      if (!parts.hasNext()) {
        throw new NoSuchElementException();
      }
      List<FactStore> part = new ArrayList<>(1);
      soundly(() -> part.add(store(parts.next(), here)));
      return part;
    }
  }

  @Override
  public Optional<CountedRows> groups(Atom atom, int[] slots) {
    FactPattern pattern = pattern(atom, Sought.of(atom));
    boolean isChanged = addedBesides.factCount() > 0 || removed.factCount() > 0;
    if (isChanged || asked.has(pattern)) {
      return Optional.empty();
    }
    List<Pattern> patterns = List.of(atom.subject(), atom.predicate(), atom.object());
    int[] places =
        IntStream.of(slots).map(slot -> patterns.indexOf(new Pattern.Slot(slot))).toArray();
    List<CountedRows> groups = new ArrayList<>(1);
    soundly(() -> groups.add(fetching.groups(pattern, places)));
    var _ = asked.addSkimmed(pattern);
    return Optional.of(groups.getFirst());
  }

  private void soundly(Runnable task) {
    requireSound();
    try {
      task.run();
    } catch (BudgetExhaustedException e) {
      failure = ended();
      throw failure;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
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

  private void fetchMissing(Sought sought, int[] boundSlots, RowList rows) {
    if (strategy != QueryStrategy.ADAPTIVE) {
      fetch(sought.atoms().stream().map(atom -> pattern(atom, sought)).toList());
      return;
    }
    List<Atom> left = new ArrayList<>(sought.atoms());
    List<Atom> fetched = new ArrayList<>();
    Map<Integer, Set<Integer>> values = valuesOf(boundSlots, rows);
    while (!left.isEmpty()) {
      Atom next =
          left.stream()
              .min(Comparator.comparingDouble(atom -> openness(atom, values)))
              .orElseThrow();
      left.remove(next);
      if (values.values().stream().anyMatch(Set::isEmpty)) {
        return; // nothing has been found so far, so there are no solutions
      }
      fetch(patterns(next, sought, values));
      fetched.add(next);
      if (!left.isEmpty()) {
        values.putAll(found(connected(next, fetched), boundSlots, rows));
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
  /// is known of its predicate least. Classes have more members than most things are objects.
  private double openness(Atom atom, Map<Integer, Set<Integer>> values) {
    boolean isOfClass =
        atom.predicate() instanceof Pattern.Constant(int predicate) && predicate == type;
    return 4 * openness(atom.subject(), values)
        + openness(atom.predicate(), values)
        + (isOfClass ? 1 : 3 * openness(atom.object(), values));
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

  /// Those of some atoms that share variables with one of them, if only through others: all of them
  /// together might have very many solutions that say nothing new.
  private static List<Atom> connected(Atom one, List<Atom> atoms) {
    List<Atom> connected = new ArrayList<>(List.of(one));
    BitSet slots = new BitSet();
    one.forEachSlot(slots::set);
    List<Atom> others = new ArrayList<>(atoms);
    others.remove(one);
    boolean hasGrown = true;
    while (hasGrown) {
      hasGrown = false;
      for (Atom other : List.copyOf(others)) {
        BitSet ofOther = new BitSet();
        other.forEachSlot(ofOther::set);
        if (ofOther.intersects(slots)) {
          slots.or(ofOther);
          connected.add(other);
          others.remove(other);
          hasGrown = true;
        }
      }
    }
    return connected;
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

  /// What to ask for, for an atom of a conjunction: for what its variables may be, as far as that
  /// is known and helps.
  private List<FactPattern> patterns(Atom atom, Sought sought, Map<Integer, Set<Integer>> values) {
    FactPattern whole = pattern(atom, sought);
    Set<Integer> predicates = known(atom.predicate(), values);
    List<FactPattern> patterns =
        predicates.isEmpty() || predicates.size() > PREDICATES_MAX
            ? List.of(whole)
            : predicates.stream().map(whole::ofPredicate).toList();
    Set<Integer> subjects = known(atom.subject(), values);
    Set<Integer> objects = known(atom.object(), values);
    boolean isBySubject =
        !subjects.isEmpty() && (objects.isEmpty() || subjects.size() <= objects.size());
    Set<Integer> fewest = isBySubject ? subjects : objects;
    return fewest.isEmpty()
        ? patterns
        : patterns.stream()
            .map(pattern -> pattern.among(new FactPattern.Among(isBySubject, fewest)))
            .toList();
  }

  /// What a variable may be; empty if that is not known, or very much.
  private Set<Integer> known(Pattern pattern, Map<Integer, Set<Integer>> values) {
    Set<Integer> known =
        pattern instanceof Pattern.Slot(int slot) ? values.getOrDefault(slot, Set.of()) : Set.of();
    return known.size() <= VALUES_MAX && length(known) <= VALUES_LENGTH_MAX ? known : Set.of();
  }

  /// How many characters terms have, without those that are made of others.
  private long length(Set<Integer> terms) {
    TermDictionary dictionary = nodes.dictionary();
    return terms.stream()
        .filter(id -> TEXTS.contains(dictionary.kind(id)))
        .mapToLong(id -> dictionary.text(id).length())
        .sum();
  }

  private FactPattern pattern(Atom atom, Sought sought) {
    String filter =
        sought.filters().stream()
            .map(each -> each.over(atom))
            .flatMap(Optional::stream)
            .collect(joining(" && "));
    var unfiltered =
        new FactPattern(
            constant(atom.subject()),
            constant(atom.predicate()),
            constant(atom.object()),
            companions(atom, sought.atoms()),
            Optional.empty(),
            "");
    return asked.filter(unfiltered, filter).map(unfiltered::filtered).orElse(unfiltered);
  }

  /// What else a conjunction asks of the subject of an atom, if owners know all of their subjects.
  /// They do not know what updates add before.
  private Set<FactPattern.Companion> companions(Atom atom, List<Atom> conjunction) {
    if (!nodes.keepsSubjects()
        || !(atom.subject() instanceof Pattern.Slot)
        || addedBesides.factCount() > 0) {
      return Set.of();
    }
    return conjunction.stream()
        .filter(other -> !other.equals(atom) && other.subject().equals(atom.subject()))
        .filter(other -> other.predicate() instanceof Pattern.Constant)
        .map(
            other ->
                new FactPattern.Companion(constant(other.predicate()), constant(other.object())))
        .limit(COMPANIONS_MAX)
        .collect(toSet());
  }

  private static int constant(Pattern pattern) {
    return pattern instanceof Pattern.Constant(int id) ? id : NONE;
  }

  // ---------------------------------------------------------------- fetching

  private void fetch(List<FactPattern> patterns) {
    List<FactPattern> missing = asked.missing(patterns);
    if (missing.isEmpty()) {
      return;
    }
    keep(
        fetching.all(
            missing,
            (client, owner, facts) -> {
              for (FactPattern pattern : missing) {
                matching.match(client, owner, pattern, facts);
              }
            }));
    asked.add(missing);
  }

  private void keep(List<TripleList> answers) {
    fetched = fetchedWith(store(answers, stores));
    show();
  }

  /// A store with what is not in others.
  private FactStore store(List<TripleList> answers, List<FactStore> others) {
    var store = new FactStore(nodes.dictionary());
    for (TripleList answer : answers) {
      answer.forEach(
          (s, p, o) -> {
            if (!isIn(others, s, p, o) && !removed.contains(s, p, o)) {
              store.assertFact(s, p, o);
            }
          });
    }
    return store;
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
}
