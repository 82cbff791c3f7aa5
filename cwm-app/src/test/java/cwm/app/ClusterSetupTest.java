package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The specification's "Cluster Setup", `examples/cluster-setup`, as three processes.
class ClusterSetupTest {
  private static final String PROGRAM = "cluster-setup/ClusterSetup.java";
  private static final String ANY_PORT = "127.0.0.1:0";
  private static final String TOKEN = "I have the lock, with the token ";

  @Test
  void threeNodesAgree() throws Exception {
    try (var first = ExampleProgram.start(PROGRAM, "node-1", ANY_PORT)) {
      String seed = first.firstLineAfter("listening on ");
      try (var second = ExampleProgram.start(PROGRAM, "node-2", ANY_PORT, seed);
          var third = ExampleProgram.start(PROGRAM, "node-3", ANY_PORT, seed)) {
        second.firstLineAfter("listening on ");
        third.firstLineAfter("listening on ");
        List<List<String>> printed =
            List.of(first.remainingLines(), second.remainingLines(), third.remainingLines());
        assertThat(printed)
            .allSatisfy(
                lines ->
                    assertThat(lines)
                        .satisfiesExactly(
                            role -> assertThat(role).matches("I am the leader|Following leader .*"),
                            lock -> assertThat(lock).startsWith(TOKEN),
                            barrier -> assertThat(barrier).isEqualTo("All three were here")));
        assertThat(tokens(printed)).doesNotHaveDuplicates();
      }
    }
  }

  private static Stream<Long> tokens(List<List<String>> printed) {
    return printed.stream().map(lines -> Long.parseLong(lines.get(1).substring(TOKEN.length())));
  }
}
