package cwm.rdf.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlankNodeTest {
  private static final BlankNode DIGEST = new BlankNode(17, 4);
  private static final String BASE = "http://example.org/a.n3";

  @Test
  void theSamePlaceInTheSameDocumentIsTheSameNode() {
    assertThat(BlankNode.inDocument(DIGEST, BASE, 12))
        .isEqualTo(BlankNode.inDocument(new BlankNode(17, 4), BASE, 12));
  }

  @Test
  void documentBaseAndPlaceAllCount() {
    Set<BlankNode> nodes = new HashSet<>();
    nodes.add(BlankNode.inDocument(DIGEST, BASE, 12));
    nodes.add(BlankNode.inDocument(DIGEST, BASE, 13));
    nodes.add(BlankNode.inDocument(DIGEST, "http://example.org/b.n3", 12));
    nodes.add(BlankNode.inDocument(new BlankNode(17, 5), BASE, 12));
    nodes.add(BlankNode.inDocument(new BlankNode(18, 4), BASE, 12));
    assertThat(nodes).hasSize(5);
  }

  @Test
  void ruleExistentialAndEveryBindingInOrderCount() {
    Set<BlankNode> nodes = new HashSet<>();
    nodes.add(BlankNode.skolem(1, 0, 5, 6));
    nodes.add(BlankNode.skolem(1, 0, 6, 5));
    nodes.add(BlankNode.skolem(1, 0, 5));
    nodes.add(BlankNode.skolem(1, 0));
    nodes.add(BlankNode.skolem(1, 1, 5, 6));
    nodes.add(BlankNode.skolem(2, 0, 5, 6));
    assertThat(nodes).hasSize(6);
    assertThat(BlankNode.skolem(1, 0, 5, 6)).isIn(nodes);
  }

  @Test
  void noTwoOfManyPlacesShareEitherHalfOfTheirIdentity() {
    Set<Long> high = new HashSet<>();
    Set<Long> low = new HashSet<>();
    for (int position = 0; position < 100_000; position++) {
      BlankNode node = BlankNode.inDocument(DIGEST, BASE, position);
      high.add(node.high());
      low.add(node.low());
    }
    assertThat(high).hasSize(100_000);
    assertThat(low).hasSize(100_000);
  }
}
