package cwm.distributed;

import cwm.rdf.store.RowList;
import cwm.rdf.store.TripleList;
import cwm.reasoner.engine.FactColumns;
import cwm.reasoner.engine.Shipment;
import cwm.reasoner.engine.SitesException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps what shipments carry outside of memory until it is asked for.
///
/// A file without a name, made when it is first needed: ids of this process, one shipment behind
/// the other. Its space is used anew whenever nothing is left in it. Any thread may call.
final class SpillFile implements AutoCloseable {
  private final Path directory;

  // Guarded by this.
  private @Nullable FileChannel file;
  private long end;
  private int leftCount;
  private boolean isClosed;

  /// @param directory where to make it
  SpillFile(Path directory) {
    this.directory = directory;
  }

  /// How many bytes a shipment's ids take.
  static long byteCount(Shipment shipment) {
    return Integer.BYTES
        * switch (shipment) {
          case Shipment.Rows rows -> (long) rows.width() * rows.rows().get().count();
          case Shipment.Concluded(var facts, _, _) -> 2L * facts.get().count();
          case Shipment.Mirrored(var facts) -> 3L * facts.get().size();
          case Shipment.Asserted(var facts) -> 3L * facts.get().size();
          case Shipment.Ordered(_, var facts) -> 3L * facts.get().size();
          case Shipment.Numbers(var numbers) -> 2L * numbers.get().length;
        };
  }

  /// Writes what a shipment carries.
  ///
  /// @param shipment has it in memory
  /// @return the same shipment, which reads it from here
  /// @throws IOException if the file cannot be made, or the disk is full
  Shipment put(Shipment shipment) throws IOException {
    return switch (shipment) {
      case Shipment.Rows rows -> {
        RowList carried = rows.rows().get();
        int width = carried.width();
        int count = carried.count();
        Supplier<int[]> ids = write(carried.toArray());
        yield new Shipment.Rows(
            rows.rule(),
            rows.body(),
            rows.match(),
            rows.order(),
            rows.step(),
            rows.worker(),
            rows.width(),
            () -> RowList.of(width, count, ids.get()));
      }
      case Shipment.Concluded(var facts, int stratum, int worker) ->
          new Shipment.Concluded(columns(facts.get()), stratum, worker);
      case Shipment.Mirrored(var facts) -> new Shipment.Mirrored(triples(facts.get()));
      case Shipment.Asserted(var facts) -> new Shipment.Asserted(triples(facts.get()));
      case Shipment.Ordered(String sender, var facts) ->
          new Shipment.Ordered(sender, triples(facts.get()));
      case Shipment.Numbers(var numbers) -> new Shipment.Numbers(longs(numbers.get()));
    };
  }

  private Supplier<long[]> longs(long[] numbers) throws IOException {
    int[] halves = new int[2 * numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      halves[2 * i] = (int) (numbers[i] >>> Integer.SIZE);
      halves[2 * i + 1] = (int) numbers[i];
    }
    Supplier<int[]> written = write(halves);
    return () -> {
      int[] read = written.get();
      long[] whole = new long[read.length / 2];
      for (int i = 0; i < whole.length; i++) {
        whole[i] = ((long) read[2 * i] << Integer.SIZE) | Integer.toUnsignedLong(read[2 * i + 1]);
      }
      return whole;
    };
  }

  private Supplier<TripleList> triples(TripleList facts) throws IOException {
    Supplier<int[]> ids = write(facts.toArray());
    return () -> TripleList.of(ids.get());
  }

  private Supplier<FactColumns> columns(FactColumns facts) throws IOException {
    int predicate = facts.predicate();
    int count = facts.count();
    int[] ids = new int[2 * count];
    for (int i = 0; i < count; i++) {
      ids[i] = facts.subject(i);
      ids[count + i] = facts.object(i);
    }
    Supplier<int[]> written = write(ids);
    return () -> {
      int[] read = written.get();
      var columns = new FactColumns(predicate);
      for (int i = 0; i < count; i++) {
        columns.add(read[i], read[count + i]);
      }
      return columns;
    };
  }

  private synchronized Supplier<int[]> write(int[] ids) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * ids.length);
    bytes.asIntBuffer().put(ids);
    FileChannel to = open();
    long start = end;
    for (long at = start; bytes.hasRemaining(); ) {
      at += to.write(bytes, at);
    }
    end = start + bytes.capacity();
    leftCount++;
    int count = ids.length;
    return () -> read(start, count); // and nothing else, or the memory would not be free
  }

  private FileChannel open() throws IOException {
    if (isClosed) {
      throw new IOException("the job is over");
    }
    if (file == null) {
      file = make();
    }
    return file;
  }

  private FileChannel make() throws IOException {
    Path path = Files.createTempFile(directory, "cwm-", ".spill");
    try {
      return FileChannel.open(
          path,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private int[] read(long start, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * count);
    try {
      FileChannel from = forReading();
      for (long at = start; bytes.hasRemaining(); ) {
        int read = from.read(bytes, at);
        if (read < 0) {
          throw new IOException("its end came early");
        }
        at += read;
      }
    } catch (IOException e) {
      throw SitesException.ofLoss(
          "cannot read what was spilled to a file in %s: %s".formatted(directory, e), e);
    }
    release();
    int[] ids = new int[count];
    bytes.flip().asIntBuffer().get(ids);
    return ids;
  }

  private synchronized FileChannel forReading() throws IOException {
    return open();
  }

  private synchronized void release() {
    assert leftCount > 0 : "asked for twice";
    leftCount--;
    if (leftCount == 0) {
      end = 0;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    isClosed = true;
    if (file != null) {
      file.close();
    }
  }
}
