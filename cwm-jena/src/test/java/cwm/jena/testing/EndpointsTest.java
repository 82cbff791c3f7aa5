package cwm.jena.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecException;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  private static final String ELSEWHERE = "<http://elsewhere.example/> { VALUES ?x { 1 } }";

  @Test
  void nothingElseIsAsked() {
    assertThatThrownBy(() -> answer("SELECT * { SERVICE " + ELSEWHERE + " }"))
        .isInstanceOf(QueryExecException.class)
        .hasMessage("no endpoint http://elsewhere.example/");
  }

  @Test
  void silenceKeepsTheRow() {
    Answer answer = answer("SELECT ?y { VALUES ?y { 2 } SERVICE SILENT " + ELSEWHERE + " }");
    assertThat(answer).hasToString("[?y]\n  ( ?y = 2 )");
  }

  @Test
  void endpointsAnswerByTheirOwnEngine() {
    var endpoints = new Endpoints(Map.of("http://elsewhere.example/", new PlainArq()));
    Answer answer = answer("SELECT * { SERVICE " + ELSEWHERE + " }", endpoints);
    assertThat(answer).hasToString("[?x]\n  ( ?x = 1 )");
  }

  private static Answer answer(String query) {
    return answer(query, new Endpoints(Map.of()));
  }

  private static Answer answer(String text, Endpoints endpoints) {
    Query query = QueryFactory.create(text);
    try (QueryExec execution = new PlainArq().execution(query, endpoints.registry())) {
      return Answer.of(query, execution);
    }
  }
}
