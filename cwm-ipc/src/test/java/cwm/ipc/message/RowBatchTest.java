package cwm.ipc.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowBatchTest {
  private static final Term A = new Iri("http://e/a");
  private static final Term B = new Iri("http://e/b");
  private static final List<List<Term>> ROWS =
      List.of(List.of(A, B), List.of(B, Literal.of(1)), List.of(A, A));

  private final TermDictionary dictionary = new TermDictionary();

  @Test
  void itIsTheListItWasMadeOf() {
    RowBatch batch = RowBatch.of(ROWS, dictionary);
    assertThat(batch).isEqualTo(ROWS).hasSameHashCodeAs(ROWS);
    assertThat(ROWS).isEqualTo(batch);
    assertThat(batch.width()).isEqualTo(2);
    assertThat(batch.value(1, 0)).isEqualTo(dictionary.find(B));
    assertThat(RowBatch.of(batch, dictionary)).isSameAs(batch);
  }

  @Test
  void batchesOfTwoDictionariesAreComparedByTerms() {
    var other = new TermDictionary();
    other.intern(B);
    RowBatch batch = RowBatch.of(ROWS, dictionary);
    RowBatch same = RowBatch.of(batch, other);
    assertThat(same.dictionary()).isSameAs(other);
    assertThat(same).isEqualTo(batch);
    assertThat(same.value(0, 0)).isNotEqualTo(batch.value(0, 0));
  }

  @Test
  void valuesBeyondItsSizeDoNotCount() {
    int a = dictionary.intern(A);
    int b = dictionary.intern(B);
    var batch = new RowBatch(dictionary, new int[] {a, b, b}, 2, 1);
    assertThat(batch).isEqualTo(List.of(List.of(A, B)));
    assertThat(batch).isEqualTo(new RowBatch(dictionary, new int[] {a, b, a}, 2, 1));
    assertThat(batch).isNotEqualTo(new RowBatch(dictionary, new int[] {a, b}, 1, 2));
    assertThatThrownBy(() -> batch.value(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> batch.value(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new RowBatch(dictionary, new int[3], 2, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new RowBatch(dictionary, new int[3], 1 << 30, 1 << 30))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aRowMayHaveNoValues() {
    RowBatch batch = RowBatch.of(List.of(List.of()), dictionary);
    assertThat(batch).isEqualTo(List.of(List.of()));
    assertThat(batch.width()).isZero();
    assertThat(batch).isNotEqualTo(RowBatch.of(List.of(), dictionary));
    assertThatThrownBy(() -> RowBatch.of(List.of(List.of(), List.of()), dictionary))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 rows without values; at most 1");
  }

  @Test
  void noRowsAreNoRowsOfAnyWidth() {
    RowBatch batch = new RowBatch(dictionary, new int[0], 3, 0);
    assertThat(batch).isEmpty();
    assertThat(batch).isEqualTo(RowBatch.of(List.of(), dictionary)).isEqualTo(List.of());
  }

  @Test
  void rowsOfDifferentWidthsAreNoBatch() {
    assertThatThrownBy(() -> RowBatch.of(List.of(List.of(A), List.of(A, B)), dictionary))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows of 1 values and of 2");
    assertThatThrownBy(() -> RowBatch.of(List.of(List.of(A, B), List.of(A)), dictionary))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
