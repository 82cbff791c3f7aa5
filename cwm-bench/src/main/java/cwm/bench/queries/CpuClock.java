package cwm.bench.queries;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What this process has computed, by the kernel's nanoseconds for each of its threads (Linux).
///
/// All but the JVM's compilers, whose work is over sooner or later: how much of it falls into a
/// measurement is chance.
final class CpuClock {
  private static final Path TASKS = Path.of("/proc/self/task");

  private CpuClock() {}

  /// CPU time of the threads that there are.
  static long nanos() {
    long sum = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        sum += nanos(task);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum;
  }

  private static long nanos(Path task) throws IOException {
    try {
      return Files.readString(task.resolve("comm")).contains("Compiler")
          ? 0
          : Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[0]);
    } catch (NoSuchFileException _) {
      return 0; // the thread has ended
    }
  }
}
