package cwm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.jena.sparql.SparqlException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A heap of 1,600 bytes, of which 100 are kept free.
final class HeapRoomTest {
  private long facts;
  private long garbage;
  private int collectionCount;
  private final HeapRoom room = room(Duration.ofMillis(20));

  private HeapRoom room(Duration pause) {
    return new HeapRoom(
        1_600,
        () -> facts + garbage,
        () -> {
          garbage = 0;
          collectionCount++;
        },
        pause);
  }

  @Test
  void garbageTakesNoRoom() {
    garbage = 1_600;
    room.requireFor(7);
    assertThat(collectionCount).isEqualTo(1);
    garbage = 1_600;
    room.requireFor(7); // a moment later
    room.requireFor(7); // as long as there is room
    assertThat(collectionCount).isEqualTo(2);
  }

  @Test
  void whatIsNoGarbageIsNotLookedForTimeAndAgain() {
    HeapRoom patient = room(Duration.ofDays(1));
    facts = 1_000;
    garbage = 600;
    assertThatThrownBy(() -> patient.requireFor(3))
        .isInstanceOfSatisfying(
            SparqlException.class,
            e -> assertThat(e.kind()).isEqualTo(SparqlException.Kind.NO_ROOM));
    garbage = 600;
    assertThatThrownBy(() -> patient.requireFor(3)).isInstanceOf(SparqlException.class);
    assertThat(collectionCount).isEqualTo(1);
  }
}
