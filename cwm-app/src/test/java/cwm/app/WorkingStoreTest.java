package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.FactTable;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.store.TripleList;
import cwm.rdf.store.TripleSink;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.RunContext;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.partition.PartitionedStore;
import cwm.reasoner.partition.Spreading;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Steps on facts that one worker has, and on facts that are spread over several.
class WorkingStoreTest {
  private static final String PREFIXES =
      """
      @prefix : <http://example.org/#> .
      @prefix log: <http://www.w3.org/2000/10/swap/log#> .
      """;
  private static final RunContext CONTEXT = new RunContext(Budget.unlimited(), 0);

  static List<Spreading> spreadings() {
    return List.of(
        Spreading.NONE,
        new Spreading(3, PartitionStrategy.HASH, 0, 0, 10, 1_000),
        new Spreading(3, PartitionStrategy.PREDICATE, 0, 0, 10, 1_000),
        new Spreading(3, PartitionStrategy.RANDOM, 0, 0, 10, 0));
  }

  @ParameterizedTest
  @MethodSource("spreadings")
  void whatAFileConcludesOutlivesWhatTheStoreDerivesAnew(Spreading spreading) {
    var store = new WorkingStore(new TermDictionary(), spreading);
    load(store, ":a :next :b . :b :next :c . { ?x :before ?y } => { ?y :after ?x } .");
    apply(store, Directive.Manner.TO_FIXPOINT, ":x :y :z . { ?x :next ?y } => { ?x :before ?y } .");
    store.think(CONTEXT);
    load(store, "{ ?x :next ?y . ?s log:notIncludes { ?y :after ?z } } => { ?x a :Last } .");
    store.think(CONTEXT);
    load(store, "{ ?x :before ?y . ?y :before ?z } => { ?x :before ?z } . :a :before :b .");
    store.think(CONTEXT);
    store.purgeRules();
    PartitionedStore result = store.result();
    assertThat(facts(result, false))
        .isEqualTo(statements(":b :before :c . :a :before :c . :b :after :a . :c :after :a, :b ."));
    assertThat(facts(result, true))
        .isEqualTo(statements(":a :next :b . :b :next :c . :a :before :b ."));
    assertThat(result.derivedOnlyCount()).isEqualTo(5);
  }

  @ParameterizedTest
  @MethodSource("spreadings")
  void filterKeepsConclusionsWhoeverKnewThem(Spreading spreading) {
    var store = new WorkingStore(new TermDictionary(), spreading);
    load(
        store,
        ":a :p :b . :b :p :c . :c :p :d . { ?x :p ?y } => { ?y :q ?x } . { ?x :q ?y } => { ?x a :Q"
            + " } .");
    store.think(CONTEXT);
    apply(
        store,
        Directive.Manner.FILTER,
        "{ ?x :p ?y . ?y :p ?z } => { ?x :p ?y . ?z :q ?y . ?x :twice ?z } .");
    PartitionedStore result = store.result();
    assertThat(facts(result, true)).isEqualTo(statements(":a :p :b . :b :p :c ."));
    assertThat(facts(result, false))
        .isEqualTo(statements(":c :q :b . :d :q :c . :a :twice :c . :b :twice :d ."));
  }

  @ParameterizedTest
  @MethodSource("spreadings")
  void purgeTakesWhatIsDerivedToo(Spreading spreading) {
    var store = new WorkingStore(new TermDictionary(), spreading);
    load(
        store,
        ":a :p :b . :b :p :c . { ?x :p ?y } => { ?y :q ?x } . { :c :q ?x } => { ?x a log:Chaff }"
            + " .");
    store.think(CONTEXT);
    store.purge();
    store.keepData();
    assertThat(facts(store.result(), true)).isEmpty();
    assertThat(facts(store.result(), false)).isEmpty();
  }

  private static void load(WorkingStore store, String text) {
    read(store, text, store.startInput());
  }

  private static void apply(WorkingStore store, Directive.Manner manner, String text) {
    var document = new TripleList();
    read(store, text, document);
    store.apply(manner, new AppliedRules(document, store.dictionary()).of(manner), CONTEXT);
  }

  private static void read(WorkingStore store, String text, TripleSink sink) {
    new N3Reader(store.dictionary(), Syntax.N3)
        .read(Source.ofString("test", PREFIXES + text), "http://example.org/", sink)
        .orThrow();
  }

  private static Set<Triple> facts(PartitionedStore facts, boolean isAsserted) {
    TermDictionary dictionary = facts.dictionary();
    Set<Triple> found = new HashSet<>();
    for (FactTable table : facts.tables()) {
      for (int row = 0; row < table.rowCount(); row++) {
        if (table.isAsserted(row) == isAsserted) {
          found.add(dictionary.triple(table.subject(row), table.predicate(), table.object(row)));
        }
      }
    }
    return found;
  }

  private static Set<Triple> statements(String text) {
    return new HashSet<>(
        N3Reader.parse(PREFIXES + text, "http://example.org/").orThrow().statements());
  }
}
