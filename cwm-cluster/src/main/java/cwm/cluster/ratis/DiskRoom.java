package cwm.cluster.ratis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How much room is left where the logs are. A leader stops taking proposals while there is still
/// room to write what is under way, since a log that could not be written has to be opened anew.
final class DiskRoom {
  /// Bytes that have to be free.
  static final long RESERVE_BYTES = 4L << 20;

  private static final long MEASURE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LongSupplier usableBytes;

  // Guarded by this.
  private long measuredNanos;
  private long lastBytes = -1;

  /// @param usableBytes measures; not called more often than every 100 ms
  DiskRoom(LongSupplier usableBytes) {
    this.usableBytes = usableBytes;
  }

  /// The room of the disk that holds `directory`.
  static DiskRoom of(Path directory) {
    return new DiskRoom(
        () -> {
          try {
            return Files.getFileStore(directory).getUsableSpace();
          } catch (IOException _) {
            return 0; // a disk that does not even say this is no place to write to
          }
        });
  }

  /// What was left a moment ago, in bytes.
  synchronized long usableBytes() {
    long now = System.nanoTime();
    if (lastBytes < 0 || now - measuredNanos > MEASURE_NANOS) {
      lastBytes = usableBytes.getAsLong();
      measuredNanos = now;
    }
    return lastBytes;
  }

  boolean isShort() {
    return usableBytes() < RESERVE_BYTES;
  }
}
