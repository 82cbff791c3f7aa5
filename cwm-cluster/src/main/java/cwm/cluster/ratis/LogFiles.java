package cwm.cluster.ratis;

import cwm.cluster.ClusterException;
import cwm.cluster.disk.DurableFiles;
import cwm.cluster.log.LogMachine;
import cwm.ipc.message.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory of one log, before Ratis opens it: mends what a crash may leave behind and refuses
/// what it cannot, so that nothing is taken for the log that was not written as such.
///
/// A crash leaves the last record of the last segment half written, or a snapshot half installed.
/// Neither was acknowledged, and both are undone. Anything else that does not fit is damage: to cut
/// the log there could take back what this member has acknowledged to others, so it does not begin.
/// Nor does it where all of the log is gone: a member that forgot what it has acknowledged could
/// help to elect a leader that lacks it.
final class LogFiles {
  private static final Logger logger = LoggerFactory.getLogger(LogFiles.class);

  private static final String CURRENT = "current";
  private static final String TRANSFERS = "tmp";
  private static final String META = "raft-meta";
  private static final String CONFIGURATION = "raft-meta.conf";
  private static final Pattern ASIDE = Pattern.compile(SnapshotStore.FOLDER + "\\.tmp.*");

  private final Path root;
  private final SnapshotStore snapshots;
  private final RaftPeerId self;
  private final boolean isDurable;
  private volatile boolean hasBegun;

  /// @param root the directory of the log
  /// @param isDurable whether the log outlives the process
  LogFiles(Path root, SnapshotStore snapshots, RaftPeerId self, boolean isDurable) {
    this.root = root;
    this.snapshots = snapshots;
    this.self = self;
    this.isDurable = isDurable;
  }

  /// The file that says, beside the directory of a log, that this was begun.
  static Path begunMark(Path root) {
    return root.resolveSibling(root.getFileName() + ".begun");
  }

  /// Remembers that the log is there from now on.
  void noteBegun() {
    hasBegun = true;
    Path mark = begunMark(root);
    try {
      if (isDurable && !Files.exists(mark)) {
        DurableFiles.write(mark, new byte[0], true);
        DurableFiles.syncDirectory(Objects.requireNonNull(root.getParent()));
      }
    } catch (IOException e) {
      logger.warn(
          "cannot write {}, so that nobody will notice if the log is lost: {}",
          mark,
          Failures.messageOf(e));
    }
  }

  /// Checks and mends what is there, and chooses the snapshot to begin with.
  ///
  /// @throws ClusterException `STORAGE`
  void prepare() {
    try {
      Files.createDirectories(root.getParent());
      boolean isThere = Files.exists(root.resolve(CURRENT).resolve(META));
      if (!isThere && (hasBegun || Files.exists(begunMark(root)))) {
        throw new ClusterException(
            ClusterException.Code.STORAGE,
            "the log in %s is missing; restore it, or start the node anew with another data directory"
                .formatted(root));
      }
      var _ = mend();
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }

  /// Applies what there is to a new machine, agreed on or not, after checking and mending it.
  ///
  /// @throws ClusterException `STORAGE`
  void salvage(LogMachine machine) {
    try {
      List<Segment> segments = mend();
      SingleFileSnapshotInfo snapshot = snapshots.getLatestSnapshot();
      var applied = new Applied(machine);
      if (snapshot != null) {
        try (InputStream in = SnapshotStore.open(snapshot)) {
          applied.restore(snapshot.getIndex(), in);
        }
      }
      for (Segment segment : segments) {
        var _ = SegmentScan.scan(segment.path, segment.startIndex, entry -> apply(entry, applied));
      }
    } catch (IOException e) {
      throw cannotRead(e);
    }
  }

  private static void apply(LogEntryProto entry, Applied applied) {
    if (entry.hasStateMachineLogEntry()) {
      Bytes command = RaftMessages.bytes(entry.getStateMachineLogEntry().getLogData());
      var _ = applied.apply(entry.getIndex(), entry.getTerm(), command);
    }
  }

  private List<Segment> mend() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    finishInstallation();
    forgetTransfers();
    snapshots.forgetUnfinished();
    checkConfiguration();
    List<Segment> segments = checkSegments();
    chooseSnapshot(segments);
    return segments;
  }

  private ClusterException cannotRead(IOException cause) {
    return new ClusterException(
        ClusterException.Code.STORAGE,
        "the log in %s cannot be read: %s".formatted(root, Failures.allMessagesOf(cause)),
        cause);
  }

  /// Deletes what was received of snapshots that never came whole.
  void forgetTransfers() throws IOException {
    DurableFiles.deleteAll(root.resolve(TRANSFERS));
  }

  // ---------------------------------------------------------------- snapshots

  /// Ratis puts an installed snapshot in place by two renames; after a crash between them the old
  /// one is put back.
  private void finishInstallation() throws IOException {
    Path folder = root.resolve(SnapshotStore.FOLDER);
    List<Path> asides;
    try (Stream<Path> files = Files.list(root)) {
      asides =
          files
              .filter(file -> ASIDE.matcher(file.getFileName().toString()).matches())
              .sorted()
              .toList();
    }
    for (Path aside : asides) {
      if (!Files.exists(folder)) {
        Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
      } else {
        DurableFiles.deleteAll(aside);
      }
    }
  }

  private void chooseSnapshot(List<Segment> segments) throws IOException {
    List<SnapshotStore.Candidate> candidates = snapshots.candidates();
    Optional<SnapshotStore.Candidate> chosen =
        candidates.stream().filter(SnapshotStore.Candidate::isReadable).findFirst();
    long reached = chosen.map(SnapshotStore.Candidate::index).orElse(-1L);
    long first = segments.isEmpty() ? reached + 1 : segments.getFirst().startIndex;
    long last = segments.isEmpty() ? reached : Math.max(reached, segments.getLast().endIndex());
    // Whatever cannot be read any more must be in the log as well, or something would be lost.
    for (SnapshotStore.Candidate candidate : candidates) {
      if (candidate.index() > last || (candidate.index() > reached && first > reached + 1)) {
        throw SnapshotStore.unreadable(
            candidate.path(), "the snapshot is not what was written", root);
      }
    }
    if (first > reached + 1) {
      throw SnapshotStore.unreadable(
          segments.getFirst().path,
          "the log begins at entry %d, and no snapshot holds what came before"
              .formatted(RaftMessages.outward(first)),
          root);
    }
    requireOwnConfiguration(last);
    snapshots.choose(chosen);
  }

  /// A sole voter's list of members is kept once it is applied, and so was on this disk. (Others
  /// may have it before the rest of a snapshot; and what they lack, the leader has.)
  private void requireOwnConfiguration(long last) throws IOException {
    Path file = root.resolve(CURRENT).resolve(CONFIGURATION);
    LogEntryProto kept = Files.exists(file) ? readConfiguration(file) : null;
    if (kept != null && kept.getIndex() > last && isSoleVoter(kept.getConfigurationEntry())) {
      throw SnapshotStore.unreadable(
          file,
          "the log ends with entry %d, and there was entry %d"
              .formatted(RaftMessages.outward(last), RaftMessages.outward(kept.getIndex())),
          root);
    }
  }

  private boolean isSoleVoter(RaftConfigurationProto configuration) {
    return configuration.getOldPeersCount() == 0
        && configuration.getPeersCount() == 1
        && RaftPeerId.valueOf(configuration.getPeers(0).getId()).equals(self);
  }

  // ---------------------------------------------------------------- who the members are

  private void checkConfiguration() throws IOException {
    Path file = root.resolve(CURRENT).resolve(CONFIGURATION);
    if (Files.exists(file) && readConfiguration(file) == null) {
      throw SnapshotStore.unreadable(file, "it is no list of members", root);
    }
  }

  private static @Nullable LogEntryProto readConfiguration(Path file) throws IOException {
    try {
      LogEntryProto entry = LogEntryProto.parseFrom(Files.readAllBytes(file));
      return entry.hasConfigurationEntry() ? entry : null;
    } catch (InvalidProtocolBufferException _) {
      return null;
    }
  }

  /// The index, as Ratis counts, of the configuration that is kept outside of the log.
  OptionalLong configurationIndex() throws IOException {
    try {
      LogEntryProto entry = readConfiguration(root.resolve(CURRENT).resolve(CONFIGURATION));
      return entry == null ? OptionalLong.empty() : OptionalLong.of(entry.getIndex());
    } catch (NoSuchFileException _) {
      return OptionalLong.empty();
    }
  }

  // ---------------------------------------------------------------- segments

  /// A file of the log.
  private static final class Segment {
    private static final Pattern CLOSED = Pattern.compile("log_(\\d+)-(\\d+)");
    private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d+)");

    private final Path path;
    private final long startIndex;
    private final OptionalLong namedEnd;
    private SegmentScan.@Nullable Result scan;

    private Segment(Path path, long startIndex, OptionalLong namedEnd) {
      this.path = path;
      this.startIndex = startIndex;
      this.namedEnd = namedEnd;
    }

    static Optional<Segment> of(Path path) {
      String name = path.getFileName().toString();
      Matcher closed = CLOSED.matcher(name);
      if (closed.matches()) {
        return Optional.of(
            new Segment(
                path,
                Long.parseLong(closed.group(1)),
                OptionalLong.of(Long.parseLong(closed.group(2)))));
      }
      Matcher open = OPEN.matcher(name);
      return open.matches()
          ? Optional.of(new Segment(path, Long.parseLong(open.group(1)), OptionalLong.empty()))
          : Optional.empty();
    }

    long endIndex() {
      return scan == null ? startIndex - 1 : startIndex + scan.count() - 1;
    }
  }

  private List<Segment> checkSegments() throws IOException {
    Path current = root.resolve(CURRENT);
    if (!Files.isDirectory(current)) {
      return List.of();
    }
    List<Segment> segments;
    try (Stream<Path> files = Files.list(current)) {
      segments =
          files
              .flatMap(file -> Segment.of(file).stream())
              .sorted(Comparator.comparingLong(segment -> segment.startIndex))
              .toList();
    }
    if (!segments.isEmpty() && !Files.exists(current.resolve(META))) {
      throw SnapshotStore.unreadable(
          current.resolve(META), "it is missing, though there is a log", root);
    }
    long next = -1;
    for (Segment segment : segments) {
      if (next >= 0 && segment.startIndex != next) {
        throw SnapshotStore.unreadable(
            segment.path,
            "the log goes on here with entry %d, where entry %d should come"
                .formatted(RaftMessages.outward(segment.startIndex), RaftMessages.outward(next)),
            root);
      }
      check(segment, segment == segments.getLast());
      next = segment.endIndex() + 1;
    }
    return segments.stream().filter(segment -> segment.endIndex() >= segment.startIndex).toList();
  }

  private void check(Segment segment, boolean isLast) throws IOException {
    SegmentScan.Result scan = SegmentScan.scan(segment.path, segment.startIndex);
    segment.scan = scan;
    boolean mayBeTorn = isLast && segment.namedEnd.isEmpty();
    switch (scan.end()) {
      case SegmentScan.End.Clean() -> {}
      case SegmentScan.End.Torn(String what) when mayBeTorn -> {
        try (FileChannel file = FileChannel.open(segment.path, StandardOpenOption.WRITE)) {
          file.truncate(scan.validBytes());
          file.force(true);
        }
        logger.warn(
            "{}: cut off the last record, which was not written to its end ({}): the log now ends"
                + " with entry {}",
            segment.path,
            what,
            RaftMessages.outward(segment.endIndex()));
      }
      case SegmentScan.End.Torn(String what) -> throw damaged(segment, scan, what);
      case SegmentScan.End.Damaged(String what) -> throw damaged(segment, scan, what);
    }
    if (segment.namedEnd.isPresent() && segment.namedEnd.getAsLong() != segment.endIndex()) {
      throw damaged(
          segment,
          scan,
          "it ends with entry %d instead of %d"
              .formatted(
                  RaftMessages.outward(segment.endIndex()),
                  RaftMessages.outward(segment.namedEnd.getAsLong())));
    }
  }

  private ClusterException damaged(Segment segment, SegmentScan.Result scan, String what) {
    return SnapshotStore.unreadable(
        segment.path,
        "the log is damaged at byte %d, after entry %d: %s"
            .formatted(scan.validBytes(), RaftMessages.outward(segment.endIndex()), what),
        root);
  }
}
