package cwm.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cwm.ipc.transport.TransportType;
import cwm.ipc.wire.SerializationFormat;
import cwm.rdf.store.RowList;
import cwm.rdf.store.TripleList;
import cwm.rdf.term.Triple;
import cwm.reasoner.Budget;
import cwm.reasoner.engine.FactColumns;
import cwm.reasoner.engine.Shipment;
import cwm.reasoner.engine.SitesException;
import cwm.reasoner.partition.PartitionStrategy;
import cwm.reasoner.testing.NaiveEvaluator;
import cwm.reasoner.testing.RandomProgram;
import cwm.reasoner.testing.TestFacts;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What waits in a file instead of memory.
class SpillingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void whatNodesSpillCounts() {
    try (TestNodes nodes = nodes(new Spilling(0, directory))) {
      for (long seed = 0; seed < 60; seed++) {
        List<Triple> statements = RandomProgram.mixed(seed).statements();
        TestNodes.Facts facts = facts(nodes);
        facts.add(statements);
        facts.think(Budget.unlimited());
        Set<Triple> asserted = new LinkedHashSet<>(statements);
        TestFacts.of(facts.stores())
            .assertClosureOf(asserted, NaiveEvaluator.closure(asserted, RandomProgram.levels()));
      }
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void nodeThatCannotSpillEndsTheJobAndSaysWhy() {
    Path missing = directory.resolve("missing");
    try (TestNodes nodes = nodes(new Spilling(0, missing))) {
      TestNodes.Facts facts = facts(nodes);
      facts.add(RandomProgram.of(1).statements());
      assertThatThrownBy(() -> facts.think(Budget.unlimited()))
          .isInstanceOf(SitesException.class)
          .hasMessageContainingAll("cannot keep what other nodes send", missing.toString());
    }
  }

  private static TestNodes nodes(Spilling spilling) {
    return new TestNodes(
        TransportType.MEMORY, SerializationFormat.BINCODE, List.of(1, 2, 1), spilling);
  }

  private static TestNodes.Facts facts(TestNodes nodes) {
    return nodes.new Facts(PartitionStrategy.HASH, Set.of(), 3, 10);
  }

  @Test
  void whatIsPutIsReadInAnyOrder() throws IOException {
    try (var file = new SpillFile(directory)) {
      List<Shipment> put = new ArrayList<>();
      List<int[]> expected = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 40; i++) {
          int[] ids = new Random(100 * round + i).ints(6L * i).toArray();
          expected.add(ids);
          put.add(file.put(shipment(i, ids)));
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 40 * round; i < put.size(); i++) {
          order.add(i);
        }
        Collections.shuffle(order, new Random(round));
        for (int i : order) {
          assertThat(ids(put.get(i))).isEqualTo(expected.get(i));
        }
      }
      assertThat(SpillFile.byteCount(shipment(0, new int[6]))).isEqualTo(24);
    }
  }

  @Test
  void whatIsPutIsInMemoryNoMore() throws IOException {
    try (var file = new SpillFile(directory)) {
      for (int kind = 0; kind < 5; kind++) {
        Shipment inMemory = shipment(kind, new int[600_000]);
        var carried = new WeakReference<>(carried(inMemory));
        var itself = new WeakReference<>(inMemory);
        Shipment put = file.put(inMemory);
        inMemory = put;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while ((carried.get() != null || itself.get() != null) && System.nanoTime() < end) {
          System.gc();
        }
        assertThat(carried.get()).as("what %s carried", put.getClass()).isNull();
        assertThat(itself.get()).as("%s", put.getClass()).isNull();
        assertThat(ids(put)).hasSize(600_000);
      }
    }
  }

  private static Object carried(Shipment shipment) {
    return switch (shipment) {
      case Shipment.Rows rows -> rows.rows().get();
      case Shipment.Concluded(var facts, _, _) -> facts.get();
      case Shipment.Mirrored(var facts) -> facts.get();
      case Shipment.Asserted(var facts) -> facts.get();
      case Shipment.Ordered(_, var facts) -> facts.get();
      case Shipment.Numbers(var numbers) -> numbers.get();
    };
  }

  @Test
  void whatIsLeftInAClosedFileIsLost() throws IOException {
    var file = new SpillFile(directory);
    Shipment put = file.put(shipment(1, new int[6]));
    file.close();
    assertThatThrownBy(() -> ids(put)).isInstanceOf(SitesException.class);
    assertThatThrownBy(() -> file.put(shipment(1, new int[6]))).isInstanceOf(IOException.class);
  }

  private static Shipment shipment(int kind, int[] ids) {
    return switch (kind % 6) {
      case 0 -> {
        RowList rows = RowList.of(2, ids.length / 2, ids);
        yield new Shipment.Rows(1, 0, -1, List.of(0, 1), 1, 0, 2, () -> rows);
      }
      case 1 -> {
        var columns = new FactColumns(7);
        for (int i = 0; i < ids.length; i += 2) {
          columns.add(ids[i], ids[i + 1]);
        }
        yield new Shipment.Concluded(() -> columns, 1, 0);
      }
      case 2 -> {
        TripleList facts = TripleList.of(ids);
        yield new Shipment.Asserted(() -> facts);
      }
      case 3 -> {
        TripleList facts = TripleList.of(ids);
        yield new Shipment.Mirrored(() -> facts);
      }
      case 4 -> {
        long[] numbers = new long[ids.length / 2];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = ((long) ids[2 * i] << Integer.SIZE) | Integer.toUnsignedLong(ids[2 * i + 1]);
        }
        yield new Shipment.Numbers(() -> numbers);
      }
      default -> {
        TripleList facts = TripleList.of(ids);
        yield new Shipment.Ordered("node-1", () -> facts);
      }
    };
  }

  private static int[] ids(Shipment shipment) {
    return switch (shipment) {
      case Shipment.Rows rows -> rows.rows().get().toArray();
      case Shipment.Concluded(var facts, _, _) -> {
        FactColumns columns = facts.get();
        assertThat(columns.predicate()).isEqualTo(7);
        int[] ids = new int[2 * columns.count()];
        for (int i = 0; i < columns.count(); i++) {
          ids[2 * i] = columns.subject(i);
          ids[2 * i + 1] = columns.object(i);
        }
        yield ids;
      }
      case Shipment.Mirrored(var facts) -> facts.get().toArray();
      case Shipment.Asserted(var facts) -> facts.get().toArray();
      case Shipment.Ordered(_, var facts) -> facts.get().toArray();
      case Shipment.Numbers(var numbers) -> {
        long[] all = numbers.get();
        int[] halves = new int[2 * all.length];
        for (int i = 0; i < all.length; i++) {
          halves[2 * i] = (int) (all[i] >>> Integer.SIZE);
          halves[2 * i + 1] = (int) all[i];
        }
        yield halves;
      }
    };
  }
}
