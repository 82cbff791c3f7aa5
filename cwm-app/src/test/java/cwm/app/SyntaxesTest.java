package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.rdf.n3.N3Reader;
import cwm.rdf.n3.Syntax;
import cwm.rdf.term.Formula;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Inputs and results in other syntaxes than N3's own.
class SyntaxesTest {
  private static final String FACTS =
      """
      @prefix ex: <http://example.org/> .
      ex:socrates a ex:Human ; ex:says ( "know" "thyself"@en 1.5 [ ex:of ex:him ] ) .
      """;
  private static final String RULE =
      """
      @prefix ex: <http://example.org/> .
      { ?x a ex:Human } => { ?x a ex:Mortal } .
      """;

  @TempDir private Path folder;

  private Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String succeeded(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return run.out();
  }

  private static Formula formula(String text, Syntax syntax) {
    return N3Reader.parse(text, "http://example.org/document", syntax).orThrow().asFormula();
  }

  @ParameterizedTest
  @CsvSource({
    "rdfxml, rdf",
    "rdfxml, owl",
    "rdfxml, xml",
    "jsonld, jsonld",
    "trig, trig",
    "nquads, nq",
    "ntriples, nt",
    "turtle, ttl",
    "n3, n3"
  })
  void whatIsWrittenInASyntaxIsReadBackByItsExtension(String format, String extension) {
    Path facts = file("facts.ttl", FACTS);
    String written = succeeded(CommandRun.of(facts, "--format=" + format));
    Path copy = file("copy." + extension, written);
    String again = succeeded(CommandRun.of(copy, "--ntriples"));
    assertThat(formula(again, Syntax.NTRIPLES)).isEqualTo(formula(FACTS, Syntax.TURTLE));
  }

  @Test
  void rulesRunOverAllSyntaxesTogether() {
    String facts = succeeded(CommandRun.of(file("facts.ttl", FACTS), "--rdf"));
    CommandRun run =
        CommandRun.of(file("facts.rdf", facts), file("rule.n3", RULE), "--think", "--derived");
    assertThat(succeeded(run))
        .as("prefixes are kept")
        .isEqualTo("@prefix ex: <http://example.org/> .\n\nex:socrates a ex:Mortal .\n");
  }

  @Test
  void rdfXmlIsAsPeopleExpectIt() {
    String facts = "@prefix ex: <http://example.org/> . ex:a ex:p ex:b, 'x<y'@en, 1 .";
    assertThat(succeeded(CommandRun.of(file("facts.n3", facts), "--rdf")))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <rdf:RDF
                xmlns:ex="http://example.org/"
                xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
              <rdf:Description rdf:about="http://example.org/a">
                <ex:p rdf:resource="http://example.org/b"/>
                <ex:p xml:lang="en">x&lt;y</ex:p>
                <ex:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</ex:p>
              </rdf:Description>
            </rdf:RDF>
            """);
  }

  @Test
  void jsonLdIsAsPeopleExpectIt() {
    String facts = "@prefix ex: <http://example.org/> . ex:a a ex:C ; ex:p ex:b, 'x', ( 1 ) .";
    assertThat(succeeded(CommandRun.of(file("facts.n3", facts), "--format=jsonld")))
        .isEqualTo(
            """
            {
              "@context": {
                "ex": "http://example.org/"
              },
              "@graph": [
                {
                  "@id": "ex:a",
                  "@type": "ex:C",
                  "ex:p": [
                    {"@id": "ex:b"},
                    "x",
                    {"@list": [{"@value": "1", "@type": "http://www.w3.org/2001/XMLSchema#integer"}]}
                  ]
                }
              ]
            }
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rdf", "--format=rdfxml", "--language=rdf"})
  void aFormatActsOnTheInputsThatFollow(String flag) throws IOException {
    String xml = succeeded(CommandRun.of(file("facts.ttl", FACTS), "--rdf"));
    Path packed = folder.resolve("facts.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(xml.getBytes(StandardCharsets.UTF_8));
    }
    String again = succeeded(CommandRun.of(flag, packed, "--ntriples"));
    assertThat(formula(again, Syntax.NTRIPLES)).isEqualTo(formula(FACTS, Syntax.TURTLE));
  }

  @Test
  void theSameFileTwiceIsOneDocument() {
    Path facts = file("facts.trig", "<a:a> <b:b> [ <c:c> 1 ] .");
    assertThat(succeeded(CommandRun.of(facts, facts, "--ntriples"))).hasLineCount(2);
  }

  @ParameterizedTest
  @CsvSource({"trig, trig, nquads", "nquads, nq, trig"})
  void namedGraphsAreReadBack(String format, String extension, String other) {
    Path data = file("data.trig", "_:x <b:b> 1 . <g:g> { <a:a> <b:b> _:x } _:x { _:x <b:b> (2) }");
    String written = succeeded(CommandRun.of(data, "--format=" + other));
    Path copy = file("copy." + extension, succeeded(CommandRun.of(data, "--format=" + format)));
    assertThat(succeeded(CommandRun.of(copy, "--format=" + other))).isEqualTo(written);
  }

  @Test
  void bySubjectSortsNamedGraphsToo() {
    Path data = file("data.trig", "<g:g> { <c:c> <p:p> 1 . <a:a> <q:q> 2 . <b:b> <p:p> 3 }");
    assertThat(succeeded(CommandRun.of(data, "--bySubject", "--format=nquads")).lines())
        .extracting(line -> line.substring(0, 5))
        .containsExactly("<a:a>", "<b:b>", "<c:c>");
  }

  // ---------------------------------------------------------------- what does not go

  @ParameterizedTest
  @ValueSource(strings = {"rdfxml", "jsonld", "trig", "nquads"})
  void rulesCannotBeWrittenAndNothingIs(String format) {
    CommandRun run = CommandRun.of(file("rule.n3", RULE), "--format=" + format);
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("1 of 1 statements cannot be written as ", "--data");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<a:a> <http://e/1> 1 . | does not end in a name of XML",
        "<a:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#li> 1 . | is part of the syntax",
        "<a:a> <http://e/p> ( '\\u0001' ) . | it holds the character U+0001",
        "'x' <http://e/p> 1 . | its subject is a literal"
      })
  void whatXmlCannotSayIsToldBeforeAnythingIsPrinted(String facts, String problem) {
    CommandRun run = CommandRun.of(file("facts.n3", facts), "--rdf");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("1 of 1 statements cannot be written as RDF/XML", problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"n3", "turtle", "ntriples", "rdfxml", "jsonld"})
  void formatsWithoutNamedGraphsLeaveThemOutWithAWarning(String format) {
    Path data = file("data.trig", "<a:a> <b:b> 1 . <g:g> { <a:a> <b:b> 'two', 'three' }");
    CommandRun run = CommandRun.of(data, "--format=" + format);
    assertThat(succeeded(run)).doesNotContain("g:g").doesNotContain("two");
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            "cwm: warning: left out 2 statements of named graphs; --format=trig and --format=nquads"
                + " print them\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--quiet", "--no", "--strings", "--derived", "--format=trig", "--format=nquads"})
  void whereNoneAreMissedThereIsNoWarning(String flag) {
    Path data = file("data.trig", "<a:a> <b:b> 1 . <g:g> { <a:a> <b:b> 2 }");
    CommandRun run = CommandRun.of(data, flag);
    succeeded(run);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void oneStatementLeftOutIsOne() {
    CommandRun run = CommandRun.of(file("data.nq", "<a:a> <b:b> <c:c> <g:g> .\n"));
    assertThat(run.err()).contains("left out 1 statement of named graphs;");
  }

  @Test
  void verboseCountsStatementsOfNamedGraphs() {
    Path data = file("data.trig", "<a:a> <b:b> 1 . <g:g> { <a:a> <b:b> 2, 3 }");
    assertThat(CommandRun.of(data, "--format=trig", "--verbose").err())
        .contains("data.trig: 1 statements and 2 of named graphs in ");
    assertThat(CommandRun.of(file("facts.n3", FACTS), "--verbose").err())
        .contains("facts.n3: 3 statements in ");
  }

  @Test
  void mistakesAreToldWithoutTraces() {
    Path remote = file("remote.jsonld", "{\"@context\": \"http://localhost:1/x\", \"a\": 1}");
    Path broken = file("broken.rdf", "<rdf:RDF>\n</rdf>");
    CommandRun run = CommandRun.of(remote, broken);
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .hasSize(2)
        .first()
        .asString()
        .isEqualTo(
            remote
                + ": the context <http://localhost:1/x> is not loaded [RDF-202]; nothing but the"
                + " document itself is read; put the context into it");
    assertThat(run.err().lines().toList().get(1)).startsWith(broken + ":1:");
  }

  @Test
  void whatIsReadOnlyIsNotWritten() {
    CommandRun run = CommandRun.of(file("facts.n3", FACTS), "--format=trix");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("TriX is read only");
  }

  // ---------------------------------------------------------------- flags of W3C's cwm

  @Test
  void flagsMakeN3Plainer() {
    Path facts = file("facts.n3", "@prefix : <http://e/#> . :a :p :b, [ :q 1 ] .");
    assertThat(succeeded(CommandRun.of(facts, "--n3=sp")).lines().filter(line -> !line.isEmpty()))
        .containsExactlyInAnyOrder(
            "<http://e/#a> <http://e/#p> <http://e/#b> .",
            "<http://e/#a> <http://e/#p> _:b0 .",
            "_:b0 <http://e/#q> 1 .");
  }

  @Test
  void n3TakesNoFileForFlags() {
    Path facts = file("facts.txt", "<a:a> <b:b> 1 .");
    assertThat(succeeded(CommandRun.of("--n3", facts))).isEqualTo("<a:a> <b:b> 1 .\n");
  }

  @Test
  void flagsWithoutMeaningAreIgnoredAndUnknownOnesRefused() {
    Path facts = file("facts.n3", "<a:a> <b:b> 1 .");
    CommandRun ignored = CommandRun.of(facts, "--n3=viq");
    assertThat(succeeded(ignored)).isEqualTo("<a:a> <b:b> 1 .\n");
    assertThat(ignored.err()).contains("warning: --n3=vi has no meaning here, and is ignored");
    CommandRun unknown = CommandRun.of(facts, "--n3=x");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("unknown flag 'x' in --n3=x");
  }

  @Test
  void bySubjectSortsWhateverTheFormat() {
    Path facts =
        file("facts.n3", "<c:c> <p:p> 1 . <a:a> <q:q> 2 . <b:b> <p:p> 3 . <a:a> <p:p> 4 .");
    assertThat(succeeded(CommandRun.of(facts, "--bySubject")))
        .isEqualTo(
            "\n<a:a> <p:p> 4 ;\n    <q:q> 2 .\n\n<b:b> <p:p> 3 .\n<c:c> <p:p> 1 .\n".strip()
                + "\n");
    assertThat(succeeded(CommandRun.of(facts, "--bySubject", "--ntriples")).lines())
        .extracting(line -> line.substring(0, 5))
        .containsExactly("<a:a>", "<a:a>", "<b:b>", "<c:c>");
  }

  // ---------------------------------------------------------------- start-up

  @Test
  void whoReadsAndWritesN3LoadsNothingOfJena() {
    file("facts.n3", FACTS);
    assertThat(classesOf("facts.n3 --think"))
        .contains("cwm.app.Session")
        .doesNotContain("org.apache.jena", "com.apicatalog", "jakarta.json", "cwm.jena.RdfReader ");
    assertThat(classesOf("facts.n3 --rdf"))
        .as("to write takes none of it")
        .contains("cwm.jena.RdfXmlWriter")
        .doesNotContain("org.apache.jena", "com.apicatalog", "jakarta.json");
  }

  private String classesOf(String arguments) {
    String script = CommandProcess.shellFunction("cwm_under_test") + "cwm_under_test " + arguments;
    CommandProcess process =
        CommandProcess.run(
            folder, Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load"), "bash", "-c", script);
    assertThat(process.exitCode()).as(process.err()).isZero();
    return process.out().lines().filter(line -> line.contains("[class,load]")).toList().toString();
  }
}
