package cwm.jena.sparql;

import static cwm.jena.sparql.CsvRows.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.ReaderLimits;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.NamedGraphs;
import cwm.rdf.store.TermDictionary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.jena.query.ResultSet;
import org.apache.jena.riot.ResultSetMgr;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.UpdateExec;
import org.junit.jupiter.api.Test;

class ServiceAskingTest {
  private static final String BASE = "http://example.org/";

  private final TermDictionary dictionary = new TermDictionary();
  private final TestFactsOfGraphs facts = new TestFactsOfGraphs(dictionary, 2);

  private void load(String n3) {
    new N3Reader(dictionary, Syntax.N3, ReaderLimits.DEFAULT)
        .read(Source.ofString("facts", n3), BASE, facts::add)
        .orThrow();
  }

  @Test
  void servicesAreAskedAndTheirRowsJoined() {
    List<String> asked = new ArrayList<>();
    var asking =
        new SparqlStore(
            facts,
            new NamedGraphs(dictionary),
            (endpoint, query) -> {
              asked.add(endpoint + " " + query.replaceAll("\\s+", " ").strip());
              return "{\"head\": {\"vars\": [\"s\", \"n\"]}, \"results\": {\"bindings\": [%s]}}"
                  .formatted(NAME);
            });
    load("@prefix : <http://example.org/> . :a :p 1 . :b :p 2 .");
    String service = "SERVICE <http://192.0.2.1/sparql> { ?s <urn:name> ?n }";
    assertThat(rows(asking, "SELECT * { ?s <http://example.org/p> ?o . " + service + " }"))
        .isEqualTo("http://example.org/a,1,A\n");
    assertThat(rows(asking, "SELECT ?n { { SELECT ?n { " + service + " } } }"))
        .as("variables of a subquery have other names within ARQ")
        .isEqualTo("A\n");
    assertThat(asked)
        .allMatch(text -> text.startsWith("http://192.0.2.1/sparql SELECT "))
        .allMatch(text -> text.contains("<urn:name> ?n"))
        .anyMatch(text -> text.contains("VALUES ?s { <http://example.org/a> <"))
        .hasSize(2);
  }

  private static final String NAME =
      """
      {"s": {"type": "uri", "value": "http://example.org/a"},
       "n": {"type": "literal", "value": "A"}}
      """;

  @Test
  void servicesAreAskedOnceForManyRows() {
    List<String> asked = new ArrayList<>();
    DatasetGraph there = DatasetGraphFactory.create();
    UpdateExec.dataset(there)
        .update(
            "INSERT DATA { <urn:a> <urn:name> 'A', 'B' ; <urn:code> 1 . <urn:b> <urn:code> 2 ."
                + " <urn:c> <urn:name> 'C' . [] <urn:name> 'D' }")
        .execute();
    var asking = new SparqlStore(facts, new NamedGraphs(dictionary), endpoint(there, asked));
    load("@prefix : <urn:> . :a :p 1 . :b :p 2 . [] :p 3 . :c :p 4 ; :q 1 . :d :p 5 .");
    String row = "?s <urn:p> ?o ";
    String name = "SERVICE <http://192.0.2.1/sparql> { ?s <urn:name> ?n }";
    assertThat(rows(asking, "SELECT ?o ?n { " + row + name + " } ORDER BY ?n"))
        .isEqualTo("1,A\n1,B\n4,C\n");
    assertThat(rows(asking, "SELECT ?o ?n { " + row + "OPTIONAL { " + name + " } } ORDER BY ?o ?n"))
        .isEqualTo("1,A\n1,B\n2,\n3,\n4,C\n5,\n");
    assertThat(asked).hasSize(2).noneMatch(query -> query.contains("UNDEF"));
    asked.clear();
    assertThat(
            rows(
                asking,
                "SELECT ?o ?n { %s OPTIONAL { %s FILTER(?n != 'A') } } ORDER BY ?o"
                    .formatted(row, name)))
        .as("blank nodes are not variables there")
        .isEqualTo("1,B\n2,\n3,\n4,C\n5,\n");
    assertThat(asked).hasSize(1);
    asked.clear();
    String several = name.replace("}", "; <urn:code> ?x }");
    assertThat(
            rows(
                asking,
                "SELECT ?o ?n ?x { { %s } UNION { %s ; <urn:q> ?x } %s } ORDER BY ?n"
                    .formatted(row, row, several)))
        .as("rows that bind different variables are asked for by themselves")
        .isEqualTo("1,A,1\n1,B,1\n");
    assertThat(asked)
        .hasSize(2)
        .anyMatch(query -> query.contains("VALUES ?s "))
        .anyMatch(query -> query.contains("VALUES ( ?s ?x )"));
    asked.clear();
    assertThat(rows(asking, "SELECT (COUNT(*) AS ?m) { " + row + name.replace("?s", "?t") + " }"))
        .as("what does not depend on the row is asked for once")
        .isEqualTo("20\n");
    assertThat(asked).hasSize(1);
  }

  /// An endpoint of ARQ's.
  private static Services endpoint(DatasetGraph there, List<String> asked) {
    return (_, query) -> {
      asked.add(query);
      var out = new ByteArrayOutputStream();
      try (QueryExec execution = QueryExec.dataset(there).query(query).build()) {
        ResultSetMgr.write(out, ResultSet.adapt(execution.select()), ResultSetLang.RS_JSON);
      }
      return out.toString(StandardCharsets.UTF_8);
    };
  }

  @Test
  void servicesThatMayFailInSilenceChangeNothing() {
    load("@prefix : <http://example.org/> . :a :p 1 .");
    assertThat(
            rows(
                new SparqlStore(facts, new NamedGraphs(dictionary)),
                "SELECT ?o { ?s ?p ?o . SERVICE SILENT <http://192.0.2.1/sparql> { ?s ?q ?o } }"))
        .isEqualTo("1\n");
    var nonsense = new SparqlStore(facts, new NamedGraphs(dictionary), (_, _) -> "nonsense");
    assertThatThrownBy(() -> rows(nonsense, "SELECT * { SERVICE <http://e/> { ?s ?q ?o } }"))
        .isInstanceOf(SparqlException.class);
    assertThat(rows(nonsense, "SELECT ?o { SERVICE SILENT <http://e/> { ?s ?q ?o } }"))
        .isEqualTo("\n");
  }
}
