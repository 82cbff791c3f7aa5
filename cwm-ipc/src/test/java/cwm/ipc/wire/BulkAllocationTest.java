package cwm.ipc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import cwm.ipc.message.Bindings;
import cwm.ipc.message.InferenceStep;
import cwm.ipc.message.IpcMessage;
import cwm.ipc.message.IpcMessage.InferenceRequest;
import cwm.ipc.message.IpcMessage.QueryResponse;
import cwm.ipc.message.IpcMessage.TripleData;
import cwm.ipc.message.RowBatch;
import cwm.ipc.message.TripleBatch;
import cwm.rdf.store.TermDictionary;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Facts and rows whose terms are known cross without an object for any of them.
class BulkAllocationTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int TRIPLES = 100_000;
  private static final int ROW_WIDTH = 5;
  private static final int ROW_BYTES = ROW_WIDTH * Integer.BYTES;
  private static final int COLUMN_BYTES = 3 * Integer.BYTES;

  /// What a message costs whatever it holds; Jackson's parser is the most of it.
  private static final int MESSAGE_BYTES = 64 << 10;

  @ParameterizedTest
  @EnumSource
  void aTripleCostsItsPlaceInTheColumns(SerializationFormat format) {
    var dictionary = new TermDictionary();
    int[][] columns = new int[3][TRIPLES];
    for (int i = 0; i < TRIPLES; i++) {
      for (int c = 0; c < columns.length; c++) {
        columns[c][i] = dictionary.internString("term " + i * (c + 1) % 70_000);
      }
    }
    var batch = new TripleBatch(dictionary, columns[0], columns[1], columns[2], TRIPLES);
    assertCostsItsIds(format, dictionary, new TripleData(batch, "s"), COLUMN_BYTES * TRIPLES);
  }

  @ParameterizedTest
  @EnumSource
  void aRowCostsItsIds(SerializationFormat format) {
    RowBatch rows = rows();
    var message =
        new InferenceRequest(
            "r", new Bindings(Map.of()), rows, new InferenceStep(0, 0, List.of(), 0), "j", 0, 0);
    assertCostsItsIds(format, rows.dictionary(), message, ROW_BYTES * TRIPLES);
  }

  @ParameterizedTest
  @EnumSource
  void aSolutionCostsItsIds(SerializationFormat format) {
    RowBatch rows = rows();
    var message = new QueryResponse("q", List.of(), rows, 0, 0);
    assertCostsItsIds(format, rows.dictionary(), message, ROW_BYTES * TRIPLES);
  }

  private static RowBatch rows() {
    var dictionary = new TermDictionary();
    int[] values = new int[ROW_WIDTH * TRIPLES];
    for (int i = 0; i < values.length; i++) {
      values[i] = dictionary.internString("term " + i % 70_000);
    }
    return new RowBatch(dictionary, values, ROW_WIDTH, TRIPLES);
  }

  private static void assertCostsItsIds(
      SerializationFormat format, TermDictionary dictionary, IpcMessage message, int idBytes) {
    MessageEncoder encoder = format.encoder(dictionary, 1 << 20);
    MessageDecoder decoder = format.decoder(new TermDictionary(), 1 << 20);
    var out = new WireBuffer(16 << 20);
    for (int i = 0; i < 3; i++) { // the first defines the terms, the second loads the classes left
      out.clear();
      long encoded =
          allocated(
              () -> {
                encoder.encode(message, out);
                return out;
              });
      long decoded = allocated(() -> decoder.decode(out.array(), 0, out.size()));
      if (i == 2) {
        assertThat(encoded).isLessThan(MESSAGE_BYTES);
        // JSON does not say how many come, so the arrays grow by doubling.
        int growth = format == SerializationFormat.JSON ? 4 : 1;
        assertThat(decoded).isLessThan(MESSAGE_BYTES + (long) growth * idBytes);
      }
    }
  }

  private static long allocated(Supplier<?> work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    assertThat(work.get()).isNotNull();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
