package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The specification's "Basic IPC Setup", `examples/basic-ipc`, as two processes.
class BasicIpcTest {
  private static final String PROGRAM = "basic-ipc/BasicIpc.java";
  private static final String ANY_PORT = "127.0.0.1:0";

  /// Starts a node that answers, then one that asks it, and returns what they printed once both
  /// have ended.
  static List<List<String>> converse() throws IOException, InterruptedException {
    try (var answering = ExampleProgram.start(PROGRAM, "node-2", ANY_PORT)) {
      String address = answering.firstLineAfter("listening on ");
      try (var asking = ExampleProgram.start(PROGRAM, "node-1", ANY_PORT, address)) {
        return List.of(answering.remainingLines(), asking.remainingLines());
      }
    }
  }

  @Test
  void oneNodeAsksAndTheOtherAnswers() throws Exception {
    assertThat(converse())
        .containsExactly(
            List.of(
                "node-1 asks Pattern[subject=?who, predicate=<http://example.org/is>,"
                    + " object=\"mortal\"]"),
            List.of(
                "node-2 is there",
                "query-1: [Bindings[terms={who=<http://example.org/socrates>}]]"));
  }
}
