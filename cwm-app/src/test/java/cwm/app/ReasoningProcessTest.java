package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clusters of nodes in processes of their own that load, reason and print: what an operator types,
/// and what comes of it.
@Execution(ExecutionMode.CONCURRENT)
class ReasoningProcessTest {
  private static final String ANY_PORT = "127.0.0.1:0";
  private static final String LISTENS = " listens on (\\S+)";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RULES =
      """
      @prefix : <http://example.org/#> .
      { ?x :parent ?y } => { ?x :ancestor ?y } .
      { ?x :ancestor ?y . ?y :parent ?z } => { ?x :ancestor ?z } .
      { ?x :ancestor ?y . ?scope log:notIncludes { ?y a :Fish } } => { ?x a :Relative } .
      """
          .replace("@prefix :", "@prefix log: <http://www.w3.org/2000/10/swap/log#> .\n@prefix :");

  @TempDir Path folder;
  private List<Path> parts;
  private Path rules;

  @BeforeEach
  void writeInputs() throws IOException {
    parts =
        List.of(
            input("a.n3", ":a :parent :b . :b :parent :c . _:x :parent :a ."),
            input("b.n3", ":c :parent :d . :d :parent :e . _:x :parent :b ."),
            input("c.n3", ":e :parent :f . :f a :Fish . :g :parent [ :parent :c ] ."));
    rules = Files.writeString(folder.resolve("rules.n3"), RULES);
  }

  private Path input(String name, String statements) throws IOException {
    return Files.writeString(
        folder.resolve(name), "@prefix : <http://example.org/#> .\n" + statements + "\n");
  }

  private RunningNode node(String id, Object... more) throws IOException {
    return nodeAt(id, ANY_PORT, more);
  }

  private RunningNode nodeAt(String id, String address, Object... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("--cluster-mode", "--node-id", id));
    args.addAll(List.of("--listen", address, "--http", "none"));
    for (Object each : more) {
      args.add(each.toString());
    }
    return RunningNode.start(folder, Map.of(), args);
  }

  /// Statements without the names of blank nodes.
  private static Set<String> statements(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("@prefix") && !line.isBlank())
        .map(line -> line.replaceAll("_:[A-Za-z0-9_.-]+(?= |$)", "_:b"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> ofOneMachine(Object... flags) {
    List<Object> args = new ArrayList<>(parts);
    args.addAll(List.of(rules, "--think", "--data", "--ntriples"));
    args.addAll(List.of(flags));
    CommandRun run = CommandRun.in(folder, Map.of(), args.toArray());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return statements(run.out());
  }

  private static void assertSound(RunningNode... nodes) {
    assertThat(nodes)
        .allSatisfy(
            node -> assertThat(node.printed()).doesNotContain("\tat ", "Exception", " ERROR "));
  }

  // ---------------------------------------------------------------- --once

  @Test
  void nodesThatRunOncePrintTheSameWhole() throws Exception {
    Files.writeString(
        folder.resolve("cwm.toml"),
        "[distributed]\npartition_strategy = \"predicate\"\nnum_partitions = 7\n");
    Object[] end = {"--think", "--once", "--expect-nodes", "3", "--data", "--ntriples"};
    try (RunningNode first = node("node-1", with(end, rules, parts.get(0)))) {
      String seed = first.awaitPrinted(LISTENS);
      try (RunningNode second =
              node("node-2", with(end, "--seed-nodes", seed, parts.get(1), "--derived"));
          RunningNode third = node("node-3", with(end, "--seed-nodes", seed, parts.get(2)))) {
        assertThat(first.exitCode()).as(first.printed()).isZero();
        assertThat(List.of(second.exitCode(), third.exitCode()))
            .as(second.printed() + third.printed())
            .containsOnly(0);
        assertThat(third.result()).isEqualTo(first.result());
        assertThat(statements(first.result())).isEqualTo(ofOneMachine());
        assertThat(statements(second.result())).isEqualTo(ofOneMachine("--derived"));
        assertThat(first.printed())
            .containsPattern("thought: \\d+ facts, \\d+ derived, .* 3 nodes");
        assertSound(first, second, third);
      }
    }
  }

  @Test
  void filterActsOnWhatANodePrints() throws Exception {
    Path filter =
        input(
            "filter.n3", "{ ?x :ancestor ?y . ?y :parent ?z } => { ?x :old ?y . ?y :parent ?z } .");
    List<Object> args = new ArrayList<>(parts);
    args.addAll(List.of(rules, "--think", "--once", "--filter", filter, "--derived", "--ntriples"));
    try (RunningNode alone = node("node-1", args.toArray())) {
      assertThat(alone.exitCode()).as(alone.printed()).isZero();
      assertThat(statements(alone.result()))
          .isNotEmpty()
          .allMatch(line -> line.contains("#old>"))
          .isEqualTo(ofOneMachine("--filter", filter, "--derived"));
      assertSound(alone);
    }
  }

  @Test
  void queriesOfAnyNodeAreAnsweredByAll() throws Exception {
    Path query =
        input(
            "query.n3",
            "{ ?x :ancestor ?y . ?y :parent ?z } <http://www.w3.org/2000/10/swap/log#query> { ?x"
                + " :old ?y . ?y :parent ?z } .");
    Object[] end = {"--think", "--once", "--expect-nodes", "2", "--ntriples"};
    try (RunningNode first = node("node-1", with(end, rules, query, parts.get(0)))) {
      String seed = first.awaitPrinted(LISTENS);
      try (RunningNode second =
          node(
              "node-2", with(end, "--seed-nodes", seed, parts.get(1), parts.get(2), "--derived"))) {
        assertThat(List.of(first.exitCode(), second.exitCode()))
            .as(first.printed() + second.printed())
            .containsOnly(0);
        assertThat(statements(first.result())).isNotEmpty().isEqualTo(answered(query));
        assertThat(statements(second.result()))
            .isNotEmpty()
            .isEqualTo(answered(query, "--derived"));
        assertThat(second.printed()).contains("printing the answers of 1 log:query statement in");
        assertSound(first, second);
      }
    }
  }

  /// What one machine prints for a query that is one of its inputs.
  private Set<String> answered(Path query, Object... flags) {
    List<Object> args = new ArrayList<>(parts);
    args.addAll(List.of(rules, query, "--think", "--ntriples"));
    args.addAll(List.of(flags));
    CommandRun run = CommandRun.in(folder, Map.of(), args.toArray());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return statements(run.out());
  }

  @Test
  void resultThatTheFormatCannotSayIsToldInOneLine() throws Exception {
    try (RunningNode alone =
        node("node-1", parts.get(0), rules, "--think", "--once", "--ntriples")) {
      assertThat(alone.exitCode()).as(alone.printed()).isEqualTo(1);
      assertThat(alone.result()).isEmpty();
      assertThat(alone.printed()).contains("cannot be written as ");
      assertSound(alone);
    }
  }

  private static Object[] with(Object[] end, Object... start) {
    List<Object> all = new ArrayList<>(List.of(start));
    all.addAll(List.of(end));
    return all.toArray();
  }

  @Test
  void aNodeAloneRunsOnce() throws Exception {
    try (RunningNode alone =
        node(
            "node-1",
            parts.get(0),
            parts.get(1),
            parts.get(2),
            rules,
            "--think",
            "--once",
            "--data",
            "--ntriples")) {
      assertThat(alone.exitCode()).as(alone.printed()).isZero();
      assertThat(statements(alone.result())).isEqualTo(ofOneMachine());
      assertSound(alone);
    }
  }

  @Test
  void whoIsMissingWhenTheTimeIsUpIsNamed() throws Exception {
    try (RunningNode node =
        node(
            "node-1",
            parts.get(0),
            "--think",
            "--once",
            "--expect-nodes",
            "3",
            "--timeout",
            "20s")) {
      assertThat(node.exitCode()).isEqualTo(1);
      assertThat(node.printed().lines().toList().getLast())
          .isEqualTo(
              "cwm: no result within 20s (--timeout): 2 of 3 nodes are missing; there are"
                  + " 'node-1'");
      assertThat(node.result()).isEmpty();
      assertSound(node);
    }
  }

  @Test
  void whoCannotEvenJoinInTimeSaysWhatItWaitedFor() throws Exception {
    try (RunningNode node =
        node("node-2", parts.get(0), "--think", "--seed-nodes", "127.0.0.1:1", "--timeout", "1s")) {
      assertThat(node.exitCode()).isEqualTo(1);
      assertThat(node.printed().lines().toList().getLast())
          .startsWith("cwm: no result within 1s (--timeout): ")
          .contains("127.0.0.1:1");
    }
  }

  @Test
  void nobodyWaitsForFactsOfNodesWhoseTimeIsUpInTheMidstOfAJob() throws Exception {
    Path endless =
        Files.writeString(
            folder.resolve("endless.n3"),
            """
            @prefix : <http://example.org/#> .
            @prefix math: <http://www.w3.org/2000/10/swap/math#> .
            :a :n 1 .
            { ?x :n ?n . (?n 1) math:sum ?m } => { ?x :n ?m } .
            """);
    try (RunningNode first =
        node("node-1", endless, "--think", "--once", "--expect-nodes", 2, "--timeout", "4s")) {
      String seed = first.awaitPrinted(LISTENS);
      try (RunningNode second =
          node("node-2", "--once", "--expect-nodes", 2, "--seed-nodes", seed)) {
        String _ = second.awaitPrinted(LISTENS); // from then on a signal ends it in order
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.printed())
            .contains("no result within 4s (--timeout)")
            .doesNotContain("did not take its facts");
        second.signal("TERM");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.printed().lines().toList().getLast())
            .startsWith("cwm: ")
            .containsAnyOf("ended by a signal before there was a result", "could not think");
      }
    }
  }

  @Test
  void rulesThatCannotRunFailEverywhere() throws Exception {
    Path endless =
        input(
            "endless.n3",
            """
            @prefix math: <http://www.w3.org/2000/10/swap/math#> .
            :counter :at 0 .
            { :counter :at ?n . (?n 1) math:sum ?next } => { :counter :at ?next } .
            """);
    Object[] end = {"--think", "--max-steps", "20", "--once", "--expect-nodes", "2"};
    try (RunningNode first = node("node-1", with(end, endless));
        RunningNode second =
            node("node-2", with(end, parts.get(0), "--seed-nodes", first.awaitPrinted(LISTENS)))) {
      assertThat(List.of(first.exitCode(), second.exitCode())).containsOnly(1);
      for (RunningNode node : List.of(first, second)) {
        assertThat(node.printed().lines().toList().getLast())
            .startsWith("cwm: the cluster could not think: ")
            .contains("stopped before the fixpoint: the limit of 20 rounds is reached");
        assertThat(node.result()).isEmpty();
        assertSound(node);
      }
    }
  }

  @Test
  void anInputWithAMistakeLetsTheOthersWait() throws Exception {
    Path bad = input("bad.n3", ":s nonsense");
    Object[] end = {"--think", "--once", "--expect-nodes", "2"};
    try (RunningNode first = node("node-1", with(end, parts.get(0), rules));
        RunningNode second =
            node("node-2", with(end, bad, "--seed-nodes", first.awaitPrinted(LISTENS)))) {
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.printed()).contains(bad + ":2:");
      try (RunningNode again =
          node("node-2", with(end, parts.get(1), "--seed-nodes", first.awaitPrinted(LISTENS)))) {
        assertThat(List.of(first.exitCode(), again.exitCode()))
            .as(first.printed() + again.printed())
            .containsOnly(0);
        assertThat(first.result()).isEqualTo(again.result()).contains(":ancestor");
      }
    }
  }

  // ---------------------------------------------------------------- nodes that stay

  @Test
  void nodesThatStayTakeFactsAndGiveThemBack() throws Exception {
    try (RunningNode first = node("node-1", rules, parts.get(0), "--think")) {
      String seed = first.awaitPrinted(LISTENS);
      first.awaitPrinted("node-1: thought: .* 1 nodes");
      try (RunningNode second = node("node-2", "--seed-nodes", seed);
          RunningNode third = node("node-3", "--seed-nodes", seed, parts.get(1))) {
        third.awaitPrinted("node-3: loaded 3; .* 3 nodes|node-3: loaded 3; .* 2 nodes");
        String address = second.awaitPrinted(LISTENS);
        second.awaitPrinted("joined the cluster");
        CommandRun load = cwm("load", parts.get(2), "--node", address);
        assertThat(load.exitCode()).as(load.err()).isEqualTo(ExitCode.OK);
        assertThat(load.err()).contains("loaded 4 statements; the cluster has");
        assertThat(dump(seed, "--data")).isEqualTo(ofOneMachine());
        assertThat(dump(address, "--data", "--derived")).isEqualTo(ofOneMachine("--derived"));

        awaitPartitions(address, "node-1 ", "node-2 ", "node-3 ", "hash");

        first.signal("TERM");
        assertThat(first.exitCode()).as(first.printed()).isZero();
        CommandRun leave = cwm("cluster", "leave", "--node", third.awaitPrinted(LISTENS));
        assertThat(leave.exitCode()).as(leave.err()).isEqualTo(ExitCode.OK);
        assertThat(third.exitCode()).as(third.printed()).isZero();
        assertThat(dump(address, "--data")).isEqualTo(ofOneMachine());
        assertSound(first, second, third);
      }
    }
  }

  @Test
  void factsAreThereAgainAfterAllNodesWereKilledThatHaveDataDirectories() throws Exception {
    List<String> addresses = new ArrayList<>();
    try (RunningNode first = node("node-1", rules, parts.get(0), "--data-dir", data("node-1"))) {
      addresses.add(first.awaitPrinted(LISTENS));
      first.awaitPrinted("node-1: loaded .* 1 nodes");
      Object[] seed = {"--seed-nodes", addresses.getFirst()};
      try (RunningNode second = node("node-2", with(seed, "--data-dir", data("node-2")));
          RunningNode third = node("node-3", with(seed, "--data-dir", data("node-3")))) {
        for (RunningNode node : List.of(second, third)) {
          node.awaitPrinted("joined the cluster");
          addresses.add(node.awaitPrinted(LISTENS));
        }
        for (Path part : parts.subList(1, 3)) {
          CommandRun load = cwm("load", part, "--think", "--node", addresses.getLast());
          assertThat(load.exitCode()).as(load.err()).isEqualTo(ExitCode.OK);
        }
        assertThat(dump(addresses.getFirst(), "--derived")).isEqualTo(ofOneMachine("--derived"));
        for (RunningNode node : List.of(third, first, second)) {
          node.signal("KILL");
          assertThat(node.exitCode()).isNotZero();
        }
      }
    }
    try (RunningNode first = again("node-1", addresses.get(0));
        RunningNode second = again("node-2", addresses.get(1));
        RunningNode third = again("node-3", addresses.get(2))) {
      for (RunningNode node : List.of(first, second, third)) {
        node.awaitPrinted("joined the cluster");
      }
      CommandRun think = cwm("load", "--think", "--node", addresses.get(1));
      assertThat(think.exitCode()).as(think.err()).isEqualTo(ExitCode.OK);
      assertThat(dump(addresses.get(2), "--data")).isEqualTo(ofOneMachine());
      assertThat(dump(addresses.get(0), "--derived")).isEqualTo(ofOneMachine("--derived"));
      assertSound(first, second, third);
    }
  }

  /// Without data directories too: two nodes have each fact.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingIsLostWithANodeThatIsKilled(boolean areDurable) throws Exception {
    Object[] three = {"--expect-nodes", "3", "--think"};
    try (RunningNode first = node("node-1", with(with(three, rules), disk("node-1", areDurable)))) {
      String address = first.awaitPrinted(LISTENS);
      Object[] seed = with(three, "--seed-nodes", address);
      try (RunningNode second =
              node("node-2", with(with(seed, parts.get(0)), disk("node-2", areDurable)));
          RunningNode third =
              node("node-3", with(with(seed, parts.get(1)), disk("node-3", areDurable)))) {
        String other = third.awaitPrinted(LISTENS);
        for (RunningNode node : List.of(first, second, third)) {
          node.awaitPrinted("thought: .*");
        }
        second.signal("KILL");
        assertThat(second.exitCode()).isNotZero();
        CommandRun load = cwm("load", parts.get(2), "--node", other);
        assertThat(load.exitCode()).as(load.err()).isEqualTo(ExitCode.OK);
        assertThat(dump(address, "--data")).isEqualTo(ofOneMachine());
        assertThat(dump(other, "--derived")).isEqualTo(ofOneMachine("--derived"));
        try (RunningNode again =
            nodeAt(
                "node-2",
                second.awaitPrinted(LISTENS),
                with(disk("node-2", areDurable), "--seed-nodes", address, "--expect-nodes", "3"))) {
          String back = again.awaitPrinted(LISTENS);
          awaitPartitions(back, "every fact has 2 copies", "node-1 ", "node-2 ", "node-3 ");
          first.signal("KILL");
          assertThat(first.exitCode()).isNotZero();
          assertThat(dump(other, "--derived")).isEqualTo(ofOneMachine("--derived"));
          assertSound(again, third);
        }
      }
    }
  }

  @Test
  void nodeThatTakesOverNeedNotDeriveAnew() throws Exception {
    Files.writeString(
        folder.resolve("cwm.toml"), "[distributed]\nderived_copies_after_seconds = 0\n");
    Object[] three = {"--expect-nodes", "3", "--think"};
    try (RunningNode first = node("node-1", with(three, rules, parts.get(0)))) {
      String address = first.awaitPrinted(LISTENS);
      Object[] seed = with(three, "--seed-nodes", address);
      try (RunningNode second = node("node-2", with(seed, parts.get(1)));
          RunningNode third = node("node-3", with(seed, parts.get(2)))) {
        for (RunningNode node : List.of(first, second, third)) {
          node.awaitPrinted("thought: .*");
        }
        second.signal("KILL");
        assertThat(second.exitCode()).isNotZero();
        first.awaitPrinted("goes on from superstep \\d+ of what was derived before");
        assertThat(dump(address, "--data")).isEqualTo(ofOneMachine());
        assertThat(dump(address, "--derived")).isEqualTo(ofOneMachine("--derived"));
        assertSound(first, third);
      }
    }
  }

  private Object[] disk(String id, boolean isDurable) {
    return isDurable ? new Object[] {"--data-dir", data(id)} : new Object[0];
  }

  private void awaitPartitions(String address, String... texts) {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      CommandRun partitions = cwm("cluster", "partitions", "--node", address);
      boolean isTakingOver = partitions.out().contains("is about to take over");
      if (!isTakingOver && Stream.of(texts).allMatch(partitions.out()::contains)) {
        return;
      }
      assertThat(Instant.now()).as(partitions.out() + partitions.err()).isBefore(end);
    }
  }

  private RunningNode again(String id, String address) throws IOException {
    return nodeAt(id, address, "--data-dir", data(id));
  }

  private Path data(String id) {
    return folder.resolve("data-" + id);
  }

  @Test
  void aLoadWithAMistakeChangesNothing() throws Exception {
    Path bad = input("bad.n3", ":s :p :o . :s nonsense");
    try (RunningNode node = node("node-1", parts.get(0))) {
      String address = node.awaitPrinted(LISTENS);
      node.awaitPrinted("loaded 3");
      Set<String> before = dump(address);
      CommandRun load = cwm("load", parts.get(1), bad, "--node", address);
      assertThat(load.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(load.err()).startsWith(bad + ":2:");
      assertThat(dump(address)).isEqualTo(before).hasSize(3);
    }
  }

  @Test
  void aNodeWithOtherSettingsIsRefused() throws Exception {
    try (RunningNode first = node("node-1", parts.get(0))) {
      String seed = first.awaitPrinted(LISTENS);
      first.awaitPrinted("loaded 3");
      Files.writeString(
          folder.resolve("cwm.toml"), "[distributed]\npartition_strategy = \"predicate\"\n");
      try (RunningNode second = node("node-2", "--seed-nodes", seed)) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.printed().lines().toList().getLast())
            .startsWith("cwm: ")
            .contains("partition_strategy", "hash", "predicate");
      }
    }
  }

  private CommandRun cwm(Object... args) {
    return CommandRun.in(folder, Map.of(), args);
  }

  private Set<String> dump(String address, Object... flags) {
    CommandRun dump = cwm(with(flags, "dump", "--ntriples", "--node", address));
    assertThat(dump.exitCode()).as(dump.err()).isEqualTo(ExitCode.OK);
    return statements(dump.out());
  }
}
