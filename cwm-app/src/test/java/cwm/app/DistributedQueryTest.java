package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The specification's "Distributed Query", `examples/distributed-query`, as three processes.
class DistributedQueryTest {
  private static final String PROGRAM = "distributed-query/DistributedQuery.java";
  private static final String ANY_PORT = "127.0.0.1:0";

  @Test
  void eachOfThreeNodesHearsOfAll() throws Exception {
    try (var first = ExampleProgram.start(PROGRAM, "node-1", ANY_PORT)) {
      String seed = first.firstLineAfter("listening on ");
      try (var second = ExampleProgram.start(PROGRAM, "node-2", ANY_PORT, seed);
          var third = ExampleProgram.start(PROGRAM, "node-3", ANY_PORT, seed)) {
        second.firstLineAfter("listening on ");
        third.firstLineAfter("listening on ");
        assertThat(first.firstLineAfter("derived ")).isEqualTo("3 facts on 3 nodes");
        List<String> persons = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
          persons.add("person: <http://example.org/staff-of-node-%d>".formatted(i));
        }
        for (ExampleProgram node : List.of(first, second, third)) {
          assertThat(node.remainingLines()).containsExactlyInAnyOrderElementsOf(persons);
        }
      }
    }
  }
}
