package cwm.ipc.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.store.TermDictionary;
import cwm.rdf.term.Iri;
import cwm.rdf.term.Literal;
import cwm.rdf.term.Triple;
import java.util.List;
import org.junit.jupiter.api.Test;

class TripleBatchTest {
  private static final List<Triple> TRIPLES =
      List.of(
          new Triple(new Iri("http://e/s"), new Iri("http://e/p"), Literal.of("x")),
          new Triple(new Iri("http://e/s"), new Iri("http://e/q"), Literal.of(1)));

  private final TermDictionary dictionary = new TermDictionary();

  @Test
  void itIsTheListItWasMadeOf() {
    TripleBatch batch = TripleBatch.of(TRIPLES, dictionary);
    assertThat(batch).isEqualTo(TRIPLES).hasSameHashCodeAs(TRIPLES);
    assertThat(TRIPLES).isEqualTo(batch);
    assertThat(batch.subject(0)).isEqualTo(dictionary.find(new Iri("http://e/s")));
    assertThat(TripleBatch.of(batch, dictionary)).isSameAs(batch);
  }

  @Test
  void batchesOfTwoDictionariesAreComparedByTerms() {
    var other = new TermDictionary();
    other.intern(new Iri("http://e/other"));
    TripleBatch batch = TripleBatch.of(TRIPLES, dictionary);
    TripleBatch same = TripleBatch.of(batch, other);
    assertThat(same.dictionary()).isSameAs(other);
    assertThat(same).isEqualTo(batch);
    assertThat(same.subject(0)).isNotEqualTo(batch.subject(0));
  }

  @Test
  void rowsBeyondItsSizeDoNotCount() {
    int p = dictionary.intern(new Iri("http://e/p"));
    int[] column = {p, p, p};
    var batch = new TripleBatch(dictionary, column, column, column, 2);
    assertThat(batch).hasSize(2);
    assertThatThrownBy(() -> batch.subject(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new TripleBatch(dictionary, column, column, new int[1], 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
