package cwm.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Source;
import cwm.rdf.n3.Syntax;
import cwm.rdf.store.TripleList;
import cwm.reasoner.partition.Spreading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What a node with `--once` prints of the facts that a cluster hands it.
class ClusterPrintTest {
  private static final String STATED =
      "@prefix : <http://example.org/#> . :a :next :b . :b :next :c . { ?x :next ?y } => { ?x"
          + " :before ?y } . ";
  private static final String DERIVED =
      "@prefix : <http://example.org/#> . :a :before :b . :b :before :c . ";

  private static final String QUERY = "http://www.w3.org/2000/10/swap/log#query";

  @TempDir Path folder;

  @Test
  void filterActsOnAllFactsOfTheCluster() throws IOException {
    String rules = "{ ?x :next ?y . ?x :before ?y } => { ?x :next ?y . ?y :after ?x } .";
    assertThat(printed("--filter", rules))
        .containsExactlyInAnyOrder(
            line("a", "next", "b"),
            line("b", "next", "c"),
            line("b", "after", "a"),
            line("c", "after", "b"));
  }

  @Test
  void filterReadsWhatDerivedLeavesOut() throws IOException {
    String rules = "{ ?x :next ?y . ?x :before ?y } => { ?x :next ?y . ?y :after ?x } .";
    assertThat(printed("--filter", rules, "--derived"))
        .containsExactlyInAnyOrder(line("b", "after", "a"), line("c", "after", "b"));
  }

  @Test
  void queriesAreFilters() throws IOException {
    String query =
        "[] <http://www.w3.org/2004/ql#select> { ?x a :Start } ;"
            + " <http://www.w3.org/2004/ql#where> { ?x :before :b } .";
    assertThat(printed("--query", query))
        .containsExactly(
            "<http://example.org/#a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
                + " <http://example.org/#Start> .");
  }

  @Test
  void queriesThatInputsStateAreAnswered() {
    String query = "{ ?x :before ?y } <" + QUERY + "> { ?y :after ?x } . ";
    assertThat(printedOf(DERIVED, STATED + query, "--ntriples"))
        .containsExactlyInAnyOrder(line("b", "after", "a"), line("c", "after", "b"));
    assertThat(printedOf(DERIVED + query, STATED, "--derived")).anyMatch(l -> l.contains(":query"));
  }

  @Test
  void prefixesThatOnlyThisNodeKnowsAreNone() throws IOException {
    String rules =
        "{ <http://example.org/#> <http://www.w3.org/2000/10/swap/log#prefix>"
            + " ?p } => { :own :prefix ?p } . { <http://www.w3.org/2002/07/owl#>"
            + " <http://www.w3.org/2000/10/swap/log#prefix> ?p } => { :owl :prefix ?p } .";
    assertThat(printed("--filter", rules))
        .containsExactly("<http://example.org/#owl> <http://example.org/#prefix> \"owl\" .");
  }

  @Test
  void stepsActInTheirOrder() throws IOException {
    String rules =
        "{ ?rule <http://www.w3.org/2000/10/swap/log#implies> ?head } => { :a :has :rule } .";
    assertThat(printed("--filter", rules, "--data")).containsExactly(line("a", "has", "rule"));
    assertThat(printed("--data", "--filter", rules)).isEmpty();
  }

  @Test
  void namedGraphsComeAndGoWithTheFacts() throws IOException {
    String trig = "<a:a> <b:b> \"1\" . <g:g> { <a:a> <b:b> \"2\" }";
    Path data = Files.writeString(folder.resolve("data.trig"), trig);
    var options = new Options();
    Script script =
        Script.of(new CommandLine(options).parseArgs(data.toString(), "--format=nquads"));
    var out = new ByteArrayOutputStream();
    var console =
        new Console(new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream(), false);
    var session = new Session(options, script, Spreading.NONE, console);
    TripleList read = session.readInputs().orElseThrow();
    assertThat(read.size()).isEqualTo(2);
    session.print(read);
    assertThat(out.toString(UTF_8).lines())
        .containsExactlyInAnyOrder("<a:a> <b:b> \"1\" .", "<a:a> <b:b> \"2\" <g:g> .");
  }

  private static String line(String subject, String predicate, String object) {
    return "<http://example.org/#%s> <http://example.org/#%s> <http://example.org/#%s> ."
        .formatted(subject, predicate, object);
  }

  /// @param args one of them is the text of a file
  private List<String> printed(String... args) throws IOException {
    Path rules = folder.resolve("rules.n3");
    String[] located = args.clone();
    for (int i = 0; i < args.length; i++) {
      if (args[i].contains("{")) {
        Files.writeString(rules, "@prefix : <http://example.org/#> . " + args[i]);
        located[i] = rules.toString();
      }
    }
    var options = new Options();
    List<String> line = new ArrayList<>(List.of(located));
    line.add("--ntriples");
    Script script = Script.of(new CommandLine(options).parseArgs(line.toArray(String[]::new)));
    var out = new ByteArrayOutputStream();
    var console =
        new Console(new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream(), false);
    var session = new Session(options, script, Spreading.NONE, console);
    assertThat(session.readInputs()).isPresent();
    if (options.derived) {
      session.print(read(session, DERIVED), read(session, STATED + DERIVED));
    } else {
      session.print(read(session, STATED + DERIVED));
    }
    return out.toString(UTF_8).lines().toList();
  }

  /// What is printed of such facts.
  ///
  /// @param derived what no input states
  /// @param stated what inputs state
  private static List<String> printedOf(String derived, String stated, String flag) {
    var options = new Options();
    Script script = Script.of(new CommandLine(options).parseArgs(flag));
    var out = new ByteArrayOutputStream();
    var console =
        new Console(new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream(), false);
    var session = new Session(options, script, Spreading.NONE, console);
    session.print(read(session, derived), read(session, stated + derived));
    return out.toString(UTF_8).lines().toList();
  }

  private static TripleList read(Session session, String text) {
    var facts = new TripleList();
    new N3Reader(session.dictionary(), Syntax.N3)
        .read(Source.ofString("facts", text), "http://example.org/", facts)
        .orThrow();
    return facts;
  }
}
