package cwm.bench.queries;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QueryFigureTest {
  @Test
  void lineTellsAll() {
    var figure = new QueryFigure("lubm/q01", 4, -7, 1_000, 2_000, 3_000);
    assertThat(QueryFigure.ofLine(figure.line())).isEqualTo(figure);
  }

  @Test
  void medianIsOfEachFigureByItself() {
    assertThat(
            QueryFigure.median(
                List.of(
                    new QueryFigure("a/b", 4, 7, 10, 300, 5),
                    new QueryFigure("a/b", 4, 7, 30, 100, 5),
                    new QueryFigure("a/b", 4, 7, 20, 200, 9))))
        .isEqualTo(new QueryFigure("a/b", 4, 7, 20, 200, 5));
  }

  @Test
  void rowsDifferByCountOrHash() {
    var figure = new QueryFigure("a/b", 4, 7, 1, 1, 1);
    assertThat(figure.hasSameRows(new QueryFigure("a/b", 4, 7, 2, 2, 2))).isTrue();
    assertThat(figure.hasSameRows(new QueryFigure("a/b", 5, 7, 1, 1, 1))).isFalse();
    assertThat(figure.hasSameRows(new QueryFigure("a/b", 4, 8, 1, 1, 1))).isFalse();
  }
}
