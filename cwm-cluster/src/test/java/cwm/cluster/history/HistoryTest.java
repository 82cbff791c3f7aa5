package cwm.cluster.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import cwm.cluster.history.HistoryEvent.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final HistoryEvent ACQUIRED =
      new HistoryEvent(12, "node-1/2", Kind.ACQUIRED, "lock", 17, "r-3", 18);
  private static final HistoryEvent KILLED = HistoryEvent.of(-5, "node-2/1", Kind.KILLED);

  @Test
  void eventsAreLines() {
    assertThat(ACQUIRED.line()).isEqualTo("12 node-1/2 ACQUIRED lock 17 r-3 18");
    assertThat(KILLED.line()).isEqualTo("-5 node-2/1 KILLED - 0 - 0");
    assertThat(HistoryEvent.parse(ACQUIRED.line())).isEqualTo(ACQUIRED);
    assertThat(HistoryEvent.parse(KILLED.line())).isEqualTo(KILLED);
  }

  @Test
  void whatIsNoEventIsRefused() {
    for (String line :
        List.of(
            "",
            "12 a ACQUIRED lock 17 r-3",
            "12 a ACQUIRED lock 17 r-3 18 19",
            "x a ACQUIRED lock 17 r-3 18",
            "12 a GOT lock 17 r-3 18",
            "12 - ACQUIRED lock 17 r-3 18")) {
      assertThatIllegalArgumentException().isThrownBy(() -> HistoryEvent.parse(line));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HistoryEvent(1, "a", Kind.ACQUIRED, "a lock", 1, "r", 1));
  }

  @Test
  void filesAreMergedByTimeWithoutTornLines(@TempDir Path folder) throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    try (var writer = new HistoryWriter(first)) {
      writer.add(ACQUIRED);
    }
    try (var writer = new HistoryWriter(second)) {
      writer.add(KILLED);
    }
    Files.writeString(second, Files.readString(second) + "13 node-2/1 ACQ");
    assertThat(History.read(List.of(first, second)).events()).containsExactly(KILLED, ACQUIRED);
  }

  @Test
  void writersAppend(@TempDir Path folder) {
    Path file = folder.resolve("file");
    for (int i = 0; i < 2; i++) {
      try (var writer = new HistoryWriter(file)) {
        writer.add(ACQUIRED);
      }
    }
    assertThat(History.read(List.of(file)).events()).containsExactly(ACQUIRED, ACQUIRED);
  }

  @Test
  void brokenLineInTheMiddleIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "13 node\n" + KILLED.line() + "\n");
    assertThatIllegalArgumentException().isThrownBy(() -> History.read(List.of(file)));
  }
}
