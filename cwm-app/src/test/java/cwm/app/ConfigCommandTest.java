package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.app.config.Key;
import cwm.app.config.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `cwm config show`, and what a configuration does to a run of the command.
class ConfigCommandTest {
  @TempDir Path folder;

  // ---------------------------------------------------------------- cwm config show

  @Test
  void showsWhereEachValueComesFrom() throws IOException {
    configure(
        """
        [ipc]
        node_id = "node-1"
        transport = "udp"
        """);
    CommandRun run =
        cwm(
            Map.of("CWM_IPC_MAX_CONNECTIONS", "8", "CWM_IPC_TRANSPORT", "tcp"),
            "config",
            "show",
            "--listen=0.0.0.0:9001",
            "--seed-nodes=a:1,b:2",
            "--seed-nodes",
            "c:3");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out().lines())
        .contains(
            "node_id = \"node-1\" # cwm.toml:2",
            "transport = \"tcp\" # CWM_IPC_TRANSPORT",
            "max_connections = 8 # CWM_IPC_MAX_CONNECTIONS",
            "listen_address = \"0.0.0.0:9001\" # --listen",
            "seed_nodes = [\"a:1\", \"b:2\", \"c:3\"] # --seed-nodes",
            "serialization = \"msgpack\" # default",
            "# data_dir is not set: nowhere: a node that ends leaves the cluster");
  }

  @Test
  void readsTheFileThatIsNamed() throws IOException {
    configure("[distributed]\nmax_workers = 1\n");
    Files.writeString(folder.resolve("other.toml"), "[distributed]\nmax_workers = 3\n");
    assertThat(cwm("config", "show", "--config", "other.toml").out())
        .contains("# The configuration in force, with the file other.toml\n")
        .contains("max_workers = 3 # other.toml:2\n");
  }

  @Test
  void takesEveryFlagThatSetsSomething() {
    Map<String, String> values =
        Map.of("--listen", "h:1", "--advertise", "h:1", "--seed-nodes", "h:1", "--http", "none");
    for (Key<?> key : Keys.ALL) {
      Optional<String> flag = key.flag();
      if (flag.isPresent()) {
        String value = key.isYesNo() ? "" : "=" + values.getOrDefault(flag.get(), "7");
        CommandRun run = cwm("config", "show", flag.get() + value);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(" # " + flag.get() + "\n");
        assertThat(cwm("config", "show", "--help").out()).contains(flag.get());
      }
    }
  }

  @Test
  void theCommandTakesTheSameFlags() {
    List<String> flags = Keys.ALL.stream().flatMap(key -> key.flag().stream()).toList();
    assertThat(Options.CONFIGURATION).containsExactlyInAnyOrderElementsOf(flags);
    assertThat(cwm("--help").out()).contains(flags);
  }

  @Test
  void wrongUsageSaysWhereToReadOn() {
    for (Object[] args :
        List.of(
            new Object[] {"config"},
            new Object[] {"config", "sow"},
            new Object[] {"config", "show", "--no-such-flag"},
            new Object[] {"config", "show", "data.n3"},
            new Object[] {"config", "--think"})) {
      CommandRun run = cwm(args);
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .startsWith("cwm: ")
          .endsWith("; see cwm config --help" + System.lineSeparator());
    }
  }

  @Test
  void aFileOfThatNameIsAnInputWhenItsPathIsWritten() throws IOException {
    Path facts = Files.writeString(folder.resolve("config"), "<http://e/s> a <http://e/C> .");
    assertThat(cwm("config", "--think").err())
        .endsWith(", and for the file of that name write ./config" + System.lineSeparator());
    assertThat(cwm(facts, "--ntriples").out()).startsWith("<http://e/s> ");
  }

  @Test
  void helpListsEverySubcommand() {
    CommandRun run = cwm("--help");
    for (Subcommand subcommand : Subcommand.values()) {
      assertThat(run.out()).contains("cwm " + subcommand.usage(), subcommand.summary());
      CommandRun help = cwm(subcommand.word(), "--help");
      assertThat(help.exitCode()).isEqualTo(ExitCode.OK);
      assertThat(help.out()).startsWith("Usage: cwm " + subcommand.word());
    }
  }

  // ---------------------------------------------------------------- what is in force

  @Test
  void maxWorkersOfTheFileIsHowManyReason() throws IOException {
    Path facts = manyFacts();
    configure("[distributed]\nmax_workers = 3\n");
    String file = cwm(facts, "--think", "--no", "--verbose").err();
    assertThat(file).contains("cwm: 3 workers: ");
    String flag = cwm(facts, "--think", "--no", "--verbose", "--workers=2").err();
    assertThat(flag).contains("cwm: 2 workers: ");
    CommandRun variable =
        cwm(Map.of("CWM_DISTRIBUTED_MAX_WORKERS", "1"), facts, "--think", "--no", "--verbose");
    assertThat(variable.err()).contains("cwm: closure: ").doesNotContain(" workers: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash", "predicate", "random", "graph"})
  void theClosureIsTheSameHoweverFactsAreSpread(String strategy) throws IOException {
    Path facts = manyFacts();
    String whole = sorted(cwm(facts, "--think", "--data", "--ntriples", "--workers=1"));
    configure(
        """
        [distributed]
        max_workers = 2
        exchange_batch_size = 7
        partition_strategy = "%s"
        """
            .formatted(strategy));
    assertThat(sorted(cwm(facts, "--think", "--data", "--ntriples"))).isEqualTo(whole);
  }

  @Test
  void aMistakeStopsTheCommandBeforeItDoesAnything() throws IOException {
    configure("[distributed]\nmax_worker = 2\nenabled = 1\n");
    Path output = Files.writeString(folder.resolve("out.n3"), "as it was");
    CommandRun run = cwm("no-such-input.n3", "--think", "--output", output);
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err().lines())
        .containsExactly(
            "cwm.toml:2: [distributed] max_worker: unknown key; did you mean 'max_workers'?",
            "cwm.toml:3: [distributed] enabled must be true or false, and is 1");
    assertThat(output).hasContent("as it was");
    assertThat(cwm("config", "show").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(cwm("--help").exitCode()).isEqualTo(ExitCode.OK);
    assertThat(cwm("--version").exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void whatIsNotInAFileIsToldByTheCommand() {
    CommandRun variable = cwm(Map.of("CWM_DISTRIBUTED_MAX_WORKERS", "0"), "in.n3", "--think");
    assertThat(variable.err())
        .isEqualTo(
            "cwm: CWM_DISTRIBUTED_MAX_WORKERS must be from 1 to 1,024, and is 0"
                + System.lineSeparator());
    assertThat(variable.exitCode()).isEqualTo(ExitCode.USAGE);
    CommandRun flag = cwm("in.n3", "--think", "--config", "nowhere.toml");
    assertThat(flag.err())
        .isEqualTo("cwm: nowhere.toml: there is no such file" + System.lineSeparator());
    assertThat(flag.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void withoutConfigurationNothingIsLoadedForIt() throws IOException {
    Path facts = Files.writeString(folder.resolve("facts.n3"), "<http://e/s> a <http://e/C> .");
    String bare = classesOf("'" + facts + "' --think");
    assertThat(bare)
        .contains("cwm.app.Session")
        .doesNotContain("org.tomlj", "org.antlr", "org.slf4j", "org.eclipse.jetty", "io.micrometer")
        .doesNotContain(
            "io.netty", "org.apache.ratis", "cwm.app.server", "cwm.cluster", "cwm.ipc.Node ");
    assertThat(bare).doesNotContain(Keys.class.getName() + " ");
    configure("[distributed]\n");
    assertThat(classesOf("'" + facts + "' --think"))
        .contains("org.tomlj.", Keys.class.getName() + " ");
  }

  private String classesOf(String arguments) {
    String script = CommandProcess.shellFunction("cwm_under_test") + "cwm_under_test " + arguments;
    CommandProcess process =
        CommandProcess.run(
            folder, Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load"), "bash", "-c", script);
    assertThat(process.exitCode()).as(process.err()).isZero();
    return process.out();
  }

  // ---------------------------------------------------------------- helpers

  private CommandRun cwm(Object... args) {
    return CommandRun.in(folder, Map.of(), args);
  }

  private CommandRun cwm(Map<String, String> variables, Object... args) {
    return CommandRun.in(folder, variables, args);
  }

  private void configure(String text) throws IOException {
    Files.writeString(folder.resolve("cwm.toml"), text);
  }

  private static String sorted(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return String.join("\n", run.out().lines().sorted().toList());
  }

  /// Enough for workers to share, with a rule whose conclusions lie elsewhere.
  private Path manyFacts() throws IOException {
    var text = new StringBuilder("@prefix : <http://e/#> .\n");
    for (int i = 0; i < 20_000; i++) {
      text.append(":n%d :next :n%d .%n".formatted(i, i * 7 % 20_000));
    }
    text.append("{ ?x :next ?y . ?y :next ?z } => { ?z :from ?x } .\n");
    return Files.writeString(folder.resolve("many.n3"), text);
  }
}
