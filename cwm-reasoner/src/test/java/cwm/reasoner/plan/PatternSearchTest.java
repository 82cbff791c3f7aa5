package cwm.reasoner.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.store.FactStore;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Iri;
import cwm.reasoner.BudgetExhaustedException;
import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatternSearchTest {
  private static final int COUNT = 5_000;

  private final TermDictionary dictionary = new TermDictionary();
  private final List<FactStore> stores =
      List.of(new FactStore(dictionary), new FactStore(dictionary));
  private final int knows = id("knows");
  private final int likes = id("likes");

  private int id(String name) {
    return dictionary.intern(new Iri("http://example.org/" + name));
  }

  private void fact(String subject, int predicate, String object) {
    int s = id(subject);
    stores.get(s % 2).assertFact(s, predicate, id(object));
  }

  private PatternSearch search() {
    return new PatternSearch(dictionary, stores);
  }

  private static Pattern slot(int index) {
    return new Pattern.Slot(index);
  }

  private static Pattern constant(int id) {
    return new Pattern.Constant(id);
  }

  private static List<Integer> values(SolutionStream solutions) {
    List<Integer> values = new ArrayList<>();
    while (solutions.next()) {
      values.add(solutions.value(0));
    }
    return values;
  }

  private static RowList oneRow() {
    var rows = new RowList(0);
    rows.add(new int[0]);
    return rows;
  }

  private Conjunction whomKnows(String who) {
    return new Conjunction(
        List.of(new Atom(constant(id(who)), constant(knows), slot(0))),
        new int[0],
        new int[] {0},
        1);
  }

  @Test
  void conjunctionsThatShareAPlanHaveTheirOwnAnswers() {
    fact("a", knows, "b");
    fact("b", knows, "c");
    var search = search();

    assertThat(values(search.solve(whomKnows("a"), oneRow(), () -> false)))
        .containsExactly(id("b"));
    assertThat(values(search.solve(whomKnows("b"), oneRow(), () -> false)))
        .containsExactly(id("c"));
    assertThat(values(search.solve(whomKnows("c"), oneRow(), () -> false))).isEmpty();
  }

  @Test
  void parametersGoWithEveryRow() {
    for (int i = 0; i < COUNT; i++) {
      fact("s" + i, knows, i % 2 == 0 ? "even" : "odd");
    }
    var rows = new RowList(1);
    for (int i = 0; i < COUNT; i++) {
      rows.add(new int[] {id("s" + i)});
    }
    var odd =
        new Conjunction(
            List.of(new Atom(slot(0), constant(knows), constant(id("odd")))),
            new int[] {0},
            new int[] {0},
            1);

    List<Integer> found = values(search().solve(odd, rows, () -> false));

    assertThat(found).hasSize(COUNT / 2).doesNotHaveDuplicates().contains(id("s1"));
  }

  @Test
  void manySolutionsAreAllFound() {
    for (int i = 0; i < COUNT; i++) {
      fact("s" + i, knows, "o");
    }
    var all =
        new Conjunction(
            List.of(new Atom(slot(0), constant(knows), slot(1))), new int[0], new int[] {0}, 2);

    assertThat(values(search().solve(all, oneRow(), () -> false)))
        .hasSize(COUNT)
        .doesNotHaveDuplicates();
  }

  @Test
  void searchGoesOnAfterOneWasEnded() {
    for (int i = 0; i < COUNT; i++) {
      fact("s" + i, knows, "o" + i);
      fact("s" + i, likes, "o" + i);
    }
    var search = search();
    var pairs =
        new Conjunction(
            List.of(
                new Atom(slot(0), constant(knows), slot(1)),
                new Atom(slot(2), constant(likes), slot(3))),
            new int[0],
            new int[] {0},
            4);

    SolutionStream ended = search.solve(pairs, oneRow(), () -> false);
    assertThat(ended.next()).isTrue();
    ended.close();
    assertThatThrownBy(() -> values(search.solve(pairs, oneRow(), () -> true)))
        .isInstanceOf(BudgetExhaustedException.class);

    assertThat(values(search.solve(whomKnows("s7"), oneRow(), () -> false)))
        .containsExactly(id("o7"));
  }

  /// The store with most facts of the predicate has none with two of the objects: joined with one
  /// another first these would be millions of rows.
  @Test
  void whatAnotherStoreHasOfAConstantIsReckonedWith() {
    for (int i = 0; i < COUNT; i++) {
      stores.get(0).assertFact(id("s" + i), knows, id("large"));
      stores.get(0).assertFact(id("r" + i), knows, id("large"));
      stores.get(1).assertFact(id("t" + i), knows, id("small"));
      stores.get(1).assertFact(id("u" + i), knows, id("smaller"));
      stores.get(1).assertFact(id("s" + i), likes, id("t" + i / 2));
      stores.get(1).assertFact(id("t" + i), likes, id("u" + i / 2));
    }
    var conjunction =
        new Conjunction(
            List.of(
                new Atom(slot(0), constant(knows), constant(id("large"))),
                new Atom(slot(1), constant(knows), constant(id("small"))),
                new Atom(slot(2), constant(knows), constant(id("smaller"))),
                new Atom(slot(0), constant(likes), slot(1)),
                new Atom(slot(1), constant(likes), slot(2))),
            new int[0],
            new int[] {0},
            3);
    var checks = new AtomicInteger();
    SolutionStream solutions =
        search()
            .solve(
                conjunction,
                oneRow(),
                () -> {
                  checks.incrementAndGet();
                  return false;
                });
    assertThat(values(solutions)).hasSize(COUNT);
    assertThat(checks).hasValueLessThan(500);
  }
}
