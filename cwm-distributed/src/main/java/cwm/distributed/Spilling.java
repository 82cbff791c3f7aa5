package cwm.distributed;

import java.nio.file.Path;

/// How much of what comes before it is needed waits in memory, and where the rest waits.
///
/// @param memoryBytesMax bytes of ids in memory, for each phase of a job; what surrounds them, and
///   what the engine has taken, comes on top
/// @param directory where files may lie meanwhile, which are gone with the process
public record Spilling(long memoryBytesMax, Path directory) {
  /// The part of the heap that may be taken for it: what waits is taken into the facts, which need
  /// several times its size.
  private static final int HEAP_SHARE = 8;

  /// By the size of this process's heap.
  public static Spilling ofHeap(Path directory) {
    return new Spilling(Runtime.getRuntime().maxMemory() / HEAP_SHARE, directory);
  }

  /// By the size of this process's heap, into the directory for temporary files.
  public static Spilling standard() {
    return ofHeap(Path.of(System.getProperty("java.io.tmpdir")));
  }
}
