package cwm.jena.testing;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.jena.testing.Answer.Rows;
import cwm.jena.testing.Answer.Statements;
import cwm.jena.testing.Answer.Truth;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.riot.rowset.RowSetReader;
import org.junit.jupiter.api.Test;

class AnswerComparisonTest {
  private static final AnswerComparison UNORDERED = AnswerComparison.unordered();

  @Test
  void rowsAreABag() {
    Rows expected = rows("?x", "1", "1", "2");
    assertThat(UNORDERED.accepts(rows("?x", "2", "1", "1"), expected)).isTrue();
    assertThat(UNORDERED.accepts(rows("?x", "2", "2", "1"), expected)).isFalse();
    assertThat(UNORDERED.accepts(rows("?x", "2", "1"), expected)).isFalse();
    assertThat(UNORDERED.accepts(rows("?x", "2", "1", "1", "1"), expected)).isFalse();
  }

  @Test
  void noValueIsNotAnyValue() {
    Rows bound = rows("?x\t?y", "1\t2");
    Rows unbound = rows("?x\t?y", "1\t");
    assertThat(UNORDERED.accepts(unbound, bound)).isFalse();
    assertThat(UNORDERED.accepts(bound, unbound)).isFalse();
    assertThat(UNORDERED.accepts(unbound, unbound)).isTrue();
  }

  @Test
  void variablesAreThoseExpectedEvenWithoutValues() {
    assertThat(UNORDERED.accepts(rows("?x\t?y", "1\t"), rows("?x", "1"))).isFalse();
    assertThat(UNORDERED.accepts(rows("?y\t?x", "2\t1"), rows("?x\t?y", "1\t2"))).isTrue();
  }

  @Test
  void oneRenamingOfBlankNodesFitsAllRows() {
    Rows shared = rows("?x\t?y", "_:a\t1", "_:a\t2", "_:b\t3");
    assertThat(UNORDERED.accepts(rows("?x\t?y", "_:q\t3", "_:p\t2", "_:p\t1"), shared)).isTrue();
    assertThat(UNORDERED.accepts(rows("?x\t?y", "_:p\t3", "_:p\t2", "_:q\t1"), shared)).isFalse();
    assertThat(UNORDERED.accepts(rows("?x\t?y", "_:p\t3", "_:p\t2", "_:p\t1"), shared)).isFalse();
    assertThat(UNORDERED.accepts(rows("?x\t?y", "_:p\t3", "_:q\t2", "_:r\t1"), shared)).isFalse();
  }

  @Test
  void blankNodesAreNoOtherTerms() {
    assertThat(UNORDERED.accepts(rows("?x", "<http://example/a>"), rows("?x", "_:a"))).isFalse();
    assertThat(UNORDERED.accepts(rows("?x", "_:a"), rows("?x", "<http://example/a>"))).isFalse();
  }

  @Test
  void termsOfTheDataAreComparedAsWritten() {
    AnswerComparison comparison = comparison("SELECT ?x { ?s ?p ?x }");
    assertThat(comparison.accepts(rows("?x", "01"), rows("?x", "1"))).isFalse();
  }

  @Test
  void whatTheQueryComputesIsComparedByValueWithinItsDatatype() {
    AnswerComparison comparison = comparison("SELECT (?y + 1 AS ?x) { ?s ?p ?y }");
    assertThat(comparison.accepts(rows("?x", "01"), rows("?x", "1"))).isTrue();
    assertThat(comparison.accepts(rows("?x", "10e-1"), rows("?x", "1.0E0"))).isTrue();
    assertThat(comparison.accepts(rows("?x", "1.0"), rows("?x", "1"))).isFalse();
    assertThat(comparison.accepts(rows("?x", "2"), rows("?x", "1"))).isFalse();
  }

  @Test
  void orderIsThatOfTheQuery() {
    AnswerComparison comparison = comparison("SELECT ?x ?y { ?s ?x ?y } ORDER BY ?x");
    Rows expected = rows("?x\t?y", "1\t1", "1\t2", "2\t1");
    assertThat(comparison.accepts(expected, expected)).isTrue();
    assertThat(comparison.accepts(rows("?x\t?y", "1\t2", "1\t1", "2\t1"), expected))
        .as("rows that are alike in what orders them change places")
        .isTrue();
    assertThat(comparison.accepts(rows("?x\t?y", "2\t1", "1\t1", "1\t2"), expected)).isFalse();
    assertThat(comparison.accepts(rows("?x\t?y", "1\t1", "2\t1", "1\t2"), expected)).isFalse();
  }

  @Test
  void orderAmongBlankNodesIsAny() {
    AnswerComparison comparison = comparison("SELECT ?x ?y { ?s ?x ?y } ORDER BY ?x");
    Rows expected = rows("?x\t?y", "_:a\t1", "_:b\t2", "2\t1");
    assertThat(comparison.accepts(rows("?x\t?y", "_:p\t2", "_:q\t1", "2\t1"), expected)).isTrue();
    assertThat(comparison.accepts(rows("?x\t?y", "_:p\t2", "2\t1", "_:q\t1"), expected)).isFalse();
  }

  @Test
  void orderByWhatIsNotShownIsTheExpectedOne() {
    AnswerComparison comparison = comparison("SELECT ?x { ?s ?x ?y } ORDER BY ?y");
    assertThat(comparison.accepts(rows("?x", "1", "2"), rows("?x", "1", "2"))).isTrue();
    assertThat(comparison.accepts(rows("?x", "2", "1"), rows("?x", "1", "2"))).isFalse();
  }

  @Test
  void laxAnswersMayLeaveOutDuplicatesOnly() {
    AnswerComparison lax = AnswerComparison.of(QueryFactory.create("SELECT ?x { ?s ?p ?x }"), true);
    Rows expected = rows("?x", "1", "1", "2");
    assertThat(lax.accepts(rows("?x", "2", "1"), expected)).isTrue();
    assertThat(lax.accepts(rows("?x", "2", "1", "1"), expected)).isTrue();
    assertThat(lax.accepts(rows("?x", "1", "1"), expected)).isFalse();
    assertThat(lax.accepts(rows("?x", "2", "1", "1", "1"), expected)).isFalse();
  }

  @Test
  void graphsAreIsomorphic() {
    Statements expected = graph("_:a <http://example/p> _:b . _:b <http://example/p> 1 .");
    assertThat(
            UNORDERED.accepts(
                graph("_:b <http://example/p> 1 . _:c <http://example/p> _:b ."), expected))
        .isTrue();
    assertThat(
            UNORDERED.accepts(
                graph("_:b <http://example/p> 1 . _:c <http://example/p> _:d ."), expected))
        .isFalse();
    assertThat(UNORDERED.accepts(graph(""), expected)).isFalse();
  }

  @Test
  void answersOfOtherKindsDiffer() {
    assertThat(UNORDERED.accepts(new Truth(true), new Truth(true))).isTrue();
    assertThat(UNORDERED.accepts(new Truth(true), new Truth(false))).isFalse();
    assertThat(UNORDERED.accepts(new Truth(true), rows("?x"))).isFalse();
    assertThat(UNORDERED.accepts(rows("?x"), graph(""))).isFalse();
  }

  @Test
  void csvIsComparedAsWritten() {
    Rows expected = CsvText.rows("x,y\r\n1,\"a,b\"\r\n_:a,_:b\r\n");
    assertThat(UNORDERED.accepts(CsvText.rows("x,y\n_:p,_:q\n1,\"a,b\"\n"), expected)).isTrue();
    assertThat(UNORDERED.accepts(CsvText.rows("x,y\n_:p,_:p\n1,\"a,b\"\n"), expected)).isFalse();
    assertThat(UNORDERED.accepts(CsvText.rows("x,y\n_:p,_:q\n\"1\",\"a,b\"\n"), expected))
        .isFalse();
    assertThat(UNORDERED.accepts(CsvText.rows("y,x\n_:p,_:q\n1,\"a,b\"\n"), expected)).isFalse();
  }

  private static AnswerComparison comparison(String query) {
    return AnswerComparison.of(QueryFactory.create(query), false);
  }

  private static Statements graph(String turtle) {
    return new Statements(RDFParser.fromString(turtle, Lang.TURTLE).toGraph());
  }

  /// Rows in TSV, line by line.
  private static Rows rows(String... lines) {
    byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    RowSetReader reader = RowSetReader.createReader(ResultSetLang.RS_TSV);
    return Rows.of(reader.read(new ByteArrayInputStream(text), ARQ.getContext()));
  }
}
