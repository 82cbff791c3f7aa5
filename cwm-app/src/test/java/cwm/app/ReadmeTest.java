package cwm.app;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// README.md, docs/REASONING.md and docs/SERVER.md work as printed.
///
/// Their `n3`, `trig`, `sparql` and `toml` blocks that start with `# NAME` are files. Each line of
/// their `sh` blocks that runs `./cwm` or `curl` is run where these files are, beside the project's
/// `examples`, and ends with exit code 0 or as a comment `# exit code N` behind it says. A `text`
/// block after a `sh` block is part of what the last line of that printed; `...` in it stands for
/// anything. Blocks of `java` and `python` are for the reader's programs; [RdfConnectionTest] runs
/// one of them.
///
/// A line with `--cluster-mode` or `--http` starts a node, which is ready before the next line runs
/// and ends with the test. Ports are any that are free.
class ReadmeTest {
  private static final Path README = CommandRun.ROOT.resolve("README.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
  private static final Pattern FILE_NAME = Pattern.compile("# (\\S+\\.(?:n3|trig|toml|rq|ru))\n");
  private static final Pattern EXIT_CODE = Pattern.compile("# exit code (\\d+)$");

  private static final String TWO_NODES = "./examples/basic-ipc/run ";

  private static final Pattern NODE = Pattern.compile("\\./cwm (.*--(?:cluster-mode|http) .*)");
  private static final Pattern PORT = Pattern.compile("(?<=127\\.0\\.0\\.1:)\\d+");

  @TempDir Path folder;
  private final List<RunningNode> nodes = new ArrayList<>();
  private final Map<String, String> freePorts = new HashMap<>();

  @AfterEach
  void endNodes() {
    nodes.forEach(RunningNode::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "docs/REASONING.md", "docs/SERVER.md"})
  void commandsWorkAsPrinted(String document) throws IOException, InterruptedException {
    copyExamples();
    String printed = "";
    int commandCount = 0;
    for (Block block : blocks(CommandRun.ROOT.resolve(document))) {
      switch (block.language()) {
        case "n3", "trig", "toml", "sparql" -> write(block.text());
        case "sh" -> {
          List<String> commands = commands(block.text());
          commandCount += commands.size();
          for (String command : commands) {
            printed = printedBy(command);
          }
        }
        case "text" -> assertPrinted(printed, block.text());
        case "java", "python" -> {}
        default -> throw new AssertionError("a block of unknown kind: " + block.language());
      }
    }
    assertThat(commandCount).isGreaterThan(10);
  }

  @Test
  void namesEveryExample() throws IOException {
    String readme = Files.readString(README);
    try (Stream<Path> files = Files.list(CommandRun.ROOT.resolve("examples"))) {
      List<String> programs =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".n3") && !name.contains(".expected."))
              .toList();
      assertThat(programs).isNotEmpty().allMatch(name -> readme.contains("examples/" + name));
    }
  }

  private void copyExamples() throws IOException {
    Path copies = Files.createDirectory(folder.resolve("examples"));
    try (Stream<Path> files = Files.list(CommandRun.ROOT.resolve("examples"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, copies.resolve(file.getFileName()));
      }
    }
  }

  private record Block(String language, String text) {}

  private static List<Block> blocks(Path document) throws IOException {
    Matcher matcher = BLOCK.matcher(Files.readString(document));
    List<Block> blocks = new ArrayList<>();
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private void write(String text) throws IOException {
    Matcher name = FILE_NAME.matcher(text);
    assertThat(name.lookingAt())
        .as("a block of N3, TriG or TOML says its file's name first: %s", text)
        .isTrue();
    Files.writeString(folder.resolve(name.group(1)), text);
  }

  private static List<String> commands(String text) {
    return text.lines().filter(line -> !line.equals("mvn verify")).toList();
  }

  private String printedBy(String line) throws IOException, InterruptedException {
    if (line.startsWith(TWO_NODES)) {
      // Two terminals, one conversation: the second line's node asks the first one's.
      return BasicIpcTest.converse().getLast().stream().collect(joining("\n", "", "\n"));
    }
    String command = PORT.matcher(line).replaceAll(port -> freePort(port.group()));
    Matcher node = NODE.matcher(command);
    String printed = node.matches() ? startNode(List.of(node.group(1).split(" "))) : run(command);
    return withPrintedPorts(printed);
  }

  private String freePort(String port) {
    return freePorts.computeIfAbsent(
        port,
        _ -> {
          try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(free.getLocalPort());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /// As the README has them.
  private String withPrintedPorts(String printed) {
    String text = printed.replace("\r\n", "\n"); // lines of CSV end so
    for (Map.Entry<String, String> port : freePorts.entrySet()) {
      text = text.replace("127.0.0.1:" + port.getValue(), "127.0.0.1:" + port.getKey());
    }
    return text;
  }

  /// Starts a node and returns what it printed until it was ready.
  private String startNode(List<String> args) throws IOException {
    var node = RunningNode.start(folder, Map.of(), args);
    nodes.add(node);
    node.awaitPrinted(
        !args.contains("--cluster-mode")
            ? "has \\d+ facts"
            : args.contains("--think") && !args.contains("--once")
                ? "thought: "
                : "joined the cluster");
    return node.printed();
  }

  /// Runs a line with `bash` and returns all it printed.
  private String run(String line) {
    Matcher exitCode = EXIT_CODE.matcher(line);
    int expected = exitCode.find() ? Integer.parseInt(exitCode.group(1)) : 0;
    String script =
        "set -o pipefail\n"
            + CommandProcess.shellFunction("cwm_under_test")
            + line.replace("./cwm ", "cwm_under_test ");
    CommandProcess process = CommandProcess.run(folder, Map.of(), "bash", "-c", script);
    String printed = process.out() + process.err();
    assertThat(process.exitCode()).as("%s\n%s", line, printed).isEqualTo(expected);
    return printed;
  }

  private static void assertPrinted(String printed, String expected) {
    Pattern pattern =
        Pattern.compile(expected.lines().map(ReadmeTest::pattern).collect(joining("", "(?m)", "")));
    assertThat(pattern.matcher(printed).find())
        .as("the document shows\n%s\nbut the command printed\n%s", expected, printed)
        .isTrue();
  }

  /// A line's pattern; `...` alone are any lines, else anything in a line.
  private static String pattern(String line) {
    if (line.equals("...")) {
      return "(?:.*\n)*?";
    }
    return Stream.of(line.split("\\.\\.\\.", -1))
        .map(Pattern::quote)
        .collect(joining(".*", "^", "$\n"));
  }
}
