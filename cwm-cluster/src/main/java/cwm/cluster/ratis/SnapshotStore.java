package cwm.cluster.ratis;

import cwm.cluster.ClusterException;
import cwm.cluster.disk.DurableFiles;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Snapshots of one log on disk: a file `snapshot.<term>_<index>` with the machine's bytes, and
/// beside it a file with its MD5, as Ratis has them when it sends or gets one. The last two are
/// kept, and the log back to the older one, so that one of them may turn out to be unreadable.
final class SnapshotStore implements StateMachineStorage {
  private static final Logger logger = LoggerFactory.getLogger(SnapshotStore.class);

  static final String FOLDER = "sm";

  private static final int KEPT_COUNT = 2;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final Pattern FILE = Pattern.compile("snapshot\\.(\\d+)_(\\d+)");
  private static final String TEMPORARY = ".tmp";
  private static final String CORRUPT = ".corrupt";

  private final Path folder;
  private final boolean isDurable;

  private volatile @Nullable SingleFileSnapshotInfo latest;

  /// @param root the directory of the log
  /// @param isDurable whether files are synced
  SnapshotStore(Path root, boolean isDurable) {
    this.folder = root.resolve(FOLDER);
    this.isDurable = isDurable;
  }

  /// A snapshot on disk that may be unreadable.
  ///
  /// @param info without MD5 if that is not readable
  record Candidate(SingleFileSnapshotInfo info, boolean isReadable) {
    long index() {
      return info.getIndex();
    }

    Path path() {
      return info.getFile().getPath();
    }
  }

  /// All that are there, the furthest first, each read once to see whether it is what was written.
  List<Candidate> candidates() throws IOException {
    return files().stream()
        .flatMap(file -> candidate(file).stream())
        .sorted(Comparator.comparingLong(Candidate::index).reversed())
        .toList();
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static Optional<Candidate> candidate(Path file) {
    Matcher name = FILE.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    long term = Long.parseLong(name.group(1));
    long index = Long.parseLong(name.group(2));
    MD5Hash stored = storedDigest(file);
    var info = new SingleFileSnapshotInfo(new FileInfo(file, stored), term, index);
    return Optional.of(new Candidate(info, stored != null && stored.equals(digest(file))));
  }

  private static @Nullable MD5Hash storedDigest(Path file) {
    try {
      return MD5FileUtil.readStoredMd5ForFile(file.toFile());
    } catch (IOException e) {
      return null; // the snapshot counts as unreadable
    }
  }

  /// As Ratis does it, whose own method fails from 2 GB on.
  private static @Nullable MD5Hash digest(Path file) {
    MessageDigest md5 = MD5FileUtil.newMD5();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), md5)) {
      in.transferTo(OutputStream.nullOutputStream());
      return MD5Hash.newInstance(md5.digest());
    } catch (IOException e) {
      return null;
    }
  }

  /// Goes by a snapshot, and puts those that reach further out of the way.
  void choose(Optional<Candidate> chosen) throws IOException {
    for (Candidate candidate : candidates()) {
      if (chosen.isEmpty() || candidate.index() > chosen.get().index()) {
        Path aside = candidate.path().resolveSibling(candidate.path().getFileName() + CORRUPT);
        Files.move(candidate.path(), aside, StandardCopyOption.REPLACE_EXISTING);
        logger.warn("{} is not what was written; it is now {}", candidate.path(), aside);
      }
    }
    latest = chosen.map(Candidate::info).orElse(null);
  }

  /// Goes by the furthest snapshot, after Ratis has put one there.
  SingleFileSnapshotInfo reload() throws IOException {
    Candidate newest =
        candidates().stream()
            .findFirst()
            .orElseThrow(() -> new IOException("no snapshot in " + folder));
    if (!newest.isReadable()) {
      throw new IOException("the snapshot " + newest.path() + " is not what was sent");
    }
    latest = newest.info();
    return newest.info();
  }

  @Override
  public @Nullable SingleFileSnapshotInfo getLatestSnapshot() {
    return latest;
  }

  /// What the machine has written; the caller closes it.
  static InputStream open(SingleFileSnapshotInfo snapshot) throws IOException {
    return new BufferedInputStream(
        Files.newInputStream(snapshot.getFile().getPath()), BUFFER_BYTES);
  }

  /// Writes a snapshot: it is there whole or not at all.
  void write(TermIndex at, DurableFiles.Content snapshot) throws IOException {
    Path file = folder.resolve("snapshot." + at.getTerm() + "_" + at.getIndex());
    Path temporary = folder.resolve(file.getFileName() + TEMPORARY);
    Files.createDirectories(folder);
    MessageDigest md5 = MD5FileUtil.newMD5();
    try {
      DurableFiles.write(
          temporary, out -> writeDigested(snapshot, new DigestOutputStream(out, md5)), isDurable);
      var digest = MD5Hash.newInstance(md5.digest());
      MD5FileUtil.saveMD5File(file.toFile(), digest);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      if (isDurable) {
        DurableFiles.syncDirectory(folder);
      }
      latest = new SingleFileSnapshotInfo(new FileInfo(file, digest), at);
    } finally {
      Files.deleteIfExists(temporary); // what is half written takes room from the log
    }
    deleteOld();
  }

  /// Deletes what was written of snapshots when the process ended.
  void forgetUnfinished() throws IOException {
    for (Path file : files()) {
      if (file.toString().endsWith(TEMPORARY)) {
        Files.delete(file);
      }
    }
  }

  private static void writeDigested(DurableFiles.Content snapshot, OutputStream out)
      throws IOException {
    var buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    snapshot.writeTo(buffered);
    buffered.flush();
  }

  private void deleteOld() throws IOException {
    List<Path> old =
        files().stream()
            .filter(file -> FILE.matcher(file.getFileName().toString()).matches())
            .sorted(Comparator.comparingLong(SnapshotStore::indexOf).reversed())
            .skip(KEPT_COUNT)
            .toList();
    for (Path file : old) {
      Files.deleteIfExists(file);
      Files.deleteIfExists(MD5FileUtil.getDigestFileForFile(file.toFile()).toPath());
    }
  }

  private static long indexOf(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(name.indexOf('_') + 1));
  }

  // ---------------------------------------------------------------- what Ratis leaves to do

  @Override
  public void init(RaftStorage storage) {}

  @Override
  public void format() {}

  /// Done when one is written, and only then.
  @Override
  public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) {}

  /// An unreadable storage, for people.
  static ClusterException unreadable(Path path, String what, Path root) {
    return new ClusterException(
        ClusterException.Code.STORAGE,
        "%s: %s; put the file back from a copy of this node's own data directory, or delete %s: the node then takes part as a new member and gets everything from the others"
            .formatted(path, what, root));
  }
}
