package cwm.rdf.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FactPositionsTest {
  private final FactPositions positions = new FactPositions();

  @Test
  void statementsComeInTheOrderOfTheirDocuments() {
    positions.startDocument();
    positions.add(9, 1, 1);
    positions.add(2, 1, 1);
    positions.startDocument();
    positions.add(1, 1, 1);
    assertThat(positions.get(9, 1, 1)).isLessThan(positions.get(2, 1, 1));
    assertThat(positions.get(2, 1, 1)).isLessThan(positions.get(1, 1, 1));
  }

  @Test
  void aFactKeepsItsFirstPositionUntilItIsRemoved() {
    positions.add(1, 1, 1);
    positions.add(2, 1, 1);
    positions.add(1, 1, 1);
    assertThat(positions.get(1, 1, 1)).isLessThan(positions.get(2, 1, 1));
    positions.remove(1, 1, 1);
    assertThat(positions.get(1, 1, 1)).isEqualTo(FactPositions.NONE);
    positions.add(1, 1, 1);
    assertThat(positions.get(1, 1, 1)).isGreaterThan(positions.get(2, 1, 1));
  }

  @Test
  void aLargeDocumentHasNoPositionsButThoseBeforeAndBehindHave() {
    positions.startDocument();
    positions.add(1, 2, 3);
    positions.startDocument();
    for (int i = 1; i <= FactPositions.DOCUMENT_STATEMENT_MAX; i++) {
      positions.add(i, 1, 1);
    }
    assertThat(positions.get(7, 1, 1)).isLessThan(FactPositions.NONE);
    positions.add(1, 1, 2);
    positions.startDocument();
    positions.add(3, 2, 1);
    assertThat(positions.get(7, 1, 1)).isEqualTo(FactPositions.NONE);
    assertThat(positions.get(1, 1, 2)).isEqualTo(FactPositions.NONE);
    assertThat(positions.get(1, 2, 3)).isLessThan(positions.get(3, 2, 1));
  }

  @Test
  void whatIsNotThereHasNoPosition() {
    assertThat(positions.get(1, 2, 3)).isEqualTo(FactPositions.NONE);
  }
}
