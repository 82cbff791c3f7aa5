package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.app.server.ServedStore.Change;
import cwm.jena.sparql.SparqlRequest;
import cwm.rdf.store.TripleList;
import cwm.reasoner.partition.Spreading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What a node serves of the inputs and steps of its command line.
class SessionServeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path folder;

  private LiveStore served(String trig, String... steps) throws IOException {
    Path data = Files.writeString(folder.resolve("data.trig"), trig);
    Path rules =
        Files.writeString(
            folder.resolve("rules.n3"),
            "@prefix : <http://example.org/#> . { ?x :next ?y } => { ?y :previous ?x } .");
    var options = new Options();
    var commandLine = new CommandLine(options);
    String[] arguments = new String[steps.length + 2];
    arguments[0] = data.toString();
    arguments[1] = rules.toString();
    System.arraycopy(steps, 0, arguments, 2, steps.length);
    Script script = Script.of(commandLine.parseArgs(arguments));
    var out = new ByteArrayOutputStream();
    var session =
        new Session(
            options,
            script,
            Spreading.NONE,
            new Console(InputStream.nullInputStream(), out, out, false));
    assertThat(session.evaluate()).as("%s", out).isTrue();
    return session.serve(PATIENCE);
  }

  private static Change update(LiveStore store, String text) {
    return store.update(SparqlRequest.readUpdate(text, "update", ""), PATIENCE, true);
  }

  @Test
  void namedGraphsAreServed() throws IOException {
    LiveStore store =
        served("@prefix : <http://example.org/#> . :a :next :b . :g { :c :next :d, :e }");
    assertThat(store.graph(Optional.of("http://example.org/#g")).map(TripleList::size)).contains(2);
  }

  @Test
  void rulesStayInForceWithThinkOnly() throws IOException {
    String data = "@prefix : <http://example.org/#> . :a :next :b .";
    String insert =
        "INSERT DATA { <http://example.org/#b> <http://example.org/#next> <http://example.org/#c>"
            + " }";
    assertThat(update(served(data, "--think"), insert)).isEqualTo(new Change(false, 5, 2));
    assertThat(update(served(data), insert)).isEqualTo(new Change(false, 3, 0));
    assertThat(update(served(data, "--rules"), insert)).isEqualTo(new Change(false, 4, 0));
  }
}
