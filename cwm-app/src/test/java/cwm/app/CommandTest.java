package cwm.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The command line: what the flags do, in which order, and what users are told.
class CommandTest {
  private static final String FACTS =
      """
      @prefix : <http://example.org/#> .
      :socrates a :Human .
      """;
  private static final String RULES =
      """
      @prefix : <http://example.org/#> .
      { ?x a :Human } => { ?x a :Mortal } .
      """;
  private static final String TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
  private static final String HUMAN =
      "<http://example.org/#socrates> " + TYPE + " <http://example.org/#Human> .\n";
  private static final String MORTAL =
      "<http://example.org/#socrates> " + TYPE + " <http://example.org/#Mortal> .\n";

  /// Counts up without end.
  private static final String DIVERGING =
      """
      @prefix : <http://example.org/#> .
      @prefix math: <http://www.w3.org/2000/10/swap/math#> .
      :counter :at 0 .
      { ?c :at ?n . (?n 1) math:sum ?m } => { ?c :at ?m } .
      """;

  @TempDir Path folder;

  // ---------------------------------------------------------------- steps and their order

  @Test
  void withoutAStepPrintsWhatItRead() {
    CommandRun run = cwm(file("facts.n3", FACTS));
    assertSucceeded(run);
    assertThat(run.out()).isEqualTo("@prefix : <http://example.org/#> .\n\n:socrates a :Human .\n");
  }

  @Test
  void thinkPrintsFactsRulesAndConclusions() {
    CommandRun run = cwm(file("facts.n3", FACTS), file("rules.n3", RULES), "--think");
    assertSucceeded(run);
    assertThat(run.out())
        .contains(":socrates a :Human, :Mortal .", "{ ?x a :Human } => { ?x a :Mortal } .");
  }

  @Test
  void derivedPrintsOnlyWhatNoInputStates() {
    CommandRun run =
        cwm(file("facts.n3", FACTS), file("rules.n3", RULES), "--think", "--derived", "--ntriples");
    assertSucceeded(run);
    assertThat(run.out()).isEqualTo(MORTAL);
  }

  @Test
  void derivedLeavesOutConclusionsThatAnInputStatesToo() {
    String alsoStated = FACTS + ":socrates a :Mortal .\n";
    CommandRun run =
        cwm(file("facts.n3", alsoStated), file("rules.n3", RULES), "--think", "--derived");
    assertSucceeded(run);
    assertThat(run.out()).doesNotContain("socrates");
  }

  @Test
  void dataDropsRulesFromWhatIsPrinted() {
    CommandRun run =
        cwm(file("facts.n3", FACTS), file("rules.n3", RULES), "--think", "--data", "--ntriples");
    assertSucceeded(run);
    assertThat(run.out()).isEqualTo(HUMAN + MORTAL);
  }

  @Test
  void dataKeepsWhatIsDerivedApart() {
    CommandRun run =
        cwm(file("facts.n3", FACTS), file("rules.n3", RULES), "--think", "--data", "--derived");
    assertSucceeded(run);
    assertThat(run.out()).contains(":socrates a :Mortal .").doesNotContain("Human");
  }

  @Test
  void stepsActFromLeftToRight() {
    Path facts = file("facts.n3", FACTS);
    Path rules = file("rules.n3", RULES);
    assertThat(cwm(facts, rules, "--data", "--think", "--ntriples").out())
        .as("rules are gone before they could run")
        .isEqualTo(HUMAN);
    assertThat(cwm(rules, "--think", facts, "--data", "--ntriples").out())
        .as("facts come after the rules have run")
        .isEqualTo(HUMAN);
    assertThat(cwm(rules, "--think", facts, "--think", "--data", "--ntriples").out())
        .isEqualTo(HUMAN + MORTAL);
  }

  @Test
  void stepsBeforeTheFirstInputActAfterTheFirstRunOfInputs() {
    Path facts = file("facts.n3", FACTS);
    Path rules = file("rules.n3", RULES);
    assertThat(cwm("--think", "--data", facts, rules, "--ntriples").out())
        .isEqualTo(HUMAN + MORTAL);
    assertThat(cwm("--think", rules, "--data", facts, "--ntriples").out())
        .as("one input, then think and data, then the other input")
        .isEqualTo(HUMAN);
  }

  @Test
  void rulesIsOnePass() {
    Path chain =
        file(
            "chain.n3",
            """
            @prefix : <http://example.org/#> .
            :a :next :b . :b :next :c . :c :next :d .
            { ?x :next ?y } => { ?x :before ?y } .
            { ?x :before ?y . ?y :before ?z } => { ?x :before ?z } .
            """);
    assertThat(derivedLines(chain, "--rules")).hasSize(3);
    assertThat(derivedLines(chain, "--rules", "--rules")).hasSize(5);
    assertThat(derivedLines(chain, "--think")).hasSize(6);
  }

  @Test
  void stringsPrintsObjectsByTheirSubjects() {
    Path text =
        file(
            "text.n3",
            """
            @prefix log: <http://www.w3.org/2000/10/swap/log#> .
            @prefix : <http://example.org/#> .
            "2" log:outputString "second\\n" .
            "1" log:outputString "first: é\\n" .
            :x :y "neither" .
            """);
    CommandRun run = cwm(text, "--strings");
    assertSucceeded(run);
    assertThat(run.out()).isEqualTo("first: é\nsecond\n");
  }

  // ---------------------------------------------------------------- inputs

  @Test
  void readsStandardInput() {
    CommandRun run = CommandRun.withInput(FACTS, "-", file("rules.n3", RULES), "--think", "--data");
    assertSucceeded(run);
    assertThat(run.out()).contains(":socrates a :Human, :Mortal .");
  }

  @Test
  void unpacksGzip() throws IOException {
    Path packed = folder.resolve("facts.nt.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(HUMAN.getBytes(UTF_8));
    }
    CommandRun run = cwm(packed, "--ntriples");
    assertSucceeded(run);
    assertThat(run.out()).isEqualTo(HUMAN);
  }

  @Test
  void damagedGzipIsToldInOneLine() {
    CommandRun run = cwm(file("facts.nt.gz", HUMAN));
    assertFailed(run, "cwm: cannot read ", "facts.nt.gz: the compressed data is damaged");
  }

  @Test
  void readsFileIris() {
    CommandRun run = cwm(file("with space.n3", FACTS).toUri(), "--ntriples");
    assertSucceeded(run);
    assertThat(run.out()).isEqualTo(HUMAN);
  }

  @ParameterizedTest
  @CsvSource({"facts.nt", "facts.ttl"})
  void extensionTellsTheSyntax(String name) {
    CommandRun run = cwm(file(name, RULES));
    assertThat(run.exitCode()).as("rules are no %s", name).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains(name + ":");
  }

  @Test
  void formatActsOnTheInputsThatFollow() {
    Path rules = file("rules.ttl", RULES);
    assertSucceeded(cwm("--format=n3", rules));
    assertSucceeded(cwm("--n3", rules));
    assertThat(cwm(rules, "--n3").exitCode())
        .as("the flag comes too late for the input")
        .isEqualTo(ExitCode.FAILED);
    assertThat(cwm("--turtle", file("rules.n3", RULES)).exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void baseMakesIrisAbsoluteInTheInputsThatFollow() {
    Path first = file("first.n3", "<a> <b> <c> .");
    Path second = file("second.n3", "<a> <b> <c> .");
    CommandRun run =
        cwm(
            "--base=http://one.example/",
            first,
            "--base",
            "http://two.example/x",
            second,
            "--ntriples");
    assertSucceeded(run);
    assertThat(run.out())
        .isEqualTo(
            """
            <http://one.example/a> <http://one.example/b> <http://one.example/c> .
            <http://two.example/a> <http://two.example/b> <http://two.example/c> .
            """);
  }

  @Test
  void baseOfAFileIsItsIri() {
    Path file = file("here.n3", "<> <#p> <other> .");
    CommandRun run = cwm(file, "--ntriples");
    assertSucceeded(run);
    String iri = file.toUri().toString();
    String folderIri = iri.substring(0, iri.lastIndexOf('/') + 1);
    assertThat(run.out()).isEqualTo("<%s> <%s#p> <%sother> .\n".formatted(iri, iri, folderIri));
  }

  @Test
  void missingInputIsToldBeforeAnythingIsRead() {
    CommandRun run = cwm(file("bad.n3", "nonsense"), folder.resolve("missing.n3"), "--think");
    assertFailed(run, "cwm: cannot read ", "missing.n3: there is no such file");
  }

  @Test
  void directoryIsNoInput() {
    assertFailed(cwm(folder), "cwm: cannot read ", ": it is a directory; name its files");
  }

  @Test
  void slipInTheNameOfABuiltinIsTold() {
    Path slip =
        file(
            "slip.n3",
            """
            @prefix math: <http://www.w3.org/2000/10/swap/math#> .
            <http://e/a> <http://e/v> 20 .
            { ?x <http://e/v> ?n . ?n math:GreaterThan 17 } => { ?x a <http://e/Adult> } .
            """);
    CommandRun run = cwm(slip, "--think", "--derived");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "cwm: warning: math:GreaterThan is no builtin, and no fact has it for its predicate;"
                + " did you mean math:greaterThan?");
    assertThat(cwm(slip, "--think", "--quiet").err()).isEmpty();
  }

  @Test
  void variableThatOnlyAHeadMentionsIsTold() {
    Path slip =
        file(
            "slip.n3",
            "@prefix : <http://e/> . :a :p :b . { ?x :p ?y } => { ?y :q ?X } . :c :p :d .");
    CommandRun run = cwm(slip, "--think", "--derived", "--think");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.err())
        .isEqualToIgnoringNewLines(
            "cwm: warning: nothing gives ?X a value in { ?x :p ?y } => { ?y :q ?X }: the body does"
                + " not mention it");
    assertThat(run.out()).contains(":b :q ?X .", ":d :q ?X .");
    assertThat(cwm(slip, "--think", "--quiet").err()).isEmpty();
  }

  @Test
  void webInputsNeedPermission() {
    CommandRun run = cwm("https://example.org/data.n3");
    assertFailed(run, "cwm: cannot read https://example.org/data.n3: ", "--mode=r allows it");
  }

  @Test
  void everyMistakeOfEveryInputIsListed() {
    Path first =
        file("first.n3", "@prefix : <http://example.org/#> .\n:a foaf:knows :b .\n:c :d .\n");
    Path second = file("second.n3", "<http://example.org/x> <http://example.org/p> \"open .\n");
    CommandRun run = cwm(first, second, "--think");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .hasSize(3)
        .satisfiesExactly(
            line -> assertThat(line).contains("first.n3:2:4", "unknown prefix 'foaf'", "[N3-104]"),
            line -> assertThat(line).contains("first.n3:3:7", "[N3-101]"),
            line -> assertThat(line).contains("second.n3:1:47", "[N3-106]"));
  }

  @Test
  void mistakesKeepStepsFromRunning() {
    Path endless = file("endless.n3", DIVERGING + ":x :y\n");
    CommandRun run = cwm(endless, "--think");
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("endless.n3:6:1: ").hasLineCount(1);
  }

  // ---------------------------------------------------------------- outputs

  @ParameterizedTest
  @ValueSource(strings = {"--ntriples", "--format=ntriples", "--format=nt"})
  void lastFormatIsTheOutputs(String flag) {
    CommandRun run = cwm("--turtle", file("facts.n3", FACTS), flag);
    assertSucceeded(run);
    assertThat(run.out()).isEqualTo(HUMAN);
  }

  @Test
  void turtleIsPrintedForPeople() {
    CommandRun run =
        cwm(file("facts.nt", HUMAN + MORTAL), "--turtle", "--base=http://example.org/");
    assertSucceeded(run);
    assertThat(run.out()).contains("<#socrates> a <#Human>, <#Mortal> .");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--ntriples", "--turtle"})
  void whatTheFormatCannotSayFailsBeforeAnythingIsPrinted(String flag) {
    assertFailed(cwm(file("facts.n3", FACTS + RULES), flag), "cannot be written as ", "--data");
  }

  @Test
  void noPrintsNothing() {
    CommandRun run = cwm(file("facts.n3", FACTS), "--think", "--no");
    assertSucceeded(run);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void outputGoesToTheFile() throws IOException {
    Path result = folder.resolve("result.nt");
    CommandRun run = cwm(file("facts.n3", FACTS), "--ntriples", "--output", result);
    assertSucceeded(run);
    assertThat(run.out()).isEmpty();
    assertThat(result).hasContent(HUMAN);
    assertThat(names()).containsExactlyInAnyOrder("facts.n3", "result.nt");
    assertThat(Files.getPosixFilePermissions(result))
        .as("as of any file that this user makes")
        .isEqualTo(Files.getPosixFilePermissions(file("any.n3", "")));
  }

  @Test
  void failureLeavesTheOldOutput() throws IOException {
    Path result = file("result.nt", "as it was");
    CommandRun run = cwm(file("rules.n3", RULES), "--ntriples", "--output=" + result);
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result).hasContent("as it was");
    assertThat(names()).containsExactlyInAnyOrder("rules.n3", "result.nt");
  }

  @Test
  void outputReplacesWhatALinkPointsTo() throws IOException {
    Path result = file("result.nt", "as it was");
    Path link = Files.createSymbolicLink(folder.resolve("link.nt"), result);
    assertSucceeded(cwm(file("facts.n3", FACTS), "--ntriples", "--output", link));
    assertThat(link).isSymbolicLink();
    assertThat(result).hasContent(HUMAN);
  }

  @Test
  void outputThatCannotBeWrittenIsToldAtOnce() {
    Path facts = file("endless.n3", DIVERGING);
    Path nowhere = folder.resolve("nowhere/result.n3");
    assertFailed(
        cwm(facts, "--think", "--output", nowhere),
        "cwm: cannot write " + nowhere + ": there is no directory ");
    assertFailed(
        cwm(facts, "--think", "--output", folder),
        "cwm: cannot write " + folder + ": it is a directory");
  }

  @Test
  void nobodyIsToldThatNobodyReads() {
    var err = new ByteArrayOutputStream();
    var out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    var console = new Console(new ByteArrayInputStream(new byte[0]), out, err, false);
    ExitCode exitCode =
        Command.run(new String[] {file("facts.n3", FACTS).toString()}, CommandRun.BARE, console);
    assertThat(exitCode).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  // ---------------------------------------------------------------- limits

  @Test
  void maxStepsStopsARunawayAndSaysHowFarItGot() {
    CommandRun run = cwm(file("endless.n3", DIVERGING), "--think", "--max-steps=100");
    assertFailed(run, "the limit of 100 rounds is reached", "after 100 rounds", "100 of them new");
  }

  @Test
  void timeoutStopsARunawayAndSaysHowFarItGot() {
    CommandRun run = cwm(file("endless.n3", DIVERGING), "--think", "--timeout=50ms");
    assertFailed(run, "the time limit is up", " rounds there are ", "--timeout");
  }

  @Test
  void limitsDoNotDisturbWhatEnds() {
    CommandRun run =
        cwm(file("all.n3", FACTS + RULES), "--think", "--max-steps=10", "--timeout=1h", "--data");
    assertSucceeded(run);
    assertThat(run.out()).contains(":Mortal");
  }

  @Test
  void rulesThatWaitForEachOtherAreNamed() {
    Path cycle =
        file(
            "cycle.n3",
            """
            @prefix : <http://example.org/#> .
            @prefix log: <http://www.w3.org/2000/10/swap/log#> .
            :a a :Thing .
            { ?x a :Thing . ?store log:notIncludes { ?x a :Good } } => { ?x a :Bad } .
            { ?x a :Thing . ?store log:notIncludes { ?x a :Bad } } => { ?x a :Good } .
            """);
    assertFailed(cwm(cycle, "--think"), "two rules wait for each other: ", "Good", "Bad");
  }

  @Test
  void ruleThatTestsWhatItConcludesIsNamed() {
    Path itself =
        file(
            "itself.n3",
            """
            @prefix : <http://example.org/#> .
            @prefix log: <http://www.w3.org/2000/10/swap/log#> .
            :a a :Thing .
            { ?x a :Thing . ?store log:notIncludes { ?y a :Chosen } } => { ?x a :Chosen } .
            """);
    assertFailed(cwm(itself, "--think"), "a rule needs to know all it concludes before", "Chosen");
  }

  // ---------------------------------------------------------------- what people are told

  @Test
  void verboseTellsTheClosure() {
    CommandRun run = cwm(file("all.n3", FACTS + RULES), "--think", "--no", "--verbose");
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .containsPattern("cwm: read .*all.n3: 2 statements in \\d+\\.\\d\\d s")
        .containsPattern("cwm: 1 rules in 1 strata: \\d rounds, 1 instances, 1 new facts in ")
        .contains("cwm: closure: 3 facts, 1 of them derived; ");
  }

  @Test
  void helpListsEveryOption() {
    CommandRun run = cwm("--help");
    assertSucceeded(run);
    assertThat(run.out())
        .startsWith("Usage: cwm ")
        .contains(
            "--think", "--rules", "--apply", "--filter", "--query", "--purge", "--purge-rules")
        .contains("--data", "--strings", "--with", "--derived", "--output", "--no")
        .contains("--n3", "--turtle", "--ntriples", "--format", "--base", "--max-steps")
        .contains("--timeout", "--quiet", "--verbose", "--version");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void rulesThatAreNoneAreWarnedOf() {
    Path facts = file("facts.n3", FACTS);
    CommandRun run = cwm(facts, "--filter", facts);
    assertThat(run.err()).startsWith("cwm: warning: there are no rules in ").hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).isEmpty();
    assertThat(cwm(facts, "--filter", facts, "--quiet").err()).isEmpty();
  }

  @Test
  void rulesToBeAppliedMayComeFromStandardInput() {
    CommandRun run =
        CommandRun.withInput(RULES, file("facts.n3", FACTS), "--filter=-", "--ntriples");
    assertSucceeded(run);
    assertThat(run.out()).isEqualTo(MORTAL);
  }

  @Test
  void versionIsOneLine() {
    CommandRun run = cwm("--version");
    assertSucceeded(run);
    assertThat(run.out()).matches("cwm \\S.*\\R");
  }

  @Test
  void wrongUsageIsOneMessageAndExitCode2() {
    Path facts = file("facts.n3", FACTS);
    List<CommandRun> runs =
        Stream.of(
                new Object[] {},
                new Object[] {"--think"},
                new Object[] {facts, "--no-such-flag"},
                new Object[] {facts, "--format=rdfa"},
                new Object[] {facts, "--format"},
                new Object[] {facts, "--max-steps=many"},
                new Object[] {facts, "--max-steps=-1"},
                new Object[] {facts, "--timeout=soon"},
                new Object[] {facts, "--rules=x"},
                new Object[] {facts, "--think="},
                new Object[] {facts, "--apply"},
                new Object[] {facts, "--filter="},
                new Object[] {facts, "--sparql="},
                new Object[] {facts, "--results=csv"},
                new Object[] {"-", "--filter=-"},
                new Object[] {"--base=relative", facts},
                new Object[] {"-", facts, "-"})
            .map(CommandRun::of)
            .toList();
    assertThat(runs)
        .allSatisfy(
            run -> {
              assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
              assertThat(run.out()).isEmpty();
              assertThat(run.err())
                  .startsWith("cwm: ")
                  .endsWith("; see cwm --help" + System.lineSeparator())
                  .hasLineCount(1);
            });
    assertThat(runs.get(2).err()).contains("'--no-such-flag'");
    assertThat(runs.get(3).err())
        .contains("'rdfa'", "n3, turtle, ntriples, rdfxml, jsonld, trig and nquads");
    assertThat(runs.get(7).err()).contains("'soon'", "90s");
    assertThat(runs.get(9).err()).contains("--think= needs a file");
    assertThat(runs.get(12).err()).contains("--sparql= needs a file");
    assertThat(runs.get(13).err()).contains("--results is for queries in SPARQL");
  }

  // ---------------------------------------------------------------- helpers

  private static CommandRun cwm(Object... args) {
    return CommandRun.of(args);
  }

  private static List<String> derivedLines(Path input, String... steps) {
    Object[] args =
        Stream.concat(Stream.of(input, "--derived", "--ntriples"), Stream.of(steps)).toArray();
    CommandRun run = CommandRun.of(args);
    assertSucceeded(run);
    return run.out().lines().toList();
  }

  private static void assertSucceeded(CommandRun run) {
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
  }

  /// One message with these texts in it, and no result.
  private static void assertFailed(CommandRun run, String... messageParts) {
    assertThat(run.err()).startsWith("cwm: ").contains(messageParts).hasLineCount(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  private Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
