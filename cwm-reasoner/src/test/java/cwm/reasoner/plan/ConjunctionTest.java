package cwm.reasoner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.reasoner.rule.Atom;
import cwm.reasoner.rule.Pattern;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConjunctionTest {
  private static final int[] NONE = {};

  private static Atom atom(Pattern subject, int predicate, Pattern object) {
    return new Atom(subject, new Pattern.Constant(predicate), object);
  }

  private static Pattern slot(int index) {
    return new Pattern.Slot(index);
  }

  private static Pattern constant(int id) {
    return new Pattern.Constant(id);
  }

  private static Conjunction.Shape shape(Conjunction conjunction) {
    return conjunction.shape(atom -> atom.object() instanceof Pattern.Constant(int id) ? id : 0);
  }

  private static Conjunction pair(int subject, int predicate, int object, int[] bound) {
    return new Conjunction(
        List.of(atom(constant(subject), predicate, slot(0)), atom(slot(0), 20, constant(object))),
        bound,
        new int[] {0},
        1);
  }

  @Test
  void subjectsAreNoPartOfTheShape() {
    assertThat(shape(pair(1, 10, 5, NONE))).isEqualTo(shape(pair(2, 10, 5, NONE)));
    assertThat(shape(pair(1, 10, 5, NONE))).hasSameHashCodeAs(shape(pair(2, 10, 5, NONE)));
  }

  @Test
  void predicatesArePartOfTheShape() {
    assertThat(shape(pair(1, 10, 5, NONE))).isNotEqualTo(shape(pair(1, 11, 5, NONE)));
  }

  @Test
  void magnitudeOfAnObjectCountsWhereTheSubjectIsOpen() {
    assertThat(shape(pair(1, 10, 5, NONE))).isNotEqualTo(shape(pair(1, 10, 6, NONE)));
    int[] bound = {0};
    assertThat(shape(pair(1, 10, 5, bound))).isEqualTo(shape(pair(1, 10, 6, bound)));
  }

  @Test
  void magnitudeOfOneAtomAloneDoesNotCount() {
    var five = new Conjunction(List.of(atom(slot(0), 10, constant(5))), NONE, new int[] {0}, 1);
    var six = new Conjunction(List.of(atom(slot(0), 10, constant(6))), NONE, new int[] {0}, 1);
    assertThat(shape(five)).isEqualTo(shape(six));
  }

  @Test
  void slotsThatAreBoundOrWantedArePartOfTheShape() {
    List<Atom> atoms = List.of(atom(slot(0), 10, slot(1)));
    var first = shape(new Conjunction(atoms, new int[] {0}, new int[] {1}, 2));
    assertThat(first)
        .isNotEqualTo(shape(new Conjunction(atoms, new int[] {1}, new int[] {0}, 2)))
        .isNotEqualTo(shape(new Conjunction(atoms, new int[] {0, 1}, NONE, 2)))
        .isEqualTo(shape(new Conjunction(atoms, new int[] {0}, new int[] {1}, 2)));
  }

  @Test
  void constantsGetSlotsBehindTheCallers() {
    var conjunction = pair(1, 10, 5, NONE);
    assertThat(conjunction.parameters()).containsExactly(1, 5);
    assertThat(conjunction.parameterized())
        .containsExactly(atom(slot(1), 10, slot(0)), atom(slot(0), 20, slot(2)));
  }
}
