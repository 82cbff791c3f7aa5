package cwm.cluster.ratis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/// Reads a file of Ratis' log: a header, then records of the length (a varint of 1 to 5 bytes), the
/// entry, and 4 bytes of CRC-32C over both, then zeros that were allocated in advance.
final class SegmentScan {
  private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
  private static final int CHECKSUM_BYTES = 4;
  private static final int LENGTH_BYTES_MAX = 5;

  /// What a disk writes whole or not at all.
  private static final int SECTOR_BYTES = 512;

  /// @param count entries before the end
  /// @param validBytes bytes of the file before the end
  record Result(long count, long validBytes, End end) {}

  /// How the entries of a file end.
  sealed interface End {
    /// Only zeros follow.
    record Clean() implements End {}

    /// The beginning of a record follows and then nothing, as when a machine fails while writing.
    record Torn(String what) implements End {}

    /// Something else follows.
    record Damaged(String what) implements End {}
  }

  private final byte[] bytes;

  /// Where the last byte is that is not zero, plus one.
  private final int writtenEnd;

  private SegmentScan(byte[] bytes) {
    this.bytes = bytes;
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    writtenEnd = end;
  }

  /// Reads a file that is to begin with an entry of some index.
  static Result scan(Path file, long startIndex) throws IOException {
    return scan(file, startIndex, _ -> {});
  }

  /// The same.
  ///
  /// @param sink takes the entries before the end
  static Result scan(Path file, long startIndex, Consumer<LogEntryProto> sink) throws IOException {
    return new SegmentScan(Files.readAllBytes(file)).scan(startIndex, sink);
  }

  private Result scan(long startIndex, Consumer<LogEntryProto> sink) {
    if (writtenEnd < HEADER.length) {
      boolean isBegun = Arrays.equals(bytes, 0, writtenEnd, HEADER, 0, writtenEnd);
      return new Result(0, 0, isBegun ? new End.Clean() : new End.Damaged("it is no log"));
    }
    if (!Arrays.equals(bytes, 0, HEADER.length, HEADER, 0, HEADER.length)) {
      return new Result(0, 0, new End.Damaged("it is no log"));
    }
    int position = HEADER.length;
    long count = 0;
    long term = 0;
    while (position < writtenEnd) {
      Found found = recordAt(position);
      End end =
          switch (found) {
            case Found.Bad(End bad) -> bad;
            case Found.Good(int _, LogEntryProto entry) ->
                entry.getIndex() == startIndex + count && entry.getTerm() >= term
                    ? null
                    : new End.Damaged(
                        "entry %d of term %d comes after one of term %d"
                            .formatted(
                                RaftMessages.outward(entry.getIndex()), entry.getTerm(), term));
          };
      if (end != null) {
        return new Result(count, position, end);
      }
      var good = (Found.Good) found;
      position = good.end;
      term = good.entry.getTerm();
      sink.accept(good.entry);
      count++;
    }
    return new Result(count, position, new End.Clean());
  }

  private sealed interface Found {
    record Good(int end, LogEntryProto entry) implements Found {}

    record Bad(End end) implements Found {}
  }

  private Found recordAt(int position) {
    int length = 0;
    int lengthBytes = 0;
    while (true) {
      if (position + lengthBytes >= bytes.length) {
        return torn("the file ends within its length");
      }
      if (lengthBytes == LENGTH_BYTES_MAX) {
        return damaged("a length of more than %d bytes".formatted(LENGTH_BYTES_MAX));
      }
      byte next = bytes[position + lengthBytes];
      length |= (next & 0x7f) << (7 * lengthBytes);
      lengthBytes++;
      if (next >= 0) {
        break;
      }
    }
    if (length <= 0 || length > RaftSettings.BATCH_BYTES_MAX) {
      return damaged("a length of " + length + " bytes");
    }
    int entryStart = position + lengthBytes;
    long end = (long) entryStart + length + CHECKSUM_BYTES;
    if (end > bytes.length) {
      return torn("the file ends %d bytes before it does".formatted(end - bytes.length));
    }
    return check(position, entryStart, (int) end);
  }

  private Found check(int position, int entryStart, int end) {
    int checksumStart = end - CHECKSUM_BYTES;
    var checksum = new CRC32C();
    checksum.update(bytes, position, checksumStart - position);
    if ((int) checksum.getValue() != intAt(checksumStart)) {
      return isTorn(checksumStart, end)
          ? torn("its checksum was not written")
          : damaged("a record with a wrong checksum");
    }
    try {
      var entry = UnsafeByteOperations.unsafeWrap(bytes, entryStart, checksumStart - entryStart);
      return new Found.Good(end, LogEntryProto.parseFrom(entry));
    } catch (InvalidProtocolBufferException e) {
      return damaged("a record that is no entry: " + e.getMessage());
    }
  }

  /// A record is written from its start and by sectors: where one was torn, zeros are left at its
  /// end.
  private boolean isTorn(int checksumStart, int end) {
    int lastSector = (end - 1) / SECTOR_BYTES * SECTOR_BYTES;
    return writtenEnd <= Math.max(checksumStart, lastSector);
  }

  private int intAt(int position) {
    int value = 0;
    for (int i = 0; i < CHECKSUM_BYTES; i++) {
      value = (value << 8) | (bytes[position + i] & 0xff);
    }
    return value;
  }

  private static Found torn(String what) {
    return new Found.Bad(new End.Torn(what));
  }

  private static Found damaged(String what) {
    return new Found.Bad(new End.Damaged(what));
  }
}
