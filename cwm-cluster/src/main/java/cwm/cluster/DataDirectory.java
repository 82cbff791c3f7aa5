package cwm.cluster;

import cwm.cluster.disk.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Where a node keeps what it must not forget; locked against other processes while it is open.
///
/// ```
/// lock              held by the process that works here
/// identity          who the node is
/// logs/<group>/     a log for each group
/// ```
///
/// Locks of files belong to processes, and one goes as soon as the process closes any channel of
/// the file. So what this process has open is remembered apart, and never opened a second time.
///
/// Without a data directory it is one below the system's directory for temporary files, which goes
/// with the process; what killed processes left is swept up by the next.
final class DataDirectory implements IdentityStore {
  private static final String SCRATCH_PREFIX = "cwm-node-";
  private static final String LOCK = "lock";

  /// What this process has open.
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final boolean isScratch;
  private final FileChannel lockChannel;
  private final IdentityFile identity;

  private DataDirectory(Path directory, String nodeId, boolean isScratch, FileChannel lockChannel) {
    this.directory = directory;
    this.isScratch = isScratch;
    this.lockChannel = lockChannel;
    identity = new IdentityFile(directory.resolve("identity"), nodeId);
  }

  /// Opens a data directory and makes it if need be.
  ///
  /// @param place none for one that goes with the process
  /// @param nodeId whose it is; another node's is found when it is read
  /// @throws ClusterException `DATA_DIR_IN_USE`, `STORAGE`
  static DataDirectory open(Optional<Path> place, String nodeId) {
    try {
      if (place.isEmpty()) {
        sweep();
      }
      Path directory =
          place.isPresent()
              ? Files.createDirectories(place.get()).toRealPath()
              : Files.createTempDirectory(SCRATCH_PREFIX).toRealPath();
      if (!OPEN.add(directory)) {
        throw inUse(directory);
      }
      try {
        FileChannel channel =
            FileChannel.open(
                directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
          channel.close();
          throw inUse(directory);
        }
        return new DataDirectory(directory, nodeId, place.isEmpty(), channel);
      } catch (IOException | RuntimeException e) {
        OPEN.remove(directory);
        throw e;
      }
    } catch (IOException e) {
      throw new ClusterException(
          ClusterException.Code.STORAGE,
          "the data directory %s cannot be used: %s"
              .formatted(place.map(Path::toString).orElse("in the temporary directory"), reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException _ -> "it is a file";
      case NoSuchFileException _ -> "it cannot be made there";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static ClusterException inUse(Path directory) {
    return new ClusterException(
        ClusterException.Code.DATA_DIR_IN_USE,
        "another process works in %s; give each node a --data-dir of its own".formatted(directory));
  }

  /// Deletes what nodes that were killed have left.
  private static void sweep() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    try (Stream<Path> entries = Files.list(temporary)) {
      for (Path entry : entries.filter(DataDirectory::isScratchDirectory).toList()) {
        sweep(entry);
      }
    }
  }

  private static void sweep(Path entry) {
    try {
      Path directory = entry.toRealPath();
      if (!OPEN.add(directory)) {
        return;
      }
      try (FileChannel channel =
          FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE)) {
        if (channel.tryLock() != null) {
          DurableFiles.deleteAll(directory);
        }
      } finally {
        OPEN.remove(directory);
      }
    } catch (IOException e) {
      // Not this one's to delete, or just being made.
    }
  }

  private static boolean isScratchDirectory(Path path) {
    return path.getFileName().toString().startsWith(SCRATCH_PREFIX);
  }

  /// Where logs are kept.
  Path logs() {
    return directory.resolve("logs");
  }

  @Override
  public Optional<Identity> load() {
    return identity.read();
  }

  @Override
  public void save(Identity newIdentity) {
    identity.write(newIdentity);
  }

  @Override
  public void clear() {
    identity.delete();
  }

  @Override
  public void close() {
    try {
      if (isScratch) {
        DurableFiles.deleteAll(directory);
      }
      lockChannel.close();
    } catch (IOException e) {
      throw new ClusterException(
          ClusterException.Code.STORAGE, "%s cannot be closed: %s".formatted(directory, e), e);
    } finally {
      OPEN.remove(directory);
    }
  }
}
